/// What fills one character cell of the screen.
public struct Cell: Hashable, Sendable {
    /// A printable scalar. The second cell of a wide one holds ``continuation``.
    public var scalar: Unicode.Scalar
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
    public let columns: Int
    public let rows: Int
    public private(set) var cells: [Cell]

    /// An empty frame.
    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = Array(repeating: Cell(" ", Style(.text)), count: max(0, columns) * max(0, rows))
    }

    /// The cell in a column and row, counted from 0 at the top left. Writing outside the frame does nothing.
    public subscript(column: Int, row: Int) -> Cell {
        get { cells[row * columns + column] }
        set {
            guard column >= 0, column < columns, row >= 0, row < rows else { return }
            cells[row * columns + column] = newValue
        }
    }
}

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
