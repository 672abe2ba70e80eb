import BaadalModel
import BaadalStore
import Synchronization
import Testing

@testable import BaadalCore

/// What the books say of disks after a VM went back.
@Suite struct RevertVMTests {
    private let vm = FaultMatrixTests.vm

    private func cloud() async throws -> ScriptedCloud {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: false)
        return cloud
    }

    private func snapshot(_ cloud: ScriptedCloud, _ order: SnapshotOrder) async throws -> String {
        try await cloud.must(.snapshot(vm, order))
        return try #require(try cloud.store.snapshots(of: vm).last?.name)
    }

    private func disk(_ cloud: ScriptedCloud, _ target: String) throws -> Disk? {
        let found = try cloud.store.disks(of: vm).filter { $0.target == target }
        #expect(found.count <= 1)
        return found.first
    }

    @Test func `sizes are those that the snapshot kept`() async throws {
        let cloud = try await cloud()
        let name = try await snapshot(cloud, SnapshotOrder(.user))
        let before = try #require(try disk(cloud, "vda"))
        try await cloud.must(.resizeDisk(vm, target: "vda", size: .gibibytes(3)))
        try await cloud.must(.edit(vm, try EditOrder(vcpus: 2, memory: .gibibytes(1))))
        #expect(try disk(cloud, "vda")?.size == .gibibytes(3))

        try await cloud.must(.revert(vm, snapshot: name, keepsPresent: false))

        #expect(try disk(cloud, "vda") == before)
        let record = try #require(try cloud.store.record(vm))
        #expect(record.vcpus == 1)
        #expect(record.memory == .mebibytes(512))
        #expect(try await cloud.audit() == [])
    }

    @Test func `a disk that was plugged in since is out, and kept`() async throws {
        let cloud = try await cloud()
        let name = try await snapshot(cloud, SnapshotOrder(.user))
        try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))
        let extra = try #require(try disk(cloud, "vdb"))

        try await cloud.must(.revert(vm, snapshot: name, keepsPresent: false))

        #expect(try disk(cloud, "vdb") == nil)
        #expect(try cloud.store.disks(of: vm).first { $0.id == extra.id }?.stage == .detached)
        #expect(cloud.files[extra.path] != nil)
        #expect(try disk(cloud, "vda")?.role == .system)
        #expect(try await cloud.audit() == [])
    }

    @Test func `a frozen disk that is written to again has its role again`() async throws {
        let cloud = try await cloud()
        let inside = try await snapshot(cloud, SnapshotOrder(.user))
        let system = try #require(try disk(cloud, "vda"))
        try await cloud.must(.start(vm))
        let frozen = try await snapshot(cloud, try SnapshotOrder(isDiskOnly: true))
        try await cloud.must(.powerOff(vm))
        let over = try #require(try disk(cloud, "vda"))
        #expect(over.path != system.path)
        #expect(try cloud.store.disks(of: vm).first { $0.id == system.id }?.role == .base)

        try await cloud.must(.revert(vm, snapshot: inside, keepsPresent: false))

        #expect(try disk(cloud, "vda") == system)
        let left = try #require(try cloud.store.disks(of: vm).first { $0.id == over.id })
        #expect(left.role == .base)
        #expect(cloud.files[over.path] != nil)
        #expect(try cloud.store.snapshots(of: vm).contains { $0.name == frozen })
    }

    @Test func `each return to frozen files has new ones, with the role of those before`() async throws {
        let cloud = try await cloud()
        try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))
        let first = try cloud.store.disks(of: vm)
        try await cloud.must(.start(vm))
        let frozen = try await snapshot(cloud, try SnapshotOrder(isDiskOnly: true))
        cloud.write("later", to: vm)
        try await cloud.must(.powerOff(vm))

        for count in [6, 8] {
            #expect(cloud.content(of: vm) == "later")
            try await cloud.must(.revert(vm, snapshot: frozen, keepsPresent: false))

            let disks = try cloud.store.disks(of: vm)
            #expect(disks.count == count)
            #expect(disks.filter { $0.role == .base }.count == count - 2)
            #expect(disks.filter { $0.role == .base }.allSatisfy { $0.target == nil })
            for before in first {
                let target = try #require(before.target)
                let now = try #require(try disk(cloud, target))
                #expect(now.role == before.role)
                #expect(now.size == before.size)
                #expect(now.backing == before.id)
                #expect(now.stage == .attached)
            }
            #expect(cloud.content(of: vm) == "mine")
            #expect(try await cloud.audit() == [])
            cloud.write("later", to: vm)
        }
    }

    @Test func `a return that nobody could see through is taken back to the files before`() async throws {
        let cloud = try await cloud()
        try await cloud.must(.start(vm))
        let frozen = try await snapshot(cloud, try SnapshotOrder(isDiskOnly: true))
        cloud.write("later", to: vm)
        try await cloud.must(.powerOff(vm))
        let (files, disks) = (cloud.files.all, try cloud.store.disks(of: vm))
        // The definition takes effect each time, and each time the answer is lost.
        let lost = Mutex(0)
        for host in cloud.hosts {
            host.onCall.withLock { hook in
                hook = { name, host, isBefore in
                    guard name == "define", !isBefore, lost.withLock({ $0 }) < CloudConfig().tasks.attempts else {
                        return
                    }
                    lost.withLock { $0 += 1 }
                    throw HostFailure.noAnswer(address: host, why: "cable cut")
                }
            }
        }

        let task = try await cloud.run(.revert(vm, snapshot: frozen, keepsPresent: false))

        #expect(task.status == .failed)
        #expect(lost.withLock { $0 } == CloudConfig().tasks.attempts)
        #expect(task.message?.hasSuffix("; undone: revert") == true, "\(task.message ?? "")")
        #expect(cloud.files.all == files)
        #expect(try cloud.store.disks(of: vm) == disks)
        #expect(cloud.content(of: vm) == "later")
        #expect(try await cloud.audit() == [])
    }
}
