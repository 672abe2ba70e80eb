import BaadalModel
import BaadalStore
import Testing

@testable import BaadalCore

/// Tasks whose host does not come back.
@Suite struct PatienceTests {
    private let vm = FaultMatrixTests.vm

    private func cloud() async throws -> ScriptedCloud {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: true)
        return cloud
    }

    @Test func `tries that are used up end the task as failed, and undone`() async throws {
        let cloud = try await cloud()
        let (files, disks) = (cloud.files.all, try cloud.store.disks(of: vm))
        cloud.arm((2, .lasting))

        let task = try await cloud.run(.attachDisk(vm, size: .gibibytes(1), datastore: nil))

        #expect(task.status == .failed)
        #expect(task.cause == .unreachable)
        #expect(task.attempts == CloudConfig().tasks.attempts)
        #expect(task.message?.hasSuffix("; undone: attach") == true, "\(task.message ?? "")")
        #expect(cloud.calls.count { $0 == "attach" } == CloudConfig().tasks.attempts)
        #expect(cloud.files.all == files)
        #expect(try cloud.store.disks(of: vm) == disks)
        #expect(try await cloud.audit() == [])
    }

    @Test func `where there is no way back a task is tried for as long as it takes`() async throws {
        let cloud = try await cloud()
        let name = try await snapshot(cloud)
        // Taken first, then the older one is dropped.
        cloud.arm((2, .lasting))

        let task = try await cloud.run(.snapshot(vm, SnapshotOrder(.daily)))

        #expect(task.status == .success, "\(task.message ?? "")")
        #expect(task.attempts > CloudConfig().tasks.attempts)
        #expect(cloud.calls.count { $0 == "deleteSnapshot" } > CloudConfig().tasks.attempts)
        #expect(try cloud.store.snapshots(of: vm).contains { $0.name == name } == false)
        #expect(try await cloud.audit() == [])
    }

    private func snapshot(_ cloud: ScriptedCloud) async throws -> String {
        try await cloud.must(.snapshot(vm, SnapshotOrder(.daily)))
        return try #require(try cloud.store.snapshots(of: vm).last?.name)
    }
}
