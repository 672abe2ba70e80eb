extension HtoolsFile {
    /// The file, with all columns of version 3.0.
    public var text: String {
        let sections = [
            groups.map(Self.line), nodes.map(Self.line), instances.map(Self.line), tags, policies.map(Self.line),
        ]
        return sections.map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\n")
    }

    private static func line(_ group: Group) -> String {
        [group.name, group.uuid, group.policy, commas(group.tags), commas(group.networks)].joined(separator: "|")
    }

    private static func line(_ node: Node) -> String {
        let size = node.size.map {
            [$0.memory, $0.usedMemory, $0.freeMemory, $0.disk, $0.freeDisk, $0.cpus].map(String.init)
        }
        let begin = [node.name] + (size ?? [String](repeating: "?", count: 6))
        let end = [
            node.role.rawValue, node.group, "\(node.spindles)", commas(node.tags), flag(node.hasExclusiveStorage),
            "\(node.freeSpindles)", "\(node.usedCPUs)", "\(node.cpuSpeed)",
        ]
        return (begin + end).joined(separator: "|")
    }

    private static func line(_ instance: Instance) -> String {
        [
            instance.name, "\(instance.memory)", "\(instance.disk)", "\(instance.vcpus)", instance.status.rawValue,
            flag(instance.isBalanced), instance.primary, instance.secondary ?? "", instance.template.rawValue,
            commas(instance.tags), "\(instance.spindleUse)", instance.spindles.map { "\($0)" } ?? "-",
            flag(instance.isForthcoming),
        ].joined(separator: "|")
    }

    private static func line(_ policy: Policy) -> String {
        [
            policy.owner, line(policy.standard), policy.ranges.map(line).joined(separator: ";"),
            commas(policy.templates.map(\.rawValue)), "\(policy.cpuRatio)", "\(policy.spindleRatio)",
        ].joined(separator: "|")
    }

    private static func line(_ spec: Spec) -> String { commas(spec.figures.map { "\($0)" }) }

    private static func commas(_ words: [String]) -> String { words.joined(separator: ",") }

    private static func flag(_ value: Bool) -> String { value ? "Y" : "N" }
}
