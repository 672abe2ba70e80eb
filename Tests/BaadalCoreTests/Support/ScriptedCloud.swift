import BaadalModel
import BaadalStore
import Foundation
import Logging
import Synchronization
import Testing

@testable import BaadalCore

/// Scripted hosts that share a datastore, a store, and a fault that comes at one call.
final class ScriptedCloud: HypervisorOpener {
    /// What goes wrong at a call.
    enum Fault: String, CaseIterable, Sendable {
        /// The host refuses it.
        case fails
        /// The controller dies before it takes effect, or after.
        case killedBefore, killedAfter
        /// The host that is called is cut off for a while: before it takes effect, or after.
        case cutBefore, cutAfter
        /// The host is cut off before it takes effect, and the order is cancelled while it is.
        case cancelled
        /// The datastore is full from then on.
        case full
        /// The host does not answer to calls of that name, however often, until the task has given up.
        case lasting
    }

    private struct State {
        var calls = 0
        var names: [String] = []
        var fault: (number: Int, kind: Fault)?
        var isDead = false
        var isFull = false
        /// The calls that the host does not answer to.
        var unanswered: String?
        var cut: String?
        /// The host whose device cannot be reached.
        var cutDevice: String?
        /// What must never be, and was at some call.
        var dangers: [String] = []
        var isCounting = true
        /// Whether somebody is about to cancel the order.
        var isUnwanted = false
        var missed = 0
    }

    let folder = NSTemporaryDirectory() + "baadal-matrix-\(UUID().uuidString)"
    let store: CloudStore
    let files = ScriptedFiles()
    /// Files that are somebody else's.
    let foreign = Mutex<Set<String>>([])
    /// VMs that the books may know nothing of.
    let found = Mutex<Set<VM.ID>>([])
    let hosts: [ScriptedHost]
    /// One that is not of the cloud yet.
    let newcomer: ScriptedHost
    /// The NAT box, where the cloud has one.
    let box: ScriptedNATBox?
    /// Whether hosts can be sent echoes; without that nothing but libvirt tells of them.
    let hasEchoes = Mutex(false)
    let clock: CoreClock
    private let state = Mutex(State())
    private let died: AsyncStream<Void>.Continuation
    private let deaths: AsyncStream<Void>

    static let root = "/ds"
    static let template = "/ds/vm_templates/tiny.qcow2"

