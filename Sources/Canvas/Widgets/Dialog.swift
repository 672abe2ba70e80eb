/// A box over the screen that says or asks something.
public struct Dialog: Hashable, Sendable {
    /// What is asked.
    public var title: String
    /// What is said about it, a line each.
    public var lines: [[Span]]
    /// What can be answered, from left to right.
    public var buttons: [String]
    /// The index of the button that Enter presses; `nil` where a text field has the focus.
    public var focused: Int?
    /// The role of its frame, as ``Role/warn`` where it asks about something dangerous.
    public var role: Role

    /// A box of lines and buttons.
    public init(
        title: String,
        lines: [[Span]],
        buttons: [String] = [],
        focused: Int? = nil,
        role: Role = .dialog
    ) {
        self.title = title
        self.lines = lines
        self.buttons = buttons
        self.focused = focused
        self.role = role
    }
}

extension Frame {
    /// Draws a dialog in the middle of a part, as large as it needs, cut where there is less room.
    ///
    /// - Returns: The part that its lines are in, for a field to be drawn over one of them.
    @discardableResult
    public mutating func draw(_ dialog: Dialog, in rect: Rect, glyphs: GlyphSet = .block) -> Rect {
        let buttonLine = dialog.buttons.reduce(0) { $0 + TextWidth.of($1) + 5 }
        let widest = dialog.lines.map { $0.reduce(0) { $0 + TextWidth.of($1.text) } }.max() ?? 0
        let wide = max(widest, buttonLine, TextWidth.of(dialog.title) + 2) + 4
        let high = dialog.lines.count + 2 + (dialog.buttons.isEmpty ? 0 : 2)
        let outer = rect.centred(columns: wide, rows: high)
        fill(outer, style: Style(.dialog))
        let inner = box(
            outer,
            style: Style(dialog.role),
            glyphs: glyphs,
            title: dialog.title.isEmpty ? [] : [Span(" \(dialog.title) ", .title)]
        ).inset(columns: 1, rows: 0)
        let room = dialog.buttons.isEmpty ? inner.rows : max(0, inner.rows - 2)
        for (index, line) in dialog.lines.prefix(room).enumerated() {
            write(line, column: inner.column, row: inner.row + index, width: inner.columns)
        }
        var at = max(inner.column, inner.endColumn - buttonLine)
        for (index, button) in dialog.buttons.enumerated() where inner.rows > 0 {
            let style = Style(.key, reversed: index == dialog.focused)
            let left = inner.endColumn - at
            at += write("[ \(button) ]", column: at, row: inner.endRow - 1, style: style, width: left) + 1
        }
        return Rect(column: inner.column, row: inner.row, columns: inner.columns, rows: room)
    }
}
