extension Frame {
    /// Writes digits and a few signs five rows high, to be read from across a room.
    ///
    /// Known are the digits, `/`, `%`, `:`, `.` and the blank; anything else is left blank.
    ///
    /// - Returns: The cells used.
    @discardableResult
    public mutating func writeBig(
        _ text: String,
        column: Int,
        row: Int,
        style: Style = Style(.text),
        glyphs: GlyphSet = .block
    ) -> Int {
        var at = column
        let full: Unicode.Scalar = glyphs == .ascii ? "#" : "\u{2588}"
        for character in text {
            let rows = bigShapes[character] ?? ["", "", "", "", ""]
            let width = rows.map(\.count).max() ?? 0
            for (line, shape) in rows.enumerated() {
                for (offset, dot) in shape.enumerated() where dot == "#" {
                    self[at + offset, row + line] = Cell(full, style)
                }
            }
            at += max(width, 2) + 1
        }
        return at - column
    }
}

private let bigShapes: [Character: [String]] = [
    "0": ["####", "#  #", "#  #", "#  #", "####"],
    "1": ["  # ", " ## ", "  # ", "  # ", " ###"],
    "2": ["####", "   #", "####", "#   ", "####"],
    "3": ["####", "   #", " ###", "   #", "####"],
    "4": ["#  #", "#  #", "####", "   #", "   #"],
    "5": ["####", "#   ", "####", "   #", "####"],
    "6": ["####", "#   ", "####", "#  #", "####"],
    "7": ["####", "   #", "  # ", " #  ", " #  "],
    "8": ["####", "#  #", "####", "#  #", "####"],
    "9": ["####", "#  #", "####", "   #", "####"],
    "/": ["   #", "  # ", "  # ", " #  ", "#   "],
    "%": ["#  #", "  # ", " ## ", " #  ", "#  #"],
    ":": ["  ", "# ", "  ", "# ", "  "],
    ".": ["  ", "  ", "  ", "  ", "# "],
    "-": ["   ", "   ", "###", "   ", "   "],
]