    init(hasBox: Bool = false) throws {
        (deaths, died) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        box = hasBox ? ScriptedNATBox() : nil
        var config = CloudConfig()
        config.network.natType = hasBox ? .software : nil
        config.network.screenAddress = hasBox ? "\(ScriptedNATBox.own)" : nil
        store = try CloudStore.open(StateDirectory(path: folder), role: .controller, config: config)
        clock = TestTime().clock
        let files = files
        hosts = (1...3).map { ScriptedHost(number: UInt64($0), name: "kvm\($0)", files: files) }
        newcomer = ScriptedHost(number: 4, name: "kvm4", files: files)
        files[Self.template] = ScriptedFiles.File(content: "fresh")
        let peers = Dictionary(uniqueKeysWithValues: hosts.map { ("qemu+tcp://\($0.name)/system", $0) })
        for host in everyHost {
            host.peers.withLock { $0 = peers }
            host.onCall.withLock { hook in
                hook = { [weak self] name, host, isBefore in try self?.called(name, host, isBefore: isBefore) }
            }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var everyHost: [ScriptedHost] { hosts + [newcomer] }

    func open(_ uri: String) async throws -> any Hypervisor {
        guard let host = host(at: uri) else { throw refusal("no host") }
        guard host === newcomer else { return try await host.open(uri) }
        // Nothing but the order opens it before it is of the cloud.
        try called("open", host.name, isBefore: true)
        let connection = try await host.open(uri)
        try called("open", host.name, isBefore: false)
        return connection
    }

    func target(of uri: String) -> HostProbe.Target? {
        guard hasEchoes.withLock({ $0 }), let host = host(at: uri) else { return nil }
        return HostAddress(host.address).map { HostProbe.Target(address: $0) }
    }

    var probe: HostProbe { HostProbe(calls: BlockingCalls(limit: 8), echoes: ScriptedEchoes(hosts: everyHost)) }

    private func host(at uri: String) -> ScriptedHost? {
        everyHost.first { uri == "qemu+tcp://\($0.name)/system" }
    }

    // MARK: - Faults

    /// The names of the calls that changed something since faults were armed.
    var calls: [String] { state.withLock { $0.names } }

    /// Makes a fault come at the call of a number, counted from here; `nil` for none.
    func arm(_ fault: (number: Int, kind: Fault)?) {
        state.withLock { $0 = State(fault: fault) }
    }

    /// What must never be, and was at some call since.
    var dangers: [String] { state.withLock { $0.dangers } }

    func called(_ name: String, _ host: String, isBefore: Bool) throws {
        let found = dangersNow()
        try state.withLock { state in
            for danger in found {
                let words = "\(danger) (\(isBefore ? "before" : "after") '\(name)' on \(host))"
                if !state.dangers.contains(words) { state.dangers.append(words) }
            }
            if state.isDead { throw CancellationError() }
            guard state.isCounting else { return }
            if isBefore {
                state.calls += 1
                state.names.append(name)
            }
            let fault = state.fault.flatMap { $0.number == state.calls ? $0.kind : nil }
            switch (fault, isBefore) {
            case (.fails?, true):
                state.fault = nil
                throw refusal("\(name) was refused")
            case (.killedBefore?, true), (.killedAfter?, false):
                state.fault = nil
                state.isDead = true
                died.yield()
                throw CancellationError()
            case (.cutBefore?, true), (.cutAfter?, false), (.cancelled?, true):
                state.isUnwanted = fault == .cancelled
                state.fault = nil
                // A device has a network of its own.
                if name.hasPrefix("power ") { state.cutDevice = host } else if cut(host) { state.cut = host }
                throw HostFailure.noAnswer(address: host, why: "cable cut")
            case (.full?, true): state.isFull = true
            case (.lasting?, true): state.unanswered = name
            default: break
            }
            let writes = ["createFile", "copyFile", "takeSnapshot", "resizeFile", "resizeDisk"]
            let isDeviceCut = state.cutDevice == host && name.hasPrefix("power ")
            if isBefore, isDeviceCut || state.unanswered == name {
                throw HostFailure.noAnswer(address: host, why: "cable bad")
            }
            if isBefore, state.isFull, writes.contains(name) { throw refusal("No space left on device") }
        }
    }

    /// Cuts a host off; false where it is so already, and is to stay.
    private func cut(_ name: String) -> Bool {
        guard let host = everyHost.first(where: { $0.name == name }) else { return false }
        return host.script.withLock { script in
            defer { if script.fault == .none { script.fault = .unreachable } }
            return script.fault == .none
        }
    }

    /// What was cut comes back, what was full has room again.
    func mend() {
        let cut = state.withLock { state in
            (state.isFull, state.isDead, state.unanswered, state.cutDevice) = (false, false, nil, nil)
            defer { state.cut = nil }
            return state.cut
        }
        for host in everyHost where host.name == cut { host.change { $0.fault = .none } }
    }

    // MARK: - Work

    /// Fills the catalogue and records the hosts.
    func prepare() async throws {
        let admin = Requester(name: "asha", via: "test")
        for change in [
            CatalogChange.addOrganisation(name: "IITD", details: "", adminMail: nil),
            .addUser(username: "asha", fullName: "", email: nil, organisation: RowID(1)),
            .addVLAN(name: "vlan1", tag: 1, network: nil), .addVLAN(name: "vlan2", tag: 2, network: nil),
            .addDomain(name: "Private", vlan: RowID(1), attachment: .bridge("br0"), organisations: nil),
            .addDomain(name: "Research", vlan: RowID(2), attachment: .bridge("br1"), organisations: nil),
            .addDatastore(name: "store", path: Self.root, capacity: .gibibytes(1000), reserve: Bytes(0)),
            .addDatastore(name: "other", path: "/other", capacity: .gibibytes(1000), reserve: Bytes(0)),
            .addPrivate(
                try IPv4Range(from: IPv4(bits: 0x0A00_0001), to: IPv4(bits: 0x0A00_0010)),
                vlan: RowID(1),
                macs: .fromAddress
            ),
            .addPrivate(
                try IPv4Range(from: IPv4(bits: 0x0A00_0101), to: IPv4(bits: 0x0A00_0110)),
                vlan: RowID(2),
                macs: .fromAddress
            ),
        ] { _ = try await store.submit(.catalog(change), by: admin) }
        if box != nil {
            let range = try IPv4Range(from: IPv4(bits: 0xCB00_710A), to: IPv4(bits: 0xCB00_710D))
            _ = try await store.submit(.catalog(.addPublic(range)), by: admin)
        }
        for host in hosts {
            try store.addHost(
                Host(
                    id: host.id,
                    name: host.name,
                    uri: "qemu+tcp://\(host.name)/system",
                    state: .unknown,
                    cpus: 8,
                    memory: .gibibytes(16),
                    hypervisor: "Script 1.0",
                    since: clock.now()
                )
            )
        }
        for id in 1...2 {
            try store.noteDatastore(
                RowID(Int64(id)),
                seenBy: hosts.map(\.id),
                available: .gibibytes(900),
                at: clock.now()
            )
        }
        let order = try TemplateOrder(name: ShortName("tiny"), datastore: RowID(1), file: FileName("tiny.qcow2"))
        try store.addTemplate(order, size: .gibibytes(1), checksum: nil, requester: "asha", at: clock.now())
    }

    /// Runs a body while a controller works the queue.
    func work(_ body: () async throws -> Void) async throws { try await workWithRecovery { _ in try await body() } }

    /// The same, with what sees to lost hosts, which does nothing by itself here.
    func workWithRecovery(_ body: (Recovery) async throws -> Void) async throws {
        let records = Records(store)
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var config = CloudConfig()
        config.tasks.retryDelay = 1
        // The clock jumps over every wait, of each of many waiters.
        config.tasks.deadline = 1_000_000_000
        config.vm.migrationDeadline = 1_000_000_000
        let pool = HostPool(
            HostWatch.Environment(records: records, opener: self, config: config, clock: clock, log: log, load: nil)
        )
        for host in try store.hosts() { await pool.add(host) }
        for host in hosts { try? await pool.refresh(host.id) }
        let runner = TaskRunner(
            records: records,
            hosts: pool,
            config: config,
            clock: clock,
            log: log,
            network: try network(records),
            power: power(config, log)
        )
        let running = Task { try await runner.run() }
        let result: Result<Void, any Error>
        let recovery = Recovery(records: records, hosts: pool, config: config, clock: clock, log: log)
        do { result = .success(try await body(recovery)) } catch { result = .failure(error) }
        running.cancel()
        _ = await running.result
        await pool.removeAll()
        try result.get()
    }

    /// Orders something and works until it has ended; a controller that dies is followed by another.
    func run(_ command: Command) async throws -> TaskRecord { try await run(.order([command])) }

    /// The same for an order of several tasks.
    ///
    /// - Returns: The last of them.
    func run(_ request: Request) async throws -> TaskRecord {
        let ids = try await store.submit(request, by: Requester(name: "asha", via: "test"))
        let last = try #require(ids.last)
        for _ in 0..<5 {
            try await work { try await watch(ids) }
            let isOver = try await open(ids).isEmpty
            if isOver { state.withLock { ($0.fault, $0.isCounting) = (nil, false) } }
            mend()
            guard isOver else { continue }
            let task = try await record(last)
            try await work { try await settle() }
            return task
        }
        return try await record(last)
    }

    private func open(_ ids: [TaskRecord.ID]) async throws -> [TaskRecord] {
        try await store.inventory(since: nil, scope: .tasks).tasks.filter { task in
            ids.contains(task.id) && task.status.isOpen && task.command.kind != .bulk
        }
    }

    /// Orders something that must succeed.
    func must(_ command: Command) async throws {
        let task = try await run(command)
        guard task.status == .success else {
            let steps = try store.stepRows(of: task.id).map { "\($0.name) \($0.state.rawValue) \($0.note ?? "")" }
            throw refusal("\(command.kind.rawValue) \(task.status.word): \(task.message ?? "") \(steps)")
        }
    }

    /// Waits until a task has ended or the controller is dead; mends what is cut once that has been seen.
    private func watch(_ ids: [TaskRecord.ID]) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let feeds = [
            Task { [store] in for await _ in store.changes() { continuation.yield() } },
            Task { [deaths] in for await _ in deaths { continuation.yield() } },
            Task { [clock] in while (try? await clock.sleep(.seconds(1))) != nil { continuation.yield() } },
        ]
        defer { for feed in feeds { feed.cancel() } }
        var looks = 0
        for await _ in stream {
            if state.withLock({ $0.isDead }) { return }
            let isUnwanted = state.withLock { state in
                defer { state.isUnwanted = false }
                return state.isUnwanted
            }
            let tasks = try await open(ids)
            if tasks.isEmpty { return }
            if isUnwanted {
                let asha = Requester(name: "asha", via: "test")
                for task in tasks { _ = try? await store.submit(.cancel(task.id), by: asha) }
            }
            looks += 1
            // What goes forward only is tried again as long as it takes.
            let hasGivenUp = tasks.contains { $0.failing != nil || $0.attempts > 6 }
            if state.withLock({ $0.unanswered != nil }), hasGivenUp { mend() }
            if state.withLock({ $0.cut != nil || $0.cutDevice != nil }), looks > 12 { mend() }
            if looks > 4000 { return }
        }
    }

    /// A task as the store has it.
    func record(_ id: TaskRecord.ID) async throws -> TaskRecord {
        let update = try await store.inventory(since: nil, scope: .tasks)
        return try #require(update.tasks.first { $0.id == id })
    }
}
