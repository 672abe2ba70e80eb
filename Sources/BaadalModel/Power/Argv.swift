/// A program and its arguments, each of them data: no shell ever reads them.
public struct Argv: Hashable, Sendable {
    /// The program's absolute path and what follows it.
    public let arguments: [String]

    /// Takes an absolute path and up to 63 arguments of printable text, 4,096 bytes in all.
    ///
    /// - Parameter field: What the program is for, for the message.
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(_ arguments: [String], _ field: String) throws(CloudError) {
        let size = arguments.reduce(0) { $0 + $1.utf8.count + 1 }
        guard let program = arguments.first, program.hasPrefix("/"), arguments.count <= 64, size <= 4096 else {
            throw .badValue(
                name: field,
                value: arguments.joined(separator: " ").shortened,
                accepted: "an absolute path of a program and up to 63 arguments, 4096 bytes in all, is accepted"
            )
        }
        for argument in arguments { _ = try checkedWords(argument, field, atMost: 4096) }
        self.arguments = arguments
    }

    /// Reads words separated by spaces.
    ///
    /// Between single quotes, and after a backslash outside of them, every character stands for itself. Nothing else
    /// has a meaning: no variables, no patterns, no redirections.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(parsing text: String, _ field: String) throws(CloudError) {
        guard text.utf8.count <= 4 * 4096, let words = Self.split(text) else {
            throw .badValue(
                name: field,
                value: text.shortened,
                accepted: "words separated by spaces are accepted, each single quote closed by another"
            )
        }
        try self.init(words, field)
    }

    // By scalars: a character may join a quote with what follows it.
    private static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        var isWord = false
        var isQuoted = false
        var isEscaped = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case _ where isEscaped:
                word.append(scalar)
                isEscaped = false
            case "'": isQuoted.toggle()
            case "\\" where !isQuoted: isEscaped = true
            case " " where !isQuoted:
                if isWord { words.append(String(word)) }
                word = .init()
            default: word.append(scalar)
            }
            isWord = isQuoted || scalar != " " || !word.isEmpty
        }
        guard !isQuoted, !isEscaped else { return nil }
        if isWord { words.append(String(word)) }
        return words
    }
}

extension Argv: CustomStringConvertible {
    /// The words as ``init(parsing:_:)`` reads them, those in single quotes that would not be plain otherwise.
    public var description: String { arguments.map(quoted).joined(separator: " ") }
}

/// A word in single quotes where it is not plain, so that people and shells read it as one.
func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_-./:=,+@%".utf8.contains(byte)
        }
    }
    guard !isPlain || word.isEmpty else { return word }
    var scalars = String.UnicodeScalarView("'".unicodeScalars)
    for scalar in word.unicodeScalars {
        if scalar == "'" { scalars.append(contentsOf: "'\\''".unicodeScalars) } else { scalars.append(scalar) }
    }
    scalars.append("'")
    return String(scalars)
}

extension String {
    /// The text's beginning, as much as a message takes.
    var shortened: String { String(prefix(60)) }
}
