/// Words that shells, terminals and programs trip over, the same in each run.
struct HostileWords: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }

    mutating func word() -> String {
        let count = Int.random(in: 0...12, using: &self)
        return (0..<count).map { _ in piece() }.joined()
    }

    private mutating func piece() -> String {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: return Self.pieces.randomElement(using: &self) ?? ""
        case 1: return String(UnicodeScalar(UInt8.random(in: 1...127, using: &self)))
        case 2: return String(UnicodeScalar(UInt8.random(in: 128...255, using: &self)))
        default:
            let number = UInt32.random(in: 0x100...0x10ffff, using: &self)
            return UnicodeScalar(number).map(String.init) ?? "'"
        }
    }

    private static let pieces = [
        "'", "''", "'\\''", "\"", "\\", "\\\\", "\\'", "$", "$(id)", "`id`", "${IFS}", "$'\\n'", "\n", "\r\n", "\t",
        " ",
        "-rf", "--", "*", "?", "[a]", "{a,b}", "~", "#", "!", "!!", ";", "&", "|", "<", ">", "(", ")", "=", "%s", "%n",
        "\u{1b}[2J", "\u{301}", "\u{200d}", "\u{2028}", "\u{feff}", "\u{202e}", "e\u{301}",
        "\u{1f469}\u{200d}\u{1f4bb}",
        "\nEOF\n", "; rm -rf /nowhere;", "../", "\u{85}", "\u{ff}",
    ]
}
