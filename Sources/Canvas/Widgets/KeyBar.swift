/// A key and what it does, in few words.
public struct KeyHint: Hashable, Sendable {
    /// The key, as it is printed on the keyboard.
    public var key: String
    /// What the key does, in a word or two.
    public var label: String

    /// A hint, as `S` and `start`.
    public init(_ key: String, _ label: String) {
        self.key = key
        self.label = label
    }
}

extension Frame {
    /// Draws a line of hints; those that do not fit whole are left out, from the last on.
    ///
    /// - Parameter trailing: What stands at the right end. It goes first.
    public mutating func draw(
        _ hints: [KeyHint],
        column: Int,
        row: Int,
        width: Int,
        trailing: [Span] = []
    ) {
        fill(Rect(column: column, row: row, columns: width, rows: 1), style: Style(.label))
        let end = min(width, trailing.reduce(0) { $0 + TextWidth.of($1.text) })
        write(trailing, column: column + width - end, row: row, width: end)
        var at = column + 1
        let limit = column + width - end - (end > 0 ? 1 : 0)
        for hint in hints {
            let needed = TextWidth.of(hint.key) + 1 + TextWidth.of(hint.label)
            guard at + needed <= limit else { break }
            at += write(hint.key, column: at, row: row, style: Style(.key))
            at += write(" \(hint.label)", column: at, row: row, style: Style(.label)) + 2
        }
    }
}
