/// How our table of nftables differs from what is wanted.
public struct NFTDrift: Hashable, Sendable {
    /// Wanted rules that are not there.
    public var missingRules: [NATRule] = []
    /// Rules that nothing wants, or that are there twice.
    public var strayRules: [NATRule] = []
    /// Whether the rules are there, in another order.
    public var isMisordered = false
    /// Wanted addresses that are not in their set or map, or lead elsewhere.
    public var missing: Set<NFTElement> = []
    /// Addresses that nothing wants.
    public var stray: Set<NFTElement> = []
    /// Whether the table is wanted and not there.
    public var isAbsent = false
    /// What else is not as we make it, in words.
    public var oddities: [String] = []

    private let wanted: NFTTable

    /// Compares.
    public init(_ sight: NFTSight, with mappings: some Collection<NATMapping>, outsideOn device: NetworkDevice) {
        wanted = NFTTable(mappings, outsideOn: device)
        guard sight.isThere else {
            isAbsent = !mappings.isEmpty
            return
        }
        oddities = sight.oddities
        let (expected, present) = (Set(wanted.rules), Set(sight.rules))
        missingRules = wanted.rules.filter { !present.contains($0) }
        var seen: Set<NATRule> = []
        strayRules = sight.rules.filter { !expected.contains($0) || !seen.insert($0).inserted }
        isMisordered =
            missingRules.isEmpty && strayRules.isEmpty
            && NATChain.allCases.contains { chain in
                wanted.rules.filter { $0.chain == chain } != sight.rules.filter { $0.chain == chain }
            }
        missing = wanted.elements.subtracting(sight.elements)
        stray = sight.elements.subtracting(wanted.elements)
    }

    /// Whether everything is as it is wanted.
    public var isNone: Bool {
        isClear && missingRules.isEmpty && missing.isEmpty && !isMisordered && !isAbsent
    }

    /// Whether nothing is there that nothing wants.
    public var isClear: Bool { strayRules.isEmpty && stray.isEmpty && oddities.isEmpty }

    /// The mappings for which all that they need is there.
    public func present(_ mappings: some Sequence<NATMapping>, outsideOn device: NetworkDevice) -> Set<NATMapping> {
        guard !isAbsent, oddities.isEmpty, !isMisordered else { return [] }
        let missingRules = Set(missingRules)
        // Addresses need the rules that lead by the maps, screens those of their own.
        let lasting = NFTTable([], outsideOn: device).rules
        let strangers = Strangers(strayRules)
        return Set(
            mappings.filter { mapping in
                let rules = mapping.tableRules(outsideOn: device)
                return !strangers.touch(mapping)
                    && !(rules.isEmpty ? lasting : rules).contains(where: missingRules.contains)
                    && mapping.elements.allSatisfy { wanted.elements.contains($0) && !missing.contains($0) }
            }
        )
    }

    /// What is not as it is to be, in words.
    public var complaints: [String] {
        func count(_ number: Int, _ what: String, _ more: String) -> String? {
            number == 0 ? nil : "\(number) \(what)\(number == 1 ? "" : what.hasSuffix("s") ? "es" : "s") \(more)"
        }
        return [
            isAbsent ? "table ip \(NFTTable.name) is not there" : nil,
            count(missingRules.count, "rule", "missing"),
            count(strayRules.count, "rule", "of nobody in our table"),
            count(missing.count, "address", "missing in our sets"),
            count(stray.count, "address", "of nobody in our sets"),
            isMisordered ? "rules in an order in which they do not work" : nil,
            oddities.isEmpty ? nil : "not as we make it: \(oddities.prefix(3).joined(separator: ", "))",
        ].compactMap(\.self)
    }
}

extension NFTSight {
    /// Bytes that came for each public address, and that left with it, since its VM's address was put into the sets.
    public func traffic(of mappings: some Sequence<NATMapping>) -> [IPv4: (received: Bytes, sent: Bytes)] {
        var counts: [IPv4: (received: Bytes, sent: Bytes)] = [:]
        for mapping in mappings {
            guard case .address(let outside, let inside) = mapping,
                let received = bytes[NFTElement(set: .received, key: inside)],
                let sent = bytes[NFTElement(set: .sent, key: inside)]
            else { continue }
            counts[outside] = (received, sent)
        }
        return counts
    }
}
