/// A piece of a line in one style.
public struct Span: Hashable, Sendable {
    /// What is written.
    public var text: String
    /// How it looks.
    public var style: Style

    /// Text as a theme has that role.
    public init(_ text: String, _ role: Role = .text, reversed: Bool = false) {
        self.text = text
        style = Style(role, reversed: reversed)
    }
}

extension Frame {
    /// Writes text from a cell rightward, cut at the frame's edge or at a width.
    ///
    /// Controls and other unprintables show as U+FFFD, so that no text can reach the terminal as a command. Combining
    /// marks are left out. A wide scalar takes two cells; where only one is left it becomes `?`.
    ///
    /// - Parameter width: The most cells to use; `nil` for all up to the frame's edge.
    /// - Returns: The cells used.
    @discardableResult
    public mutating func write(
        _ text: String,
        column: Int,
        row: Int,
        style: Style = Style(.text),
        width: Int? = nil
    ) -> Int {
        guard row >= 0, row < rows, column < columns else { return 0 }
        let end = width.map { $0 < columns - column ? column + $0 : columns } ?? columns
        guard end > column else { return 0 }
        let start = row * columns
        var at = column
        mend(row: row, column: column)
        for scalar in text.unicodeScalars {
            guard at < end else { break }
            if scalar.value >= 0x20, scalar.value < 0x7F {
                if at >= 0 { cells[start + at] = Cell(scalar, style) }
                at += 1
                continue
            }
            let size = TextWidth.of(scalar)
            guard size > 0 else { continue }
            if size == 2, at + 1 < end, at >= 0 {
                cells[start + at] = Cell(TextWidth.shown(scalar), style)
                cells[start + at + 1] = Cell(Cell.continuation, style)
                at += 2
            } else {
                if at >= 0 { cells[start + at] = Cell(size == 2 ? "?" : TextWidth.shown(scalar), style) }
                at += 1
            }
        }
        sweep(row: row, column: at)
        return at - column
    }

    /// Writes pieces one after the other.
    ///
    /// - Returns: The cells used.
    @discardableResult
    public mutating func write(_ spans: [Span], column: Int, row: Int, width: Int? = nil) -> Int {
        var at = column
        let end = column + min(width ?? columns, columns)
        for span in spans where at < end {
            at += write(span.text, column: at, row: row, style: span.style, width: end - at)
        }
        return at - column
    }

    /// Fills a part with one narrow scalar.
    public mutating func fill(_ rect: Rect, _ scalar: Unicode.Scalar = " ", style: Style = Style(.text)) {
        let part = rect.intersection(bounds)
        guard !part.isEmpty else { return }
        let cell = Cell(TextWidth.of(scalar) == 1 ? TextWidth.shown(scalar) : "?", style)
        for row in part.row..<part.endRow {
            mend(row: row, column: part.column)
            for at in row * columns + part.column..<row * columns + part.endColumn { cells[at] = cell }
            sweep(row: row, column: part.endColumn)
        }
    }

    /// Gives the cells of a part another role, or turns them to reverse video, and leaves what they show.
    ///
    /// - Parameters:
    ///   - role: `nil` leaves the roles.
    ///   - reversed: `nil` leaves them as they are.
    public mutating func restyle(_ rect: Rect, role: Role? = nil, reversed: Bool? = nil) {
        let part = rect.intersection(bounds)
        guard !part.isEmpty else { return }
        for row in part.row..<part.endRow {
            for at in row * columns + part.column..<row * columns + part.endColumn {
                if let role { cells[at].style.role = role }
                if let reversed { cells[at].style.isReversed = reversed }
            }
        }
    }

    /// Lays another frame over this one, its top left cell in a column and row.
    public mutating func paste(_ other: Frame, column: Int, row: Int) {
        let part = Rect(column: column, row: row, columns: other.columns, rows: other.rows).intersection(bounds)
        guard !part.isEmpty else { return }
        for line in part.row..<part.endRow {
            mend(row: line, column: part.column)
            for at in part.column..<part.endColumn { self[at, line] = other[at - column, line - row] }
            sweep(row: line, column: part.endColumn)
        }
    }

    /// Blanks the left half of a wide scalar whose right half is about to be overwritten.
    private mutating func mend(row: Int, column: Int) {
        guard column > 0, column < columns, self[column, row].scalar == Cell.continuation else { return }
        cells[row * columns + column - 1].scalar = " "
    }

    /// Blanks the right half of a wide scalar whose left half was overwritten.
    private mutating func sweep(row: Int, column: Int) {
        guard column > 0, column < columns, self[column, row].scalar == Cell.continuation else { return }
        guard TextWidth.of(self[column - 1, row].scalar) != 2 else { return }
        cells[row * columns + column].scalar = " "
    }
}
