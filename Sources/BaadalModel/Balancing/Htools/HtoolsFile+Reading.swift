extension HtoolsFile {
    /// Reads a file.
    ///
    /// Columns at the end of a line that older versions did not write may be missing.
    /// - Throws: ``HtoolsError``, with the line, for whatever does not follow the form.
    public init(_ text: String) throws(HtoolsError) {
        let sections = Self.sections(text)
        guard (4...5).contains(sections.count) else {
            throw HtoolsError(
                line: nil,
                problem:
                    "\(sections.count) sections; groups, nodes, instances, cluster tags and policies are accepted, "
                    + "with an empty line between them"
            )
        }
        self.init(groups: [], nodes: [], instances: [], tags: sections[3].map(\.text), policies: [])
        for line in sections[0] { groups.append(try Self.group(HtoolsLine(line, "group", 3))) }
        for line in sections[1] { nodes.append(try node(HtoolsLine(line, "node", 9))) }
        let hosts = Set(nodes.map(\.name))
        var names: Set<String> = []
        for line in sections[2] {
            let fields = try HtoolsLine(line, "instance", 10)
            instances.append(try Self.instance(fields, hosts))
            guard names.insert(fields.text(0)).inserted else {
                throw fields.error("a second instance '\(fields.text(0))'; each name once is accepted")
            }
        }
        for line in sections.dropFirst(4).joined() { policies.append(try policy(HtoolsLine(line, "policy", 6))) }
    }

    /// The numbered lines of each section.
    private static func sections(_ text: String) -> [[(number: Int, text: String)]] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        var sections: [[(number: Int, text: String)]] = [[]]
        for (place, line) in lines.enumerated() {
            if line.isEmpty { sections.append([]) } else { sections[sections.count - 1].append((place + 1, line)) }
        }
        // What a file ends with may be an empty section or the end of the one before.
        if sections.count == 6, sections[5].isEmpty { sections.removeLast() }
        return sections
    }

    private static func group(_ fields: HtoolsLine) throws(HtoolsError) -> Group {
        let policies = ["preferred", "last_resort", "unallocable"]
        guard policies.contains(fields.text(2)) else {
            throw fields.error("'\(fields.text(2))' is no allocation policy; \(listed(policies)) are accepted")
        }
        return Group(
            name: fields.text(0),
            uuid: fields.text(1),
            policy: fields.text(2),
            tags: fields.list(3),
            networks: fields.list(4)
        )
    }

    private func node(_ fields: HtoolsLine) throws(HtoolsError) -> Node {
        guard groups.contains(where: { $0.uuid == fields.text(8) }) else {
            throw fields.error("no group has UUID '\(fields.text(8))'; one of the first section is accepted")
        }
        guard !nodes.contains(where: { $0.name == fields.text(0) }) else {
            throw fields.error("a second node '\(fields.text(0))'; each name once is accepted")
        }
        var size: Size?
        if !(1...6).contains(where: { fields.text($0) == "?" }) {
            size = Size(
                memory: try fields.number(1, "total memory"),
                usedMemory: try fields.number(2, "memory used"),
                freeMemory: try fields.number(3, "free memory", atLeast: .min),
                disk: try fields.number(4, "total disk"),
                freeDisk: try fields.number(5, "free disk", atLeast: .min),
                cpus: try fields.number(6, "processors")
            )
        }
        return Node(
            name: fields.text(0),
            size: size,
            role: try fields.word(7, "role"),
            group: fields.text(8),
            spindles: try fields.number(9, "spindles", missing: 1),
            tags: fields.list(10),
            hasExclusiveStorage: try fields.flag(11, "exclusive storage", missing: false),
            freeSpindles: try fields.number(12, "free spindles", missing: 0),
            usedCPUs: try fields.number(13, "processors used", missing: 1),
            cpuSpeed: try fields.decimal(14, "processor speed", missing: 1)
        )
    }

    private static func instance(_ fields: HtoolsLine, _ hosts: Set<String>) throws(HtoolsError) -> Instance {
        for place in [6, 7] where !(place == 7 && fields.text(place).isEmpty) && !hosts.contains(fields.text(place)) {
            throw fields.error("no node is named '\(fields.text(place))'; one of the second section is accepted")
        }
        let template: Template = try fields.word(8, "disk template")
        if template == .drbd, fields.text(7).isEmpty || fields.text(7) == fields.text(6) {
            throw fields.error("a drbd instance needs a secondary node other than '\(fields.text(6))'")
        }
        let hasSpindles = fields.count > 11 && fields.text(11) != "-"
        return Instance(
            name: fields.text(0),
            memory: try fields.number(1, "memory"),
            disk: try fields.number(2, "disk size"),
            vcpus: try fields.number(3, "vCPUs"),
            status: try fields.word(4, "status"),
            isBalanced: try fields.flag(5, "auto_balance"),
            primary: fields.text(6),
            secondary: fields.text(7).isEmpty ? nil : fields.text(7),
            template: template,
            tags: fields.list(9),
            spindleUse: try fields.number(10, "spindle use", missing: 1),
            spindles: hasSpindles ? try fields.number(11, "spindles") : nil,
            isForthcoming: try fields.flag(12, "forthcoming", missing: false)
        )
    }

    private func policy(_ fields: HtoolsLine) throws(HtoolsError) -> Policy {
        guard fields.text(0).isEmpty || groups.contains(where: { $0.name == fields.text(0) }) else {
            throw fields.error(
                "no group is named '\(fields.text(0))'; a group, or nothing for the cluster, is accepted"
            )
        }
        let ranges = fields.text(2).split(separator: ";", omittingEmptySubsequences: false)
        guard ranges.count % 2 == 0 else {
            throw fields.error("\(ranges.count) specs; pairs of least and most are accepted")
        }
        var policy = Policy(
            owner: fields.text(0),
            standard: try Self.spec(fields, fields.text(1)),
            ranges: [],
            templates: [],
            cpuRatio: try fields.decimal(4, "vcpu ratio"),
            spindleRatio: try fields.decimal(5, "spindle ratio")
        )
        for range in ranges { policy.ranges.append(try Self.spec(fields, String(range))) }
        for word in fields.list(3) { policy.templates.append(try fields.word(word, "disk template")) }
        return policy
    }

    private static func spec(_ fields: HtoolsLine, _ text: String) throws(HtoolsError) -> Spec {
        let figures = text.split(separator: ",", omittingEmptySubsequences: false).compactMap { Int64($0) }
        guard figures.count == 6, text.split(separator: ",", omittingEmptySubsequences: false).count == 6 else {
            throw fields.error("spec '\(text)'; six whole numbers with commas are accepted")
        }
        return Spec(figures: figures)
    }
}
