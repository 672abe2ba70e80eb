import BaadalModel
import BaadalStore
import Synchronization
import Testing

@testable import BaadalCore

/// What somebody did beside the cloud before a VM is deleted.
@Suite struct DeleteVMTests {
    private let vm = FaultMatrixTests.vm

    private func cloud(running: Bool) async throws -> ScriptedCloud {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: running)
        return cloud
    }

    @Test(arguments: [true, false])
    func `a VM that two hosts define is not deleted from either`(running: Bool) async throws {
        let cloud = try await cloud(running: running)
        let (home, files) = (try #require(cloud.home(of: vm)), cloud.files.all)
        let domain = try #require(cloud.domain(vm, on: home))
        let other = try #require(cloud.hosts.first { $0 !== home })
        other.change { script in
            script.domains[vm] = domain
            script.domains[vm]?.state = .stopped
        }
        cloud.arm(nil)

        let task = try await cloud.run(.delete(vm))

        #expect(task.status == .failed)
        #expect(task.cause == .refused)
        #expect(task.message?.contains("is defined on 2 hosts; undefine it on all but one") == true)
        #expect(cloud.calls.isEmpty)
        #expect(cloud.domain(vm, on: home)?.state == domain.state)
        #expect(cloud.domain(vm, on: other) != nil)
        #expect(cloud.files.all == files)
        #expect(try cloud.store.record(vm)?.stage == .ready)
    }

    @Test func `a VM that no host has any more is purged, and nothing of others`() async throws {
        let cloud = try await cloud(running: false)
        let copy = FaultMatrixTests.copy
        try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))
        try await cloud.must(.clone(copy, CloneOrder(parent: vm, name: try VMName("copy"))))
        let theirs = "\(ScriptedCloud.root)/vm_images/theirs.qcow2"
        cloud.files[theirs] = ScriptedFiles.File(content: "theirs")
        cloud.foreign.withLock { _ = $0.insert(theirs) }
        let own = Set(try cloud.store.disks(of: vm).map(\.path))
        let others = Set(cloud.files.all.keys).subtracting(own)
        try cloud.forget(vm)
        try await cloud.work {}

        try await cloud.must(.purge(vm))

        #expect(own.count == 2)
        #expect(Set(cloud.files.all.keys) == others)
        #expect(try cloud.store.record(vm) == nil)
        #expect(try cloud.store.disks(of: vm).isEmpty)
        #expect(try cloud.store.disks(of: copy).count == 2)
        #expect(try await cloud.audit() == [])
    }

    @Test func `a file that another one stands on is not purged`() async throws {
        let cloud = try await cloud(running: false)
        let disk = try #require(try cloud.store.disks(of: vm).first)
        cloud.files["\(ScriptedCloud.root)/vm_images/theirs.qcow2"] = ScriptedFiles.File(backing: disk.path)
        try cloud.forget(vm)
        try await cloud.work {}

        let task = try await cloud.run(.purge(vm))

        #expect(task.message?.contains("theirs.qcow2 stands on it") == true)
        #expect(cloud.files[disk.path] != nil)
        #expect(try cloud.store.record(vm) != nil)
    }

    @Test func `a VM that its host has again is not purged`() async throws {
        let cloud = try await cloud(running: false)
        let home = try #require(cloud.home(of: vm))
        let (domain, files) = (try #require(cloud.domain(vm, on: home)), cloud.files.all)
        try cloud.forget(vm)
        try await cloud.work {}
        // It comes back between the order and its turn.
        let ids = try await cloud.store.submit(.order([.purge(vm)]), by: Requester(name: "asha", via: "test"))
        home.change { $0.domains[vm] = domain }

        let task = try await cloud.ended(try #require(ids.first))

        #expect(task.status == .failed)
        #expect(cloud.files.all == files)
        #expect(try cloud.store.record(vm)?.stage == .ready)
    }
}
