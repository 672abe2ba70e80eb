internal import BaadalModel

/// Reads the text that mysqldump writes: tables and their rows, and nothing else.
struct DumpParser {
    private var scanner: DumpScanner
    private var old = OldDatabase()

    /// Statements that say nothing of rows.
    private static let passed: Set<String> = [
        "DROP", "LOCK", "UNLOCK", "SET", "USE", "ALTER", "COMMIT", "START", "BEGIN", "DELIMITER",
    ]
    /// What begins a line of a table that is no column.
    private static let keys: Set<String> = [
        "PRIMARY", "KEY", "UNIQUE", "CONSTRAINT", "FULLTEXT", "SPATIAL", "FOREIGN", "INDEX", "CHECK",
    ]

    /// Reads a dump.
    ///
    /// - Throws: ``CloudError/refused(_:)`` with the line.
    static func parse(_ bytes: [UInt8]) throws(CloudError) -> OldDatabase {
        var parser = DumpParser(scanner: DumpScanner(bytes))
        try parser.readAll()
        guard !parser.old.tables.isEmpty else {
            throw .refused("it has no table; a database of SQLite, or what mysqldump writes, is accepted")
        }
        return parser.old
    }

    private mutating func readAll() throws(CloudError) {
        while true {
            if try scanner.take(";") { continue }
            try scanner.skipSpace()
            guard scanner.next != nil else { return }
            guard let word = try scanner.word() else { throw scanner.failure("a statement is needed here") }
            switch word {
            case "CREATE":
                if try scanner.take(word: "TABLE") { try readTable() } else { try passStatement() }
            case "INSERT", "REPLACE": try readRows()
            case _ where Self.passed.contains(word): try passStatement()
            default:
                throw scanner.failure("'\(word)' is not accepted; what mysqldump writes of tables and rows is")
            }
        }
    }

    private mutating func passStatement() throws(CloudError) {
        while scanner.next != UInt8(ascii: ";") { try scanner.pass() }
        try scanner.need(";")
    }

    /// Reads `[IF NOT EXISTS] name (column …, …) …;`.
    private mutating func readTable() throws(CloudError) {
        if try scanner.take(word: "IF") {
            guard try scanner.take(word: "NOT"), try scanner.take(word: "EXISTS") else {
                throw scanner.failure("IF NOT EXISTS is needed here")
            }
        }
        let name = try scanner.name()
        try scanner.need("(")
        var columns: [String] = []
        repeat {
            try scanner.skipSpace()
            let isQuoted = scanner.next == UInt8(ascii: "`")
            let word = try scanner.name()
            if isQuoted || !Self.keys.contains(word.uppercased()) { columns.append(word) }
            try passColumn()
            guard columns.count <= 200 else { throw scanner.failure("table '\(name)' has more than 200 columns") }
        } while try scanner.take(",")
        try scanner.need(")")
        try passStatement()
        guard !columns.isEmpty else { throw scanner.failure("table '\(name)' has no columns") }
        try old.add(name, columns: columns)
    }

    /// Passes over the rest of a column's line, up to the comma or bracket that ends it.
    private mutating func passColumn() throws(CloudError) {
        var depth = 0
        while let byte = scanner.next {
            if depth == 0, byte == UInt8(ascii: ",") || byte == UInt8(ascii: ")") { return }
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            try scanner.pass()
        }
        throw scanner.failure("the dump ends within a table")
    }

    /// Reads `[IGNORE] INTO name [(column, …)] VALUES (…), (…);`.
    private mutating func readRows() throws(CloudError) {
        _ = try scanner.take(word: "IGNORE")
        guard try scanner.take(word: "INTO") else { throw scanner.failure("INTO is needed here") }
        let name = try scanner.name()
        guard let table = old.tables[name.lowercased()] else {
            throw scanner.failure("rows of table '\(name)' come before the table; a dump with its tables is accepted")
        }
        // Where the columns that are kept stand in these rows.
        var places = table.keptColumns
        var width = table.columns.count
        if try scanner.take("(") {
            let named = try readNames()
            let lower = named.map { $0.lowercased() }
            let known = Set(table.columns.map { $0.lowercased() })
            guard Set(lower).count == lower.count, Set(lower).isSubset(of: known) else {
                throw scanner.failure("the rows of '\(name)' name columns that the table does not have")
            }
            places = table.keptColumns.map { lower.firstIndex(of: table.columns[$0].lowercased()) ?? -1 }
            width = named.count
        }
        let word = try scanner.word()
        guard word == "VALUES" || word == "VALUE" else { throw scanner.failure("VALUES is needed here") }
        repeat {
            let row = try readRow()
            guard row.count == width else {
                throw scanner.failure("a row of '\(name)' has \(row.count) values; \(width) are accepted")
            }
            guard !places.isEmpty else {
                old.count(1, of: name)
                continue
            }
            try old.add(places.map { $0 < 0 ? .null : row[$0] }, to: name)
        } while try scanner.take(",")
        try scanner.need(";")
    }

    private mutating func readNames() throws(CloudError) -> [String] {
        var names: [String] = []
        repeat {
            names.append(try scanner.name())
            guard names.count <= 200 else { throw scanner.failure("more than 200 columns are named") }
        } while try scanner.take(",")
        try scanner.need(")")
        return names
    }

    private mutating func readRow() throws(CloudError) -> [OldValue] {
        try scanner.need("(")
        var values: [OldValue] = []
        repeat {
            values.append(try readValue())
            guard values.count <= 200 else { throw scanner.failure("a row has more than 200 values") }
        } while try scanner.take(",")
        try scanner.need(")")
        return values
    }

    private mutating func readValue() throws(CloudError) -> OldValue {
        try scanner.skipSpace()
        guard let byte = scanner.next else { throw scanner.failure("the dump ends within a row") }
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return .text(try scanner.quoted(by: byte)) }
        if "+-.0123456789".utf8.contains(byte), let number = try scanner.number() { return number }
        switch try scanner.word() {
        case "NULL": return .null
        case "TRUE": return .integer(1)
        case "FALSE": return .integer(0)
        default: throw scanner.failure("a text in quotes, a number or NULL is needed here")
        }
    }
}
