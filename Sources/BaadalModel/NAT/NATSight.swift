/// What is there on the NAT box, as it was read.
public struct NATSight: Hashable, Sendable {
    /// Its rules.
    public var rules: SavedRules
    /// The IPv4 addresses of the interface that faces the outside, each with its block.
    public var addresses: Set<IPv4>
    /// Whether the box leads packets on at all.
    public var isForwarding: Bool

    /// What was read.
    public init(rules: SavedRules, addresses: Set<IPv4>, isForwarding: Bool) {
        self.rules = rules
        self.addresses = addresses
        self.isForwarding = isForwarding
    }
}

/// How what is there on the NAT box differs from what is wanted.
public struct NATDrift: Hashable, Sendable {
    /// Wanted rules that are not there.
    public var missing: [NATRule] = []
    /// Rules in our chains that nothing wants, or that are there twice.
    public var stray: [NATRule] = []
    /// Whether some rule that lets through is absent, or comes too late, while the one that refuses the rest is there.
    ///
    /// Adding what is missing at the end does not help then.
    public var isShadowed = false
    /// Our chains that do not exist, or that nothing enters.
    public var unhooked: Set<NATChain> = []
    /// Public addresses of mappings that the box does not have.
    public var absent: [IPv4] = []
    /// True where the box leads nothing on, whatever its rules are.
    public var isNotForwarding = false

    /// Compares.
    public init(_ sight: NATSight, with mappings: some Collection<NATMapping>, outsideOn device: NetworkDevice) {
        let wanted = NATRules(mappings, outsideOn: device).rules
        let present = Set(sight.rules.rules)
        let expected = Set(wanted)
        missing = wanted.filter { !present.contains($0) }
        stray = sight.rules.rules.filter { !expected.contains($0) } + sight.rules.doubled.filter(expected.contains)
        isShadowed = Self.isShadowed(sight.rules.rules, mappings, device)
        unhooked = Set(
            NATChain.allCases.filter { !sight.rules.hooked.contains($0) || !sight.rules.chains.contains($0) }
        )
        absent = Set(mappings.map(\.outside)).subtracting(sight.addresses).sorted()
        isNotForwarding = !sight.isForwarding && !mappings.isEmpty
    }

    private static func isShadowed(
        _ rules: [NATRule],
        _ mappings: some Sequence<NATMapping>,
        _ device: NetworkDevice
    ) -> Bool {
        var places: [NATRule: Int] = [:]
        for (place, rule) in rules.enumerated() where rule.chain == .passing { places[rule] = place }
        return mappings.contains { mapping in
            guard case .screen = mapping else { return false }
            let passing = mapping.rules(outsideOn: device).filter { $0.chain == .passing }
            guard let refusing = passing.last.flatMap({ places[$0] }) else { return false }
            return passing.dropLast().contains { places[$0].map { $0 > refusing } ?? true }
        }
    }

    /// Whether everything is as it is wanted.
    public var isNone: Bool {
        missing.isEmpty && stray.isEmpty && !isShadowed && unhooked.isEmpty && absent.isEmpty && !isNotForwarding
    }

    /// The mappings that work as far as the box's settings tell.
    public func present(_ mappings: some Sequence<NATMapping>, outsideOn device: NetworkDevice) -> Set<NATMapping> {
        guard !isNotForwarding else { return [] }
        let (missing, absent) = (Set(missing), Set(absent))
        let strangers = Strangers(stray)
        return Set(
            mappings.filter { mapping in
                !absent.contains(mapping.outside) && !strangers.touch(mapping)
                    && !mapping.rules(outsideOn: device).contains {
                        missing.contains($0) || unhooked.contains($0.chain)
                    }
            }
        )
    }
}
