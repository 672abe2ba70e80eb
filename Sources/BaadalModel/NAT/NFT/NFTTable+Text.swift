extension NATChain {
    /// What it is called in our table of nftables: as the hook from which it is entered.
    var tableName: String { parent.lowercased() }
    /// The kind of its chain there.
    var tableType: String { self == .passing ? "filter" : "nat" }

    /// When it is entered: a little before the chains of others, so that what is mapped here is not mapped there.
    ///
    /// What our `forward` chain lets through still goes through those of others, and they may refuse it; what it refuses
    /// they never see. A box of which another chain refuses by default has to let through `ct status dnat`,
    /// `ct state established`, and what begins at the addresses of VMs.
    var tablePriority: (text: String, number: Int64) {
        switch self {
        case .inward: ("dstnat - 10", -110)
        case .outward: ("srcnat - 10", 90)
        case .passing: ("filter - 10", -10)
        }
    }
}

extension NFTTable {
    private static var path: String { "ip \(name)" }

    /// What `nft -f` makes our table of, whatever it was before: at once or not at all.
    ///
    /// It is also what a file holds from which the table comes back. Adding comes before deleting, since nothing that is
    /// not there can be deleted.
    public var whole: String {
        let sets = NFTSet.allCases.map { set in
            let inside = elements.filter { $0.set == set }.sorted { $0.key < $1.key }.map(\.text)
            let lines =
                [set.isMap ? "type ipv4_addr : ipv4_addr" : "type ipv4_addr"]
                + (set.isMap ? [] : ["counter"])
                + (inside.isEmpty ? [] : ["elements = { \(inside.joined(separator: ",\n            ")) }"])
            return Self.block("\(set.isMap ? "map" : "set") \(set.rawValue)", lines)
        }
        let chains = NATChain.allCases.map { chain in
            let base =
                "type \(chain.tableType) hook \(chain.tableName) priority \(chain.tablePriority.text); policy accept;"
            return Self.block("chain \(chain.tableName)", [base] + rules.filter { $0.chain == chain }.map(\.text))
        }
        return Self.removal + "table \(Self.path) {\n" + (sets + chains).joined(separator: "\n") + "}\n"
    }

    /// What `nft -f` takes our table away by, whether it is there or not.
    public static var removal: String { "add table \(path)\ndelete table \(path)\n" }

    private static func block(_ title: String, _ lines: [String]) -> String {
        "    \(title) {\n" + lines.map { "        \($0)\n" }.joined() + "    }\n"
    }

    /// What `nft -f` needs to go from what was seen to this, at once or not at all; `nil` where they are the same.
    ///
    /// The counters of addresses that stay go on, unless the table itself is not as we make it.
    public func changing(from sight: NFTSight) -> String? {
        guard sight.isThere, sight.oddities.isEmpty else { return whole }
        var lines: [String] = []
        for chain in NATChain.allCases {
            let own = rules.filter { $0.chain == chain }
            guard own != sight.rules.filter({ $0.chain == chain }) else { continue }
            lines.append("flush chain \(Self.path) \(chain.tableName)")
            lines += own.map { "add rule \(Self.path) \(chain.tableName) \($0.text)" }
        }
        let (gone, new) = (sight.elements.subtracting(elements), elements.subtracting(sight.elements))
        for set in NFTSet.allCases {
            let keys = gone.filter { $0.set == set }.map(\.key).sorted().map(\.description)
            if !keys.isEmpty { lines.append(Self.line("delete", set, keys)) }
        }
        for set in NFTSet.allCases {
            let texts = new.filter { $0.set == set }.sorted { $0.key < $1.key }.map(\.text)
            if !texts.isEmpty { lines.append(Self.line("add", set, texts)) }
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ verb: String, _ set: NFTSet, _ elements: [String]) -> String {
        "\(verb) element \(path) \(set.rawValue) { \(elements.joined(separator: ", ")) }"
    }

    /// The first line of the file of ours from which the table comes back.
    public static let heading = "# Written by Baadal from its store; what is changed here is lost.\n"
}
