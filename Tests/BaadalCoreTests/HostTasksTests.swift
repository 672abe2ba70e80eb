import BaadalModel
import BaadalStore
import Testing

@testable import BaadalCore

@Suite struct HostTasksTests {
    @Test func `a host that cannot be removed is watched on`() async throws {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        let vm = FaultMatrixTests.vm
        try await FaultMatrixTests.make(cloud, running: true)
        let other = try #require(cloud.hosts.first { $0 !== cloud.home(of: vm) })
        let asha = Requester(name: "asha", via: "test")
        let removal = try #require(try await cloud.store.submit(.order([.removeHost(other.id)]), by: asha).first)
        // A place there is given away between the order and its turn.
        _ = try cloud.store.holdPlace(of: vm, on: other.id, for: removal)
        try await cloud.work {
            try await cloud.ends(removal)
            let task = try await cloud.record(removal)
            #expect(task.status == .failed)
            #expect(task.message?.contains("are kept on it") == true)

            // What nobody watches is no host to work on.
            let order = MigrateOrder(host: other.id)
            let move = try #require(try await cloud.store.submit(.order([.migrate(vm, order)]), by: asha).first)
            try await cloud.ends(move)
            let moved = try await cloud.record(move)
            #expect(moved.status == .success, "\(moved.message ?? "")")
        }
        #expect(cloud.domain(vm, on: other)?.state == .running)
        #expect(try await cloud.audit() == [])
    }

    @Test func `a host that does not shut down in time stays what it was, and the task says so`() async throws {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        let host = cloud.hosts[2]
        let asha = Requester(name: "asha", via: "test")
        _ = try await cloud.store.submit(.setPower(host.id, try PowerSetup([.ssh])), by: asha)
        host.change { $0.guestObeys = false }
        try await cloud.work {
            let off = try #require(try await cloud.store.submit(.order([.switchOff(host.id)]), by: asha).first)
            try await cloud.ends(off)
            let task = try await cloud.record(off)
            #expect(task.status == .failed, "\(task.message ?? "")")
            try await cloud.settle()
        }
        let known = try cloud.known(host)
        #expect(known.mode == .active)
        #expect(known.state == .up)
        #expect(try await cloud.audit() == [])
    }
}
