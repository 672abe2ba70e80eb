import ArgumentParser
import BaadalModel
import Testing

@testable import baadal

@Suite struct DHCPCommandTests {
    private func inventory(_ held: [(Int64, UInt64?)], _ records: [VMRecord]) -> Inventory {
        var catalog = Catalog()
        catalog.privateAddresses = held.map { number, holder in
            let address = IPv4(bits: 0x0A00_0000 + UInt32(number))
            return PrivateAddress(
                id: RowID(number),
                address: address,
                mac: MAC(naming: address),
                vlan: RowID(1),
                isActive: true,
                holder: holder.map { VM.ID(UniqueID(high: 0, low: $0)) }
            )
        }
        return Inventory(.network(.sample(), records: records, catalog: catalog))
    }

    @Test(arguments: [["dhcp", "show", "--driver", "kea"], ["dhcp", "list", "x"], ["dhcp", "sync", "x"]])
    func `a wrong command line ends with 2`(arguments: [String]) async {
        #expect(await Program.run(arguments) == 2)
    }

    @Test func `addresses that are held are listed by the names of their VMs`() throws {
        let web = VMRecord.sample("IITD_asha_web", address: "10.0.0.1")
        let sheet = try DHCPSheet(inventory: inventory([(1, 1), (2, nil), (3, 1), (4, 9)], [web]))
        #expect(
            sheet.table.lines == [
                "ADDRESS   MAC                NAME           VM",
                "10.0.0.1  52:54:0A:00:00:01  IITD_asha_web  IITD_asha_web",
                "10.0.0.3  52:54:0A:00:00:03  IP_10_0_0_3    IITD_asha_web",
                "10.0.0.4  52:54:0A:00:00:04  IP_10_0_0_4    00000000-0000-0000-0000-000000000009",
            ]
        )
        #expect(
            "\(sheet.json[0])".hasPrefix(
                #"{"address":"10.0.0.1","mac":"52:54:0A:00:00:01","name":"IITD_asha_web","vm":"IITD_asha_web","#
            )
        )
    }

    @Test func `a name that a server could take for something else is left out`() throws {
        let evil = VMRecord.sample("a;}", address: "10.0.0.1")
        #expect(try inventory([(1, 1)], [evil]).dhcpPlan().reservations.map(\.name) == ["IP_10_0_0_1"])
    }
}
