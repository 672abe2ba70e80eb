public import BaadalModel
internal import GRDB

extension CloudStore {
    /// Takes the next task that is due: the most urgent, then the oldest, of those that nothing holds up.
    ///
    /// One transaction, so that no two workers take the same task, and no two tasks work on one VM.
    ///
    /// - Parameter blockedHosts: Hosts that do not answer; their tasks wait.
    /// - Returns: The task, now *processing*; `nil` where none may be taken.
    public func claimTask(limits: TaskLimits, now: Timestamp, blockedHosts: Set<Host.ID>) throws -> TaskRecord? {
        guard try hasPendingTasks() else { return nil }
        return try writeUnlessNil { database, revision in
            let working = try TaskRow.fetch(database, where: "status = 2 AND status < 3 AND kind <> 'bulk'")
            guard working.count < limits.workers else { return nil }
            var perHost: [Host.ID: Int] = [:]
            for host in working.compactMap(\.host) { perHost[host, default: 0] += 1 }
            var taken = Set(working.compactMap(\.command.vm))
            taken.formUnion(try sources(of: working.filter(\.command.changesSource), database))
            var read = try sources(of: working, database)
            let held = try heldVMs(database)
            let closing = try Self.closing(database)
            let status = try CloudStatus.read(database)
            // The second condition says to SQLite that the index of open tasks will do.
            let pending = "status = 1 AND status < 3 AND kind <> 'bulk'"
            let statement = try database.cachedStatement(
                sql: "SELECT \(TaskRow.columns) FROM task WHERE \(pending) ORDER BY priority DESC, id"
            )
            let rows = try Row.fetchCursor(statement)
            while let row = try rows.next() {
                let task = try TaskRow.decode(row)
                if status != .up, !task.command.kind.isDoneWhileDown { continue }
                if let after = task.after, try Self.isOpen(after, database) { continue }
                if let vm = task.command.vm, let holder = held[vm], holder != task.id {
                    guard try givesWay(holder, to: task, database, now, revision) else { continue }
                }
                if let source = task.command.source, let holder = held[source], holder != task.id { continue }
                // Nothing begins on a host that is being switched off; its emptiness was looked at.
                if let host = task.host, closing.contains(host), task.command.host != host { continue }
                // What waits for a host that is gone keeps nothing from its VM: that may be restarted elsewhere.
                if let host = task.host, blockedHosts.contains(host) { continue }
                // A VM that is read may be read by others, and is changed by nobody.
                if let vm = task.command.vm, read.contains(vm) || !taken.insert(vm).inserted { continue }
                if let source = try sources(of: [task], database).first {
                    if taken.contains(source) || task.command.changesSource && read.contains(source) { continue }
                    read.insert(source)
                    if task.command.changesSource { taken.insert(source) }
                }
                if let notBefore = task.notBefore, notBefore > now { continue }
                if let host = task.host, perHost[host, default: 0] >= limits.perHost { continue }
                return try start(task, now, database, revision)
            }
            return nil
        }
    }

    /// Whether a task that waits lets a restart of its VM, whose host was lost and fenced, go first.
    ///
    /// The host that it waits for need not be the one that was lost: a move may have just arrived there. What has nothing
    /// more to do is ended; files that were half made in ways that only their host can finish are seen to once it is back.
    private func givesWay(
        _ id: TaskRecord.ID,
        to restart: TaskRecord,
        _ database: Database,
        _ now: Timestamp,
        _ revision: Int64
    ) throws -> Bool {
        guard restart.command.kind == .restart, let vm = restart.command.vm else { return false }
        let holder = try TaskRow.fetch(database, id)
        guard holder.status == .pending, let host = try lostHost(of: vm, database) else { return false }
        if holder.command.kind.goesOnElsewhere { return true }
        guard holder.command.kind.endsWithItsHost else { return false }
        try database.execute(
            sql: """
                DELETE FROM place WHERE vm = ?1 AND task = ?2 AND host IS NOT (SELECT host FROM record WHERE vm = ?1)
                """,
            arguments: [holder.command.vm?.uuid.blob, id.number]
        )
        let message = "host \(host.name) was lost, and \(restart.id) restarts the VM elsewhere"
        try Self.end(id, .failed, message, .host, now, database, revision)
        return true
    }

    /// The fenced host that shows a VM which is on none other; `nil` where it may be at work somewhere.
    private func lostHost(of vm: VM.ID, _ database: Database) throws -> BaadalModel.Host? {
        var lost: BaadalModel.Host?
        for placement in try Inventories.placements(database, of: vm) {
            guard let host = try Inventories.host(database, placement.host) else { continue }
            if host.fenced != nil {
                lost = host
            } else if placement.state.isActive || placement.isInbound {
                return nil
            }
        }
        return lost
    }

