import BaadalModel
import BaadalStore
import Foundation
import Logging
import Testing

@testable import BaadalCore

/// The demo in a folder of its own: six hosts of libvirt's test driver, its catalogue, and a queue that is worked.
final class DemoWorld: Sendable {
    let folder: String
    let store: CloudStore
    let records: Records
    /// Waits are cut short; the time is the machine's.
    let clock = CoreClock(
        now: CoreClock.system.now,
        monotonic: CoreClock.system.monotonic,
        sleep: { try await Task.sleep(for: min($0, .milliseconds(200))) }
    )
    private let requester = Requester(name: "asha", via: "test")

    init() throws {
        folder = NSTemporaryDirectory() + "baadal-demo-\(UUID().uuidString)"
        store = try CloudStore.open(StateDirectory(path: folder), role: .controller, isDemo: true)
        records = Records(store)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Sets the demo up and runs a body while its queue is worked.
    func work(_ body: (HostPool) async throws -> Void) async throws {
        let directory = StateDirectory(path: folder)
        try await DemoSetup(directory: directory, records: records, clock: clock).prepare()
        var roomy = CloudConfig()
        roomy.placement.cpuRatio = 400
        let (config, log) = (roomy, Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let pool = HostPool(
            HostWatch.Environment(
                records: records,
                opener: LibvirtOpener(config: config, clock: clock, cloud: try store.cloudInfo()),
                config: config,
                clock: clock,
                log: log,
                load: nil
            )
        )
        for host in try store.hosts() {
            await pool.add(host)
            try await pool.refresh(host.id)
        }
        let runner = TaskRunner(records: records, hosts: pool, config: config, clock: clock, log: log)
        let running = Task { try await runner.run() }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(pool))
        } catch {
            result = .failure(error)
        }
        running.cancel()
        _ = await running.result
        await pool.removeAll()
        try result.get()
    }

    /// An order for a VM of a name from the demo's template.
    func install(_ name: String, _ id: VM.ID = .new()) throws -> Command {
        let catalog = try store.catalog()
        let order = try InstallOrder(
            name: try VMName(name),
            owner: try catalog.user("asha").id,
            source: .template(try catalog.template("debian-12").id),
            domain: try catalog.domain("Private").id,
            vcpus: 1,
            memory: .mebibytes(256)
        )
        return .install(id, order)
    }

    /// Submits commands and waits until all their tasks have ended.
    func run(_ commands: [Command]) async throws -> [TaskRecord] {
        let ids = Set(try await store.submit(.order(commands), by: requester))
        for await _ in store.changes() {
            let tasks = try await store.inventory(since: nil, scope: .tasks).tasks.filter { ids.contains($0.id) }
            if tasks.count == ids.count, tasks.allSatisfy({ !$0.status.isOpen }) {
                return tasks.filter { $0.command.kind != .bulk }
            }
        }
        throw CancellationError()
    }
}

extension VM.ID {
    /// An identifier that nothing has.
    static func new() -> VM.ID {
        var generator = SystemRandomNumberGenerator()
        return VM.ID(.random(using: &generator))
    }
}
