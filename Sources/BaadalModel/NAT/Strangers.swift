/// Rules in our chains that are nobody's, by the addresses that they may do something to.
///
/// They may lead what is mapped elsewhere, or not let it through: whatever they do, what they touch does not do what the
/// books say for sure.
struct Strangers {
    private struct Stranger {
        var chain: NATChain
        /// What it is about; `nil` for everything.
        var networks: [IPv4Network]?
    }

    private let strangers: [Stranger]
    /// So many touch everything.
    private static let limit = 200

    init(_ rules: [NATRule]) {
        strangers =
            rules.count > Self.limit
            ? NATChain.allCases.map { Stranger(chain: $0) }
            : rules.filter { !Self.isHarmless($0) }.map { Stranger(chain: $0.chain, networks: Self.networks($0)) }
    }

    /// What lets something more through takes nothing away.
    private static func isHarmless(_ rule: NATRule) -> Bool {
        rule.chain == .passing && ["-j ACCEPT", " accept"].contains(where: rule.text.hasSuffix)
    }

    /// The networks to which a rule is confined, in the words of either driver.
    ///
    /// On the way out that is where it comes from, else where it goes. What is confined at its other end only may be about
    /// any mapping.
    private static func networks(_ rule: NATRule) -> [IPv4Network]? {
        let words = rule.text.split(separator: " ")
        guard !words.contains("!"), !words.contains("!=") else { return nil }
        let flags: [Substring] = rule.chain == .outward ? ["-s", "saddr"] : ["-d", "daddr"]
        let named = zip(words, words.dropFirst()).filter { flags.contains($0.0) }
        let networks = named.compactMap { try? IPv4Network(String($0.1)) }
        return networks.isEmpty || networks.count < named.count ? nil : networks
    }

    /// Whether one of them is about an address of a mapping.
    func touch(_ mapping: NATMapping) -> Bool {
        guard !strangers.isEmpty else { return false }
        let (outside, inside) =
            switch mapping {
            case .address(let outside, let inside): (outside, inside)
            case .screen(let forward): (forward.outside, forward.host)
            }
        return strangers.contains { stranger in
            guard let networks = stranger.networks else { return true }
            let address = stranger.chain == .inward ? outside : inside
            return networks.contains { $0.contains(address) }
        }
    }
}
