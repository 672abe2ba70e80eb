import Libvirt
import Testing

@Suite struct SnapshotTests {
    private let node: TestNode
    private let connection: Connection

    init() throws {
        node = try TestNode(domains: 1)
        connection = try node.connect()
    }

    private func xml(_ name: String) -> String { "<domainsnapshot><name>\(name)</name></domainsnapshot>" }

    @Test func `snapshots are listed parents first, with the current one marked`() throws {
        let domain = try connection.domain(named: "vm-0")
        #expect(try domain.snapshots().isEmpty)
        #expect(try domain.currentSnapshot() == nil)

        // Names whose order is not that of their making.
        for name in ["z", "m", "a"] { #expect(try domain.createSnapshot(xml: xml(name)) == name) }
        try domain.revert(toSnapshot: "z")
        try domain.createSnapshot(xml: xml("b"))

        let snapshots = try domain.snapshots()
        #expect(snapshots.map(\.parent) == [nil, "z", "z", "m"] || snapshots.map(\.parent) == [nil, "z", "m", "z"])
        #expect(snapshots.first?.name == "z")
        #expect(Set(snapshots.map(\.name)) == ["z", "m", "a", "b"])
        #expect(snapshots.filter(\.isCurrent).map(\.name) == ["b"])
        #expect(try domain.currentSnapshot() == "b")
        #expect(snapshots.allSatisfy { $0.state == "running" && $0.created > 1_600_000_000 && !$0.isExternal })
        #expect(snapshots.allSatisfy { $0.xml.contains("<domainsnapshot>") })
    }

    @Test func `a revert brings the state back, or the one that is asked for`() throws {
        let domain = try connection.domain(named: "vm-0")
        try domain.createSnapshot(xml: xml("on"))
        try domain.destroy()
        try domain.createSnapshot(xml: xml("off"))
        #expect(try domain.snapshots().map(\.state) == ["running", "shutoff"])

        try domain.revert(toSnapshot: "on")
        #expect(try domain.status().state == .running)
        try domain.revert(toSnapshot: "off")
        #expect(try domain.status().state == .shutOff)
        try domain.revert(toSnapshot: "on", flags: .paused)
        #expect(try domain.status().state == .paused)
        #expect(try domain.currentSnapshot() == "on")
    }

    @Test func `deleting tells whether there was a snapshot`() throws {
        let domain = try connection.domain(named: "vm-0")
        for name in ["one", "two", "three"] { try domain.createSnapshot(xml: xml(name)) }

        #expect(try domain.deleteSnapshot("one"))
        #expect(try !domain.deleteSnapshot("one"))
        #expect(try domain.snapshots().map(\.parent) == [nil, "two"])
        #expect(try domain.deleteSnapshot("two", flags: .children))
        #expect(try domain.snapshots().isEmpty)
        #expect(try domain.currentSnapshot() == nil)
    }

    @Test func `forgotten snapshots are made known again by their XML`() throws {
        let domain = try connection.domain(named: "vm-0")
        for name in ["one", "two"] { try domain.createSnapshot(xml: xml(name)) }
        try domain.revert(toSnapshot: "one")
        let before = try domain.snapshots()
        // The test driver's snapshots are nothing but metadata, and it takes no flag for that.
        for snapshot in before { try domain.deleteSnapshot(snapshot.name) }
        #expect(try domain.snapshots().isEmpty)

        for snapshot in before {
            let flags: SnapshotFlags = snapshot.isCurrent ? [.redefine, .current] : .redefine
            #expect(try domain.createSnapshot(xml: snapshot.xml, flags: flags) == snapshot.name)
        }

        #expect(try domain.snapshots() == before)
    }

    @Test func `a snapshot that is not there is not found, and a name that is taken exists`() throws {
        let domain = try connection.domain(named: "vm-0")
        try domain.createSnapshot(xml: xml("one"))

        let missing = #expect(throws: LibvirtError.self) { try domain.revert(toSnapshot: "none") }
        let twice = #expect(throws: LibvirtError.self) { try domain.createSnapshot(xml: xml("one")) }

        #expect(missing?.code == .noDomainSnapshot)
        #expect(missing?.kind == .notFound)
        #expect(twice?.kind == .exists, "\(String(describing: twice))")
    }

    @Test func `a disk in a file of its own makes a snapshot external`() throws {
        let domain = try connection.domain(named: "vm-0")
        try domain.createSnapshot(xml: xml("one"))
        let internalOne = try #require(try domain.snapshots().first?.xml)
        let disks = "<disks><disk name='vda' snapshot='external'><source file='/images/s'/></disk></disks>"
        let external = internalOne.replacing(/<disks>.*<\/disks>/.dotMatchesNewlines(), with: disks)
            .replacing(/<memory snapshot=.*?>/, with: "<memory snapshot='no'/>")
            .replacing("<state>running<", with: "<state>disk-snapshot<")
        try domain.deleteSnapshot("one")

        try domain.createSnapshot(xml: external, flags: [.redefine])

        let snapshot = try #require(try domain.snapshots().first)
        #expect(snapshot.isExternal)
        #expect(snapshot.state == "disk-snapshot")
    }
}
