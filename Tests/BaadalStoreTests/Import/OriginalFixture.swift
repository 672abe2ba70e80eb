import BaadalModel
import Foundation
import GRDB

@testable import BaadalStore

/// An original database in both forms.
///
/// Made from the description of the original's tables, not from a database that anybody runs.
enum OriginalFixture {
    static let dump = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/original.sql"

    /// Writes the rows of the dump into a database of SQLite, with types as web2py writes them there.
    static func sqlite(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            for statement in try statements() { try database.execute(sql: statement) }
        }
    }

    /// The dump's tables and rows in words of SQLite.
    private static func statements() throws -> [String] {
        let text = try String(contentsOfFile: dump, encoding: .utf8)
        let old = try rows(of: text)
        return old.flatMap { table -> [String] in
            let columns = table.columns.map(\.quotedDatabaseIdentifier).joined(separator: ", ")
            let create = "CREATE TABLE \(table.name.quotedDatabaseIdentifier) (\(columns))"
            return [create]
                + table.rows.map { row in
                    "INSERT INTO \(table.name.quotedDatabaseIdentifier) VALUES (\(row.joined(separator: ", ")))"
                }
        }
    }

    /// Tables as a reader of its own finds them: each statement of the fixture ends with `;` and a new line.
    private static func rows(of text: String) throws -> [(name: String, columns: [String], rows: [[String]])] {
        var tables: [(name: String, columns: [String], rows: [[String]])] = []
        for statement in text.components(separatedBy: ";\n") {
            guard let start = statement.range(of: "(?m)^(CREATE TABLE|INSERT INTO) `", options: .regularExpression)
            else { continue }
            let body = String(statement[start.lowerBound...])
            let names = body.matches(of: #/`(\w+)`/#).map { String($0.1) }
            if body.hasPrefix("CREATE") {
                let ends = body.range(of: "PRIMARY KEY")?.lowerBound ?? body.endIndex
                let own = String(body[..<ends]).matches(of: #/`(\w+)`/#).map { String($0.1) }
                tables.append((own[0], Array(own.dropFirst()), []))
            } else if let index = tables.firstIndex(where: { $0.name == names[0] }) {
                let values = body[(body.range(of: "VALUES")?.upperBound ?? body.startIndex)...]
                tables[index].rows = split(String(values))
            }
        }
        return tables
    }

    /// The values of each row as literals of SQLite.
    private static func split(_ text: String) -> [[String]] {
        text.matches(of: #/\(((?:'(?:[^'\\]|\\.)*'|[^()'])*)\)/#).map { row in
            String(row.1).matches(of: #/'((?:[^'\\]|\\.)*)'|[^,\s]+/#).map { value in
                guard let quoted = value.1 else { return String(value.0) }
                let plain = String(quoted).replacingOccurrences(of: "\\\\", with: "\u{1}")
                    .replacingOccurrences(of: "\\n", with: "\n").replacingOccurrences(of: "\\", with: "")
                    .replacingOccurrences(of: "\u{1}", with: "\\").replacingOccurrences(of: "'", with: "''")
                return "'\(plain)'"
            }
        }
    }
}

extension StoreFixture {
    /// Shows two of the original's VMs on a host, with their definitions.
    func showOriginals() throws {
        func report(_ number: UInt64, _ name: String, _ disks: [(String, String)]) -> DomainReport {
            var report = domain(number, .running)
            report.name = name
            let devices = disks.map { DomainDisk(path: $0.0, target: $0.1).text }.joined()
            report.xml = "<domain><name>\(name)</name><devices>\(devices)</devices></domain>"
            return report
        }
        let folder = "/mnt/datastore"
        try self.report([
            report(
                1,
                "IITD_asha_web",
                [
                    ("\(folder)/vm_images/IITD_asha_web/IITD_asha_web.qcow2", "vda"),
                    ("\(folder)/vm_extra_disks/filer01/IITD_asha_web/IITD_asha_web_disk1.qcow2", "vdb"),
                ]
            ), report(2, "IITD_asha_db", [("/elsewhere/db.qcow2", "vda")]),
        ])
    }
}
