/// A part of a frame.
public struct Rect: Hashable, Sendable {
    public var column: Int, row: Int, columns: Int, rows: Int

    /// A part by its top left cell and its size.
    public init(column: Int, row: Int, columns: Int, rows: Int) {
        self.column = column
        self.row = row
        self.columns = columns
        self.rows = rows
    }
}

extension Rect {
    /// The column right of the last one.
    public var endColumn: Int { column + columns }
    /// The row below the last one.
    public var endRow: Int { row + rows }
    /// True where there is no cell in it.
    public var isEmpty: Bool { columns <= 0 || rows <= 0 }

    /// Whether a cell lies in it.
    public func contains(column: Int, row: Int) -> Bool {
        column >= self.column && column < endColumn && row >= self.row && row < endRow
    }

    /// The part that two have in common; empty where they do not touch.
    public func intersection(_ other: Rect) -> Rect {
        let left = max(column, other.column)
        let top = max(row, other.row)
        return Rect(
            column: left,
            row: top,
            columns: max(0, min(endColumn, other.endColumn) - left),
            rows: max(0, min(endRow, other.endRow) - top)
        )
    }

    /// What is left when as many cells are taken off each side.
    public func inset(columns sides: Int = 1, rows ends: Int = 1) -> Rect {
        Rect(
            column: column + sides,
            row: row + ends,
            columns: max(0, columns - 2 * sides),
            rows: max(0, rows - 2 * ends)
        )
    }

    /// A rectangle of that size in the middle of this one, no larger than it.
    public func centred(columns wanted: Int, rows wantedRows: Int) -> Rect {
        let wide = max(0, min(wanted, columns))
        let high = max(0, min(wantedRows, rows))
        return Rect(column: column + (columns - wide) / 2, row: row + (rows - high) / 2, columns: wide, rows: high)
    }
}