    private static func closing(_ database: Database) throws -> Set<BaadalModel.Host.ID> {
        let statement = try database.cachedStatement(sql: "SELECT id FROM host WHERE state = 'powering-down'")
        return Set(try Row.fetchAll(statement).compactMap { $0.uuid(0).map(BaadalModel.Host.ID.init) })
    }

    /// The tasks that are at work on a host, besides one.
    public func working(on host: BaadalModel.Host.ID, besides task: TaskRecord.ID) throws -> [TaskRecord.ID] {
        try read {
            try TaskRow.fetch(
                $0,
                where: "host = ? AND id <> ? AND status = 2 AND status < 3 AND kind <> 'bulk'",
                [
                    host.uuid.blob, task.number,
                ]
            ).map(\.id)
        }
    }

    private static func isOpen(_ id: TaskRecord.ID, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM task WHERE id = ? AND status < 3)"),
            arguments: [id.number]
        ) ?? false
    }

    /// The VMs of tasks that have begun and wait for another try, or to take back what they did: half changed, they are
    /// left to those, also where something more urgent is ordered.
    private func heldVMs(_ database: Database) throws -> [VM.ID: TaskRecord.ID] {
        let waiting = try TaskRow.fetch(
            database,
            where: "status = 1 AND status < 3 AND kind <> 'bulk' AND attempts > 0 ORDER BY id DESC"
        )
        var held: [VM.ID: TaskRecord.ID] = [:]
        for task in waiting {
            if let vm = task.command.vm { held[vm] = task.id }
            for source in try sources(of: [task], database) { held[source] = task.id }
        }
        return held
    }

    private func start(
        _ task: TaskRecord,
        _ now: Timestamp,
        _ database: Database,
        _ revision: Int64
    ) throws -> TaskRecord {
        try database.execute(
            sql: """
                UPDATE task SET status = 2, attempts = attempts + 1, started = ?, not_before = NULL, revision = ?
                WHERE id = ? AND status = 1
                """,
            arguments: [now.milliseconds, revision, task.id.number]
        )
        // A wave is part of an order of waves.
        try database.execute(
            sql: """
                WITH RECURSIVE above (id) AS (
                  SELECT parent FROM task WHERE id = ?1
                  UNION ALL SELECT t.parent FROM task t JOIN above a ON t.id = a.id
                )
                UPDATE task SET status = 2, started = ?2, revision = ?3
                WHERE status = 1 AND id IN (SELECT id FROM above WHERE id IS NOT NULL)
                """,
            arguments: [task.id.number, now.milliseconds, revision]
        )
        return try TaskRow.fetch(database, task.id)
    }

    /// The VMs that tasks still read from.
    private func sources(of tasks: [TaskRecord], _ database: Database) throws -> Set<VM.ID> {
        try Set(
            tasks.filter { $0.command.source != nil }.compactMap { task in
                let row = try Row.fetchOne(
                    database.cachedStatement(sql: "SELECT source FROM task WHERE id = ?"),
                    arguments: [task.id.number]
                )
                return row?.uuid(0).map(VM.ID.init)
            }
        )
    }

    /// Whether a task still reads from another VM.
    public func holdsSource(_ task: TaskRecord.ID) throws -> Bool {
        try read {
            try Bool.fetchOne($0, sql: "SELECT source IS NOT NULL FROM task WHERE id = ?", arguments: [task.number])
                ?? false
        }
    }

    /// Lets go of the VM that a task has read from, so that it may be changed again.
    public func releaseSource(of task: TaskRecord.ID) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE task SET source = NULL, revision = ? WHERE id = ?",
                arguments: [revision, task.number]
            )
        }
    }

    /// Says which host a task works on, once that is known.
    public func setHost(of task: TaskRecord.ID, _ host: Host.ID) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE task SET host = ?, revision = ? WHERE id = ?",
                arguments: [host.uuid.blob, revision, task.number]
            )
        }
    }

    private func hasPendingTasks() throws -> Bool {
        try read { database in
            try Bool.fetchOne(
                database.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM task WHERE status = 1 AND status < 3 AND kind <> 'bulk')"
                )
            ) ?? false
        }
    }

    /// Whether any task waits or works.
    public func hasOpenTasks() throws -> Bool {
        try read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM task WHERE status < 3)") ?? false }
    }

    /// Tasks that a controller which is gone had begun, oldest first.
    public func processingTasks() throws -> [TaskRecord] {
        try read { try TaskRow.fetch($0, where: "status = 2 AND status < 3 AND kind <> 'bulk' ORDER BY id") }
    }

    /// Whether somebody asked for the task to stop.
    public func isCancelRequested(_ id: TaskRecord.ID) throws -> Bool {
        try read {
            try Bool.fetchOne(
                $0.cachedStatement(sql: "SELECT cancel FROM task WHERE id = ?"),
                arguments: [id.number]
            ) ?? false
        }
    }
}
