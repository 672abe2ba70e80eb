import ArgumentParser
import BaadalModel
import Testing

@testable import baadal

@Suite struct CatalogCommandTests {
    @Test(arguments: [
        ["org", "add"], ["user", "add", "asha"], ["vlan", "add", "v", "--tag", "x"],
        ["domain", "add", "d", "--vlan", "v"], ["domain", "edit", "d", "--for-all", "--org", "o"],
        ["datastore", "add", "d", "/d"], ["datastore", "add", "d", "/d", "--capacity", "much"],
        ["template", "add", "t", "f", "--datastore", "d", "--form", "vmdk"],
        ["template", "edit", "t", "--for-all", "--owner", "o"],
        ["address", "add", "10.0.0.9-10.0.0.1", "--vlan", "v"], ["address", "add", "10.0.0", "--vlan", "v"],
        ["address", "add", "10.0.0.1", "--vlan", "v", "--mac", "53:54:00:00:00:01"],
        ["address", "add", "10.0.0.1", "--vlan", "v", "--mac-from-address", "--mac-prefix", "52:54"],
        ["address", "add", "10.0.0.1", "--vlan", "v", "--mac-prefix", "53"],
        ["address", "list", "--public", "--domain", "d"],
    ])
    func `a wrong command line of the catalogue ends with 2`(arguments: [String]) async {
        #expect(await Program.run(arguments) == 2)
    }

    @Test(arguments: [
        ("52:54:00", true), ("02", true), ("52:54:00:aa:bb", true), ("53:54", false), ("", false), ("5:54", false),
        ("52:54:00:aa:bb:cc", false), ("52::54", false), ("+2:54", false),
    ])
    func `a prefix of hardware addresses is whole octets of one station`(text: String, isOne: Bool) {
        #expect(AddressAdd.isPrefix(text) == isOne)
    }

    @Test func `a range is one address or two`() throws {
        #expect(try AddressRange.read("10.0.0.1").range.count == 1)
        #expect(try AddressRange.read("10.0.0.254-10.0.1.2").range.count == 5)
        #expect(throws: CloudError.self) { try AddressRange.read("10.0.0.1-") }
        #expect(throws: CloudError.self) { try AddressRange.read("10.0.0.1-10.0.0.2-10.0.0.3") }
        #expect(throws: CloudError.self) { try AddressRange.read("0.0.0.0-255.255.255.255") }
    }

    @Test func `pools say who has what and how much is left`() {
        let inventory = Inventory.catalogued()
        let records = Records(inventory: inventory)
        let pool = inventory.catalog.privateAddresses
        #expect(
            AddressList.uses(pool, inventory.catalog.publicAddresses, records) == [
                "vlan0 (Private): 1 of 3 used, 1 free, 1 inactive", "public: 0 of 1 used, 1 free, 0 inactive",
            ]
        )
        #expect(records.holder(pool[0].holder) == "IITD_asha_web")
        #expect("\(records.json(pool[0]))".contains(#""address":"10.0.0.1","mac":"52:54:0A:00:00:01","vlan":"vlan0""#))
    }

    @Test func `rows of the catalogue name each other in JSON, sizes in bytes`() throws {
        let records = Records(inventory: .catalogued())
        let catalog = records.inventory.catalog
        #expect("\(records.json(try catalog.organisation("IITD")))".contains(#""users":1,"vms":1"#))
        #expect("\(records.json(try catalog.user("asha")))".contains(#""organisation":"IITD""#))
        #expect("\(records.json(try catalog.vlan("vlan0")))".contains(#""addresses":3,"addressesFree":1"#))
        #expect(
            "\(records.json(try catalog.domain("Private")))".contains(
                #""attachment":"bridge:br0","organisations":null"#
            )
        )
        #expect("\(records.json(try catalog.datastore("ds")))".contains(#""capacityBytes":1024"#))
        #expect(
            "\(records.json(try catalog.template("t")))".contains(#""form":"qcow2","sizeBytes":512,"datastore":"ds""#)
        )
    }
}

extension Inventory {
    /// A small catalogue with one VM in it.
    fileprivate static func catalogued() -> Inventory {
        let vm = VM.ID(UniqueID(high: 0, low: 9))
        var catalog = Catalog()
        catalog.organisations = [Organisation(id: RowID(1), name: "IITD")]
        catalog.users = [User(id: RowID(1), username: "asha", organisation: RowID(1))]
        catalog.vlans = [VLAN(id: RowID(1), name: "vlan0", tag: 0)]
        catalog.domains = [
            SecurityDomain(id: RowID(1), name: "Private", vlan: RowID(1), attachment: .bridge("br0"))
        ]
        catalog.datastores = [Datastore(id: RowID(1), name: "ds", path: "/ds", capacity: Bytes(1024))]
        catalog.templates = [
            Template(id: RowID(1), name: "t", datastore: RowID(1), file: "t.qcow2", size: Bytes(512))
        ]
        catalog.privateAddresses = (1...3).map { number in
            let address = IPv4(bits: 0x0A00_0000 + UInt32(number))
            return PrivateAddress(
                id: RowID(Int64(number)),
                address: address,
                mac: MAC(naming: address),
                vlan: RowID(1),
                isActive: number != 2,
                holder: number == 1 ? vm : nil
            )
        }
        catalog.publicAddresses = [PublicAddress(id: RowID(1), address: IPv4(bits: 0xCB00_710A))]
        var update = InventoryUpdate(
            isFull: true,
            revision: Revision(1),
            cloud: CloudInfo(uuid: UniqueID(high: 0, low: 1), name: "c", step: 10, limits: TaskLimits()),
            controller: .never
        )
        update.catalog = catalog
        update.records = [
            VMRecord(
                id: vm,
                name: "web",
                identity: "IITD_asha_web",
                owner: RowID(1),
                organisation: RowID(1),
                domain: RowID(1),
                stage: .ready,
                host: nil,
                vcpus: 1,
                memory: .gibibytes(1),
                created: Timestamp(seconds: 0)
            )
        ]
        var inventory = Inventory()
        inventory.apply(update)
        return inventory
    }
}
