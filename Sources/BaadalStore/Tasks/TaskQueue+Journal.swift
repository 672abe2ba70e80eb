public import BaadalModel
internal import GRDB

extension CloudStore {
    /// Writes that a step begins, before it does.
    public func beginStep(_ task: TaskRecord.ID, index: Int, name: String, note: String?, at now: Timestamp) throws {
        try write { database, revision in
            try database.cachedStatement(
                sql: """
                    INSERT INTO task_step (task, step, name, state, began, note) VALUES (?, ?, ?, 'begun', ?, ?)
                    ON CONFLICT (task, step) DO UPDATE SET state = 'begun', ended = NULL, note = coalesce(excluded.note, note)
                    """
            ).execute(arguments: [task.number, index, name, now.milliseconds, note])
            try database.cachedStatement(sql: "UPDATE task SET step = ?, revision = ? WHERE id = ?")
                .execute(arguments: [name, revision, task.number])
        }
    }

    /// Writes what a step that is under way has to remember, before it acts on it.
    public func noteStep(_ task: TaskRecord.ID, index: Int, note: String) throws {
        try write { database, _ in
            try database.cachedStatement(sql: "UPDATE task_step SET note = ? WHERE task = ? AND step = ?")
                .execute(arguments: [note, task.number, index])
        }
    }

