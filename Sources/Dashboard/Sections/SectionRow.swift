internal import Canvas

/// One of the lists that a pane shows in turn.
protocol ListSection: CaseIterable, Hashable, RawRepresentable, Sendable where RawValue == String {
    /// The columns, the first of which stays on the narrowest screen.
    var columns: [SectionColumn] { get }
    /// The column that it is sorted by at first.
    var firstSort: String { get }
}

/// What a row of such a pane is of.
protocol SectionID: Hashable, Comparable, Sendable {
    associatedtype Section: ListSection

    /// The section that it is a row of.
    var section: Section { get }
}

/// A row of a pane with sections.
struct SectionRow<ID: SectionID>: Sendable {
    var id: ID
    /// What it is called where it is asked about.
    var name: String
    /// One for each column of its section.
    var cells: [SectionCell]
    /// Whether somebody should look at it.
    var isFaulty = false
    var glyphs: GlyphSet

    func cell(_ column: String) -> SectionCell? {
        guard let index = id.section.columns.firstIndex(where: { $0.id == column }) else { return nil }
        return cells.indices.contains(index) ? cells[index] : nil
    }

    /// The table of a section.
    static func table(_ section: ID.Section, _ sort: SortOrder, hasGutter: Bool) -> Table<SectionRow> {
        let columns = section.columns.enumerated().map { index, column in
            Column<SectionRow>(
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
                    if let past = cell.past {
                        return sparkline(past.values, width: width, top: past.top, glyphs: row.glyphs)
                    }
                    return cell.share.map { gauge($0, width: width, glyphs: row.glyphs) } ?? cell.text
                }
            )
        }
        return Table(columns, sortedBy: sort.column, isDescending: sort.isDescending, hasGutter: hasGutter)
    }
}

extension SectionRow {
    /// Its columns and what they say, for a page of details.
    var labelled: [(label: String, cell: SectionCell)] {
        zip(id.section.columns, cells).filter { $1.past == nil }.map { column, cell in
            (column.title.isEmpty ? "In use" : column.title.capitalisedWord, cell)
        }
    }
}

/// The lists of a pane with sections, one a section.
struct SectionLists<ID: SectionID>: Sendable {
    var section: ID.Section
    private var lists: [ID.Section: ListState<ID>] = [:]
    /// The rows of the section in sight.
    var rows: [ID: SectionRow<ID>] = [:]

    init(_ first: ID.Section) { section = first }

    /// The list of the section in sight.
    var list: ListState<ID> {
        get { lists[section] ?? ListState(sort: section.firstSort) }
        set { lists[section] = newValue }
    }

    /// Takes all rows of the section in sight, and shows those that are wanted.
    mutating func take(_ all: [SectionRow<ID>], isVanishing: Bool, where isShown: (SectionRow<ID>) -> Bool) {
        var list = list
        let column = list.sort.column
        let shown = all.filter { row in (!list.isFaultsOnly || row.isFaulty) && isShown(row) }
        let order = shown.ordered(list.sort, id: \.id, name: \.name) { $0.cell(column)?.key ?? .unknown }
        list.replace(order, isVanishing: isVanishing)
        rows = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        if !list.marks.isEmpty { list.marks.formIntersection(rows.keys) }
        self.list = list
    }

    /// The section so many to the right, and round.
    func section(by count: Int) -> ID.Section {
        let all = Array(ID.Section.allCases)
        let at = all.firstIndex(of: section) ?? 0
        return all[((at + count) % all.count + all.count) % all.count]
    }

    /// All marked rows.
    func marked() -> [SectionRow<ID>] { list.marks.sorted().compactMap { rows[$0] } }
}

extension String {
    /// `SEEN BY` as `Seen by`, words that are no more than initials as they are.
    fileprivate var capitalisedWord: String {
        guard uppercased() == self, count > 3 else { return self }
        return prefix(1) + dropFirst().lowercased()
    }
}
