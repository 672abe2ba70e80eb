/// Reads one stream of a script, and tells the steps apart by the lines between them.
struct StepReader {
    /// What one step wrote.
    struct Part {
        var text: Collected
        /// The status, once the step has ended.
        var status: Int32?
    }

    private(set) var parts: [Part]
    private let limit: Int
    private let mark: [UInt8]
    private var held: [UInt8] = []
    private static let newline = UInt8(ascii: "\n")

    init(token: String, limit: Int) {
        mark = Array("\n\(token) ".utf8)
        self.limit = limit
        parts = [Part(text: Collected(limit: limit))]
    }

    /// Takes what came next.
    mutating func take(_ bytes: ArraySlice<UInt8>) {
        held.append(contentsOf: bytes)
        var start = 0
        while let place = nextMark(from: &start) {
            let digits = held[(place + mark.count)...].prefix { $0 != Self.newline }
            guard digits.endIndex < held.endIndex else { break }
            parts[parts.count - 1].status = Int32(String(decoding: digits, as: UTF8.self))
            parts.append(Part(text: Collected(limit: limit)))
            start = digits.endIndex + 1
        }
        held.removeFirst(start)
    }

    /// Takes the end of the stream.
    mutating func finish() {
        parts[parts.count - 1].text.append(held[...])
        held = []
    }

    /// Where the next line between steps begins; what stands before it is the step's, and the start moves past that.
    private mutating func nextMark(from start: inout Int) -> Int? {
        var place = start
        while let found = held[place...].firstIndex(of: Self.newline) {
            let rest = held[found...].prefix(mark.count)
            if mark.starts(with: rest) {
                parts[parts.count - 1].text.append(held[start..<found])
                start = found
                return rest.count == mark.count ? found : nil
            }
            place = found + 1
        }
        parts[parts.count - 1].text.append(held[start...])
        start = held.count
        return nil
    }
}
