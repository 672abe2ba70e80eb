internal import BaadalModel
internal import Libvirt
internal import Synchronization

/// A host reached through libvirt.
///
/// Polls go through one lane, states through another and each action through a lane of its own, and no two of them over
/// the same connection: a guest that hangs holds up nobody else.
final class LibvirtHypervisor: Hypervisor {
    /// What polls and events use.
    private let connection: Connection
    /// What all others use.
    private let pool: ConnectionPool
    /// What shares files with other hosts of the demo; `nil` for real hosts.
    let share: SimulatedShare?
    private let uri: String
    private let pollLane: CallLane
    private let stateLane: CallLane
    private let calls: BlockingCalls
    private let config: CloudConfig
    private let clock: CoreClock
    private let cloud: CloudInfo
    private let processors = Mutex(1)
    private let shell: RemoteShell?
    /// The way to the host's counters; apart, so that a program of a task, which may take minutes, leaves no gap.
    private let counterPrograms: (any RemotePrograms)?
    private let counterRest = Mutex(PollRest())

    /// - Parameter pool: Further connections to the same host.
    init(
        connection: Connection,
        pool: ConnectionPool,
        share: SimulatedShare?,
        uri: String,
        lane: CallLane,
        calls: BlockingCalls,
        config: CloudConfig,
        clock: CoreClock,
        cloud: CloudInfo,
        shell: RemoteShell?,
        counterPrograms: (any RemotePrograms)?
    ) {
        self.connection = connection
        self.pool = pool
        self.share = share
        self.uri = uri
        pollLane = lane
        stateLane = CallLane(calls: calls)
        self.calls = calls
        self.config = config
        self.clock = clock
        self.cloud = cloud
        self.shell = shell
        self.counterPrograms = counterPrograms
    }

    deinit {
        pollLane.release(connection)
        stateLane.release(pool)
    }

    var hanging: Int { pollLane.hanging + stateLane.hanging }

    private var callDeadline: Duration { .seconds(config.libvirt.callTimeout) }
    private var pollDeadline: Duration { .seconds(config.monitor.pollTimeout) }

    func facts() async throws -> BaadalModel.HostFacts {
        // They are part of opening, for whoever waits for that.
        try await pollLane.run(.poll, deadline: .seconds(config.libvirt.openTimeout)) { [connection, uri, self] in
            let facts = try connection.hostFacts()
            guard facts.libvirt >= LibvirtVersion(6, 0) else { throw HostFailure.tooOld(version: "\(facts.libvirt)") }
            let uuid = facts.uuid.map { UniqueID(high: $0.high, low: $0.low) }
            processors.withLock { $0 = max(1, facts.processors.active) }
            let isTest = facts.hypervisorType == "TEST"
            return BaadalModel.HostFacts(
                id: Host.ID(isTest ? UniqueID(naming: uri) : uuid ?? UniqueID(naming: uri)),
                hostname: facts.hostname,
                cpus: facts.processors.active,
                memory: try Bytes(Int64(clamping: connection.hostMemory().total)),
                libvirtVersion: "\(facts.libvirt)",
                hypervisor: facts.hypervisorType + (facts.hypervisor.map { " \($0)" } ?? ""),
                features: try Self.features(of: connection),
                isSimulated: isTest
            )
        }
    }

    /// What the host can do beyond the oldest version we accept.
    private static func features(of connection: Connection) throws -> [String] {
        try connection.capabilities().contains("<domain type='kvm'") ? ["kvm"] : []
    }

    // MARK: - Polls

    func poll(_ request: PollRequest) async throws -> HostReading {
        async let counted = request.usage ? hostCounters() : nil
        var reading = try await pollLibvirt(request)
        reading.counted = await counted
        return reading
    }

    /// What the host counts by itself, in one read; `nil` where it cannot be had, and then not asked for a while.
    private func hostCounters() async -> HostCounters? {
        guard let counterPrograms, counterRest.withLock({ $0.isOver() }) else { return nil }
        do {
            let result = try await counterPrograms.run(HostCounters.command, within: .seconds(2), priority: .poll)
            counterRest.withLock { $0.answered() }
            return HostCounters(parsing: result.output)
        } catch {
            // The host is polled by libvirt; what SSH adds is missing meanwhile.
            counterRest.withLock { $0.missed() }
            return nil
        }
    }

    func run(_ arguments: [String], within deadline: Duration) async throws -> RemoteShell.Result? {
        try await shell?.run(arguments, within: deadline)
    }

