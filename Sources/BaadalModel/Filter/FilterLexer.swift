/// A piece of a filter, and the character at which it begins.
struct FilterToken: Hashable {
    enum Kind: Hashable {
        case open, close, not
        case word(String)
        /// In quotes: never a keyword nor a field.
        case quoted(String)
        case pattern(String)
        case comparison(FilterComparison)
    }

    let kind: Kind
    let column: Int
}

/// Cuts a filter into pieces.
struct FilterLexer {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    /// All pieces, in order.
    mutating func tokens() throws(FilterError) -> [FilterToken] {
        var tokens: [FilterToken] = []
        while position < characters.count {
            guard !characters[position].isWhitespace else {
                position += 1
                continue
            }
            let column = position + 1
            tokens.append(FilterToken(kind: try next(), column: column))
        }
        return tokens
    }

    private mutating func next() throws(FilterError) -> FilterToken.Kind {
        let character = characters[position]
        if let comparison = comparison() { return .comparison(comparison) }
        switch character {
        case "(", ")", "!":
            position += 1
            return character == "(" ? .open : character == ")" ? .close : .not
        case "\"": return .quoted(try delimited(by: "\"", called: "the quotation"))
        case "/": return .pattern(try delimited(by: "/", called: "the pattern"))
        default: return .word(word())
        }
    }

    private mutating func comparison() -> FilterComparison? {
        for length in [2, 1] where position + length <= characters.count {
            guard let found = FilterComparison(rawValue: String(characters[position..<position + length])) else {
                continue
            }
            position += length
            return found
        }
        return nil
    }

    /// A backslash keeps the delimiter; before anything else it stays, for the pattern to read.
    private mutating func delimited(by end: Character, called name: String) throws(FilterError) -> String {
        let column = position + 1
        position += 1
        var text = ""
        while position < characters.count, characters[position] != end {
            if characters[position] == "\\", position + 1 < characters.count {
                if characters[position + 1] != end { text.append("\\") }
                position += 1
            }
            text.append(characters[position])
            position += 1
        }
        guard position < characters.count else {
            throw FilterError(column: column, problem: "\(name) is not closed; it ends with \(end)")
        }
        position += 1
        return text
    }

    private mutating func word() -> String {
        let start = position
        while position < characters.count {
            let character = characters[position]
            guard !character.isWhitespace, !"()=<>~\"".contains(character) else { break }
            if character == "!", position + 1 < characters.count, characters[position + 1] == "=" { break }
            position += 1
        }
        return String(characters[start..<position])
    }
}
