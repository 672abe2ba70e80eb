public import BaadalModel
internal import GRDB

/// The event log, which is the audit as well.
enum Events {
    /// Adds one event.
    static func add(
        _ database: Database,
        at: Timestamp,
        kind: String,
        vm: VM.ID? = nil,
        host: Host.ID? = nil,
        actor: String? = nil,
        text: String
    ) throws {
        try database.cachedStatement(
            sql: "INSERT INTO event (at, kind, vm, host, actor, text) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [at.milliseconds, kind, vm?.uuid.blob, host?.uuid.blob, actor, text])
    }

    /// The newest events that a condition selects, newest first.
    static func fetch(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [CloudEvent] {
        try Row.fetchAll(
            database,
            sql: "SELECT id, at, kind, vm, host, actor, text FROM event WHERE \(condition) ORDER BY id DESC LIMIT 200",
            arguments: arguments
        ).map { row in
            CloudEvent(
                id: row[0],
                at: row.time(1),
                kind: row[2],
                vm: row.uuid(3).map(VM.ID.init),
                host: row.uuid(4).map(Host.ID.init),
                actor: row[5],
                text: row[6]
            )
        }
    }
}

extension CloudStore {
    /// Notes something that happened to the cloud as a whole.
    public func note(kind: String, text: String, at now: Timestamp) throws {
        try write { database, _ in try Events.add(database, at: now, kind: kind, text: text) }
    }
}
