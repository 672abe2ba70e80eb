import BaadalModel
import Testing
import XML

@Suite struct DomainXMLTests {
    private let id = VM.ID(UniqueID(high: 1, low: 2))

    private func domain(_ attachment: SecurityDomain.Attachment, isPlain: Bool = false) throws -> NewDomain {
        NewDomain(
            id: id,
            identity: "IITD_asha_web",
            type: "kvm",
            vcpus: 2,
            memory: .mebibytes(512),
            disks: [DomainDisk(path: "/ds/a&b.qcow2", target: "vda")],
            interface: DomainInterface(mac: try #require(MAC("52:54:00:00:00:01")), attachment: attachment, tag: 3),
            screen: DomainScreen(port: 20_000, listen: "10.0.0.5", password: "secret12"),
            isPlain: isPlain
        )
    }

    @Test(arguments: [
        (SecurityDomain.Attachment.bridge("br0"), "bridge", false),
        (.portgroup(network: "n", portgroup: "g"), "network", false),
        (.ovs("br-int"), "bridge", true),
    ])
    func `a tag is told only where the host needs to be told`(
        attachment: SecurityDomain.Attachment,
        type: String,
        hasTag: Bool
    ) throws {
        let interface = try #require(try domain(attachment).xml.at("devices", "interface"))
        #expect(interface["type"] == type)
        #expect((interface.at("vlan", "tag")?["id"] == "3") == hasTag)
        #expect((interface.first("virtualport") != nil) == hasTag)
        #expect(interface.at("source")?["portgroup"] == (type == "network" ? "g" : nil))
    }

    @Test func `what was built is read as it was meant`() throws {
        let xml = try DomainXML(try domain(.bridge("br0")).text)
        #expect(xml.disks == [DomainDisk(path: "/ds/a&b.qcow2", target: "vda")])
        #expect(xml.macs.map(\.description) == ["52:54:00:00:00:01"])
        #expect(xml.screen == DomainScreen(port: 20_000, listen: "10.0.0.5", password: "secret12"))
        #expect((xml.vcpus, xml.memory) == (2, .mebibytes(512)))
    }

    @Test func `a clone has nothing of its parent's identity`() throws {
        var xml = try DomainXML(
            """
            <domain type='kvm' id='7'><name>old</name><uuid>\(UniqueID(high: 9, low: 9))</uuid><title>t</title>
            <metadata><c:cloud xmlns:c='urn:baadal:cloud' uuid='x'/></metadata><vcpu current='1'>4</vcpu>
            <memory unit='KiB'>1024</memory><currentMemory unit='KiB'>512</currentMemory>
            <cpu mode='host-model'><topology sockets='4' cores='1' threads='1'/></cpu>
            <devices><disk type='file' device='disk'><source file='/ds/old.qcow2' index='1'/>
            <backingStore type='file'><source file='/ds/base'/></backingStore><target dev='vda' bus='virtio'/>
            <address type='pci' slot='0x04'/></disk>
            <interface type='bridge'><mac address='52:54:00:00:00:09'/><source bridge='br9'/><vlan><tag id='9'/></vlan>
            <target dev='vnet4'/><model type='e1000'/><address type='pci' slot='0x03'/></interface>
            <serial type='pty'><log file='/var/log/old'/></serial>
            <graphics type='vnc' port='5901' listen='10.0.0.9' passwd='theirs'/></devices></domain>
            """
        )
        xml.become(id, named: "new")
        xml.set(vcpus: 2)
        xml.set(memory: .mebibytes(1))
        xml.set(
            interface: DomainInterface(mac: try #require(MAC("52:54:00:00:00:01")), attachment: .bridge("br0"), tag: 1)
        )
        xml.set(screen: DomainScreen(port: 20_001, listen: "10.0.0.5", password: "own"))
        xml.set(files: ["vda": "/ds/new.qcow2"])
        for word in [
            "old", "theirs", "vnet4", "metadata", "/ds/base", "<vlan", "br9", "00:09", "currentMemory", "topology",
        ] {
            #expect(!xml.text.contains(word), "\(word)")
        }
        #expect(xml.text.contains("slot='0x04'") && xml.text.contains("slot='0x03'"))
        #expect(xml.text.contains("e1000"))
        #expect(xml.root.first("uuid")?.text == "\(id)")
        #expect((xml.vcpus, xml.memory) == (2, .mebibytes(1)))
    }

    @Test func `every file that a disk stands on is known`() throws {
        let xml = try DomainXML(
            """
            <domain><devices><disk device='disk'><source file='/a'/><backingStore><source file='/b'/><backingStore>
            <source file='/c'/></backingStore></backingStore><target dev='vda'/></disk>
            <disk device='cdrom'><source file='/d.iso'/><target dev='sda'/></disk></devices></domain>
            """
        )
        #expect(xml.files == ["/a", "/b", "/c", "/d.iso"])
        #expect(xml.disks.map(\.path) == ["/a"])
        #expect(xml.targets == ["vda", "sda"])
    }

    @Test func `the first free name goes on after z`() {
        let letters = Set((UInt8(ascii: "a")...UInt8(ascii: "z")).map { "vd\(UnicodeScalar($0))" })
        #expect(DomainDisk.firstFreeTarget(["vda", "vdc"]) == "vdb")
        #expect(DomainDisk.firstFreeTarget(letters) == "vdaa")
    }

    @Test func `a snapshot's screen follows its VM, with the secret that it had`() throws {
        let snapshot = """
            <domainsnapshot><name>s</name><domain><devices><graphics type='vnc' port='1' listen='10.0.0.1' passwd='p'/>
            </devices></domain><inactiveDomain><devices><graphics type='vnc' port='1' listen='10.0.0.1'/></devices>
            </inactiveDomain></domainsnapshot>
            """
        let moved = try SnapshotXML.moved(snapshot, to: DomainScreen(port: 20_000, listen: "10.0.0.2", password: nil))
        #expect(!moved.contains("10.0.0.1"))
        #expect(moved.contains("passwd='p'"))
        #expect(moved.components(separatedBy: "20000").count == 3)
    }

    @Test(arguments: ["", "<network/>", "<domain>", "x"])
    func `what is no domain is refused`(text: String) { #expect(throws: CloudError.self) { try DomainXML(text) } }

    @Test func `files lie flat by default, and are found nested as the original has them`() {
        let layout = DatastoreLayout("/mnt/ds", constants: ["vms": "/vm_images"])
        #expect(layout.image("IITD_asha_web") == "/mnt/ds/vm_images/IITD_asha_web.qcow2")
        #expect(layout.imagePlaces("w") == ["/mnt/ds/vm_images/w.qcow2", "/mnt/ds/vm_images/w/w.qcow2"])
        #expect(
            layout.extraDiskPlaces("w_disk1", datastore: "filer", identity: "w")
                == ["/mnt/ds/vm_extra_disks/w_disk1.qcow2", "/mnt/ds/vm_extra_disks/filer/w/w_disk1.qcow2"]
        )
        #expect(layout.template("t.iso") == "/mnt/ds/vm_templates/t.iso")
    }
}

extension String {
    /// The parts between a separator, without Foundation.
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
