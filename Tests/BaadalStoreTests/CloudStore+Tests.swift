import GRDB

@testable import BaadalStore

extension CloudStore {
    /// The value of a pragma on the writing connection.
    func pragma(_ name: String) throws -> String? {
        try pool.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA \(name)") }
    }

    /// Runs SQL that the store itself never would.
    func execute(_ sql: String) throws { try pool.write { try $0.execute(sql: sql) } }
}
