internal import BaadalModel
internal import BaadalStore
internal import Logging
internal import ServiceLifecycle

/// Orders what is due by the clock, in the name of the system: scheduled snapshots, the end of the trash, and the
/// periodic jobs.
struct Scheduler: Service {
    let records: Records
    let hosts: HostPool
    let config: CloudConfig
    let clock: CoreClock
    let log: Logger

    static let requester = Requester(name: "system", via: "schedule")

    func run() async throws {
        let schedule = try ScheduleClock(time: config.vm.snapshotTime, zone: config.vm.zone)
        await cancelWhenGracefulShutdown {
            while (try? await clock.sleep(.seconds(30))) != nil { await look(schedule) }
        }
    }

    /// Orders all that is due now.
    func look(_ schedule: ScheduleClock) async {
        await attempt("purge") { try await purge() }
        for kind in Snapshot.Kind.allCases where kind.kept != nil {
            await attempt("\(kind.word) snapshots") { try await takeSnapshots(kind, schedule) }
        }
        for job in PeriodicJob.allCases { await attempt(job.rawValue) { try await order(job) } }
    }

    private func attempt(_ what: String, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            log.error("job failed", metadata: [LogKey.kind: "\(what)", LogKey.error: "\(error)"])
        }
    }

    private func purge() async throws {
        let now = clock.now()
        // One that was refused, as its file is in use, is tried again each hour.
        let rested = now.advanced(byMilliseconds: -3_600_000)
        for record in try await records({ try $0.overdue(at: now, unlessTriedSince: rested) }) {
            await order([.purge(record.id)])
        }
    }

    /// A kind that was never taken begins to count now; one that was missed is taken once.
    private func takeSnapshots(_ kind: Snapshot.Kind, _ schedule: ScheduleClock) async throws {
        let (name, now) = ("snapshots \(kind.word)", clock.now())
        guard let last = try await records({ try $0.lastRun(ofJob: name) }) else {
            return try await records { try $0.noteRun(ofJob: name, at: now) }
        }
        guard let due = schedule.next(kind, after: last), due <= now else { return }
        let vms = try await records { try $0.scheduled(kind) }
        if !vms.isEmpty { await order(vms.map { .snapshot($0, SnapshotOrder(kind)) }) }
        try await records { try $0.noteRun(ofJob: name, at: now) }
    }

    /// A job that was never done begins to count now; one that was missed is done once.
    private func order(_ job: PeriodicJob) async throws {
        let (period, now) = (Int64(config.jobs.period(of: job)), clock.now())
        guard period > 0 else { return }
        if let last = try await records({ try $0.lastRun(ofJob: job.rawValue) }) {
            guard now.seconds - last.seconds >= period else { return }
            await order([.job(job)])
        }
        try await records { try $0.noteRun(ofJob: job.rawValue, at: now) }
    }

    /// An order that is refused, as one that is open already, is none.
    private func order(_ commands: [Command]) async {
        do {
            _ = try await records.store.submit(.order(commands, reason: "by the schedule"), by: Self.requester)
        } catch {
            log.debug("not ordered", metadata: [LogKey.reason: "\(error)"])
        }
    }
}
