internal import BaadalModel
internal import Canvas

/// What a row says in one column.
struct StorageCell: Sendable {
    var text: String
    var role: Role
    var key: SortKey
    /// A share that is drawn as a bar; `nil` for words.
    var share: Double?

    static func text(_ text: String, _ role: Role = .text) -> StorageCell {
        StorageCell(text: text, role: role, key: text.isEmpty ? .unknown : .text(text))
    }

    /// A text of a person that may be missing.
    static func maybe(_ text: String?, _ glyphs: GlyphSet) -> StorageCell {
        text.map { .text($0) } ?? StorageCell(text: glyphs.text(.none), role: .dim, key: .unknown)
    }

    static func number(_ number: Int) -> StorageCell {
        StorageCell(text: "\(number)", role: .text, key: .number(Double(number)))
    }

    static func bytes(_ bytes: Bytes, _ glyphs: GlyphSet) -> StorageCell {
        StorageCell(text: Formats.bytes(bytes, glyphs), role: .text, key: .number(Double(bytes.count)))
    }

    static func share(_ share: Double) -> StorageCell {
        // Storage is full later than a processor is busy.
        let role: Role = share >= 0.95 ? .gaugeHigh : share >= 0.8 ? .gaugeMid : .gaugeLow
        return StorageCell(text: "\(Int((share * 100).rounded()))%", role: role, key: .number(share), share: share)
    }

    static func state(_ word: StateWord, _ glyphs: GlyphSet) -> StorageCell {
        StorageCell(text: word.text(glyphs), role: word.role, key: .text(word.word))
    }
}

/// A row of the storage pane.
struct StorageRow: Sendable {
    var id: StorageID
    /// What it is called where it is asked about.
    var name: String
    /// One for each column of its section.
    var cells: [StorageCell]
    /// Whether somebody should look at it.
    var isFaulty = false
    var glyphs: GlyphSet

    func cell(_ column: String) -> StorageCell? {
        guard let index = id.section.columns.firstIndex(where: { $0.id == column }) else { return nil }
        return cells.indices.contains(index) ? cells[index] : nil
    }

    /// The table of a section.
    static func table(_ section: StorageSection, _ sort: SortOrder, hasGutter: Bool) -> Table<StorageRow> {
        let columns = section.columns.enumerated().map { index, column in
            Column<StorageRow>(
                column.id,
                title: column.title,
                minimum: column.minimum,
                preferred: column.preferred,
                maximum: max(column.preferred, column.isRight ? column.minimum : 60),
                alignment: column.isRight ? .right : .left,
                priority: column.priority,
                // The first words of a message say the most.
                cut: column.id == "message" ? .end : .middle,
                style: { Style($0.cells.indices.contains(index) ? $0.cells[index].role : .text) },
                drawing: { row, width in
                    guard row.cells.indices.contains(index) else { return "" }
                    let cell = row.cells[index]
                    return cell.share.map { gauge($0, width: width, glyphs: row.glyphs) } ?? cell.text
                }
            )
        }
        return Table(columns, sortedBy: sort.column, isDescending: sort.isDescending, hasGutter: hasGutter)
    }
}

/// A row of the storage pane as a filter sees it; a bare word looks at all that it says.
struct StorageSubject: FilterSubject {
    let row: StorageRow

    static var filterNoun: String { "a row" }
    static let filterFields = [
        FilterField("name", .text), FilterField("state", .text), FilterField("vm", .text),
        FilterField("datastore", .text), FilterField("vlan", .text), FilterField("organisation", .text),
        FilterField("owner", .text), FilterField("role", .text), FilterField("host", .text),
        FilterField("size", .bytes), FilterField("free", .bytes), FilterField("used", .percent),
    ]

    var filterName: String { row.cells.map(\.text).joined(separator: " ") }

    func filterValue(_ index: Int) -> FilterValue {
        guard let cell = row.cell(Self.filterFields[index].name) else { return .unknown }
        switch cell.key {
        case .text(let text): return .text(text)
        case .number(let number): return .number(number)
        case .unknown: return .unknown
        }
    }
}
