import Libvirt
import Testing

@Suite struct DomainConfigurationTests {
    private let node: TestNode
    private let connection: Connection

    init() throws {
        node = try TestNode(domains: 2, running: 1)
        connection = try node.connect()
    }

    @Test func `memory and processors change in the guest, the definition, or both`() throws {
        let domain = try connection.domain(named: "vm-0")

        try domain.setMemory(1 << 28, affecting: .live)
        #expect(try domain.info().memory == 1 << 28)
        #expect(try domain.xml(inactive: true).contains("<currentMemory unit='KiB'>524288<"))
        try domain.setMemory((1 << 27) - 1, affecting: .config)
        #expect(try domain.xml(inactive: true).contains("<currentMemory unit='KiB'>131072<"))

        try domain.setMemory(2 << 30, affecting: .config, maximum: true)
        try domain.setVCPUs(8, affecting: .config, maximum: true)
        try domain.setVCPUs(3, affecting: .config)
        #expect(try domain.info().vcpus == 1)
        let xml = try domain.xml(inactive: true)
        #expect(xml.contains("<memory unit='KiB'>2097152<"))
        #expect(xml.contains("<vcpu placement='static' current='3'>8</vcpu>"))
    }

    @Test func `a change of the guest is refused where there is none`() throws {
        let domain = try connection.domain(named: "vm-1")

        let error = #expect(throws: LibvirtError.self) { try domain.setMemory(1 << 28, affecting: .live) }

        #expect(error?.kind == .notAllowed)
    }

    @Test func `a definition with snapshots goes only when told so`() throws {
        let domain = try connection.domain(named: "vm-1")
        try domain.createSnapshot(xml: "<domainsnapshot><name>one</name></domainsnapshot>")

        let error = #expect(throws: LibvirtError.self) { try domain.undefine() }
        #expect(error?.kind == .notAllowed)
        try domain.undefine(flags: [.snapshotsMetadata, .managedSave])

        #expect(try connection.domains().map(\.name) == ["vm-0"])
    }

    @Test func `saved memory is there until it is removed or started from`() throws {
        let domain = try connection.domain(named: "vm-0")
        #expect(try !domain.hasManagedSave())

        try domain.managedSave()
        #expect(try domain.hasManagedSave())
        #expect(try domain.status().state == .shutOff)
        try domain.removeManagedSave()
        #expect(try !domain.hasManagedSave())
    }

    @Test func `a domain that is off is renamed`() throws {
        let domain = try connection.domain(named: "vm-1")

        try domain.rename(to: "vm-new")

        #expect(try connection.domain(domain.uuid).name == "vm-new")
        let taken = #expect(throws: LibvirtError.self) { try domain.rename(to: "vm-0") }
        #expect(taken?.kind == .exists, "\(String(describing: taken))")
    }

    @Test func `the size of a disk is told by its target`() throws {
        let domain = try connection.domain(named: "vm-0")

        // The test driver makes it up.
        #expect(try domain.blockInfo("vda").capacity > 1 << 39)
    }

    @Test func `what the driver cannot do is unsupported`() throws {
        let domain = try connection.domain(named: "vm-0")
        let disk = "<disk type='file'><source file='/images/d'/><target dev='vdb' bus='virtio'/></disk>"
        let attempts: [() throws -> Void] = [
            { try domain.attachDevice(xml: disk, affecting: .live) },
            { try domain.detachDevice(xml: disk, affecting: [.live, .config]) },
            { try domain.updateDevice(xml: disk, affecting: .config) },
            { try domain.resizeDisk("vda", to: 1 << 30) },
            { try domain.migrate(toURI: "qemu+tcp://nowhere/system", options: MigrationOptions(.peerToPeer)) },
            {
                _ = try domain.migrate(to: connection, options: MigrationOptions([.live], bandwidth: 1, disks: ["vda"]))
            },
            { try domain.setMaximumDowntime(100) },
            { _ = try domain.completedJob() },
        ]

        for attempt in attempts {
            let error = #expect(throws: LibvirtError.self) { try attempt() }
            #expect(error?.kind == .unsupported, "\(String(describing: error))")
        }
    }

    @Test func `a definition is checked where that is asked for`() throws {
        let xml = TestNode.domain(5, isRunning: false)
        let wrong = xml.replacing("<vcpu>", with: "<nonsense/><vcpu>")

        _ = try connection.define(xml: wrong)

        let error = #expect(throws: LibvirtError.self) { _ = try connection.define(xml: wrong, validate: true) }
        #expect(error?.kind == .other)
    }
}
