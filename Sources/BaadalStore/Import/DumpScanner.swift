internal import BaadalModel

/// The bytes of a dump, word by word.
///
/// It never looks past the end, and holds no more of a text than its limit.
struct DumpScanner {
    private let bytes: [UInt8]
    private(set) var place = 0

    /// The longest text of one value.
    static let textLimit = 1 << 20

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The byte at hand; `nil` at the end.
    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func byte(after count: Int) -> UInt8? { place + count < bytes.count ? bytes[place + count] : nil }

    /// An error at this place.
    func failure(_ why: String) -> CloudError {
        let line = bytes[..<min(place, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
        return .refused("line \(line) of the dump: \(why)")
    }

    /// Passes over white space and comments.
    mutating func skipSpace() throws(CloudError) {
        while let byte = next {
            if byte <= 32 {
                place += 1
            } else if byte == UInt8(ascii: "#") || isLineComment {
                while let byte = next, byte != UInt8(ascii: "\n") { place += 1 }
            } else if byte == UInt8(ascii: "/"), self.byte(after: 1) == UInt8(ascii: "*") {
                try skipComment()
            } else {
                return
            }
        }
    }

    private var isLineComment: Bool {
        next == UInt8(ascii: "-") && byte(after: 1) == UInt8(ascii: "-") && (byte(after: 2) ?? 10) <= 32
    }

    private mutating func skipComment() throws(CloudError) {
        let start = self
        place += 2
        while let byte = next {
            place += 1
            if byte == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
                place += 1
                return
            }
        }
        throw start.failure("the dump ends within a comment")
    }

    /// Takes a byte where it is at hand.
    mutating func take(_ character: Unicode.Scalar) throws(CloudError) -> Bool {
        try skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    /// Takes a byte that has to be there.
    mutating func need(_ character: Unicode.Scalar) throws(CloudError) {
        guard try take(character) else {
            throw failure(
                next == nil ? "the dump ends where '\(character)' is needed" : "'\(character)' is needed here"
            )
        }
    }

    /// A bare word in upper case; `nil` where none is at hand.
    mutating func word() throws(CloudError) -> String? {
        try skipSpace()
        let start = place
        while let byte = next, Self.isOfWord(byte), place - start < 64 { place += 1 }
        return place > start ? String(decoding: bytes[start..<place], as: UTF8.self).uppercased() : nil
    }

    /// Takes a word where it is at hand.
    mutating func take(word: String) throws(CloudError) -> Bool {
        let before = place
        if try self.word() == word { return true }
        place = before
        return false
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    /// A name, in back quotes or bare.
    mutating func name() throws(CloudError) -> String {
        try skipSpace()
        if next == UInt8(ascii: "`") {
            let name = try quoted(by: UInt8(ascii: "`"), escapes: false)
            guard !name.isEmpty, name.utf8.count <= 64 else { throw failure("a name of 1 to 64 characters is needed") }
            return name
        }
        let start = place
        guard try word() != nil else { throw failure("a name is needed here") }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// What stands between two quotes, doubled ones and escapes resolved.
    mutating func quoted(by quote: UInt8, escapes: Bool = true) throws(CloudError) -> String {
        let start = self
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            if byte == quote {
                guard next == quote else {
                    guard let text = String(validating: text, as: UTF8.self) else {
                        throw start.failure("a text is not UTF-8; a dump with --default-character-set=utf8 is accepted")
                    }
                    return text
                }
                place += 1
                text.append(quote)
            } else if byte == UInt8(ascii: "\\"), escapes {
                guard let escaped = next else { break }
                place += 1
                text += Self.resolved(escaped)
            } else {
                text.append(byte)
            }
            guard text.count <= Self.textLimit else { throw start.failure("a text is longer than 1 MiB") }
        }
        throw start.failure("the dump ends within a text")
    }

    /// What a backslash and a byte stand for in MySQL.
    private static func resolved(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "0"): [0]
        case UInt8(ascii: "b"): [8]
        case UInt8(ascii: "n"): [10]
        case UInt8(ascii: "r"): [13]
        case UInt8(ascii: "t"): [9]
        case UInt8(ascii: "Z"): [26]
        case UInt8(ascii: "%"), UInt8(ascii: "_"): [UInt8(ascii: "\\"), byte]
        default: [byte]
        }
    }

    /// A number; `nil` where none is at hand.
    mutating func number() throws(CloudError) -> OldValue? {
        try skipSpace()
        let start = place
        while let byte = next, "+-.0123456789eE".utf8.contains(byte), place - start < 64 { place += 1 }
        guard place > start else { return nil }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if let number = Int64(text) { return .integer(number) }
        if let number = Double(text), number.isFinite { return .real(number) }
        throw failure("'\(text)' is no number")
    }

    /// Passes over one byte, a text in quotes counting as one.
    mutating func pass() throws(CloudError) {
        guard let byte = next else { throw failure("the dump ends within a statement") }
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): _ = try quoted(by: byte)
        case UInt8(ascii: "`"): _ = try quoted(by: byte, escapes: false)
        default: place += 1
        }
    }
}
