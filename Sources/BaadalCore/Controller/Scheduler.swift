internal import BaadalModel
internal import BaadalStore
internal import Logging
internal import ServiceLifecycle

/// Orders what is due by the clock, in the name of the system: scheduled snapshots, the end of the trash, and looks at
/// datastores and snapshots.
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
        await attempt("datastore check") { try await every(3600, "datastore-check") { try await checkDatastores() } }
        await attempt("snapshot check") { try await every(1800, "snapshot-check") { try await checkSnapshots() } }
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

    private func every(_ seconds: Int64, _ name: String, _ body: () async throws -> Void) async throws {
        let now = clock.now()
        if let last = try await records({ try $0.lastRun(ofJob: name) }), now.seconds - last.seconds < seconds {
            return
        }
        try await body()
        try await records { try $0.noteRun(ofJob: name, at: now) }
    }

    private func checkDatastores() async throws {
        let stores = try await records { try $0.catalog().datastores }.filter { $0.isActive && !$0.hosts.isEmpty }
        for store in stores { await order([.checkDatastore(store.id)]) }
    }

    /// Compares what is known with what libvirt has, one VM after the other and without tasks.
    private func checkSnapshots() async throws {
        for (vm, host) in try await records({ try $0.vmsWithSnapshots() }) {
            guard let hypervisor = try? await hosts.hypervisor(for: host),
                let sights = try? await hypervisor.snapshots(of: vm)
            else { continue }
            let now = clock.now()
            try await records { try $0.reconcileSnapshots(of: vm, with: sights, unlessBusy: true, at: now) }
        }
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