    /// Writes that a task will fail, before what it did is taken back.
    public func beginFailing(_ id: TaskRecord.ID, _ failing: TaskRecord.Failing) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE task SET failing_cause = ?, failing_message = ?, revision = ? WHERE id = ?",
                arguments: [failing.cause.rawValue, failing.message, revision, id.number]
            )
        }
    }

    /// Writes how a step ended, after it did.
    ///
    /// - Parameter note: Put before what the step wrote down while it was under way.
    public func endStep(
        _ task: TaskRecord.ID,
        index: Int,
        state: TaskStep.State,
        note: String?,
        at now: Timestamp
    ) throws {
        try write { database, revision in
            try database.cachedStatement(
                sql: """
                    UPDATE task_step SET state = ?1, ended = ?2, note = CASE WHEN ?3 IS NULL OR ?3 = note THEN note
                    WHEN note IS NULL THEN ?3 ELSE ?3 || char(10) || note END WHERE task = ?4 AND step = ?5
                    """
            ).execute(arguments: [state.rawValue, now.milliseconds, note, task.number, index])
            try database.cachedStatement(sql: "UPDATE task SET revision = ? WHERE id = ?")
                .execute(arguments: [revision, task.number])
        }
    }

    /// The steps of a task so far, in order.
    public func stepRows(of task: TaskRecord.ID) throws -> [TaskStep] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT step, name, state, began, ended, note FROM task_step WHERE task = ? ORDER BY step"
            )
            return try Row.fetchAll(statement, arguments: [task.number]).map { row in
                let word: String = row[2]
                guard let state = TaskStep.State(rawValue: word) else {
                    throw BrokenRow(table: "task_step", column: "state", value: word)
                }
                return TaskStep(
                    index: row[0],
                    name: row[1],
                    state: state,
                    began: row.time(3),
                    ended: row.optionalTime(4),
                    note: row[5]
                )
            }
        }
    }

    /// Says what a task is doing.
    public func progress(_ task: TaskRecord.ID, step: String, fraction: Double?, message: String?) throws {
        try write { database, revision in
            try database.cachedStatement(
                sql: "UPDATE task SET step = ?, progress = ?, message = ?, revision = ? WHERE id = ? AND status = 2"
            ).execute(arguments: [step, fraction, message, revision, task.number])
        }
    }

    /// Puts a task back into the queue, to be tried again later.
    public func requeue(_ id: TaskRecord.ID, notBefore: Timestamp, message: String) throws {
        try write { database, revision in
            try Self.move(id, to: .pending, database)
            try database.execute(
                sql: """
                    UPDATE task SET status = 1, not_before = ?, message = ?, step = NULL, progress = NULL, revision = ?
                    WHERE id = ?
                    """,
                arguments: [notBefore.milliseconds, message, revision, id.number]
            )
        }
    }

    /// Ends a task, and the bulk order that it belongs to where it was its last.
    ///
    /// - Throws: ``CloudError/wrongStatus(task:status:action:)`` where the task cannot come to that.
    public func finish(
        _ id: TaskRecord.ID,
        status: TaskRecord.Status,
        message: String,
        cause: TaskRecord.Cause?,
        at now: Timestamp
    ) throws {
        try write { database, revision in
            try Self.end(id, status, message, cause, now, database, revision)
        }
    }

    /// Refuses a status that does not follow from the one that the task has.
    static func move(_ id: TaskRecord.ID, to next: TaskRecord.Status, _ database: Database) throws {
        let task = try TaskRow.fetch(database, id)
        guard task.status.mayBecome(next) else {
            throw CloudError.wrongStatus(task: id, status: task.status, action: "made \(next.word)")
        }
    }

    static func end(
        _ id: TaskRecord.ID,
        _ status: TaskRecord.Status,
        _ message: String,
        _ cause: TaskRecord.Cause?,
        _ now: Timestamp,
        _ database: Database,
        _ revision: Int64
    ) throws {
        try move(id, to: status, database)
        try database.execute(
            sql: """
                UPDATE task SET status = ?, message = ?, cause = ?, ended = ?, step = NULL, progress = NULL, revision = ?
                WHERE id = ?
                """,
            arguments: [status.rawValue, message, cause?.rawValue, now.milliseconds, revision, id.number]
        )
        try dropSpace(heldFor: id, database, revision)
        let task = try TaskRow.fetch(database, id)
        if status != .success { try Hosts.uncordon(after: task, database, now, revision) }
        if status != .failed, task.command.kind.endsSaved, let vm = task.command.vm { try forgetSaved(vm, database) }
        try Events.add(
            database,
            at: now,
            kind: "task",
            vm: task.command.vm,
            host: task.host,
            actor: task.requester,
            text: "\(task.id) \(task.command.kind.rawValue) \(status.word): \(message)"
        )
        if status != .success { try refuseFollowers(of: id, now, database, revision) }
        if let parent = task.parent { try endParent(parent, now, database, revision) }
        for parent in try joining(id, database) { try endParent(parent, now, database, revision) }
        try CloudStatus.settle(database, now)
    }

    /// Ends the tasks that could only follow one that did not succeed.
    private static func refuseFollowers(
        of id: TaskRecord.ID,
        _ now: Timestamp,
        _ database: Database,
        _ revision: Int64
    ) throws {
        for follower in try TaskRow.fetch(database, where: "after = ? AND status = 1", [id.number]) {
            try end(follower.id, .failed, "\(id) had to succeed first", .refused, now, database, revision)
        }
    }

    /// The children of a bulk order, and the tasks that were open already when it was to have them, oldest first.
    static func members(of id: TaskRecord.ID, _ database: Database) throws -> [TaskRecord] {
        try TaskRow.fetch(
            database,
            where: "parent = ?1 OR id IN (SELECT task FROM task_joined WHERE parent = ?1) ORDER BY id",
            [id.number]
        )
    }

    /// The bulk orders that a task of another order was open for already.
    private static func joining(_ id: TaskRecord.ID, _ database: Database) throws -> [TaskRecord.ID] {
        try Int64.fetchAll(
            database.cachedStatement(sql: "SELECT parent FROM task_joined WHERE task = ?"),
            arguments: [id.number]
        ).map(TaskRecord.ID.init)
    }

    /// What a bulk order comes to, its waves looked into.
    private static func leaves(of members: [TaskRecord], _ database: Database) throws -> [TaskRecord] {
        try members.flatMap { task in
            task.command.kind == .bulk ? try leaves(of: try self.members(of: task.id, database), database) : [task]
        }
    }

    /// Ends a bulk order once none of its members is open.
    static func endParent(_ id: TaskRecord.ID, _ now: Timestamp, _ database: Database, _ revision: Int64) throws {
        let members = try members(of: id, database)
        guard !members.contains(where: \.status.isOpen) else { return }
        let parent = try TaskRow.fetch(database, id)
        let leaves = try leaves(of: members, database)
        let done = leaves.count { $0.status == .success }
        let isFailed = done == 0 && !leaves.contains { $0.status == .partial }
        let status: TaskRecord.Status = done == leaves.count ? .success : (isFailed ? .failed : .partial)
        let kind = if case .bulk(let kind) = parent.command { kind.rawValue } else { parent.command.kind.rawValue }
        let message =
            done == leaves.count ? "\(kind): all \(done) done" : "\(kind): \(done) done, \(leaves.count - done) failed"
        let causes = Set(leaves.filter { $0.status != .success }.map(\.cause))
        let cause = causes == [.cancelled] ? TaskRecord.Cause.cancelled.rawValue : nil
        try database.execute(
            sql: """
                UPDATE task SET status = ?, message = ?, cause = ?, ended = ?, revision = ? WHERE id = ? AND status < 3
                """,
            arguments: [status.rawValue, message, cause, now.milliseconds, revision, id.number]
        )
        if let above = parent.parent { try endParent(above, now, database, revision) }
    }
}
