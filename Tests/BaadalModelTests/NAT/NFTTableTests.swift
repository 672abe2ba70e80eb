import BaadalModel
import Testing

/// What mappings come to in a table of nftables, and how what is there is compared with it.
@Suite struct NFTTableTests {
    private let device: NetworkDevice
    private let addresses: [NATMapping]
    private let screen: NATMapping

    init() throws {
        device = try NetworkDevice("eth1")
        func ip(_ text: String) throws -> IPv4 { try #require(IPv4(text)) }
        addresses = [
            .address(public: try ip("203.0.113.10"), private: try ip("10.78.1.50")),
            .address(public: try ip("203.0.113.9"), private: try ip("10.78.1.51")),
        ]
        screen = .screen(
            try ScreenForward(
                outside: ip("203.0.113.1"),
                port: 5907,
                host: ip("10.78.0.11"),
                hostPort: 20001,
                sources: [IPv4Network("198.51.100.0/24"), IPv4Network("192.0.2.7")],
                end: Timestamp(seconds: 1_795_800_000)
            )
        )
    }

    private var wanted: [NATMapping] { addresses + [screen] }
    private var table: NFTTable { NFTTable(wanted, outsideOn: device) }

    private func sight(_ text: String = NFTSamples.readBack) throws -> NFTSight {
        try #require(NFTSight(parsing: text))
    }

    private func drift(_ text: String) throws -> NFTDrift {
        #expect(text != NFTSamples.readBack)
        return NFTDrift(try sight(text), with: wanted, outsideOn: device)
    }

    @Test func `the table is one text, whatever the order of mappings`() {
        #expect(table.whole == NFTSamples.whole)
        #expect(NFTTable(wanted.reversed(), outsideOn: device) == table)
    }

    @Test func `what was made is what nft reads back`() throws {
        let sight = try sight()
        #expect(sight.rules == table.rules && sight.elements == table.elements && sight.oddities == [])
        #expect(NFTDrift(sight, with: wanted, outsideOn: device).isNone)
        #expect(table.changing(from: sight) == nil)
        #expect(NFTDrift(sight, with: wanted, outsideOn: device).present(wanted, outsideOn: device) == Set(wanted))
        let traffic = sight.traffic(of: wanted)
        #expect(traffic.count == 2)
        #expect(traffic.values.contains { $0.received == Bytes(268) && $0.sent == Bytes(242) })
    }

    @Test func `a box without the table is one to which all is to be said`() throws {
        let empty = try sight("\n")
        #expect(!empty.isThere && table.changing(from: empty) == table.whole)
        let drift = NFTDrift(empty, with: wanted, outsideOn: device)
        #expect(drift.complaints == ["table ip baadal is not there"] && drift.isClear && !drift.isNone)
        #expect(drift.present(wanted, outsideOn: device).isEmpty)
        #expect(NFTDrift(empty, with: [], outsideOn: device).isNone)
        for text in ["{}", "[]", "Error: No such file or directory", "{\"nftables\": []}"] {
            #expect(NFTSight(parsing: text) == nil)
        }
    }

    @Test func `a change says what goes and what comes, so that counters go on`() throws {
        let next = NFTTable(
            [addresses[0], .address(public: addresses[1].outside, private: IPv4(bits: 1))],
            outsideOn: device
        )
        let lines = try #require(next.changing(from: sight())).split(separator: "\n").map(String.init)
        #expect(
            lines.filter { $0.contains("element") } == [
                "delete element ip baadal inward { 203.0.113.9 }", "delete element ip baadal outward { 10.78.1.51 }",
                "delete element ip baadal received { 10.78.1.51 }", "delete element ip baadal sent { 10.78.1.51 }",
                "add element ip baadal inward { 203.0.113.9 : 0.0.0.1 }",
                "add element ip baadal outward { 0.0.0.1 : 203.0.113.9 }",
                "add element ip baadal received { 0.0.0.1 }", "add element ip baadal sent { 0.0.0.1 }",
            ]
        )
        #expect(
            lines.filter { $0.hasPrefix("flush") } == [
                "flush chain ip baadal prerouting", "flush chain ip baadal forward",
            ]
        )
        #expect(
            lines.filter { $0.hasPrefix("add rule") } == [
                "add rule ip baadal prerouting iifname \"eth1\" dnat to ip daddr map @inward",
                "add rule ip baadal forward iifname \"eth1\" ip daddr @received accept",
                "add rule ip baadal forward oifname \"eth1\" ip saddr @sent accept",
            ]
        )
    }

    @Test(arguments: [
        ("\"10.78.1.50\"]", "\"10.78.1.52\"]", "1 address missing in our sets; 1 address of nobody in our sets"),
        ("[\"10.78.1.50\", \"203.0.113.10\"]", "\"x\"", "not as we make it: something else in map outward"),
        ("20001}}, {\"drop\"", "20002}}, {\"drop\"", "1 rule missing; 1 rule of nobody in our table"),
        ("\"accept\": null", "\"return\": null", "4 rules missing; 4 rules of nobody in our table"),
        ("2026-11-27 17:20:00", "2026-11-27 17:20:01", "4 rules missing; 4 rules of nobody in our table"),
        ("2026-11-27 17:20:00", "2026-11-31 17:20:00", "4 rules missing; 4 rules of nobody in our table"),
        ("\"eth1\"", "\"eth*\"", "9 rules missing; 9 rules of nobody in our table"),
        ("\"prio\": -10,", "\"prio\": 10,", "not as we make it: chain forward entered otherwise"),
        ("\"policy\": \"accept\"", "\"policy\": \"drop\"", "chain forward entered otherwise"),
        ("\"handle\": 5}}", "\"handle\": 5, \"flags\": \"x\"}}", "not as we make it: flags of the table"),
        ("\"name\": \"sent\"", "\"name\": \"seen\"", "set seen, no set sent"),
        ("\"stmt\": [{\"counter\": null}]", "\"stmt\": []", "set sent of another kind"),
        ("\"map\": \"ipv4_addr\"", "\"map\": \"ipv4_addr\", \"flags\": [\"timeout\"]", "map outward of another kind"),
        (
            "{\"chain\": {\"family\": \"ip\", \"table\": \"baadal\", \"name\": \"forward\"",
            "{\"chain\": {\"family\": \"ip\", \"table\": \"baadal\", \"name\": \"f o\"", "chain ?, no chain forward"
        ),
        ("{\"metainfo\"", "{\"counter\": {\"name\": \"c\"}}, {\"metainfo\"", "not as we make it: counter c"),
    ])
    func `each kind of drift is told`(_ old: String, _ new: String, _ words: String) throws {
        let drift = try drift(NFTSamples.readBack.replacing(old, with: new))
        #expect(drift.complaints.joined(separator: "; ").hasSuffix(words))
        #expect(!drift.isNone)
        #expect(drift.present(wanted, outsideOn: device).count < 3)
    }

    @Test func `rules in another order, or twice, are told`() throws {
        let rules = table.rules.filter { $0.chain == .passing }
        func text(_ order: [Int]) -> String {
            let parts = NFTSamples.readBack.split(separator: ",\n{\"rule\"").map(String.init)
            // The last of them closes the list.
            var forward = parts.suffix(rules.count)
            forward[forward.endIndex - 1].removeLast(2)
            let chosen = order.map { forward[forward.startIndex + $0] }
            return (parts.dropLast(rules.count) + chosen).joined(separator: ",\n{\"rule\"") + "]}"
        }
        #expect(NFTDrift(try sight(text([0, 1, 2, 3, 4])), with: wanted, outsideOn: device).isNone)
        let turned = try drift(text([0, 1, 4, 2, 3]))
        #expect(turned.isMisordered && turned.isClear && !turned.isNone)
        #expect(turned.complaints == ["rules in an order in which they do not work"])
        let twice = try drift(text([0, 1, 2, 3, 4, 4]))
        #expect(twice.strayRules.count == 1 && !twice.isClear)
        #expect(
            table.changing(from: try sight(text([0, 1, 2, 3, 4, 4])))?.hasPrefix("flush chain ip baadal forward")
                == true
        )
    }

    @Test func `damaged answers are read or left, and all that is read can be written`() {
        var damage = Mutations(seed: 7)
        for _ in 0..<3000 {
            guard let sight = NFTSight(parsing: damage.mutate(NFTSamples.readBack)) else { continue }
            #expect(sight.rules.allSatisfy { !$0.text.contains("\n") })
            #expect(sight.oddities.allSatisfy { $0.utf8.allSatisfy { (32...126).contains($0) } })
            if let text = table.changing(from: sight) {
                #expect(text.utf8.allSatisfy { $0 == 10 || (32...126).contains($0) })
            }
        }
    }
}
