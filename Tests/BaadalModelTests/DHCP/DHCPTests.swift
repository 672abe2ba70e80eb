import BaadalModel
import Testing

@Suite struct DHCPTests {
    private func reservation(_ name: String?, _ mac: String, _ address: String) throws -> DHCPReservation {
        try DHCPReservation(name: name, mac: #require(MAC(mac)), address: #require(IPv4(address)))
    }

    @Test func `both servers are told of each machine once, lowest address first`() throws {
        let plan = try DHCPPlan([
            reservation("web", "52:54:0a:4e:01:32", "10.78.1.50"), reservation(nil, "52:54:0a:4e:01:09", "10.78.1.9"),
        ])
        #expect(
            plan.isc.split(separator: "\n").dropFirst() == [
                "host IP_10_78_1_9 { hardware ethernet 52:54:0A:4E:01:09; fixed-address 10.78.1.9; }",
                "host web { hardware ethernet 52:54:0A:4E:01:32; fixed-address 10.78.1.50; }",
            ]
        )
        #expect(plan.dnsmasq.split(separator: "\n").last == "52:54:0A:4E:01:32,10.78.1.50,web")
    }

    @Test func `nothing is given twice, and no name is more than a name`() throws {
        let first = try reservation("web", "52:54:0a:4e:01:32", "10.78.1.50")
        for other in [
            try reservation("web", "52:54:0a:4e:01:33", "10.78.1.51"),
            try reservation("mail", "52:54:0a:4e:01:32", "10.78.1.51"),
            try reservation("mail", "52:54:0a:4e:01:33", "10.78.1.50"),
        ] { #expect(throws: CloudError.self) { try DHCPPlan([first, other]) } }
        for name in ["", "a b", "x { }", "a;b", "é", "-a", "a\n", "\"a\""] {
            #expect(throws: CloudError.self) { try reservation(name, "52:54:0a:4e:01:33", "10.78.1.51") }
        }
    }

    private static let leases = """
        # The format of this file is documented in the dhcpd.leases(5) manual page.
        server-duid "\\000\\001";

        lease 10.78.200.1 {
          starts 5 2026/11/27 13:00:00;
          binding state active;
          hardware ethernet 52:54:00:00:00:01;
          client-hostname "one";
        }
        lease 10.78.200.2 {
          binding state free;
          hardware ethernet 52:54:00:00:00:02;
        }
        lease 10.78.200.1 {
          binding state free;
          hardware ethernet 52:54:00:00:00:01;
        }
        lease 10.78.200.3 {
          binding state active;
        """

    @Test func `the last entry of an address counts, one that was cut off does not`() throws {
        let leases = DHCPLease.isc(parsing: Self.leases)
        #expect(leases.map(\.address.description) == ["10.78.200.1", "10.78.200.2"])
        #expect(leases.allSatisfy { !$0.isActive } && leases[0].hostname == nil)
        let line = "1732711000 52:54:00:00:00:01 10.78.200.1 one 01:52:54:00:00:00:01\nduid 00:01\n"
        let active = DHCPLease.dnsmasq(parsing: line)
        #expect(active.count == 1 && active[0].hostname == "one" && active[0].isActive)
    }

    @Test func `damaged leases are read or left, and no guest's name is more than a name`() {
        var damage = Mutations(seed: 6)
        for _ in 0..<3000 {
            for lease in DHCPLease.isc(parsing: damage.mutate(Self.leases)) {
                #expect(lease.hostname.map { !$0.isEmpty && $0.utf8.allSatisfy { (33...126).contains($0) } } ?? true)
            }
        }
    }
}
