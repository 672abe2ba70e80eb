import Testing

@testable import baadal

@Suite struct HostilePrintTests {
    @Test func `ten thousand texts cannot move the cursor, in words or in JSON`() {
        var generator = SystemRandomNumberGenerator()
        let marks: [Unicode.Scalar] = [
            "\u{1B}", "\0", "\n", "\r", "\t", "\u{7}", "\u{8}", "\u{7F}", "\u{9B}", "\u{90}", "\u{202E}", "\u{2066}",
            "\u{200F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{E000}", "\u{FFFF}", "\u{E0041}", "\"", "\\", "'", "$",
            "[", "a", "é", "漢",
        ]
        for _ in 0..<10_000 {
            var text = ""
            for _ in 0..<Int.random(in: 1...30, using: &generator) {
                text.unicodeScalars.append(marks.randomElement(using: &generator) ?? "a")
            }
            let (shown, json) = (Printable.text(text), "\(JSON.text(text))")
            #expect(!shown.unicodeScalars.contains(where: Printable.isUnsafe), "\(text.debugDescription)")
            #expect(!json.unicodeScalars.contains(where: Printable.isUnsafe), "\(text.debugDescription)")
            #expect(Printable.text(shown) == shown)
        }
    }
}
