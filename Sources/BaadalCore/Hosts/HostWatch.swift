internal import BaadalModel
internal import BaadalStore
internal import Logging

/// Watches one host: polls it each step, hears its events, and writes what it learns into the store.
///
/// The actor itself never blocks; the calls do, on queues of the connection. A host that hangs stalls only itself.
actor HostWatch {
    /// What every watch shares.
    struct Environment: Sendable {
        let records: Records
        let opener: any HypervisorOpener
        let config: CloudConfig
        let clock: CoreClock
        let log: Logger
        let load: DemoLoad?
    }

    private let id: Host.ID
    private let name: String
    private let uri: String
    private let environment: Environment
    private var connection: (any Hypervisor)?
    /// Connections that were let go of while a call on them hung.
    private var abandoned: [any Hypervisor] = []
    /// The opening under way, which all wait for that need one.
    private var opening: Task<any Hypervisor, any Error>?
    private var listener: Task<Void, Never>?
    private var strikes = 0
    /// What the looks found that followed polls it missed, oldest first.
    private var looks: [HostHealth] = []
    private var lastFailure = "it has not been asked yet"
    private var isPolling = false
    private var sampler: Sampler
    private var polls = 0
    /// The last full poll took over a second: memory and disks are asked for on every third only.
    private var isSlow = false
    private var wasHeavy = true
    /// Guests that the last full poll had to skip.
    private var unresponsive: Set<VM.ID> = []
    private var descriptions: [VM.ID: DomainDescription] = [:]
    private var toDescribe: Set<VM.ID> = []
    private var refreshWanted = false
    private var refreshed: [CheckedContinuation<Void, any Error>] = []

    init(_ host: Host, _ environment: Environment) {
        id = host.id
        name = host.name
        uri = host.uri
        self.environment = environment
        sampler = Sampler(host: host.id, load: environment.load)
        strikes = host.state == .down ? environment.config.monitor.strikes : 0
    }

    /// Whether the host has missed as many polls as may be missed: it is down, or libvirt alone does not answer.
    var isDown: Bool { strikes >= environment.config.monitor.strikes }

    /// Polls until it is cancelled.
    func run() async {
        let step = Int64(environment.config.monitor.step) * 1000
        while !Task.isCancelled {
            await poll()
            let now = environment.clock.now().milliseconds
            let wait = step - (now % step + step) % step
            do { try await environment.clock.sleep(.milliseconds(wait)) } catch { break }
        }
        listener?.cancel()
        connection = nil
        for waiting in refreshed { waiting.resume(throwing: CancellationError()) }
        refreshed = []
    }

    /// The open connection.
    ///
    /// - Throws: ``HostFailure/notConnected(_:)`` where the host is down; what opening throws.
    func hypervisor() async throws -> any Hypervisor {
        if let connection { return connection }
        guard !isDown else { throw HostFailure.notConnected("host \(name) is down: \(lastFailure)") }
        return try await connect()
    }

    /// Opens a connection, also to a host that is down.
    func reopen() async throws { _ = try await connect() }

    // MARK: - Polls

    private func poll() async {
        guard !isPolling else { return }
        isPolling = true
        do {
            let hypervisor = try await connect()
            try await take(try await read(hypervisor, usage: true), usage: true)
            await answered()
        } catch is CancellationError {
        } catch CloudError.unusableState(let path, let why) {
            // The host answered; that nobody could write it down is not its fault.
            let error = CloudError.unusableState(path: path, why: why)
            environment.log.error("poll not stored", metadata: [LogKey.host: "\(name)", LogKey.error: "\(error)"])
        } catch HostFailure.tooManyCalls(let limit) {
            // It was not asked; that others hang is not its fault.
            let error = HostFailure.tooManyCalls(limit)
            environment.log.warning("host not polled", metadata: [LogKey.host: "\(name)", LogKey.error: "\(error)"])
        } catch {
            await missed(error)
        }
        await serveWaiting()
        isPolling = false
    }

    /// Reads the host; where one of its guests hangs, once more over a new connection that skips the busy ones.
    private func read(_ hypervisor: any Hypervisor, usage: Bool) async throws -> HostReading {
        polls += usage ? 1 : 0
        var request = PollRequest(usage: usage, noWait: skipsBusy, heavy: !isSlow || polls % 3 == 0)
        request.deadline = .seconds(environment.config.monitor.pollTimeout)
        request.isDoubtful = strikes > 0
        do {
            let began = environment.clock.monotonic()
            let reading = try await hypervisor.poll(request)
            if request.heavy, usage { isSlow = environment.clock.monotonic() - began > 1_000_000_000 }
            wasHeavy = request.heavy
            return reading
        } catch let failure as HostFailure {
            guard case .timedOut = failure, usage, !request.noWait else { throw failure }
            letGo()
            request.noWait = true
            wasHeavy = request.heavy
            return try await connect().poll(request)
        }
    }

    /// While an abandoned call hangs on a guest, that guest is busy, and the others answer without it.
    private var skipsBusy: Bool {
        abandoned.removeAll { $0.hanging == 0 }
        return !abandoned.isEmpty
    }

    private func connect() async throws -> any Hypervisor {
        if let connection { return connection }
        if let opening { return try await opening.value }
        let task = Task { try await open() }
        opening = task
        defer { opening = nil }
        return try await task.value
    }

    private func open() async throws -> any Hypervisor {
        abandoned.removeAll { $0.hanging == 0 }
        guard abandoned.count < 2 else { throw HostFailure.hanging(abandoned.count) }
        try environment.opener.admit(uri, hanging: abandoned.count)
        let opened = try await environment.opener.open(uri)
        do {
            let facts = try await opened.facts()
            guard facts.id == id else {
                throw TaskFailure(cause: .host, message: "another host (\(facts.id)) answers at \(uri)")
            }
            try await environment.records { [id] in try $0.updateFacts(of: id, facts) }
            let events = try await opened.events()
            connection = opened
            descriptions = [:]
            listen(to: events)
            return opened
        } catch {
            // A host that takes connections and then hangs is given no more of them than any other.
            if opened.hanging > 0 { abandoned.append(opened) }
            throw error
        }
    }

    private func letGo() {
        listener?.cancel()
        listener = nil
        if let connection, connection.hanging > 0 { abandoned.append(connection) }
        connection = nil
    }

    private func answered() async {
        let wasDown = isDown
        strikes = 0
        looks = []
        lastFailure = ""
        if wasDown { environment.log.info("host answers again", metadata: [LogKey.host: "\(name)"]) }
    }

    private func missed(_ error: any Error) async {
        strikes += 1
        lastFailure = TaskFailure(error).message
        if TaskFailure(error).cause == .unreachable { letGo() }
        let limit = environment.config.monitor.strikes
        let found = await judge(error)
        let (id, at, reason) = (id, environment.clock.now(), "missed \(strikes) polls: \(found.words ?? lastFailure)")
        let isDown = strikes >= limit
        if strikes == limit {
            environment.log.warning(
                "host is down",
                metadata: [LogKey.host: "\(name)", LogKey.reason: "\(reason)"]
            )
        }
        sampler.forget()
        let miss: CloudStore.Miss = isDown ? (found.isSilent ? .down : .doubtful(answers: found.answers)) : .once
        do {
            try await environment.records { try $0.hostMissed(id, at: at, reason: reason, miss) }
        } catch {
            environment.log.error(
                "host state not stored",
                metadata: [LogKey.host: "\(name)", LogKey.error: "\(error)"]
            )
        }
        if isDown {
            for waiting in refreshed { waiting.resume(throwing: HostFailure.notConnected(reason)) }
            refreshed = []
        }
    }

    /// Asks a host that missed a poll by its other ways: one that answers on any of them is not down.
    ///
    /// - Returns: Whether nothing answers, by all looks so far; whether something has just answered; both in words.
    private func judge(_ error: any Error) async -> (isSilent: Bool, answers: Bool, words: String?) {
        guard let look = await examine(after: error) else { return (true, false, nil) }
        let limit = environment.config.monitor.strikes
        looks = (looks + [look]).suffix(limit)
        let verdict = HostVerdict(looks, strikes: limit)
        let words = verdict.reason.map { "\($0) (\(TaskFailure(error).message))" }
        return (verdict.state == .down, !look.isSilent, words)
    }

    /// One look by all ways but libvirt, which has failed; `nil` for a host that has no other.
    private func examine(after error: any Error) async -> HostHealth? {
        guard let target = environment.opener.target(of: uri) else { return nil }
        let failure = TaskFailure(error)
        let kind: HostHealth.Failure.Kind = failure.cause == .unreachable ? .timedOut : .other
        let answer = HostHealth.Answer.failed(HostHealth.Failure(kind, failure.message))
        return await environment.opener.probe.examine(target, libvirt: answer)
    }

    /// Asks the host by all ways at this moment, over connections of its own, whatever polls have found.
    ///
    /// - Returns: Whether libvirt answers; whether nothing does; what was found, in words.
    func look() async throws -> (libvirtAnswers: Bool, isSilent: Bool, words: String) {
        do {
            _ = try await environment.opener.open(uri).facts()
            return (true, false, "libvirt answers")
        } catch let error as CancellationError {
            throw error
        } catch {
            let found = await examine(after: error)
            return (false, found?.isSilent ?? true, found?.words ?? TaskFailure(error).message)
        }
    }

    // MARK: - What a reading says

    private func take(_ found: HostReading, usage: Bool) async throws {
        let at = environment.clock.now()
        if usage { unresponsive = Set(found.domains.lazy.filter(\.wasSkipped).map(\.id)) }
        let wanted = found.domains.map(\.id).filter {
            descriptions[$0] == nil || toDescribe.contains($0) || usage && isTurn(of: $0)
        }
        var fresh: Set<VM.ID> = []
        if !wanted.isEmpty, let connection {
            toDescribe.subtract(wanted)
            do {
                for description in try await describe(wanted, by: connection) {
                    descriptions[description.id] = description
                    fresh.insert(description.id)
                }
            } catch {
                toDescribe.formUnion(wanted)
                throw error
            }
        }
        var reading = found
        for index in reading.domains.indices {
            // Its state alone does not say whether a guest answers; the last full poll does.
            if unresponsive.contains(reading.domains[index].id), reading.domains[index].state == .running {
                reading.domains[index].state = .unresponsive
            }
            guard let known = descriptions[reading.domains[index].id] else { continue }
            reading.domains[index].counters?.cpus = known.vcpus
        }
        let reports = reading.domains.map { self.report($0, withXML: fresh.contains($0.id)) }
        let sample = usage ? sampler.take(reading, isHeavy: wasHeavy, at: at) : Sampler.Sample()
        if descriptions.count > reports.count * 2 + 16 {
            let present = Set(reports.map(\.uuid))
            descriptions = descriptions.filter { present.contains($0.key) }
        }
        let report = HostReport(
            host: id,
            at: at,
            domains: reports,
            isComplete: true,
            usage: sample.vms,
            hostUsage: sample.host
        )
        let series = sample.series
        let limit = environment.config.rrd.createPerPoll
        let outcome = try await environment.records { store in
            try store.apply(report)
            return series.isEmpty ? nil : store.series.record(series, createAtMost: limit)
        }
        for failure in outcome?.failures.prefix(3) ?? [] {
            environment.log.warning("series not written", metadata: [LogKey.error: "\(failure)"])
        }
    }

    /// Whether the definition of a domain is read again without a cause.
    ///
    /// No event tells that a device was plugged in or a snapshot taken beside us, and a lost host's VMs are restarted
    /// from what was read last.
    private func isTurn(of domain: VM.ID) -> Bool { domain.uuid.low % 30 == UInt64(polls % 30) }

    /// Asks for some at a time: a host with many is not in a hurry, and one that hangs is found out soon.
    private func describe(_ wanted: [VM.ID], by connection: any Hypervisor) async throws -> [DomainDescription] {
        var found: [DomainDescription] = []
        for start in stride(from: 0, to: wanted.count, by: 32) {
            found += try await connection.describe(Array(wanted[start..<min(start + 32, wanted.count)]))
        }
        return found
    }

    private func report(_ domain: DomainReading, withXML: Bool) -> DomainReport {
        let known = descriptions[domain.id]
        return DomainReport(
            uuid: domain.id,
            name: domain.name,
            state: domain.state,
            vcpus: known?.vcpus ?? 1,
            memory: known?.memory ?? Bytes(0),
            isPersistent: known?.isPersistent ?? true,
            isInbound: domain.isInbound,
            claim: withXML ? known?.claim : nil,
            xml: withXML ? known?.xml : nil
        )
    }

    // MARK: - Events

    private func listen(to events: AsyncStream<HostEvent>) {
        listener?.cancel()
        listener = Task { [weak self] in
            for await event in events { await self?.heard(event) }
        }
    }

    private func heard(_ event: HostEvent) async {
        switch event {
        case .domain: await wantRefresh()
        case .defined(let domain):
            toDescribe.insert(domain)
            await wantRefresh()
        case .closed(let reason):
            lastFailure = reason
            letGo()
        }
    }

    /// Has the states of all domains read, at once or as soon as the poll under way has ended.
    private func wantRefresh() async {
        refreshWanted = true
        guard !isPolling else { return }
        isPolling = true
        await serveWaiting()
        isPolling = false
    }

    /// Reads the states of all domains, and returns once the store has them.
    ///
    /// - Parameter vm: One whose definition is read too; `nil` for none.
    func refresh(describing vm: VM.ID? = nil) async throws {
        if let vm { toDescribe.insert(vm) }
        guard !isPolling else {
            return try await withCheckedThrowingContinuation { refreshed.append($0) }
        }
        isPolling = true
        refreshWanted = false
        do {
            try await readStates()
        } catch {
            await serveWaiting()
            isPolling = false
            throw error
        }
        await serveWaiting()
        isPolling = false
    }

    /// Refreshes until nobody waits for it.
    ///
    /// `isPolling` is held by the caller.
    private func serveWaiting() async {
        while refreshWanted || !refreshed.isEmpty {
            refreshWanted = false
            let waiting = refreshed
            refreshed = []
            do {
                try await readStates()
                for continuation in waiting { continuation.resume() }
            } catch {
                for continuation in waiting { continuation.resume(throwing: error) }
            }
        }
    }

    private func readStates() async throws {
        do {
            try await take(try await read(try await connect(), usage: false), usage: false)
        } catch {
            lastFailure = TaskFailure(error).message
            if TaskFailure(error).cause == .unreachable { letGo() }
            throw error
        }
    }
}
