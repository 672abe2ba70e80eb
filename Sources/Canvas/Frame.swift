/// What fills one character cell of the screen.
public struct Cell: Hashable, Sendable {
    /// A printable scalar.
    ///
    /// The second cell of a wide one holds ``continuation``.
    public var scalar: Unicode.Scalar
    /// How it looks.
    public var style: Style

    /// Stands in the second cell of a scalar that is two cells wide.
    public static let continuation: Unicode.Scalar = "\u{0}"

    /// A cell that shows a scalar.
    public init(_ scalar: Unicode.Scalar, _ style: Style) {
        self.scalar = scalar
        self.style = style
    }
}

/// A rectangle of cells: everything that one drawing of the screen shows.
public struct Frame: Hashable, Sendable {
    /// Its width in cells.
    public let columns: Int
    /// Its height in cells.
    public let rows: Int
    /// All cells, row by row.
    public internal(set) var cells: [Cell]

    /// An empty frame.
    public init(columns: Int, rows: Int) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
        cells = Array(repeating: Cell(" ", Style(.text)), count: self.columns * self.rows)
    }

    /// All of the frame.
    public var bounds: Rect { Rect(column: 0, row: 0, columns: columns, rows: rows) }

    /// The cell in a column and row, counted from 0 at the top left.
    ///
    /// Outside the frame, reading gives a blank and writing does nothing.
    public subscript(column: Int, row: Int) -> Cell {
        get {
            guard column >= 0, column < columns, row >= 0, row < rows else { return Cell(" ", Style(.text)) }
            return cells[row * columns + column]
        }
        set {
            guard column >= 0, column < columns, row >= 0, row < rows else { return }
            cells[row * columns + column] = newValue
        }
    }
}
