import Canvas
import Testing

@testable import Curses

@Suite struct KeyDecoderTests {
    private func keys(_ text: String) -> [Key] {
        var decoder = KeyDecoder()
        return decoder.keys(text.unicodeScalars.map { .plain($0.value) })
    }

    @Test(arguments: [
        ("a", [Key.character("a")]), ("\u{E9}", [.character("\u{E9}")]), ("\r", [.enter]), ("\t", [.tab]),
        ("\u{7F}", [.backspace]), ("\u{8}", [.backspace]), ("\u{3}", [.control("c")]), ("\u{1B}", [.escape]),
        ("\u{0}", []),
        ("\u{1B}\u{1B}", [.escape, .escape]),
    ])
    func `characters are keys`(text: String, expected: [Key]) { #expect(keys(text) == expected) }

    @Test(arguments: [
        ("\u{1B}[A", [Key.up]), ("\u{1B}OB", [.down]), ("\u{1B}[C", [.right]), ("\u{1B}[H", [.home]),
        ("\u{1B}[Z", [.backTab]),
    ])
    func `cursor keys are known in both forms`(text: String, expected: [Key]) { #expect(keys(text) == expected) }

    @Test(arguments: ["\u{1B}[1;5C", "\u{1B}[200~", "\u{1B}[<0;10;5M", "\u{1B}K", "\u{1B}OS", "\u{1B}[99", "\u{1B}O"])
    func `a sequence that is not known is no key at all`(text: String) {
        #expect(keys(text) == [])
        #expect(
            keys(text.hasSuffix("M") || text.hasSuffix("~") || text.hasSuffix("C") ? text + "q" : "q") == [
                .character("q")
            ]
        )
    }

    @Test func `a paste arrives in order`() {
        let text = String(repeating: "start lab-07; ", count: 50)
        #expect(keys(text) == text.map { .character($0) })
    }

    @Test func `keys of ncurses are mapped by their codes`() {
        let codes: [Int32] = [0o402, 0o403, 0o404, 0o405, 0o406, 0o550, 0o522, 0o523, 0o512, 0o407, 0o411, 0o424]
        let expected: [Key] = [
            .down, .up, .left, .right, .home, .end, .pageDown, .pageUp, .delete, .backspace, .function(1),
            .function(12),
        ]
        var decoder = KeyDecoder()
        #expect(decoder.keys(codes.map { .special($0) }) == expected)
    }

    @Test(arguments: ["\u{1B}OS", "\u{1B}[1;5C", "\u{1B}[200~", "\u{1B}[15~", "\u{1B}[<0;10;5M"])
    func `a sequence that comes in pieces is no key either`(text: String) {
        let inputs = text.unicodeScalars.map { KeyDecoder.Input.plain($0.value) }
        for cut in 2..<inputs.count {
            var decoder = KeyDecoder()
            #expect(decoder.keys(Array(inputs[..<cut])) == [])
            #expect(decoder.isWaiting)
            #expect(decoder.keys(inputs[cut...] + [.plain(0x71)]) == [.character("q")])
            #expect(!decoder.isWaiting)
        }
    }

    @Test func `the end of a sequence that never comes is not waited for`() {
        var decoder = KeyDecoder()
        #expect(decoder.keys([.plain(0x1B), .plain(0x4F)]) == [])
        decoder.drop()
        #expect(decoder.keys([.plain(0x71)]) == [.character("q")])
    }
}
