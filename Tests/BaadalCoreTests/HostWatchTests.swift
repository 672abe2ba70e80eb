import BaadalModel
import BaadalStore
import Synchronization
import Testing

@testable import BaadalCore

@Suite struct HostWatchTests {
    /// Waits until the host is as a condition says.
    private func wait(_ world: TestWorld, until isSo: (BaadalModel.Host) -> Bool) async throws {
        for await _ in world.store.changes() {
            if let host = try world.store.hosts().first, isSo(host) { return }
        }
    }

    @Test func `a host is down after three missed polls and comes back alone`() async throws {
        let world = try TestWorld(domains: [.running])
        try await world.work {
            world.host.change { $0.fault = .unreachable }
            try await wait(world) { $0.state == .down }
            let down = try #require(try world.store.hosts().first)
            #expect(down.reason?.contains("polls: no answer from") == true)
            #expect(try world.store.vm(world.vm)?.state == .unknown)
            world.host.change { $0.fault = .none }
            try await wait(world) { $0.state == .up }
            #expect(try world.store.vm(world.vm)?.state == .running)
        }
    }

    @Test func `a guest that hangs is told apart, and its neighbours stay on time`() async throws {
        let world = try TestWorld(domains: [.running, .running])
        let neighbour = VM.ID(UniqueID(high: 1, low: world.vm.uuid.low + 1))
        try await world.work {
            world.host.change { script in
                script.fault = .hangsOnUsage
                script.domains[world.vm]?.isSkipped = true
            }
            for await _ in world.store.changes() where try world.store.vm(world.vm)?.state == .unresponsive {
                break
            }
            #expect(try world.store.vm(neighbour)?.state == .running)
            #expect(try world.store.hosts().first?.state == .up)
            world.host.change { script in
                script.fault = .none
                script.domains[world.vm]?.isSkipped = false
            }
            for await _ in world.store.changes() where try world.store.vm(world.vm)?.state == .running {
                break
            }
        }
    }

    @Test(arguments: [ScriptedHost.Fault.hangsOnFacts, .hangsOnEvents])
    func `a host that takes connections and then hangs gets two of them`(_ fault: ScriptedHost.Fault) async throws {
        let world = try TestWorld(domains: [.running])
        world.host.change { $0.fault = fault }
        try await world.work {
            try await wait(world) { $0.state == .down }
            #expect(world.host.script.withLock { $0.opened } == 2)
            let down = try #require(try world.store.hosts().first)
            #expect(down.reason?.contains("2 calls to this host hang") == true)
            world.host.change { $0.fault = .none }
            try await wait(world) { $0.state == .up }
        }
    }

    @Test func `a host that was not asked, because others hang, is not blamed`() async throws {
        let world = try TestWorld(domains: [.running])
        try await world.work {
            try await wait(world) { $0.state == .up }
            world.host.change { $0.fault = .getsNoPlace }
            while world.host.script.withLock({ $0.refusedPolls < 5 }) { await Task.yield() }
            #expect(try world.store.hosts().first?.state == .up)
            #expect(world.host.script.withLock { $0.opened } == 1)
        }
    }

    @Test func `what a host has much of is asked for in parts`() async throws {
        let world = try TestWorld(domains: Array(repeating: .running, count: 70))
        try await world.work {
            while world.host.script.withLock({ $0.described.reduce(0, +) < 70 }) { await Task.yield() }
        }
        #expect(world.host.script.withLock { $0.described.prefix(3) } == [32, 32, 6])
    }

    @Test func `tasks of a host that is down wait until it answers`() async throws {
        let world = try TestWorld(domains: [.stopped])
        try await world.work {
            let ids = try await world.store.submit(
                .order([.start(world.vm)]),
                by: Requester(name: "asha", via: "test")
            )
            let started = try await world.ended(try #require(ids.first))
            #expect(started.status == .success)
            world.host.change { $0.fault = .unreachable }
            try await wait(world) { $0.state == .down }
            let later = try? await world.store.submit(
                .order([.powerOff(world.vm)]),
                by: Requester(name: "asha", via: "test")
            )
            #expect(later == nil)
        }
    }

    @Test func `a VM that is removed outside is gone`() async throws {
        let world = try TestWorld(domains: [.stopped])
        try await world.work {
            world.host.change { $0.domains = [:] }
            for await _ in world.store.changes() where try world.store.vm(world.vm)?.state == .gone {
                break
            }
        }
    }
}
