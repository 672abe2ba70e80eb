internal import BaadalModel
internal import GRDB

/// Whether the cloud as a whole is up, in the transaction that reads or writes it.
enum CloudStatus {
    private static let name = "baadal_status"

    static func read(_ database: Database) throws -> CloudInfo.Status {
        let word = try String.fetchOne(
            database.cachedStatement(sql: "SELECT value FROM constant WHERE name = ?"),
            arguments: [name]
        )
        return word.flatMap(CloudInfo.Status.init(rawValue:)) ?? .up
    }

    static func set(_ status: CloudInfo.Status, by actor: String, _ database: Database, _ now: Timestamp) throws {
        guard try read(database) != status else { return }
        try database.execute(
            sql: "INSERT INTO constant VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [name, status.rawValue]
        )
        try Events.add(database, at: now, kind: "cloud", actor: actor, text: "the cloud is \(status.rawValue)")
    }

    /// Ends a shut-down or a boot-up once none of its tasks is open.
    static func settle(_ database: Database, _ now: Timestamp) throws {
        let status = try read(database)
        let (kind, next): (String, CloudInfo.Status)
        switch status {
        case .downProgress: (kind, next) = ("save", .down)
        case .upProgress: (kind, next) = ("restore", .up)
        case .up, .down: return
        }
        let isOpen = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM task WHERE kind = ? AND status < 3)",
            arguments: [kind]
        )
        guard isOpen != true else { return }
        try set(next, by: "system", database, now)
    }
}
