import Testing

@testable import Canvas

@Suite struct ExportTests {
    private var frame: Frame {
        var frame = Frame(columns: 6, rows: 2)
        frame.write("a<b", column: 0, row: 0, style: Style(.bad))
        frame.write("\u{4E2D}", column: 0, row: 1, style: Style(.ok, reversed: true))
        return frame
    }

    @Test func `text with colours has a line a row and ends each plain`() {
        let lines = frame.ansi(.dark, depth: .palette).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.hasSuffix("\u{1B}[0m") })
        #expect(lines[0].contains("\u{1B}[0;1;38;5;203ma<b"))
        #expect(lines[1].contains(";7;38;5;"))
    }

    @Test func `direct colour is told in three parts, and none not at all`() {
        #expect(frame.ansi(.dark, depth: .direct).contains("38;2;255;107;107"))
        #expect(!frame.ansi(.dark, depth: .none).contains("38"))
    }

    @Test func `a picture escapes what XML would read`() {
        let picture = frame.svg(.dark)
        #expect(picture.contains("a&lt;b"))
        #expect(!picture.contains("a<b"))
        #expect(picture.hasPrefix("<svg") && picture.hasSuffix("</svg>"))
        #expect(picture.contains("textLength=\"24\""))
    }
}
