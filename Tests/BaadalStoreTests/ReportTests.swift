import BaadalModel
import Testing

@testable import BaadalStore

@Suite struct ReportTests {
    @Test func `a VM that a host shows is known, with where it is and what it does`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running)])
        let vm = try #require(try fixture.store.vm(fixture.vm(1)))
        #expect((vm.name, vm.state, vm.host) == ("vm1", .running, fixture.host))
        #expect(try fixture.store.hosts().first { $0.id == fixture.host }?.state == .up)
    }

    @Test func `a VM that an answering host does not show any more is gone, and comes back`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running)])
        try fixture.report([], second: 10)
        #expect(try fixture.store.vm(fixture.vm(1))?.state == .gone)
        try fixture.report([fixture.domain(1, .stopped)], second: 20)
        #expect(try fixture.store.vm(fixture.vm(1))?.state == .stopped)
    }

    @Test func `on a host that is down a VM is unknown, never gone`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running)])
        try fixture.store.hostMissed(fixture.host, at: fixture.start, reason: "no answer", .down)
        let vm = try #require(try fixture.store.vm(fixture.vm(1)))
        #expect((vm.state, vm.host) == (.unknown, fixture.host))
        try fixture.report([fixture.domain(1, .running)], second: 30)
        #expect(try fixture.store.vm(fixture.vm(1))?.state == .running)
    }

    @Test func `a poll missed is not a host down`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running)])
        try fixture.store.hostMissed(fixture.host, at: fixture.start, reason: "missed 1 polls", .once)
        let host = try #require(try fixture.store.hosts().first { $0.id == fixture.host })
        #expect((host.state, host.reason) == (.up, "missed 1 polls"))
        #expect(try fixture.store.vm(fixture.vm(1))?.state == .running)
    }

    @Test(arguments: [
        (VM.State.running, VM.State.stopped, false, VM.State.running, VM.Conflict?.some(.staleDefinition)),
        (.stopped, .running, false, .running, .some(.staleDefinition)),
        (.running, .running, false, .running, .some(.activeTwice)),
        (.running, .paused, true, .running, nil),
    ])
    func `two hosts that show one UUID come to one verdict`(
        first: VM.State,
        second: VM.State,
        isInbound: Bool,
        state: VM.State,
        conflict: VM.Conflict?
    ) throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, first)])
        try fixture.report([fixture.domain(1, second, isInbound: isInbound)], on: fixture.other)
        let vm = try #require(try fixture.store.vm(fixture.vm(1)))
        #expect(vm.state == state)
        #expect(vm.conflict == conflict)
        #expect(vm.placements.count == 2)
    }

    @Test func `a VM active twice is refused every change`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running)])
        try fixture.report([fixture.domain(1, .running)], on: fixture.other)
        #expect(throws: CloudError.activeTwice(vm: "vm1")) { try fixture.order(.powerOff, 1) }
    }

    @Test func `a VM that moved keeps its row`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running)])
        try fixture.report([fixture.domain(1, .paused, isInbound: true)], on: fixture.other, second: 1)
        try fixture.report([], second: 2)
        try fixture.report([fixture.domain(1, .running)], on: fixture.other, second: 3)
        let vm = try #require(try fixture.store.vm(fixture.vm(1)))
        #expect((vm.host, vm.state, vm.conflict) == (fixture.other, .running, nil))
    }

    @Test func `a gone VM is forgotten after its time, with a mark for those who lag`() async throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running)])
        try fixture.report([], second: 10)
        let before = try await fixture.update().revision
        let retention = CloudConfig.Retention()
        try fixture.store.sweep(now: Timestamp(seconds: fixture.start.seconds + 300), retention: retention)
        #expect(try fixture.store.vm(fixture.vm(1)) != nil)
        try fixture.store.sweep(now: Timestamp(seconds: fixture.start.seconds + 611), retention: retention)
        #expect(try fixture.store.vm(fixture.vm(1)) == nil)
        #expect(try await fixture.update(since: before).removedVMs == [fixture.vm(1)])
    }

    @Test func `a host that is removed takes along what only it shows`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running), fixture.domain(2, .stopped)])
        try fixture.report([fixture.domain(2, .stopped)], on: fixture.other)
        try fixture.store.removeHost(fixture.host, at: fixture.start)
        #expect(try fixture.store.vm(fixture.vm(1)) == nil)
        #expect(try fixture.store.vm(fixture.vm(2))?.host == fixture.other)
    }

    @Test func `a host is not added twice, nor under a name that is taken`() throws {
        let fixture = try StoreFixture()
        let again = Host(id: fixture.host, name: "new", uri: "test:///new", state: .unknown, since: fixture.start)
        #expect(throws: CloudError.hostExists(name: "kvm1", uri: "test:///kvm1")) { try fixture.store.addHost(again) }
        let id = Host.ID(UniqueID(high: 7, low: 3))
        let named = Host(id: id, name: "kvm1", uri: "test:///x", state: .unknown, since: fixture.start)
        #expect(throws: CloudError.hostNameTaken("kvm1")) { try fixture.store.addHost(named) }
    }
}
