/// Reads a filter: `or` binds least, then `and` (or nothing between two parts), then `!` or `not`.
struct FilterParser {
    private let tokens: [FilterToken]
    private let fields: [FilterField]
    private let noun: String
    private let end: Int
    private var position = 0
    private var depth = 0

    init(_ text: String, fields: [FilterField], noun: String) throws(FilterError) {
        guard text.utf8.count <= 1_000 else {
            throw FilterError(column: 1_000, problem: "the filter is too long; 1000 bytes are accepted")
        }
        var lexer = FilterLexer(text)
        tokens = try lexer.tokens()
        self.fields = fields
        self.noun = noun
        end = text.count + 1
    }

    /// The whole filter.
    mutating func parse() throws(FilterError) -> FilterNode {
        guard !tokens.isEmpty else { return .everything }
        let node = try either()
        guard let token = current else { return node }
        throw FilterError(column: token.column, problem: "')' closes nothing")
    }

    private var current: FilterToken? { position < tokens.count ? tokens[position] : nil }

    private mutating func takes(keyword: String) -> Bool {
        guard case .word(let word)? = current?.kind, word.lowercased() == keyword else { return false }
        position += 1
        return true
    }

    private mutating func either() throws(FilterError) -> FilterNode {
        var nodes = [try both()]
        while takes(keyword: "or") { nodes.append(try both()) }
        return nodes.count == 1 ? nodes[0] : .any(nodes)
    }

    private mutating func both() throws(FilterError) -> FilterNode {
        var nodes = [try single()]
        while let token = current, token.kind != .close {
            if case .word(let word) = token.kind, word.lowercased() == "or" { break }
            _ = takes(keyword: "and")
            nodes.append(try single())
        }
        return nodes.count == 1 ? nodes[0] : .all(nodes)
    }

    private mutating func single() throws(FilterError) -> FilterNode {
        depth += 1
        defer { depth -= 1 }
        guard let token = current else {
            throw FilterError(
                column: end,
                problem: "something is missing; a word, /pattern/ or field=value is accepted"
            )
        }
        guard depth <= 50 else {
            throw FilterError(column: token.column, problem: "nested too deeply; 50 levels are accepted")
        }
        position += 1
        switch token.kind {
        case .not: return .not(try single())
        case .open: return try group(token)
        case .close, .comparison:
            throw FilterError(
                column: token.column,
                problem: "a word, /pattern/ or field=value is accepted here"
            )
        case .quoted(let text): return .word(FoldedText(text))
        case .pattern(let text): return .pattern(try pattern(text, token.column))
        case .word(let word): return try self.word(word, token)
        }
    }

    private mutating func group(_ token: FilterToken) throws(FilterError) -> FilterNode {
        let node = try either()
        guard current?.kind == .close else {
            throw FilterError(column: token.column, problem: "'(' is not closed")
        }
        position += 1
        return node
    }

    private mutating func word(_ word: String, _ token: FilterToken) throws(FilterError) -> FilterNode {
        if case .comparison(let comparison)? = current?.kind {
            let column = current?.column ?? end
            position += 1
            guard let index = fields.firstIndex(where: { $0.name == word.lowercased() }) else {
                let names = fields.map(\.name).joined(separator: ", ")
                throw FilterError(column: token.column, problem: "\(noun) has no field '\(word)'; it has \(names)")
            }
            return .compare(field: index, comparison, try operand(fields[index], comparison, at: column))
        }
        switch word.lowercased() {
        case "not": return .not(try single())
        case "and", "or":
            throw FilterError(
                column: token.column,
                problem: "'\(word)' stands between two parts; quote it to look for it"
            )
        default: return .word(FoldedText(word))
        }
    }

    private mutating func operand(
        _ field: FilterField,
        _ comparison: FilterComparison,
        at column: Int
    ) throws(FilterError) -> FilterOperand {
        guard let token = current else {
            throw FilterError(column: end, problem: "a value for '\(field.name)' is missing")
        }
        position += 1
        switch token.kind {
        case .word(let text), .quoted(let text):
            return try operand(text, of: field, comparison, token.column, sign: column)
        case .pattern(let text):
            guard field.kind == .text, comparison == .like || comparison == .equal || comparison == .notEqual else {
                throw FilterError(column: token.column, problem: "'\(field.name)' takes no pattern with this sign")
            }
            return .pattern(try pattern(text, token.column))
        case .open, .close, .not, .comparison:
            throw FilterError(column: token.column, problem: "a value for '\(field.name)' is missing")
        }
    }

    private func operand(
        _ text: String,
        of field: FilterField,
        _ comparison: FilterComparison,
        _ column: Int,
        sign: Int
    ) throws(FilterError) -> FilterOperand {
        switch field.kind {
        case .text, .word:
            guard [.equal, .notEqual, .like].contains(comparison) else {
                throw FilterError(column: sign, problem: "'\(field.name)' is a word; = != ~ are accepted")
            }
            if case .word(let words) = field.kind, comparison != .like, !words.contains(text.lowercased()) {
                throw FilterError(
                    column: column,
                    problem: "'\(text)' is no \(field.name); \(words.joined(separator: ", ")) are accepted"
                )
            }
            return .text(FoldedText(text))
        case .number, .percent, .bytes:
            guard comparison != .like else {
                throw FilterError(column: sign, problem: "'\(field.name)' is a number; = != < <= > >= are accepted")
            }
            guard let number = FilterNumber.read(text, field.kind) else {
                throw FilterError(
                    column: column,
                    problem:
                        "'\(text)' is no value for '\(field.name)'; \(FilterNumber.example(field.kind)) is accepted"
                )
            }
            return .number(number, scale: field.kind == .percent ? 100 : 1)
        }
    }

    private func pattern(_ text: String, _ column: Int) throws(FilterError) -> Pattern {
        do {
            return try Pattern(text)
        } catch {
            throw FilterError(column: column + error.column, problem: error.problem)
        }
    }
}

/// Numbers as they are typed.
enum FilterNumber {
    /// A number in the unit that a kind is shown in; `nil` where the text is none.
    static func read(_ text: String, _ kind: FilterField.Kind) -> Double? {
        var digits = text.lowercased()
        var factor = 1.0
        switch kind {
        case .percent: if digits.hasSuffix("%") { digits.removeLast() }
        case .bytes:
            for ending in ["ib", "b"] where digits.hasSuffix(ending) { digits.removeLast(ending.count) }
            for (power, letter) in ["k", "m", "g", "t", "p"].enumerated() where digits.hasSuffix(letter) {
                digits.removeLast()
                for _ in 0...power { factor *= 1024 }
            }
        case .number: if digits.hasPrefix("#") { digits.removeFirst() }
        case .text, .word: return nil
        }
        guard digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || $0 == UInt8(ascii: ".") }) else { return nil }
        return Double(digits).map { $0 * factor }
    }

    /// A value that is accepted.
    static func example(_ kind: FilterField.Kind) -> String {
        switch kind {
        case .percent: "a percentage as 80"
        case .bytes: "an amount as 512M or 4G"
        case .number: "a number"
        case .text, .word: "a word"
        }
    }
}
