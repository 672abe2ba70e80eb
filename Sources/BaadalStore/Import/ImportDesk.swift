internal import BaadalModel
internal import GRDB

/// Takes over an original database, in the transaction that writes it.
final class ImportDesk {
    let old: OldDatabase
    let database: Database
    let revision: Int64
    let now: Timestamp
    let catalog: CatalogDesk
    private(set) var report = ImportReport()
    /// New numbers by table and old number.
    private var numbers: [String: [Int64: Int64]] = [:]
    /// VMs by the old number of their row.
    var vms: [Int64: VM.ID] = [:]
    private var table = ImportReport.Table(name: "")

    init(
        _ old: OldDatabase,
        _ database: Database,
        _ revision: Int64,
        _ requester: Requester,
        _ now: Timestamp
    ) {
        (self.old, self.database, self.revision, self.now) = (old, database, revision, now)
        catalog = CatalogDesk(database: database, revision: revision, requester: requester, now: now)
    }

    /// What becomes of a row.
    enum Fate {
        /// Written, under a number of its own where its table has one.
        case taken(Int64?)
        /// There already, under a number.
        case there(Int64?)
    }

    /// Why a row is left.
    struct Left: Error {
        var why: String
        init(_ why: String) { self.why = why }
    }

    /// Takes all tables, and notes that it was done.
    func takeAll() throws {
        try takeCatalogue()
        try takeStorage()
        try takeVMs()
        for name in old.tables.keys.sorted() where OldSchema.taken[name] == nil {
            guard let left = old.tables[name] else { continue }
            var table = ImportReport.Table(name: name)
            table.read = left.count
            table.left = OldSchema.left[name] ?? "the original has no such table"
            report.tables.append(table)
        }
        let taken = report.tables.map { "\($0.taken) \($0.name)" }.filter { !$0.hasPrefix("0 ") }
        let text = "original database taken over: " + (taken.isEmpty ? "nothing new" : taken.joined(separator: ", "))
        try Events.add(database, at: now, kind: "catalogue", actor: catalog.requester.name, text: text)
        try CatalogDesk.touch(database, revision)
    }

    /// Takes the rows of a table, each in a savepoint of its own.
    func each(_ name: String, named label: String, _ body: (OldRow) throws -> Fate) throws {
        guard let source = old.tables[name] else { return }
        table = ImportReport.Table(name: name)
        table.unknownColumns = source.unknownColumns
        table.read = source.count
        for row in source.rows {
            let title = row.text(label) ?? row.number("id").map { "#\($0)" } ?? "a row without a name"
            let before = table.notes
            do {
                try database.inSavepoint {
                    switch try body(row) {
                    case .taken(let number):
                        table.taken += 1
                        remember(row, number, in: name)
                    case .there(let number):
                        table.skip(title, "is there already")
                        remember(row, number, in: name)
                    }
                    return .commit
                }
            } catch let left as Left {
                skip(title, left.why, before)
            } catch let error as CloudError {
                skip(title, "\(error)", before)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                skip(title, "it does not fit what is there: \(error.message ?? "\(error)")", before)
            }
        }
        report.tables.append(table)
    }

    private func skip(_ title: String, _ why: String, _ notes: [ImportReport.Reason]) {
        table.notes = notes
        table.skip(title, why)
    }

    private func remember(_ row: OldRow, _ number: Int64?, in name: String) {
        if let id = row.number("id"), let number { numbers[name, default: [:]][id] = number }
    }

    /// Says what was left out of a row that is taken.
    func note(_ row: String, _ why: String) { table.note(row, why) }

    /// The new number of a row that another names; `nil` where it names none, or one that was left.
    func number(_ table: String, _ row: OldRow, _ column: String) -> Int64? {
        row.number(column).flatMap { numbers[table]?[$0] }
    }

    /// The new number of a row that another has to name.
    func needed(_ table: String, _ row: OldRow, _ column: String) throws -> Int64 {
        guard let number = number(table, row, column) else { throw Left("its \(table) was not taken") }
        return number
    }

    /// A text that a row has to have.
    func text(_ row: OldRow, _ column: String) throws -> String {
        guard let text = row.text(column) else { throw Left("it has no \(column)") }
        return text
    }

    /// New numbers of the rows in a list, without those that were left.
    func list<Subject>(_ table: String, _ row: OldRow, _ column: String) -> [RowID<Subject>] {
        row.list(column).compactMap { numbers[table]?[$0] }.map { RowID($0) }
    }

    /// The number of a row here; `nil` where there is none.
    func find(_ sql: String, _ arguments: StatementArguments) throws -> Int64? {
        try Int64.fetchOne(database, sql: sql, arguments: arguments)
    }

    /// A size in GB, which the original means as powers of 1024.
    func gigabytes(_ row: OldRow, _ column: String) throws -> Bytes {
        guard let count = row.number(column), (1...1_000_000).contains(count) else {
            throw Left("\(column) is '\(row.text(column) ?? "NULL")'; 1 to 1000000 GB are accepted")
        }
        return .gibibytes(count)
    }
}
