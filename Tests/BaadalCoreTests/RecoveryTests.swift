import BaadalModel
import BaadalStore
import Logging
import Testing

@testable import BaadalCore

@Suite struct RecoveryTests {
    private func host(_ number: UInt64, _ state: Host.State = .up, missed: Bool = false, fenced: Bool = false) -> Host {
        Host(
            id: Host.ID(UniqueID(high: 3, low: number)),
            name: "kvm\(number)",
            uri: "qemu+tcp://kvm\(number)/system",
            state: state,
            fenced: fenced ? Timestamp(seconds: 1) : nil,
            reason: missed ? "missed 1 polls" : nil,
            since: Timestamp(seconds: 0)
        )
    }

    private func cloud(_ count: UInt64, down: UInt64, missed: UInt64 = 0) -> [Host] {
        (1...count).map { number in
            number <= down ? host(number, .down, missed: true) : host(number, missed: number <= down + missed)
        }
    }

    @Test func `one host that is lost is that host's fault`() {
        #expect(!Recovery.looksLikeOurs(cloud(2, down: 1)))
        #expect(!Recovery.looksLikeOurs(cloud(3, down: 1)))
        #expect(!Recovery.looksLikeOurs(cloud(300, down: 100)))
    }

    @Test func `many at once are ours, also where most have only begun to fail`() {
        #expect(Recovery.looksLikeOurs(cloud(1, down: 1)))
        #expect(Recovery.looksLikeOurs(cloud(2, down: 1, missed: 1)))
        #expect(Recovery.looksLikeOurs(cloud(3, down: 1, missed: 1)))
        #expect(Recovery.looksLikeOurs(cloud(300, down: 1, missed: 100)))
    }

    @Test func `hosts that were cut already do not count`() {
        let cut = [host(1, .down, missed: true, fenced: true), host(2, .down, missed: true), host(3), host(4)]
        #expect(!Recovery.looksLikeOurs(cut))
    }

    // MARK: - Orders

    /// Hosts that have devices and answer, of which nothing is polled, and what sees to them.
    private func watched() async throws -> (ScriptedCloud, Recovery) {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        for (index, host) in cloud.hosts.enumerated() {
            try await cloud.wire(host)
            try answer(index, cloud)
        }
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (records, config, clock) = (Records(cloud.store), CloudConfig(), cloud.clock)
        let hosts = HostPool(
            HostWatch.Environment(records: records, opener: cloud, config: config, clock: clock, log: log, load: nil)
        )
        return (cloud, Recovery(records: records, hosts: hosts, config: config, clock: clock, log: log))
    }

    private func answer(_ index: Int, _ cloud: ScriptedCloud) throws {
        let (id, now) = (cloud.hosts[index].id, cloud.clock.now())
        try cloud.store.apply(HostReport(host: id, at: now, domains: [], isComplete: true))
    }

    private func miss(_ index: Int, _ cloud: ScriptedCloud, _ miss: CloudStore.Miss = .down) throws {
        let (id, now) = (cloud.hosts[index].id, cloud.clock.now())
        try cloud.store.hostMissed(id, at: now, reason: "missed 3 polls", miss)
    }

    @Test func `an outage is answered by one fence, and the next by another`() async throws {
        let (cloud, recovery) = try await watched()
        await recovery.look()
        #expect(try await cloud.tasks(.fence).isEmpty)
        try miss(0, cloud)
        await recovery.look()
        let fence = try #require(try await cloud.tasks(.fence).first)
        #expect(fence.command == .fence(cloud.hosts[0].id))
        // That it came to nothing is no reason to try again.
        _ = try await cloud.store.submit(.cancel(fence.id), by: Requester(name: "asha", via: "test"))
        #expect(try await cloud.record(fence.id).status.isOpen == false)
        try await cloud.clock.sleep(.seconds(600))
        try miss(0, cloud)
        await recovery.look()
        #expect(try await cloud.tasks(.fence).count == 1)
        try answer(0, cloud)
        await recovery.look()
        #expect(try await cloud.tasks(.fence).count == 1)
        try await cloud.clock.sleep(.seconds(60))
        try miss(0, cloud)
        await recovery.look()
        #expect(try await cloud.tasks(.fence).count == 2)
    }

    @Test func `a host in doubt is not fenced`() async throws {
        let (cloud, recovery) = try await watched()
        try miss(0, cloud, .doubtful(answers: true))
        await recovery.look()
        #expect(try await cloud.tasks(.fence).isEmpty)
    }

    @Test func `nothing is fenced while many fail, nor soon after`() async throws {
        let (cloud, recovery) = try await watched()
        try miss(0, cloud)
        try miss(1, cloud, .once)
        await recovery.look()
        #expect(try await cloud.tasks(.fence).isEmpty)
        // The last that comes back is not the one that failed.
        try answer(1, cloud)
        await recovery.look()
        #expect(try await cloud.tasks(.fence).isEmpty)
        try await cloud.clock.sleep(.seconds(44))
        await recovery.look()
        #expect(try await cloud.tasks(.fence).isEmpty)
        try await cloud.clock.sleep(.seconds(1))
        await recovery.look()
        #expect(try await cloud.tasks(.fence).map(\.command) == [.fence(cloud.hosts[0].id)])
    }
}
