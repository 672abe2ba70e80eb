internal import BaadalModel
internal import Foundation
internal import GRDB

/// The `task` table, by column.
enum TaskRow {
    static let columns = """
        id, kind, vm, host_named, parameters, status, priority, requester, reason, subject, host, message, cause, step,
        progress, created, not_before, started, ended, attempts, retry_of, parent, cancel, failing_cause,
        failing_message, after
        """

    /// The task of a row that selects ``columns``.
    static func decode(_ row: Row) throws -> TaskRecord {
        let kindWord: String = row[1]
        let parameters = try JSONDecoder().decode([String: String].self, from: Data((row[4] as String).utf8))
        guard
            let kind = Command.Kind(rawValue: kindWord),
            let command = Command(
                kind: kind,
                vm: row.uuid(2).map(VM.ID.init),
                host: row.uuid(3).map(BaadalModel.Host.ID.init),
                parameters: parameters
            )
        else { throw BrokenRow(table: "task", column: "kind", value: kindWord) }
        guard let status = TaskRecord.Status(rawValue: row[5]), let priority = TaskRecord.Priority(rawValue: row[6])
        else { throw BrokenRow(table: "task", column: "status", value: "\(row[5] as Int)") }
        return TaskRecord(
            id: TaskRecord.ID(row[0]),
            command: command,
            status: status,
            priority: priority,
            requester: row[7],
            reason: row[8],
            subject: row[9],
            host: row.uuid(10).map(BaadalModel.Host.ID.init),
            message: row[11],
            cause: (row[12] as String?).flatMap(TaskRecord.Cause.init(rawValue:)),
            step: row[13],
            progress: row[14],
            created: row.time(15),
            notBefore: row.optionalTime(16),
            started: row.optionalTime(17),
            ended: row.optionalTime(18),
            attempts: row[19],
            retryOf: (row[20] as Int64?).map(TaskRecord.ID.init),
            parent: (row[21] as Int64?).map(TaskRecord.ID.init),
            after: (row[25] as Int64?).map(TaskRecord.ID.init),
            isCancelRequested: row[22],
            failing: failing(row)
        )
    }

    private static func failing(_ row: Row) -> TaskRecord.Failing? {
        guard let cause = (row[23] as String?).flatMap(TaskRecord.Cause.init(rawValue:)) else { return nil }
        return TaskRecord.Failing(cause: cause, message: row[24] ?? "")
    }

    /// All tasks that a condition selects.
    static func fetch(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [TaskRecord] {
        let statement = try database.cachedStatement(sql: "SELECT \(columns) FROM task WHERE \(condition)")
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var tasks: [TaskRecord] = []
        while let row = try rows.next() { tasks.append(try decode(row)) }
        return tasks
    }

    /// One task.
    static func fetch(_ database: Database, _ id: TaskRecord.ID) throws -> TaskRecord {
        guard let task = try fetch(database, where: "id = ?", [id.number]).first else {
            throw CloudError.noSuchTask(id)
        }
        return task
    }

    /// Adds a task and answers its number.
    static func insert(_ task: NewTask, _ database: Database, _ revision: Int64) throws -> TaskRecord.ID {
        let parameters = String(decoding: try JSONEncoder().encode(task.command.parameters), as: UTF8.self)
        let arguments: StatementArguments = [
            task.command.kind.rawValue, task.command.vm?.uuid.blob, task.command.host?.uuid.blob, parameters,
            task.status.rawValue, task.priority.rawValue, task.requester, task.reason, task.subject,
            task.host?.uuid.blob, task.message, task.cause?.rawValue, task.at.milliseconds,
            task.status.isOpen ? nil : task.at.milliseconds, task.retryOf?.number, task.parent?.number,
            task.command.source?.uuid.blob, task.after?.number, task.uncordons,
            revision,
        ]
        try database.cachedStatement(
            sql: """
                INSERT INTO task (kind, vm, host_named, parameters, status, priority, requester, reason, subject, host,
                message, cause, created, ended, attempts, retry_of, parent, cancel, source, after,
                uncordons, revision)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, ?, ?, ?, ?)
                """
        ).execute(arguments: arguments)
        return TaskRecord.ID(database.lastInsertedRowID)
    }
}

/// A task that is about to be written.
struct NewTask {
    var command: Command
    var status: TaskRecord.Status = .pending
    var priority: TaskRecord.Priority = .normal
    var requester: String
    var reason: String?
    var subject: String
    var host: BaadalModel.Host.ID?
    var message: String?
    var cause: TaskRecord.Cause?
    var at: Timestamp
    var retryOf: TaskRecord.ID?
    var parent: TaskRecord.ID?
    var after: TaskRecord.ID?
    /// Whether its host was cordoned for it alone, and is for VMs again where it does not succeed.
    var uncordons = false
}
