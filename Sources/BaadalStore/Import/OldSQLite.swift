internal import BaadalModel
internal import GRDB

extension OldDatabase {
    /// Reads a database of SQLite, of which nothing is changed.
    ///
    /// - Throws: ``CloudError/refused(_:)``.
    init(sqlite path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        // Nothing that somebody wrote into the schema is run.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        self.init()
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { try load($0) }
        } catch let error as DatabaseError {
            throw CloudError.refused("\(path) cannot be read as a database of SQLite: \(error.message ?? "\(error)")")
        }
    }

    private mutating func load(_ database: Database) throws {
        let names = try String.fetchAll(
            database,
            sql: """
                SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                ORDER BY name LIMIT 1001
                """
        )
        for name in names {
            let columns = try database.columns(in: name).map(\.name)
            try add(name, columns: columns)
            let quoted = name.quotedDatabaseIdentifier
            guard let table = tables[name.lowercased()], !table.keptColumns.isEmpty else {
                count(try Int.fetchOne(database, sql: "SELECT count(*) FROM \(quoted)") ?? 0, of: name)
                continue
            }
            let kept = table.keptColumns.map { columns[$0].quotedDatabaseIdentifier }.joined(separator: ", ")
            let rows = try Row.fetchCursor(database, sql: "SELECT \(kept) FROM \(quoted)")
            while let row = try rows.next() { try add(row.databaseValues.map(OldValue.init), to: name) }
        }
    }
}

extension OldValue {
    fileprivate init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null, .blob: .null
            case .int64(let number): .integer(number)
            case .double(let number): .real(number)
            case .string(let text): .text(text)
            }
    }
}
