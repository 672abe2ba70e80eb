import ArgumentParser
import BaadalModel
import Testing

@testable import baadal

@Suite struct NATCommandTests {
    private let mapping = AddressMapping(
        outside: IPv4(bits: 0xCB00_710B),
        inside: IPv4(bits: 0x0A00_000B),
        vm: VM.ID(UniqueID(high: 0, low: 1)),
        standing: .present,
        received: Bytes(1536),
        sent: Bytes(10)
    )

    @Test(arguments: [
        ["nat", "add"], ["nat", "remove"], ["nat", "add", "a", "--where", "b"], ["nat", "commands"],
        ["nat", "list", "x"], ["nat", "clear", "x"],
    ])
    func `a wrong command line ends with 2`(arguments: [String]) async {
        #expect(await Program.run(arguments) == 2)
    }

    @Test func `mappings are listed with their VMs, and addresses that lead nowhere as such`() {
        let records: [VMRecord] = [
            .sample("web", address: "10.0.0.11", publicAddress: "203.0.113.11"),
            .sample("b\u{1B}", number: 2, address: "10.0.0.12", publicAddress: "203.0.113.13"),
            .sample("old", number: 3, stage: .trashed, publicAddress: "203.0.113.12"),
            .sample("inner", number: 4, address: "10.0.0.14"),
        ]
        let lost = AddressMapping(
            outside: IPv4(bits: 0xCB00_710E),
            inside: IPv4(bits: 0x0A00_000E),
            vm: nil,
            isWanted: false,
            standing: .leaving
        )
        let sheet = NATSheet(inventory: Inventory(.network(.sample(mappings: [mapping, lost]), records: records)))
        #expect(
            sheet.table.lines == [
                "PUBLIC        PRIVATE    VM       STANDING                       IN   OUT",
                "203.0.113.11  10.0.0.11  web      present                   1.5 KiB  10 B",
                "203.0.113.14  10.0.0.14  —        leaving                         —     —",
                "203.0.113.12  —          old      not mapped, in the trash        —     —",
                "203.0.113.13  10.0.0.12  b\\u{1b}  not mapped                      —     —",
            ]
        )
        #expect(
            "\(sheet.json[0])".hasSuffix(
                #""mapped":true,"wanted":true,"standing":"present","receivedBytes":1536,"sentBytes":10}"#
            )
        )
        #expect("\(sheet.json[2])".hasPrefix(#"{"publicAddress":"203.0.113.12","privateAddress":null,"vm":"old","#))
    }

    @Test func `a box is told of in a line, with its age and its words`() {
        let now = Timestamp.noon.advanced(byMilliseconds: 12_000)
        func line(_ books: NetworkBooks, _ box: NetworkBox = .nat) -> String {
            BoxText(box: box, books: books, now: now).line
        }
        let status = BoxStatus(state: .drifting, at: .noon, message: "it lacks 203.0.113.11\u{7}")
        #expect(line(.sample(natType: nil)) == "NAT box: none is set up; network.nat-type says which")
        #expect(line(.sample()) == "NAT box (software_nat): not looked at yet")
        #expect(
            line(.sample(nat: status))
                == "NAT box (software_nat): drifting, looked at 12 s ago: it lacks 203.0.113.11\\u{7}"
        )
        #expect(
            line(.sample(natType: .mapping))
                == "NAT box (mapping_nat): somebody else maps, and the records are kept here"
        )
        #expect(line(.sample(), .dhcp) == "DHCP server: none is set up; network.dhcp-driver says which")
    }

    @Test func `both boxes are told of, also where one is not there`() {
        let books = NetworkBooks.sample(nat: BoxStatus(state: .sound, at: .noon))
        let boxes = NetworkBox.allCases.map { BoxText(box: $0, books: books, now: .noon) }
        #expect(
            NATStatus.table(boxes).lines == [
                "BOX          KIND          STATE                                           LOOKED AT  MESSAGE",
                "NAT box      software_nat  sound                                           0 s ago    —",
                "DHCP server  —             none is set up; network.dhcp-driver says which  —          —",
            ]
        )
        #expect(
            boxes.map { "\($0.json)" } == [
                #"{"box":"nat","kind":"software_nat","state":"sound","looked":"2026-11-24T12:00:00Z","#
                    + #""ageSeconds":0,"message":null}"#,
                #"{"box":"dhcp","kind":null,"state":null,"looked":null,"ageSeconds":null,"message":null}"#,
            ]
        )
    }

    @Test func `what is cleared is counted, and what is closed is not`() throws {
        let books = NetworkBooks.sample(
            mappings: [mapping],
            grants: [try .sample(1), try .sample(2), try .sample(3, closed: .noon)]
        )
        let question = NATClear.question(books)
        #expect(question.what == "take back 1 mapping(s) and 2 way(s) to screens")
        #expect(question.count == 3)
    }

    @Test func `commands are those of the VM's addresses, and on the device of the configuration`() throws {
        let record = VMRecord.sample("web", address: "10.0.0.11", publicAddress: "203.0.113.11")
        let inventory = Inventory(.network(.sample(natType: .mapping), records: [record]))
        let device = try NetworkDevice("eno1")
        let add = try NATCommands.text(for: record.id, in: inventory, isDelete: false, on: device)
        let delete = try NATCommands.text(for: record.id, in: inventory, isDelete: true, on: device)
        #expect(add.interfaces == "ip addr replace 203.0.113.11/32 dev eno1")
        #expect(
            add.ipTables.hasPrefix(
                "iptables -t nat -I PREROUTING -i eno1 -d 203.0.113.11 -j DNAT --to-destination 10.0.0.11\n"
            )
        )
        #expect(delete.interfaces == "ip addr del 203.0.113.11/32 dev eno1")
        #expect(delete.ipTables.hasPrefix("iptables -t nat -D PREROUTING"))
    }

    @Test func `a VM without public address has no commands and is told how to get one`() throws {
        let record = VMRecord.sample("web", address: "10.0.0.11")
        let inventory = Inventory(.network(.sample(), records: [record]))
        let device = try NetworkDevice("eth0")
        #expect(throws: CloudError.refused("'web' has no public address; 'nat add' gives it one")) {
            try NATCommands.text(for: record.id, in: inventory, isDelete: false, on: device)
        }
    }

    @Test func `a VM that no host has is found by what the books call it`() throws {
        let record = VMRecord.sample("lost", number: 7)
        let inventory = Inventory(.network(.sample(), vms: [.sample("web")], records: [record]))
        #expect(try inventory.known("lost") == record.id)
        #expect(try inventory.known("web") == VM.sample("web").id)
        #expect(throws: CloudError.noSuchVM("x")) { try inventory.known("x") }
    }

    @Test func `an address that a box may still lead somewhere is not free`() {
        var catalog = Catalog()
        catalog.publicAddresses = [0xCB00_710B, 0xCB00_710C, 0xCB00_710D].enumerated().map { index, bits in
            PublicAddress(
                id: RowID(Int64(index + 1)),
                address: IPv4(bits: bits),
                holder: index == 1 ? VM.ID(UniqueID(high: 0, low: 2)) : nil
            )
        }
        var held = mapping
        held.outside = IPv4(bits: 0xCB00_710C)
        let records = Records(inventory: Inventory(.network(.sample(mappings: [mapping, held]), catalog: catalog)))
        #expect(
            AddressList.uses([], catalog.publicAddresses, records) == [
                "public: 1 of 3 used, 1 free, 0 inactive, 1 leaving"
            ]
        )
    }
}
