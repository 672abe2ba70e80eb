import BaadalModel

/// Something that reads what comes from elsewhere.
struct Subject {
    /// The name of the folder that has its samples.
    var name: String
    /// Reads a text, and says in words what came out of it that must not.
    var read: (String) -> String?

    static func all() throws -> [Subject] {
        let device = try NetworkDevice("eth1")
        let wanted = try mappings()
        return [
            Subject(name: "iptables-save") { saved($0, wanted, device) },
            Subject(name: "nft") { table($0, wanted, device) },
            Subject(name: "ip-addr") { text in
                _ = OuterInterface(parsing: text)
                return nil
            },
            Subject(name: "dhcpd-leases") { leases(DHCPLease.isc(parsing: $0)) },
            Subject(name: "dnsmasq-leases") { leases(DHCPLease.dnsmasq(parsing: $0)) },
            Subject(name: "json") { json($0) },
        ]
    }

    private static func mappings() throws -> [NATMapping] {
        let outside = (0..<3).map { IPv4(bits: 0xCB00_710A + $0) }
        let screen = try ScreenForward(
            outside: IPv4(bits: 0xCB00_7101),
            port: 5907,
            host: IPv4(bits: 0x0A4E_000B),
            hostPort: 20001,
            sources: [IPv4Network("198.51.100.0/24")],
            end: Timestamp(seconds: 1_795_800_000)
        )
        return outside.map { .address(public: $0, private: IPv4(bits: 0x0A4E_0132 + $0.bits % 4)) } + [.screen(screen)]
    }

    private static func saved(_ text: String, _ wanted: [NATMapping], _ device: NetworkDevice) -> String? {
        let rules = SavedRules(parsing: text)
        if rules.rules.contains(where: { $0.text.contains { $0.isNewline } }) { return "a rule of two lines" }
        _ = rules.traffic(of: wanted, outsideOn: device)
        let sight = NATSight(rules: rules, addresses: [], isForwarding: true)
        _ = NATDrift(sight, with: wanted, outsideOn: device).present(wanted, outsideOn: device)
        let ours = NATRules(wanted, outsideOn: device)
        _ = ours.changing(from: Set(rules.rules))
        let file = SavedRules.file(text, with: ours)
        if SavedRules.file(file, with: ours) != file { return "a file that was written is not left as it is" }
        return nil
    }

    private static func table(_ text: String, _ wanted: [NATMapping], _ device: NetworkDevice) -> String? {
        guard let sight = NFTSight(parsing: text) else { return nil }
        let drift = NFTDrift(sight, with: wanted, outsideOn: device)
        let change = NFTTable(wanted, outsideOn: device).changing(from: sight)
        if drift.isNone != (change == nil) { return "what differs is not changed, or what is changed does not differ" }
        if drift.isNone, drift.present(wanted, outsideOn: device) != Set(wanted) { return "what is there is not seen" }
        let told = drift.complaints.joined() + (change ?? "")
        if !told.utf8.allSatisfy({ $0 == 10 || (32...126).contains($0) }) { return "words of the box are passed on" }
        _ = sight.traffic(of: wanted)
        return nil
    }

    private static func leases(_ leases: [DHCPLease]) -> String? {
        let isPlain = leases.allSatisfy { $0.hostname?.utf8.allSatisfy { (33...126).contains($0) } ?? true }
        return isPlain ? nil : "a guest's name is more than a name"
    }

    private static func json(_ text: String) -> String? {
        guard let value = JSONValue(text) else { return nil }
        var waiting = [value]
        while let next = waiting.popLast() {
            if next.double?.isFinite == false { return "a number that is none" }
            _ = (next.int, next.bool, next.string, next["name"])
            waiting += next.elements
            if case .object(let members) = next { waiting += members.values }
        }
        return nil
    }
}