    private func pollLibvirt(_ request: PollRequest) async throws -> HostReading {
        guard request.usage else {
            // States are read for a task that waits for them, or because something happened: they go before polls.
            return try await stateLane.run(request.isDoubtful ? .doubtful : .task, deadline: request.deadline) {
                [pool] in
                let domains = try pool.withConnection { try $0.domainStats(groups: [.state], nowait: true) }
                return HostReading(domains: domains.map { DomainReading($0, counters: nil) })
            }
        }
        return try await pollLane.run(request.isDoubtful ? .doubtful : .poll, deadline: request.deadline) { [self] in
            var groups: StatsGroups = [.state, .cpu, .interface]
            if request.heavy || request.noWait { groups.formUnion([.balloon, .block]) }
            let stats = try connection.domainStats(groups: groups, nowait: request.noWait)
            let now = clock.monotonic()
            var reading = HostReading(
                domains: stats.map { DomainReading($0, noWait: request.noWait, at: now) },
                host: try Counters(of: connection, processors: processors.withLock { $0 }, at: now)
            )
            reading.isSimulated = connection.hypervisorType == "TEST"
            return reading
        }
    }

    func describe(_ domains: [VM.ID]) async throws -> [DomainDescription] {
        for id in domains { connection.forgetDevices(of: DomainUUID(id)) }
        return try await stateLane.run(.poll, deadline: pollDeadline) { [pool, cloud] in
            try pool.withConnection { connection in
                try domains.compactMap { try Self.describe($0, on: connection, for: cloud) }
            }
        }
    }

    private static func describe(
        _ id: VM.ID,
        on connection: Connection,
        for cloud: CloudInfo
    ) throws(LibvirtError) -> DomainDescription? {
        do {
            let domain = try connection.domain(DomainUUID(id))
            let info = try domain.info()
            let xml = try domain.xml()
            return DomainDescription(
                id: id,
                vcpus: info.vcpus,
                memory: Bytes(Int64(clamping: info.maximumMemory)),
                isPersistent: try domain.isPersistent(),
                claim: (try? DomainDevices(xml: xml)).map { CloudClaim.read(from: $0, for: cloud) } ?? .none,
                xml: xml
            )
        } catch  where error.code == .noDomain {
            return nil
        }
    }

    func events() async throws -> AsyncStream<HostEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: HostEvent.self, bufferingPolicy: .bufferingNewest(4096))
        try await pollLane.run(.poll, deadline: pollDeadline) { [connection] in
            do {
                try connection.onLifecycle { event in
                    let id = VM.ID(event.uuid)
                    continuation.yield(event.kind == .defined ? .defined(id) : .domain(id))
                }
                try connection.onClose { reason in
                    continuation.yield(.closed(reason: "the connection ended (\(reason))"))
                    continuation.finish()
                }
            } catch {
                // Without events the next poll sees what happened.
                continuation.finish()
            }
        }
        return stream
    }

    // MARK: - Tasks

    func look(at domain: VM.ID) async throws -> DomainSight? {
        let cloud = cloud
        return try await act { connection in
            do {
                let found = try connection.domain(DomainUUID(domain))
                return DomainSight(
                    state: VM.State(try found.status().state),
                    claim: try CloudClaim.read(from: found, for: cloud),
                    isPersistent: try found.isPersistent()
                )
            } catch let error as LibvirtError where error.code == .noDomain {
                return nil
            }
        }
    }

    func perform(_ action: DomainAction, on domain: VM.ID) async throws {
        try await act { connection in
            let found = try connection.domain(DomainUUID(domain))
            switch action {
            case .start: try found.start()
            case .shutDown: try found.shutdown()
            case .powerOff: try found.destroy()
            case .reboot: try found.reboot()
            case .suspend: try found.suspend()
            case .resume: try found.resume()
            }
        }
    }

    func claim(_ domain: VM.ID, for cloud: CloudInfo) async throws -> VM.Claim {
        try await act { connection in
            let found = try connection.domain(DomainUUID(domain))
            try CloudClaim.write(to: found, for: cloud)
            return try CloudClaim.read(from: found, for: cloud)
        }
    }

    /// Runs a task's call on a queue and a connection of its own, so that a hanging one holds up neither polls nor other
    /// tasks.
    func act<Value: Sendable>(
        within deadline: Duration? = nil,
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await CallLane(calls: calls)
            .run(.task, deadline: deadline ?? callDeadline) { [pool] in try pool.withConnection(body) }
    }

    /// The same for what copies data, which takes as long as a task may.
    func actLong<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await act(within: longDeadline, body)
    }

    /// How long what moves data may take.
    var longDeadline: Duration { .seconds(config.tasks.deadline) }

    /// Seconds that a migration may take.
    var migrationDeadline: Int { config.vm.migrationDeadline }
}
