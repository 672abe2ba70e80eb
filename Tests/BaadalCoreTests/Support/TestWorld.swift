import BaadalModel
import BaadalStore
import Foundation
import Logging
import Synchronization
import Testing

@testable import BaadalCore

/// A store in a folder of its own, a scripted host, and a clock that jumps over every wait.
final class TestWorld: Sendable {
    let folder: String
    let store: CloudStore
    let host = ScriptedHost()
    let vm = VM.ID(UniqueID(high: 1, low: 1))
    let clock: CoreClock
    private let time: TestTime

    init(domains: [VM.State] = [.stopped]) throws {
        folder = NSTemporaryDirectory() + "baadal-test-\(UUID().uuidString)"
        store = try CloudStore.open(StateDirectory(path: folder), role: .controller)
        let time = TestTime()
        self.time = time
        clock = time.clock
        let vm = vm
        host.change { script in
            for (index, state) in domains.enumerated() {
                let id = VM.ID(UniqueID(high: 1, low: vm.uuid.low + UInt64(index)))
                script.domains[id] = ScriptedHost.Domain(name: "vm\(index + 1)", state: state)
            }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Records the host, reads its domains, and runs a body while the queue is worked.
    func work(_ config: CloudConfig = CloudConfig(), _ body: () async throws -> Void) async throws {
        let records = Records(store)
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let pool = HostPool(
            HostWatch.Environment(
                records: records,
                opener: host,
                config: config,
                clock: clock,
                log: log,
                load: nil
            )
        )
        let known = Host(id: host.id, name: "kvm1", uri: "script://", state: .unknown, since: clock.now())
        if try store.hosts().isEmpty { try store.addHost(known) }
        await pool.add(known)
        try? await pool.refresh(host.id)
        let runner = TaskRunner(records: records, hosts: pool, config: config, clock: clock, log: log)
        let running = Task { try await runner.run() }
        do {
            try await body()
        } catch {
            running.cancel()
            _ = await running.result
            await pool.removeAll()
            throw error
        }
        running.cancel()
        _ = await running.result
        await pool.removeAll()
    }

    /// Submits a command and waits for its end.
    func run(_ command: Command) async throws -> TaskRecord {
        let ids = try await store.submit(.order([command]), by: Requester(name: "asha", via: "test"))
        return try await ended(try #require(ids.first))
    }

    /// Waits for the end of a task.
    func ended(_ id: TaskRecord.ID) async throws -> TaskRecord {
        for await _ in store.changes() {
            let task = try await record(id)
            if !task.status.isOpen { return task }
        }
        throw CancellationError()
    }

    /// A task as the store has it.
    func record(_ id: TaskRecord.ID) async throws -> TaskRecord {
        let update = try await store.inventory(since: nil, scope: .tasks)
        return try #require(update.tasks.first { $0.id == id })
    }
}

/// Time that passes only when somebody waits for it.
final class TestTime: Sendable {
    private let elapsed = Mutex<Duration>(.seconds(1))

    var clock: CoreClock {
        CoreClock(
            now: { Timestamp(milliseconds: 1_800_000_000_000 + Int64(self.elapsed.withLock { $0.seconds } * 1000)) },
            monotonic: { UInt64(self.elapsed.withLock { $0.seconds } * 1e9) },
            sleep: { duration in
                try Task.checkCancellation()
                self.elapsed.withLock { $0 += duration }
                try await Task.sleep(for: .milliseconds(1))
            }
        )
    }
}
