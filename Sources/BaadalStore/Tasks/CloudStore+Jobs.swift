public import BaadalModel
internal import GRDB

extension CloudStore {
    /// All periodic jobs, with what came of them last.
    public func jobs() async throws -> [JobStatus] {
        try await onQueue {
            try self.read { database in try PeriodicJob.allCases.map { try Self.status($0, database) } }
        }
    }

    private static func status(_ job: PeriodicJob, _ database: Database) throws -> JobStatus {
        let last = try Int64.fetchOne(
            database,
            sql: "SELECT last FROM job WHERE name = ?",
            arguments: [job.rawValue]
        )
        let command = Command.job(job)
        let newest = try TaskRow.fetch(
            database,
            where: "kind = ? AND subject = ? ORDER BY id DESC LIMIT 1",
            [command.kind.rawValue, job.rawValue]
        ).first
        return JobStatus(job: job, last: last.map(Timestamp.init(milliseconds:)), task: newest)
    }

    /// Which hosts would be switched now to keep so many idle ones on.
    public func powerPlan(spares: Int, minimumAge: Int64) async throws -> PowerPlan {
        try await onQueue {
            try self.powerPlan(spares: spares, minimumAge: minimumAge, besides: nil, at: .wallClock)
        }
    }

    /// The same as of a moment.
    ///
    /// - Parameter task: The task that asks, which does not count as an open one.
    public func powerPlan(
        spares: Int,
        minimumAge: Int64,
        besides task: TaskRecord.ID?,
        at now: Timestamp
    ) throws -> PowerPlan {
        try read { database in
            let isBusy = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM task WHERE status < 3 AND id IS NOT ?)",
                arguments: [task?.number]
            )
            let candidates = try Inventories.hosts(database).map { host in
                PowerPlan.Candidate(
                    host: host,
                    active: try Inventories.vms(database, on: host.id).count {
                        $0.state.isActive || $0.state == .unknown
                    },
                    age: now.milliseconds(since: host.since) / 1000
                )
            }
            return PowerPlan(candidates, spares: spares, minimumAge: minimumAge, isBusy: isBusy ?? false)
        }
    }

    /// Notes that a VM is not used, unless that was noted within some days.
    public func warnIdle(_ vm: VM.ID, _ why: String, everyDays days: Int64, at now: Timestamp) throws {
        _ = try writeUnlessNil { database, _ -> Bool? in
            let isTold = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM event WHERE vm = ? AND kind = 'idle' AND at > ?)",
                arguments: [vm.uuid.blob, now.advanced(byMilliseconds: -days * 86_400_000).milliseconds]
            )
            guard isTold != true else { return nil }
            try Events.add(database, at: now, kind: "idle", vm: vm, text: why)
            return true
        }
    }

    /// Notes what a comparison of books and hosts has found of a VM, unless that was the last such note.
    public func noteFinding(_ words: String, of vm: VM.ID, at now: Timestamp) throws {
        _ = try writeUnlessNil { database, _ -> Bool? in
            let last = try String.fetchOne(
                database,
                sql: "SELECT text FROM event WHERE vm = ? AND kind = 'sanity' ORDER BY id DESC LIMIT 1",
                arguments: [vm.uuid.blob]
            )
            guard last != words else { return nil }
            try Events.add(database, at: now, kind: "sanity", vm: vm, text: words)
            return true
        }
    }
}
