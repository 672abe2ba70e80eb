/// Reads XML text piece by piece, as much of XML as libvirt writes.
///
/// What is not well-formed is refused, as is a document type, which libvirt never writes. Work and memory are bounded
/// by the text: at most 4 MiB, 64 elements deep.
public struct XMLScanner {
    /// A piece of a document.
    public enum Piece: Hashable, Sendable {
        /// An element begins; its attributes are in ``XMLScanner/attributes``. An empty one ends as well, next.
        case start(name: String)
        /// An element ends.
        case end
        /// Text between tags, with entities resolved.
        case text(String)
    }

    /// The attributes of the element that began last.
    public private(set) var attributes: [(name: String, value: String)] = []
    /// How many elements are open.
    public var depth: Int { open.count }

    private let bytes: [UInt8]
    private var place = 0
    private var open: [String] = []
    private var isEmptyElement = false
    private var isDone = false

    /// Begins to read a text.
    public init(_ text: String) throws(XMLError) {
        guard text.utf8.count <= 4 << 20 else { throw XMLError(reason: "longer than 4 MiB", offset: 4 << 20) }
        bytes = Array(text.utf8)
    }

    /// The next piece; `nil` at the end of a whole document.
    public mutating func next() throws(XMLError) -> Piece? {
        if isEmptyElement {
            isEmptyElement = false
            return close()
        }
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "<") else {
                if let piece = try readText() { return piece }
                continue
            }
            if skipIfNext("<?") {
                try skip(past: "?>")
            } else if skipIfNext("<!--") {
                try skip(past: "-->")
            } else if skipIfNext("<![CDATA[") {
                guard !open.isEmpty else { throw error("text outside the document's element") }
                let start = place
                try skip(past: "]]>")
                return .text(String(decoding: bytes[start..<(place - 3)], as: UTF8.self))
            } else if skipIfNext("<!") {
                throw error("a document type is not accepted")
            } else if skipIfNext("</") {
                return try readEnd()
            } else {
                place += 1
                return try readStart()
            }
        }
        guard open.isEmpty, isDone else { throw error("the text ends before the document does") }
        return nil
    }

    /// The value of an attribute of the element that began last; `nil` where it has none of that name.
    public func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

    /// Reads on to the end of the element that began last.
    public mutating func skipElement() throws(XMLError) {
        let outside = depth - 1
        while depth > outside, try next() != nil {}
    }

    /// The text directly in the element that began last, up to its end; elements in it are left out.
    public mutating func elementText() throws(XMLError) -> String {
        let own = depth
        var text = ""
        while depth >= own, let piece = try next() {
            if case .text(let part) = piece, depth == own { text += part }
        }
        return text
    }
}

extension XMLScanner {
    private mutating func readStart() throws(XMLError) -> Piece {
        guard !isDone else { throw error("a second element outside the document's") }
        guard open.count < 64 else { throw error("nested deeper than 64 elements") }
        let name = try readName()
        attributes.removeAll(keepingCapacity: true)
        while true {
            let hadSpace = skipSpace()
            if skipIfNext(">") { break }
            if skipIfNext("/>") {
                isEmptyElement = true
                break
            }
            guard hadSpace else { throw error("a tag that does not end") }
            try readAttribute()
        }
        open.append(name)
        return .start(name: name)
    }

    private mutating func readAttribute() throws(XMLError) {
        let name = try readName()
        skipSpace()
        guard skipIfNext("=") else { throw error("an attribute without a value") }
        skipSpace()
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") else {
            throw error("an attribute's value without quotes")
        }
        let quote = bytes[place]
        place += 1
        let start = place
        while place < bytes.count, bytes[place] != quote {
            guard bytes[place] != UInt8(ascii: "<") else { throw error("'<' in an attribute's value") }
            place += 1
        }
        guard place < bytes.count else { throw error("an attribute's value that does not end") }
        let value = try resolve(start..<place)
        place += 1
        guard attribute(name) == nil else { throw error("an attribute that is there twice") }
        guard attributes.count < 256 else { throw error("more than 256 attributes in an element") }
        attributes.append((name, value))
    }

    private mutating func readEnd() throws(XMLError) -> Piece {
        let name = try readName()
        skipSpace()
        guard skipIfNext(">") else { throw error("an end tag that does not end") }
        guard open.last == name else { throw error("an end tag that fits no start") }
        return close()
    }

    private mutating func close() -> Piece {
        open.removeLast()
        if open.isEmpty { isDone = true }
        return .end
    }

    /// Reads text up to the next tag; `nil` for space outside the document's element.
    private mutating func readText() throws(XMLError) -> Piece? {
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "<") { place += 1 }
        guard open.isEmpty else { return .text(try resolve(start..<place)) }
        guard bytes[start..<place].allSatisfy(isSpace) else { throw error("text outside the document's element") }
        return nil
    }

    private mutating func readName() throws(XMLError) -> String {
        let start = place
        while place < bytes.count, isNameByte(bytes[place]) { place += 1 }
        guard place > start else { throw error("a name was expected") }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = place
        while place < bytes.count, isSpace(bytes[place]) { place += 1 }
        return place > start
    }

    private mutating func skipIfNext(_ text: StaticString) -> Bool {
        guard isNext(text, at: place) else { return false }
        place += text.utf8CodeUnitCount
        return true
    }

    private mutating func skip(past text: StaticString) throws(XMLError) {
        while place < bytes.count {
            if skipIfNext(text) { return }
            place += 1
        }
        throw error("a comment or section that does not end")
    }

    private func isNext(_ text: StaticString, at place: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - place >= count else { return false }
        return text.withUTF8Buffer { bytes[place..<(place + count)].elementsEqual($0) }
    }
}

extension XMLScanner {
    /// The text of a range with its entities resolved.
    private func resolve(_ range: Range<Int>) throws(XMLError) -> String {
        let part = bytes[range]
        guard part.contains(UInt8(ascii: "&")) else { return String(decoding: part, as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(part.count)
        var rest = part
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                text.append(byte)
                continue
            }
            guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
                throw error("an '&' that begins no entity")
            }
            guard let scalar = Self.entity(String(decoding: rest[..<end], as: UTF8.self)) else {
                throw error("an entity that is not known")
            }
            text.append(contentsOf: String(Character(scalar)).utf8)
            rest = rest[(end + 1)...]
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func entity(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "lt": "<"
        case "gt": ">"
        case "amp": "&"
        case "quot": "\""
        case "apos": "'"
        default: number(name)
        }
    }

    private static func number(_ name: String) -> Unicode.Scalar? {
        guard name.hasPrefix("#"), !name.contains("+") else { return nil }
        let digits = name.dropFirst()
        let value = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let value, value != 0 else { return nil }
        return Unicode.Scalar(value)
    }

    private func error(_ reason: String) -> XMLError { XMLError(reason: reason, offset: place) }
}

/// Why a text is not XML that can be read.
public struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String
    /// How many bytes into the text it was noticed.
    public let offset: Int

    /// A fault at a place.
    public init(reason: String, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// What is wrong and where.
    public var description: String { "the XML cannot be read: \(reason) at byte \(offset)" }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF: true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"): true
    default: false
    }
}
