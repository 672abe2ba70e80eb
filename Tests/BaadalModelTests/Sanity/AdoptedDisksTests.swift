import BaadalModel
import Testing

@Suite struct AdoptedDisksTests {
    private let host = Host(
        id: Host.ID(UniqueID(high: 1, low: 1)),
        name: "kvm1",
        uri: "qemu:///system",
        state: .up,
        since: Timestamp(seconds: 0)
    )

    private var catalog: Catalog {
        var catalog = Catalog()
        catalog.datastores = [
            Datastore(id: RowID(1), name: "store", path: "/ds", capacity: .gibibytes(10), hosts: [host.id]),
            Datastore(id: RowID(2), name: "far", path: "/far", capacity: .gibibytes(10)),
        ]
        catalog.vlans = [VLAN(id: RowID(1), name: "one", tag: 1), VLAN(id: RowID(2), name: "two", tag: 2)]
        catalog.domains = [
            SecurityDomain(id: RowID(1), name: "one", vlan: RowID(1), attachment: .ovs("br-int")),
            SecurityDomain(id: RowID(2), name: "two", vlan: RowID(2), attachment: .ovs("br-int")),
            SecurityDomain(id: RowID(3), name: "plain", vlan: RowID(3), attachment: .bridge("br0")),
        ]
        return catalog
    }

    private func domain(_ devices: String) throws -> DomainXML {
        try DomainXML("<domain><name>web</name><devices>\(devices)</devices></domain>")
    }

    private func disk(_ path: String, _ target: String, _ more: String = "") -> String {
        """
        <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='\(path)'/>
        <target dev='\(target)' bus='virtio'/>\(more)</disk>
        """
    }

    private func places(_ devices: String) throws -> AdoptedDisks {
        try AdoptedDisks(of: try domain(devices), on: host, in: catalog, constants: [:])
    }

    @Test func `each disk that is written to has its datastore, and media have none`() throws {
        let medium = "<disk type='file' device='cdrom'><source file='/iso/a.iso'/><target dev='hda'/></disk>"
        let all = try places(
            disk("/ds/vm_images/a.qcow2", "vda") + medium + disk("/elsewhere/b.qcow2", "vdb", "<readonly/>")
                + disk("/ds/c.qcow2", "vdc")
        )
        #expect(all.places.map(\.disk.path) == ["/ds/vm_images/a.qcow2", "/ds/c.qcow2"])
        #expect(all.places.map(\.datastore.name) == ["store", "store"])
    }

    @Test(arguments: [
        ("/home/a.qcow2", "lies in no datastore; a file below /ds or /far is accepted"),
        ("/dsx/a.qcow2", "lies in no datastore"), ("/ds/../home/a.qcow2", "lies in no datastore"),
        ("/ds//a.qcow2", "lies in no datastore"), ("/far/a.qcow2", "which kvm1 does not see"),
        ("/ds/vm_templates/a.qcow2", "lies among the templates"),
    ])
    func `a disk that the cloud cannot answer for is refused by its path`(path: String, why: String) throws {
        let error = #expect(throws: CloudError.self) { try places(disk("/ds/a.qcow2", "vda") + disk(path, "vdb")) }
        #expect("\(try #require(error))".contains("vdb, \(path),"))
        #expect("\(try #require(error))".contains(why))
    }

    @Test func `a disk that is no image is refused`() throws {
        #expect(throws: CloudError.self) {
            try places("<disk type='block' device='disk'><source dev='/dev/sdb'/><target dev='vda'/></disk>")
        }
        let vmdk = disk("/ds/a.vmdk", "vda").replacing("type='qcow2'", with: "type='vmdk'")
        #expect(throws: CloudError.self) { try places(vmdk) }
    }

    @Test func `the part of the network is that of the address, or else of the plug`() throws {
        func plug(_ source: String, _ more: String = "") throws -> String? {
            let mac = "<mac address='52:54:00:00:00:09'/>"
            return catalog.domain(
                of: try domain("<interface type='bridge'>\(mac)<source bridge='\(source)'/>\(more)</interface>")
            )?.name
        }
        let ovs = "<virtualport type='openvswitch'/>"
        #expect(try plug("br0") == "plain")
        #expect(try plug("br9") == nil)
        #expect(try plug("br-int", "\(ovs)<vlan><tag id='2'/></vlan>") == "two")
        #expect(try plug("br-int", "\(ovs)<vlan><tag id='7'/></vlan>") == nil)
        #expect(try plug("br-int") == nil)
        var known = catalog
        known.privateAddresses = [
            PrivateAddress(
                id: RowID(1),
                address: IPv4(bits: 0x0A00_0001),
                mac: try #require(MAC("52:54:00:00:00:09")),
                vlan: RowID(1)
            )
        ]
        let xml = try domain(
            "<interface type='bridge'><mac address='52:54:00:00:00:09'/><source bridge='br0'/></interface>"
        )
        #expect(known.domain(of: xml)?.name == "one")
    }

    @Test func `an order is the same again once stored`() throws {
        let vm = VM.ID(UniqueID(high: 0, low: 1))
        for order in [AdoptOrder(), AdoptOrder(owner: RowID(3), domain: RowID(4), takesOver: true)] {
            let command = Command.adopt(vm, order)
            #expect(Command(kind: .adopt, vm: vm, host: nil, parameters: command.parameters) == command)
        }
    }
}
