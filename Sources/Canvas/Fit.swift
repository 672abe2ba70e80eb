/// Where a text that is too long loses its middle or its end.
public enum Cut: Hashable, Sendable {
    case end
    /// As `web-prod…-03`: the head and the tail of a name tell more than its middle.
    case middle
}

/// To which side of its cells a text leans.
public enum Alignment: Hashable, Sendable {
    case left, right
}

/// Cuts a text to a width in cells, with an ellipsis where something is missing.
///
/// Shorter text is returned as it is.
public func fit(_ text: String, _ width: Int, cut: Cut = .end, glyphs: GlyphSet = .block) -> String {
    guard text.utf8.count > width || !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    guard TextWidth.of(text) > width else { return text }
    guard width > 1 else { return width == 1 ? glyphs.text(.ellipsis) : "" }
    let tail = cut == .middle ? (width - 1) / 3 : 0
    var result = head(text.unicodeScalars, width - 1 - tail)
    result.append(glyphs[.ellipsis])
    result.append(contentsOf: head(text.unicodeScalars.reversed(), tail).reversed())
    return String(result)
}

/// The first scalars that fill no more than a width.
private func head(_ scalars: some Sequence<Unicode.Scalar>, _ width: Int) -> String.UnicodeScalarView {
    var result = String.UnicodeScalarView()
    var used = 0
    for scalar in scalars {
        used += TextWidth.of(scalar)
        guard used <= width else { break }
        result.append(scalar)
    }
    return result
}

/// Cuts or fills a text to exactly a width in cells.
public func pad(
    _ text: String,
    _ width: Int,
    _ alignment: Alignment = .left,
    cut: Cut = .end,
    glyphs: GlyphSet = .block
) -> String {
    let cutText = fit(text, width, cut: cut, glyphs: glyphs)
    let space = String(repeating: " ", count: max(0, width - TextWidth.of(cutText)))
    return alignment == .left ? cutText + space : space + cutText
}

extension Frame {
    /// Writes text into exactly a width: cut with an ellipsis, or leaning to one side with the rest left as it is.
    public mutating func write(
        fitting text: String,
        column: Int,
        row: Int,
        width: Int,
        alignment: Alignment = .left,
        cut: Cut = .end,
        style: Style = Style(.text),
        glyphs: GlyphSet = .block
    ) {
        let shown = fit(text, width, cut: cut, glyphs: glyphs)
        let left = alignment == .left ? column : column + max(0, width - TextWidth.of(shown))
        write(shown, column: left, row: row, style: style, width: column + width - left)
    }
}
