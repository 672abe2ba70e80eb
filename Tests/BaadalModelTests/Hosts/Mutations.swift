/// Text that was damaged, the same way in each run.
struct Mutations: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }

    private static let pieces = [
        "\n", "\n\n", "\r\n", "\0", " ", "\t", ":", "=", "=== ", "=== end ", "=== end 0\n", "-", "-1", "[", "]", "{",
        "}",
        "\"", "\\", "\\u", "\\ud800", "\\ud800\\u0000", ",", "1e999", "1e-999", "nan", "inf", "0x", "é", "e\u{301}",
        "\u{2028}", "\u{202e}", "\u{1b}[2J", "18446744073709551616", "18446744073709551615", "9223372036854775807",
        "-9223372036854775808", "99999999999999999999999999999999", "", ".", "..", "/", "device", "lower",
    ]

    /// A text with some of its bytes taken out, doubled, changed, or strange ones put in.
    mutating func mutate(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...8, using: &self) {
            let place = Int.random(in: 0...bytes.count, using: &self)
            let end = min(bytes.count, place + Int.random(in: 0...40, using: &self))
            switch Int.random(in: 0..<5, using: &self) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &self))
            case 2: bytes.insert(contentsOf: (Self.pieces.randomElement(using: &self) ?? "").utf8, at: place)
            case 3 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &self)
            default: bytes.replaceSubrange(place..<end, with: (Self.pieces.randomElement(using: &self) ?? "").utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
