import BaadalModel
import Foundation
import Testing

@testable import BaadalStore

@Suite struct ReadingTests {
    @Test func `a reader that has everything is told only what changed`() async throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running), fixture.domain(2, .stopped)])
        let all = try await fixture.update()
        #expect(all.isFull)
        #expect(all.vms.count == 2)
        try fixture.report([fixture.domain(1, .paused), fixture.domain(2, .stopped)], second: 1)
        let delta = try await fixture.update(since: all.revision)
        #expect(!delta.isFull)
        #expect(delta.vms.map(\.id) == [fixture.vm(1)])
        let nothing = try await fixture.update(since: delta.revision)
        #expect(nothing.vms.isEmpty && nothing.hosts.isEmpty && nothing.tasks.isEmpty)
    }

    @Test func `what is not asked for is not loaded`() async throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        try fixture.order(.start, 1)
        let update = try await fixture.update(.hosts)
        #expect(update.hosts.count == 2)
        #expect(update.vms.isEmpty && update.tasks.isEmpty)
    }

    @Test func `a reader older than the oldest mark is given everything`() async throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        let old = try await fixture.update().revision
        try fixture.report([], second: 1)
        let retention = CloudConfig.Retention()
        try fixture.store.sweep(now: Timestamp(seconds: fixture.start.seconds + 700), retention: retention)
        let later = Timestamp(seconds: fixture.start.seconds + 8 * 86_400)
        let retired = try fixture.store.sweep(now: later, retention: retention)
        #expect(retired == [fixture.vm(1)])
        #expect(try await fixture.update(since: old).isFull)
    }

    @Test func `usage travels as it was measured, unknown as nothing`() async throws {
        let fixture = try StoreFixture()
        let usage = Usage(at: fixture.start, cpu: 0.25, memory: .mebibytes(512), received: 12.5)
        try fixture.store.apply(
            HostReport(
                host: fixture.host,
                at: fixture.start,
                domains: [fixture.domain(1, .running)],
                isComplete: true,
                usage: [fixture.vm(1): usage],
                hostUsage: Usage(at: fixture.start, cpu: 0.5, temperature: 52.5, watts: 214)
            )
        )
        let update = try await fixture.update()
        #expect(update.usage[fixture.vm(1)] == usage)
        #expect(update.hostUsage[fixture.host]?.cpu == 0.5)
        #expect(update.hostUsage[fixture.host]?.sent == nil)
        #expect(update.hostUsage[fixture.host]?.temperature == 52.5)
        #expect(update.hostUsage[fixture.host]?.watts == 214)
    }

    @Test func `commits are durable and the log file stays`() throws {
        let fixture = try StoreFixture()
        #expect(try fixture.store.pragma("synchronous") == "2")
        #expect(try fixture.store.pragma("journal_mode") == "wal")
        #expect(try fixture.store.pragma("foreign_keys") == "1")
        #expect(try fixture.store.integrityCheck() == ["ok"])
    }

    @Test func `a reader opens after the last writer has closed, and holds nothing open for writing`() async throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        let copy = NSTemporaryDirectory() + "baadal-reader-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        do {
            let writer = try CloudStore.open(StateDirectory(path: copy), role: .controller)
            try writer.addHost(
                Host(id: fixture.host, name: "kvm1", uri: "test:///a", state: .up, since: fixture.start)
            )
        }
        let reader = try CloudStore.open(StateDirectory(path: copy), role: .reader)
        #expect(try await reader.inventory(since: nil, scope: .hosts).hosts.count == 1)
        await #expect(throws: CloudError.readOnly("the store")) {
            try await reader.submit(.cancel(TaskRecord.ID(1)), by: Requester(name: "wall", via: "test"))
        }
    }

    @Test func `a store of a newer version is refused and left as it is`() throws {
        let fixture = try StoreFixture()
        try fixture.store.execute("INSERT INTO grdb_migrations VALUES ('999 the future')")
        for role in [CloudStore.Role.controller, .client, .reader] {
            #expect(throws: CloudError.newerStore(found: "999 the future")) {
                try CloudStore.open(StateDirectory(path: fixture.folder), role: role)
            }
        }
    }

    @Test func `a reader without a store is told that no controller has run`() {
        let nowhere = StateDirectory(path: NSTemporaryDirectory() + "baadal-none-\(UUID().uuidString)")
        let error = #expect(throws: CloudError.self) { try CloudStore.open(nowhere, role: .reader) }
        #expect("\(String(describing: error))".contains("no controller has run yet"))
    }

    @Test func `a change by another process is noticed`() async throws {
        let fixture = try StoreFixture()
        var changes = fixture.store.changes().makeAsyncIterator()
        await changes.next()
        let second = try CloudStore.open(StateDirectory(path: fixture.folder), role: .client)
        try second.addHost(
            Host(
                id: Host.ID(UniqueID(high: 7, low: 9)),
                name: "kvm9",
                uri: "test:///kvm9",
                state: .unknown,
                since: fixture.start
            )
        )
        await changes.next()
        #expect(try fixture.store.hosts().count == 3)
    }
}
