internal import BaadalModel

/// An original database in memory: of each table the columns that are taken, and of others only how many rows they have.
struct OldDatabase: Sendable {
    /// By name in lower case.
    private(set) var tables: [String: OldTable] = [:]
    private var kept = 0

    /// More rows than this are no campus's.
    static let rowLimit = 500_000

    /// Adds a table.
    ///
    /// - Throws: ``CloudError/refused(_:)`` where it is there already.
    mutating func add(_ name: String, columns: [String]) throws(CloudError) {
        let name = name.lowercased()
        guard tables[name] == nil else { throw .refused("table '\(name)' is there twice") }
        guard tables.count < 1000 else { throw .refused("it has more than 1000 tables") }
        tables[name] = OldTable(name: name, columns: columns)
    }

    /// Adds a row with a value for each of ``OldTable/keptColumns``.
    mutating func add(_ values: [OldValue], to name: String) throws(CloudError) {
        kept += values.isEmpty ? 0 : 1
        guard kept <= Self.rowLimit else { throw .refused("it has more than \(Self.rowLimit) rows to take") }
        tables[name.lowercased()]?.add(values)
    }

    /// Counts rows of a table of which none is kept.
    mutating func count(_ rows: Int, of name: String) { tables[name.lowercased()]?.count += rows }
}

/// A table of an original database.
struct OldTable: Sendable {
    let name: String
    /// The columns in order of the table, each with what becomes of it.
    let columns: [String]
    /// Where the columns that are taken stand among all.
    let keptColumns: [Int]
    private let index: [String: Int]
    private var values: [[OldValue]] = []
    /// Rows, kept or not.
    var count = 0

    init(name: String, columns: [String]) {
        self.name = name
        self.columns = columns
        let used = OldSchema.taken[name] ?? []
        let kept = columns.indices.filter { used.contains(columns[$0].lowercased()) }
        keptColumns = kept
        index = Dictionary(kept.enumerated().map { (columns[$1].lowercased(), $0) }) { first, _ in first }
    }

    /// Columns that the original does not have.
    var unknownColumns: [String] {
        guard let used = OldSchema.taken[name] else { return [] }
        let known = used.union(OldSchema.ignored[name] ?? [])
        return columns.filter { !known.contains($0.lowercased()) }
    }

    mutating func add(_ row: [OldValue]) {
        count += 1
        if !row.isEmpty { values.append(row) }
    }

    /// The rows, in order of the database.
    var rows: [OldRow] { values.map { OldRow(index: index, values: $0) } }
}

/// A row of an original database.
struct OldRow: Sendable {
    fileprivate let index: [String: Int]
    fileprivate let values: [OldValue]

    private subscript(_ column: String) -> OldValue { index[column].map { values[$0] } ?? .null }

    /// A text; `nil` for NULL, for an empty one, and for a column that is not there.
    func text(_ column: String) -> String? {
        switch self[column] {
        case .null: nil
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): text.isEmpty ? nil : text
        }
    }

    /// A whole number; `nil` for what is none.
    func number(_ column: String) -> Int64? {
        switch self[column] {
        case .null: nil
        case .integer(let number): number
        case .real(let number): Int64(exactly: number)
        case .text(let text): Int64(text)
        }
    }

    /// Yes or no, as `T` and `F` or a number.
    func flag(_ column: String, otherwise: Bool) -> Bool {
        switch self[column] {
        case .integer(let number): number != 0
        case .text("T"), .text("t"), .text("1"), .text("True"), .text("true"): true
        case .text("F"), .text("f"), .text("0"), .text("False"), .text("false"): false
        case .null, .real, .text: otherwise
        }
    }

    /// Numbers of rows, as `|1|2|`.
    func list(_ column: String) -> [Int64] { text(column)?.split(separator: "|").compactMap { Int64($0) } ?? [] }

    /// A moment, as `2015-01-20 09:12:30`, taken for UTC; `nil` for what is none.
    func moment(_ column: String) -> Timestamp? {
        let numbers = text(column)?.prefix(19).split { !$0.isNumber }.compactMap { Int64($0) } ?? []
        guard numbers.count == 3 || numbers.count == 6, (1970...2200).contains(numbers[0]),
            (1...12).contains(numbers[1]), (1...31).contains(numbers[2])
        else { return nil }
        let (year, month) = numbers[1] > 2 ? (numbers[0], numbers[1] - 3) : (numbers[0] - 1, numbers[1] + 9)
        let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + numbers[2] - 1 - 719_468
        let time = numbers.count == 6 ? numbers[3] * 3600 + numbers[4] * 60 + numbers[5] : 0
        guard (0..<86_461).contains(time) else { return nil }
        return Timestamp(seconds: days * 86_400 + time)
    }
}

/// A value of an original database.
enum OldValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
}
