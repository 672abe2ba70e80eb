/// One line of text that is being typed.
public struct TextField: Hashable, Sendable {
    /// What has been typed.
    public private(set) var text: String
    /// Characters before the cursor.
    public private(set) var cursor: Int

    /// A field with the cursor at the end of its text.
    public init(_ text: String = "") {
        self.text = text
        cursor = text.count
    }

    /// Bytes that a field holds.
    public static let limit = 1024

    /// Replaces the text and puts the cursor at its end.
    public mutating func set(_ newText: String) { self = TextField(newText) }

    /// Puts text in at the cursor.
    ///
    /// What goes beyond ``limit`` is left out: a paste of a whole file would be drawn character by character.
    public mutating func insert(_ inserted: String) {
        guard text.utf8.count + inserted.utf8.count <= Self.limit else { return }
        text.insert(contentsOf: inserted, at: index(cursor))
        cursor += inserted.count
    }

    /// Edits by a key.
    ///
    /// - Returns: False for keys that mean nothing here, such as Enter and Escape.
    public mutating func handle(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(text.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = text.count
        case .backspace: remove(from: cursor - 1, to: cursor)
        case .delete: remove(from: cursor, to: cursor + 1)
        case .control("u"): remove(from: 0, to: cursor)
        case .control("k"): remove(from: cursor, to: text.count)
        case .control("w"): remove(from: wordStart, to: cursor)
        case .control, .up, .down, .pageUp, .pageDown, .enter, .escape, .tab, .backTab, .insert, .function: return false
        }
        return true
    }

    private func index(_ offset: Int) -> String.Index {
        text.index(text.startIndex, offsetBy: offset, limitedBy: text.endIndex) ?? text.endIndex
    }

    private mutating func remove(from start: Int, to end: Int) {
        let first = max(0, start)
        let last = min(text.count, end)
        guard first < last else { return }
        text.removeSubrange(index(first)..<index(last))
        cursor = first
    }

    /// Where the word before the cursor begins.
    private var wordStart: Int {
        var characters = Array(text.prefix(cursor))
        while characters.last == " " { characters.removeLast() }
        while let last = characters.last, last != " " { characters.removeLast() }
        return characters.count
    }
}

extension Frame {
    /// Draws a field, moved sideways so that the cursor is in sight.
    ///
    /// - Parameter hasFocus: Whether the cell of the cursor is in reverse video.
    public mutating func draw(
        _ field: TextField,
        column: Int,
        row: Int,
        width: Int,
        hasFocus: Bool = true,
        style: Style = Style(.input)
    ) {
        guard width > 0 else { return }
        fill(Rect(column: column, row: row, columns: width, rows: 1), style: style)
        var hidden = 0
        var before = TextWidth.of(field.text.prefix(field.cursor))
        for character in field.text where before >= width {
            before -= TextWidth.of(String(character))
            hidden += 1
        }
        write(String(field.text.dropFirst(hidden)), column: column, row: row, style: style, width: width)
        guard hasFocus else { return }
        restyle(Rect(column: column + before, row: row, columns: 1, rows: 1), reversed: !style.isReversed)
    }
}
