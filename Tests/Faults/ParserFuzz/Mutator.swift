import Glibc

/// Damages samples, the same way for the same seed.
struct Mutator: RandomNumberGenerator {
    private var state: UInt64
    private let samples: [[UInt8]]
    /// No input is longer.
    private static let limit = 1 << 20

    init(seed: UInt64, samples: [[UInt8]]) { (state, self.samples) = (seed, samples) }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }

    /// What answers are made of, and what readers stumble over.
    private static let words: [[UInt8]] = [
        "\n", "\r\n", "\0", " ", "\t", ":", "=", "-", "-1", "[", "]", "{", "}", "\"", "\\", "\\u", "\\ud800", "\\udc00",
        ",", "1e999", "1e-999", "nan", "inf", "0x", "é", "e\u{301}", "\u{2028}", "\u{202e}", "\u{1b}[2J", "\u{feff}",
        "18446744073709551616", "18446744073709551615", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "-9223372036854775809", "99999999999999999999999999999999999", "65536", "256", "/33",
        "..",
        "*nat\n", "*filter\n", "COMMIT\n", ":BAADAL-IN - [0:0]\n", "-A BAADAL-PASS ", "[1:", "-A ", "-j ACCEPT\n",
        "lease 10.0.0.1 {\n", "binding state active;", "hardware ethernet ", "client-hostname \"", "}\n", ";",
        "52:54:00:00:00:01", "10.78.1.50", "duid ", "null", "true", "\"elem\"", "\"expr\":[", "\"match\":{",
        "\"handle\":",
        "{\"nftables\":[", "\"@received\"", "\"prefix\"", "\"2026-11-27 17:20:00\"", "9999-12-31 23:59:59",
        "0000-01-01 00:00:00", "\"addr_info\":[", "\"local\":", "[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":{\"a\":",
    ].map { Array($0.utf8) }

    /// A sample with one to twelve damages; a long one has a piece of it many times, for what grows faster than its input.
    mutating func input(isLong: Bool) -> [UInt8] {
        var bytes = sample()
        if isLong {
            let size = Int.random(in: 50_000...400_000, using: &self)
            let (place, piece) = piece(of: bytes)
            bytes.insert(contentsOf: repeated(piece.isEmpty ? [0x5b] : piece, toSize: size), at: place)
            // A quarter of them is whole, so that it is read to its end.
            if Int.random(in: 0..<4, using: &self) == 0 { return bytes }
        }
        for _ in 0..<Int.random(in: 1...12, using: &self) where bytes.count < Self.limit { damage(&bytes) }
        return Array(bytes.prefix(Self.limit))
    }

    /// What may be there many times: an element of a list, some lines, or anything.
    private mutating func piece(of bytes: [UInt8]) -> (place: Int, piece: [UInt8]) {
        let start = Int.random(in: 0...bytes.count, using: &self)
        let (open, close) = Bool.random(using: &self) ? (UInt8(ascii: "{"), UInt8(ascii: "}")) : (0x5b, 0x5d)
        if let first = bytes[start...].firstIndex(of: open), bytes.first == 0x7b || bytes.first == 0x5b {
            var depth = 0
            for place in first..<bytes.count {
                depth += bytes[place] == open ? 1 : bytes[place] == close ? -1 : 0
                if depth == 0 { return (first, bytes[first...place] + [UInt8(ascii: ",")]) }
            }
        }
        let newline = UInt8(ascii: "\n")
        if Bool.random(using: &self), let first = bytes[start...].firstIndex(of: newline) {
            let rest = bytes[(first + 1)...]
            let end = rest.prefix(Int.random(in: 1...600, using: &self)).lastIndex(of: newline) ?? first
            return (first + 1, Array(bytes[(first + 1)..<(end + 1)]))
        }
        return (start, slice(of: bytes, upTo: 400))
    }

    private mutating func damage(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &self)
        let end = min(bytes.count, place + Int.random(in: 0...60, using: &self))
        switch Int.random(in: 0..<9, using: &self) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &self)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.removeSubrange(place...)
        case 4:
            // The beginning of one and the end of another.
            let other = sample()
            bytes.replaceSubrange(place..., with: other[Int.random(in: 0...other.count, using: &self)...])
        case 5:
            let piece = slice(of: bytes, upTo: 200)
            bytes.insert(
                contentsOf: repeated(piece, toSize: piece.count * Int.random(in: 1...20, using: &self)),
                at: place
            )
        case 6: bytes.replaceSubrange(place..<end, with: word())
        case 7: bytes.insert(contentsOf: slice(of: sample(), upTo: 200), at: place)
        default: bytes.insert(contentsOf: word(), at: place)
        }
    }

    private mutating func sample() -> [UInt8] { samples.randomElement(using: &self) ?? [] }
    private mutating func word() -> [UInt8] { Self.words.randomElement(using: &self) ?? [] }

    private mutating func slice(of bytes: [UInt8], upTo length: Int) -> [UInt8] {
        let start = Int.random(in: 0...bytes.count, using: &self)
        return Array(bytes[start..<min(bytes.count, start + Int.random(in: 0...length, using: &self))])
    }

    private func repeated(_ piece: [UInt8], toSize size: Int) -> [UInt8] {
        piece.isEmpty ? [] : Array(repeatElement(piece, count: size / piece.count).joined())
    }
}

/// Files of samples.
enum Folder {
    /// What is in the files of a folder, by name.
    static func files(_ path: String) throws -> [[UInt8]] {
        guard let folder = opendir(path) else { throw Unreadable(path: path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.first != "." { names.append(name) }
        }
        guard !names.isEmpty else { throw Unreadable(path: path) }
        return try names.sorted().map { try file("\(path)/\($0)") }
    }

    private static func file(_ path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw Unreadable(path: path) }
        defer { close(file) }
        var (bytes, part) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
        while case let count = read(file, &part, part.count), count > 0 { bytes += part[..<count] }
        return bytes
    }

    struct Unreadable: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) cannot be read, or is empty" }
    }
}
