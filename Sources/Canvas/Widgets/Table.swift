/// Columns beside each other, and what orders the rows.
public struct Table<Row>: Sendable {
    /// Where a column came to stand.
    public struct Placed: Hashable, Sendable {
        /// The index of the column.
        public let index: Int
        /// Cells right of the table's left edge.
        public let offset: Int
        /// Its width in cells.
        public let width: Int
    }

    /// What is shown, from left to right.
    public var columns: [Column<Row>]
    /// The column that the rows are sorted by, marked in the header; `nil` for none.
    public var sortedBy: String?
    /// Whether the largest comes first.
    public var isDescending: Bool
    /// Cells between two columns.
    public var spacing: Int
    /// Whether three cells at the left hold cursor and mark.
    public var hasGutter: Bool

    /// A table of columns, the most important order as shown.
    public init(
        _ columns: [Column<Row>],
        sortedBy: String? = nil,
        isDescending: Bool = false,
        spacing: Int = 1,
        hasGutter: Bool = true
    ) {
        self.columns = columns
        self.sortedBy = sortedBy
        self.isDescending = isDescending
        self.spacing = spacing
        self.hasGutter = hasGutter
    }

    /// Which columns a width has room for, and how wide each becomes.
    ///
    /// Columns leave by priority until the least widths fit, the later of equals first; then those that stay grow to
    /// what they prefer, the important ones first, and at last to their most.
    public func layout(width: Int) -> [Placed] {
        let gutter = hasGutter ? 3 : 0
        let room = max(0, width - gutter)
        var shown = Array(columns.indices)
        func used(_ widths: [Int]) -> Int { widths.reduce(0, +) + spacing * max(0, widths.count - 1) }
        while used(shown.map { columns[$0].minimum }) > room {
            guard let worst = shown.max(by: { (columns[$0].priority, $0) < (columns[$1].priority, $1) }),
                columns[worst].priority > 0
            else { break }
            shown.removeAll { $0 == worst }
        }
        var widths = shown.map { columns[$0].minimum }
        var left = room - used(widths)
        let order = shown.indices.sorted { (columns[shown[$0]].priority, $0) < (columns[shown[$1]].priority, $1) }
        for wanted in [\Column<Row>.preferred, \Column<Row>.maximum] {
            for position in order where left > 0 {
                let growth = min(left, columns[shown[position]][keyPath: wanted] - widths[position])
                widths[position] += growth
                left -= growth
            }
        }
        var offset = gutter
        return zip(shown, widths).compactMap { index, wide in
            defer { offset += wide + spacing }
            let fitting = min(wide, width - offset)
            return fitting > 0 ? Placed(index: index, offset: offset, width: fitting) : nil
        }
    }
}

extension Frame {
    /// Draws a table: a header line, and below it the rows from an offset on.
    ///
    /// - Parameters:
    ///   - top: The index of the first row shown, see ``scrollOffset(_:selected:visible:count:)``.
    ///   - selected: The index of the row in reverse video; `nil` for none.
    ///   - isMarked: Whether a row carries a mark.
    public mutating func draw<Row>(
        _ table: Table<Row>,
        rows: [Row],
        in rect: Rect,
        top: Int = 0,
        selected: Int? = nil,
        glyphs: GlyphSet = .block,
        isMarked: (Row) -> Bool = { _ in false }
    ) {
        guard !rect.isEmpty else { return }
        let placed = table.layout(width: rect.columns)
        drawHeader(table, placed, in: rect, glyphs: glyphs)
        for line in 1..<max(1, rect.rows) {
            let index = top + line - 1
            guard index >= 0, index < rows.count else { break }
            let row = rect.row + line
            for place in placed {
                let column = table.columns[place.index]
                write(
                    fitting: column.text(rows[index], place.width),
                    column: rect.column + place.offset,
                    row: row,
                    width: place.width,
                    alignment: column.alignment,
                    cut: column.cut,
                    style: column.style(rows[index]),
                    glyphs: glyphs
                )
            }
            if table.hasGutter, isMarked(rows[index]), rect.columns > 1 {
                self[rect.column + 1, row] = Cell(glyphs[.mark], Style(.mark))
            }
            guard index == selected else { continue }
            if table.hasGutter { self[rect.column, row] = Cell(glyphs[.cursor], Style(.select)) }
            restyle(Rect(column: rect.column, row: row, columns: rect.columns, rows: 1), reversed: true)
        }
    }

    private mutating func drawHeader<Row>(
        _ table: Table<Row>,
        _ placed: [Table<Row>.Placed],
        in rect: Rect,
        glyphs: GlyphSet
    ) {
        fill(Rect(column: rect.column, row: rect.row, columns: rect.columns, rows: 1), style: Style(.header))
        for place in placed {
            let column = table.columns[place.index]
            let isSorted = column.id == table.sortedBy
            let sign = isSorted ? glyphs.text(table.isDescending ? .descending : .ascending) : ""
            let title = fit(column.title, place.width - TextWidth.of(sign), glyphs: glyphs) + sign
            write(
                fitting: title,
                column: rect.column + place.offset,
                row: rect.row,
                width: place.width,
                alignment: column.alignment,
                style: Style(.header),
                glyphs: glyphs
            )
        }
    }
}
