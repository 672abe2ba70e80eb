/// One of the sets and maps of our table of nftables.
public enum NFTSet: String, CaseIterable, Sendable {
    /// From public addresses to those of VMs.
    case inward
    /// From addresses of VMs to public ones.
    case outward
    /// Addresses of VMs, with what came for them.
    case received
    /// Addresses of VMs, with what they sent.
    case sent

    /// Whether it leads from one address to another; what does not only counts.
    public var isMap: Bool { self == .inward || self == .outward }
}

/// An address in a set or map of ours.
public struct NFTElement: Hashable, Sendable {
    /// Where it is in.
    public var set: NFTSet
    /// The address.
    public var key: IPv4
    /// Where a map leads from it; `nil` in a set.
    public var target: IPv4?

    /// As `nft` writes it.
    var text: String { target.map { "\(key) : \($0)" } ?? "\(key)" }
}

/// What our table of nftables holds: `table ip baadal`, which is ours alone.
///
/// Addresses are in maps, so that ten thousand of them cost a packet no more than one, and are added and taken away one by
/// one: their counters go on. Only the ways to screens are rules of their own, and rules carry no counters.
public struct NFTTable: Hashable, Sendable {
    /// Its name.
    public static let name = "baadal"
    /// The rules of its chains, each chain in its order.
    public private(set) var rules: [NATRule] = []
    /// What is in its sets and maps.
    public private(set) var elements: Set<NFTElement> = []

    /// The table that does what mappings say; the same for the same mappings in any order.
    ///
    /// - Parameters:
    ///   - barred: Ways that are over, of which what is open still is held off.
    ///   - device: The interface of the box that faces the outside.
    public init(
        _ mappings: some Sequence<NATMapping>,
        barring barred: some Sequence<ScreenForward> = [],
        outsideOn device: NetworkDevice
    ) {
        var taken: Set<NFTElement> = []
        var ways = Set(barred.map { $0.tableBarrier(outsideOn: device) })
        for mapping in mappings {
            for element in mapping.elements {
                var place = element
                place.target = nil
                if taken.insert(place).inserted { elements.insert(element) }
            }
            ways.formUnion(mapping.tableRules(outsideOn: device))
        }
        let sorted = ways.sorted { $0.text < $1.text }
        for chain in NATChain.allCases {
            let own = sorted.filter { $0.chain == chain }
            // Whoever may connect to a screen is let through before nobody is.
            rules += Self.lasting(chain, device) + own.filter { !$0.isRefusing } + own.filter(\.isRefusing)
        }
    }

    /// The rules that lead by the maps; they are there whatever is mapped.
    private static func lasting(_ chain: NATChain, _ device: NetworkDevice) -> [NATRule] {
        let texts =
            switch chain {
            case .inward: ["iifname \"\(device)\" dnat to ip daddr map @inward"]
            case .outward: ["oifname \"\(device)\" snat to ip saddr map @outward"]
            case .passing:
                [
                    "iifname \"\(device)\" ip daddr @received accept",
                    "oifname \"\(device)\" ip saddr @sent accept",
                ]
            }
        return texts.map { NATRule(chain: chain, text: $0) }
    }
}

extension NATRule {
    fileprivate var isRefusing: Bool { text.hasSuffix(" drop") }
}

extension NATMapping {
    /// What it puts into the sets and maps of our table.
    var elements: [NFTElement] {
        guard case .address(let outside, let inside) = self else { return [] }
        return [
            NFTElement(set: .inward, key: outside, target: inside),
            NFTElement(set: .outward, key: inside, target: outside),
            NFTElement(set: .received, key: inside),
            NFTElement(set: .sent, key: inside),
        ]
    }

    /// The rules that it has to itself in our table, in the words in which ``NFTSight`` reads them back.
    func tableRules(outsideOn device: NetworkDevice) -> [NATRule] {
        switch self {
        case .address: []
        case .screen(let forward): forward.tableRules(outsideOn: device)
        }
    }
}

extension ScreenForward {
    private var inner: String { "ip daddr \(host) tcp dport \(hostPort)" }

    fileprivate func tableBarrier(outsideOn device: NetworkDevice) -> NATRule {
        NATRule(chain: .passing, text: "iifname \"\(device)\" \(inner) drop")
    }

    fileprivate func tableRules(outsideOn device: NetworkDevice) -> [NATRule] {
        let anybody = ""
        let origins =
            sources.isEmpty
            ? [anybody] : sources.map { $0.prefix == 0 ? anybody : "ip saddr \($0.short) " }
        // A number of seconds means the same in every time zone; a timeout would begin anew when the box starts.
        let time = end.map { "meta time < \($0.seconds) " } ?? ""
        let outer = "ip daddr \(outside) tcp dport \(port)"
        return origins.flatMap { origin in
            [
                NATRule(
                    chain: .inward,
                    text: "iifname \"\(device)\" \(origin)\(outer) \(time)dnat to \(host):\(hostPort)"
                ),
                NATRule(chain: .passing, text: "iifname \"\(device)\" \(origin)\(inner) \(time)accept"),
            ]
        } + [tableBarrier(outsideOn: device)]
    }
}

extension IPv4Network {
    /// As `nft` writes it: one address has no bits.
    var short: String { prefix == 32 ? "\(address)" : "\(self)" }
}
