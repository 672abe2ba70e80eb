/// A sign of the screen that a plain terminal shows by another.
public enum Glyph: Int, CaseIterable, Hashable, Sendable {
    /// States of things: running or up, stopped, paused, not known, failed or down.
    case active, inactive, paused, unknown, failed
    /// The row that the cursor is on, and one that is marked.
    case cursor, mark
    /// A task at work, and one that waits.
    case working, waiting
    /// No value; a cut; an age.
    case none, ellipsis, about
    case arrowUp, arrowDown, arrowLeft, arrowRight
    case ascending, descending
    /// Between two parts of a line.
    case separator
    /// Children in a tree, and groups that are open and closed.
    case branch, lastBranch, open, closed
    /// A dot in the middle, as between words.
    case dot
}

/// The scalars that a terminal can show.
///
/// All are one cell wide.
public enum GlyphSet: String, CaseIterable, Hashable, Sendable {
    /// Everything of ``block``, and charts of eight dots a cell.
    case braille
    /// Frames, eighths of blocks and signs.
    case block
    /// Printable ASCII only.
    case ascii

    /// The scalar of a sign.
    public subscript(glyph: Glyph) -> Unicode.Scalar {
        self == .ascii ? Self.asciiSigns[glyph.rawValue] : Self.signs[glyph.rawValue]
    }

    /// A sign as text.
    public func text(_ glyph: Glyph) -> String { String(Character(self[glyph])) }

    private static let signs = Array("●○‖?✗▶✓▶⧗—…~↑↓←→▲▼│├└▾▸·".unicodeScalars)
    private static let asciiSigns = Array("*o=?x>+>w-~~^v<>^v||`v>.".unicodeScalars)

    /// Eight heights of a sparkline, lowest first.
    public var ramp: [Unicode.Scalar] { self == .ascii ? Self.asciiRamp : Self.blockRamp }
    private static let blockRamp = Array("▁▂▃▄▅▆▇█".unicodeScalars)
    private static let asciiRamp = Array(" .:-=+*#".unicodeScalars)

    /// Stands in a sparkline for a step of which nothing is known.
    public var gap: Unicode.Scalar { self == .ascii ? "?" : "·" }

    /// The lines of frames.
    public var lines: FrameLines { self == .ascii ? .ascii : .light }
}

/// The scalars that frames are drawn with.
public struct FrameLines: Hashable, Sendable {
    public let horizontal: Unicode.Scalar, vertical: Unicode.Scalar
    public let topLeft: Unicode.Scalar, topRight: Unicode.Scalar
    public let bottomLeft: Unicode.Scalar, bottomRight: Unicode.Scalar
    /// Where a line joins from the side that the name does not say, as `├` for ``teeLeft``.
    public let teeLeft: Unicode.Scalar, teeRight: Unicode.Scalar, teeTop: Unicode.Scalar, teeBottom: Unicode.Scalar
    /// A fault.
    public let cross: Unicode.Scalar

    static let light = FrameLines(
        horizontal: "─",
        vertical: "│",
        topLeft: "┌",
        topRight: "┐",
        bottomLeft: "└",
        bottomRight: "┘",
        teeLeft: "├",
        teeRight: "┤",
        teeTop: "┬",
        teeBottom: "┴",
        cross: "┼"
    )
    static let ascii = FrameLines(
        horizontal: "-",
        vertical: "|",
        topLeft: "+",
        topRight: "+",
        bottomLeft: "+",
        bottomRight: "+",
        teeLeft: "+",
        teeRight: "+",
        teeTop: "+",
        teeBottom: "+",
        cross: "+"
    )
}

extension Frame {
    /// Draws a frame along the edge of a part, with a title in its top line and another at that line's right end.
    ///
    /// - Returns: The part inside.
    @discardableResult
    public mutating func box(
        _ rect: Rect,
        style: Style = Style(.border),
        glyphs: GlyphSet = .block,
        title: [Span] = [],
        trailing: [Span] = []
    ) -> Rect {
        guard rect.columns >= 2, rect.rows >= 2 else {
            return Rect(column: rect.column, row: rect.row, columns: 0, rows: 0)
        }
        let lines = glyphs.lines
        let right = rect.endColumn - 1
        let bottom = rect.endRow - 1
        for row in [rect.row, bottom] {
            fill(Rect(column: rect.column, row: row, columns: rect.columns, rows: 1), lines.horizontal, style: style)
        }
        for column in [rect.column, right] {
            fill(Rect(column: column, row: rect.row, columns: 1, rows: rect.rows), lines.vertical, style: style)
        }
        self[rect.column, rect.row] = Cell(lines.topLeft, style)
        self[right, rect.row] = Cell(lines.topRight, style)
        self[rect.column, bottom] = Cell(lines.bottomLeft, style)
        self[right, bottom] = Cell(lines.bottomRight, style)
        let room = max(0, rect.columns - 4)
        let end = min(room, trailing.reduce(0) { $0 + TextWidth.of($1.text) })
        write(trailing, column: right - 1 - end, row: rect.row, width: end)
        write(title, column: rect.column + 1, row: rect.row, width: max(0, room - end + 1))
        return rect.inset()
    }
}
