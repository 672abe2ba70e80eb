/// What programs on hosts say in JSON.
///
/// The text comes from elsewhere: it is refused as a whole where it is no JSON, or nests deeper than anything that we
/// ask for.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number as it was written, so that no digit of a size is lost.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Of a key that stands there twice, the last counts.
    case object([String: JSONValue])

    package static let deepest = 32

    /// Reads a text that holds one value and nothing else; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        var reader = JSONReader(bytes: Array(text.utf8))
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }

    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    package var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A whole number; programs of old write numbers as strings.
    package var int: Int64? {
        switch self {
        case .number(let text), .string(let text): Int64(text)
        case .null, .bool, .array, .object: nil
        }
    }

    package var double: Double? {
        guard case .number(let text) = self, let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// Yes or no; programs of old write `"1"` and `"0"`.
    package var bool: Bool? {
        switch self {
        case .bool(let value): value
        case .string("1"), .number("1"): true
        case .string("0"), .number("0"): false
        case .null, .number, .string, .array, .object: nil
        }
    }
}

/// Reads JSON byte by byte, RFC 8259.
private struct JSONReader {
    let bytes: [UInt8]
    var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return place == bytes.count
        }
    }

    mutating func value(depth: Int) -> JSONValue? {
        guard depth < JSONValue.deepest else { return nil }
        skipSpace()
        guard place < bytes.count else { return nil }
        switch bytes[place] {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "\""): return string().map(JSONValue.string)
        case UInt8(ascii: "t"): return takes("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return takes("false") ? .bool(false) : nil
        case UInt8(ascii: "n"): return takes("null") ? .null : nil
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> JSONValue? {
        var members: [String: JSONValue] = [:]
        place += 1
        if takesMark("}") { return .object(members) }
        repeat {
            skipSpace()
            guard let key = string(), takesMark(":"), let value = value(depth: depth + 1) else { return nil }
            members[key] = value
        } while takesMark(",")
        return takesMark("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> JSONValue? {
        var elements: [JSONValue] = []
        place += 1
        if takesMark("]") { return .array(elements) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            elements.append(value)
        } while takesMark(",")
        return takesMark("]") ? .array(elements) : nil
    }

    private mutating func number() -> JSONValue? {
        let start = place
        while place < bytes.count, Self.isOfNumber(bytes[place]) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard Double(text) != nil else { return nil }
        return .number(text)
    }

    private mutating func string() -> String? {
        guard takes("\"") else { return nil }
        var text: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escaped() else { return nil }
                text += Array(String(Character(scalar)).utf8)
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escaped() -> Unicode.Scalar? {
        guard place < bytes.count else { return nil }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return unicode()
        default: return nil
        }
    }

    private mutating func unicode() -> Unicode.Scalar? {
        guard let first = fourDigits() else { return nil }
        guard (0xd800..<0xdc00).contains(first) else { return Unicode.Scalar(first) ?? "\u{fffd}" }
        guard takes("\\u"), let second = fourDigits() else { return nil }
        guard (0xdc00..<0xe000).contains(second) else { return "\u{fffd}" }
        return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    }

    private mutating func fourDigits() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        place += 4
        return value
    }

    private mutating func takesMark(_ mark: String) -> Bool {
        skipSpace()
        return takes(mark)
    }

    private mutating func takes(_ word: String) -> Bool {
        guard bytes[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
