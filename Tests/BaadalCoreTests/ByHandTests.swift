import BaadalModel
import BaadalStore
import Testing

@testable import BaadalCore

/// What somebody did to a VM on its host, past the cloud.
@Suite struct ByHandTests {
    private let vm = FaultMatrixTests.vm

    private func cloud(running: Bool) async throws -> ScriptedCloud {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: running)
        return cloud
    }

    /// Another host than the one that a VM is on.
    private func other(_ cloud: ScriptedCloud) throws -> ScriptedHost {
        let home = try #require(cloud.home(of: vm))
        return try #require(cloud.hosts.first { $0 !== home })
    }

    @Test func `the record goes with a VM that was moved`() async throws {
        let cloud = try await cloud(running: true)
        let (home, there) = (try #require(cloud.home(of: vm)), try other(cloud))
        let domain = try #require(cloud.domain(vm, on: home))
        try cloud.forget(vm)
        there.change { $0.domains[vm] = domain }
        #expect(try cloud.store.record(vm)?.host == home.id)

        try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))

        #expect(try cloud.store.record(vm)?.host == there.id)
        #expect(try await cloud.audit() == [])
        // Nothing is kept for it where it was.
        try cloud.store.removeHost(home.id, at: cloud.clock.now())
    }

    @Test(arguments: [20_007, 5_907])
    func `the record has the port that the VM has where it was moved`(port: Int) async throws {
        let cloud = try await cloud(running: true)
        let (home, there) = (try #require(cloud.home(of: vm)), try other(cloud))
        var domain = try #require(cloud.domain(vm, on: home))
        var xml = try DomainXML(try #require(domain.xml))
        xml.set(screen: DomainScreen(port: port, listen: "127.0.0.1", password: nil))
        domain.xml = xml.text
        try cloud.forget(vm)
        there.change { [domain] in $0.domains[vm] = domain }

        try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))

        #expect(try cloud.store.record(vm)?.vncPort == port)
        #expect(try await cloud.audit() == [])
    }

    @Test func `a port that another VM has there is not taken`() async throws {
        let cloud = try await cloud(running: true)
        let (home, there) = (try #require(cloud.home(of: vm)), try other(cloud))
        let domain = try #require(cloud.domain(vm, on: home))
        let copy = FaultMatrixTests.copy
        let order = try InstallOrder(
            name: VMName("copy"),
            owner: RowID(1),
            source: .template(RowID(1)),
            domain: RowID(1),
            vcpus: 1,
            memory: .mebibytes(512),
            host: there.id
        )
        try await cloud.must(.install(copy, order))
        let taken = try #require(try cloud.store.record(copy)?.vncPort)
        #expect(try cloud.store.record(vm)?.vncPort == taken)
        home.change { $0.domains[vm] = nil }
        there.change { $0.domains[vm] = domain }

        try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))

        let port = try #require(try cloud.store.record(vm)?.vncPort)
        #expect(port != taken)
        #expect(try cloud.store.record(copy)?.vncPort == taken)
        #expect(try cloud.store.record(vm)?.host == there.id)
    }

    @Test func `the record stays where a VM is kept that two hosts show`() async throws {
        let cloud = try await cloud(running: true)
        let (home, there) = (try #require(cloud.home(of: vm)), try other(cloud))
        let domain = try #require(cloud.domain(vm, on: home))
        there.change { $0.domains[vm] = domain }
        home.change { $0.domains[vm]?.state = .stopped }

        _ = try await cloud.run(.snapshot(vm, SnapshotOrder(.user)))

        #expect(try cloud.store.record(vm)?.host == home.id)
    }

    @Test func `a disk is not plugged into a definition that was left over`() async throws {
        let cloud = try await cloud(running: true)
        let (home, there) = (try #require(cloud.home(of: vm)), try other(cloud))
        let domain = try #require(cloud.domain(vm, on: home))
        there.change { $0.domains[vm] = domain }
        home.change { $0.domains[vm]?.state = .stopped }
        let files = cloud.files.all

        let task = try await cloud.run(.attachDisk(vm, size: .gibibytes(1), datastore: nil))

        #expect(task.status == .failed)
        #expect(task.cause == .refused)
        #expect(cloud.domain(vm, on: home)?.xml == domain.xml)
        #expect(cloud.domain(vm, on: there)?.xml == domain.xml)
        #expect(cloud.files.all == files)
        #expect(try cloud.store.disks(of: vm).count == 1)
    }

    @Test func `the name of a disk that was unplugged is given again, and the disk is kept`() async throws {
        let cloud = try await cloud(running: false)
        try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))
        let first = try #require(try cloud.store.disks(of: vm).last)
        try unplug("vdb", cloud)

        try await cloud.must(.attachDisk(vm, size: .gibibytes(2), datastore: nil))

        let disks = try cloud.store.disks(of: vm)
        let old = try #require(disks.first { $0.id == first.id })
        #expect(old.stage == .detached)
        #expect(old.target == nil)
        #expect(disks.filter { $0.target == "vdb" }.map(\.size) == [.gibibytes(2)])
        #expect(cloud.files[old.path] != nil)
        #expect(try await cloud.audit() == [])
    }

    @Test func `a disk that was unplugged is not deleted by the name it had`() async throws {
        let cloud = try await cloud(running: false)
        try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))
        let files = cloud.files.all
        try unplug("vdb", cloud)

        let task = try await cloud.run(.detachDisk(vm, target: "vdb", deletes: true))

        #expect(task.message?.contains("has no disk 'vdb'") == true)
        #expect(cloud.files.all == files)
        #expect(try cloud.store.disks(of: vm).last?.stage == .detached)
    }

    /// Takes a disk out of the definition.
    private func unplug(_ target: String, _ cloud: ScriptedCloud) throws {
        let home = try #require(cloud.home(of: vm))
        var xml = try DomainXML(try #require(cloud.domain(vm, on: home)?.xml))
        xml.removeDisk(target)
        home.change { [text = xml.text] in $0.domains[vm]?.xml = text }
    }
}
