/// A JSON value whose members keep their order.
enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case array([JSON])
    case object([Member])

    /// A name and its value.
    struct Member: Hashable, Sendable {
        var name: String
        var value: JSON
    }

    /// The value, or `null` where it is not known.
    static func known(_ text: String?) -> JSON { text.map { .text($0) } ?? .null }
    /// The value, or `null` where it is not known.
    static func known(_ number: (some BinaryInteger)?) -> JSON { number.map { .integer(Int64($0)) } ?? .null }
    /// The value to a number of decimals, or `null` where it is not known.
    static func known(_ number: Double?, decimals: Int = 1) -> JSON {
        guard let number, number.isFinite else { return .null }
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        return .number((number * scale).rounded() / scale)
    }
}

extension JSON: ExpressibleByDictionaryLiteral {
    /// An object with members in that order.
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member(name: $0, value: $1) })
    }
}

extension JSON: CustomStringConvertible {
    /// The text, on one line.
    var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .number(let value) where value.isFinite:
            value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
        case .number: "null"
        case .text(let text): Self.quoted(text)
        case .array(let values): "[\(values.map(\.description).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.name)):\($0.value)" }.joined(separator: ","))}"
        }
    }

    /// An array with each value on a line of its own.
    static func lines(_ values: [JSON]) -> String {
        values.isEmpty ? "[]" : "[\n\(values.map(\.description).joined(separator: ",\n"))\n]"
    }

    /// Everything that could move a cursor is escaped, so that the text may be shown on a terminal.
    private static func quoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\t": output += "\\t"
            case _ where Printable.isUnsafe(scalar):
                for unit in UTF16.encode(scalar) ?? .init() {
                    let digits = String(unit, radix: 16)
                    output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }
}
