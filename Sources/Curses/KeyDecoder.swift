internal import Canvas

/// Turns what ncurses reads into keys.
///
/// A terminal sends more sequences than its entry in the database has, and over a slow line one may come in pieces. None
/// may fall apart into Escape and letters: a letter may reboot a machine.
struct KeyDecoder {
    /// The beginning of a sequence whose end has not come yet.
    private var unfinished: [Input] = []

    /// Whether the next input belongs to a sequence that has begun.
    var isWaiting: Bool { !unfinished.isEmpty }

    /// One thing that ncurses read.
    enum Input: Hashable {
        case plain(UInt32)
        /// A key by its ncurses code.
        case special(Int32)
    }

    /// The keys in what was read together; Escape alone is the key, Escape with more is a sequence.
    mutating func keys(_ inputs: [Input]) -> [Key] {
        var keys: [Key] = []
        var rest = (unfinished + inputs)[...]
        unfinished = []
        while let input = rest.first {
            let start = rest
            rest.removeFirst()
            switch input {
            case .special(let code): if let key = KeyCode.special(code) { keys.append(key) }
            case .plain(0x1B):
                switch Self.sequence(&rest) {
                case .key(let key): keys.append(key)
                case .nothing: break
                case .unfinished: unfinished = Array(start)
                }
            case .plain(let value): if let key = KeyCode.plain(value) { keys.append(key) }
            }
        }
        return keys
    }

    /// Lets go of a sequence whose end never came.
    mutating func drop() { unfinished = [] }

    /// What an Escape came to.
    private enum Outcome {
        case key(Key), nothing, unfinished

        init(_ key: Key?) { self = key.map { .key($0) } ?? .nothing }
    }

    /// Takes what belongs to an Escape.
    private static func sequence(_ rest: inout ArraySlice<Input>) -> Outcome {
        guard case .plain(let first)? = rest.first, first != 0x1B else { return .key(.escape) }
        rest.removeFirst()
        switch first {
        case 0x5B: return controlSequence(&rest)
        case 0x4F:
            switch rest.popFirst() {
            case .plain(let last)?: return Outcome(cursorKey(last))
            case .special?: return .nothing
            case nil: return .unfinished
            }
        // Alt and a key: terminals send Escape before it.
        default: return .nothing
        }
    }

    /// After `ESC [`: parameters, and a final byte that ends it.
    private static func controlSequence(_ rest: inout ArraySlice<Input>) -> Outcome {
        var isBare = true
        while let input = rest.popFirst() {
            guard case .plain(let value) = input else { return .nothing }
            if (0x40...0x7E).contains(value) { return isBare ? Outcome(cursorKey(value)) : .nothing }
            isBare = false
        }
        return .unfinished
    }

    private static func cursorKey(_ final: UInt32) -> Key? {
        switch final {
        case 0x41: .up
        case 0x42: .down
        case 0x43: .right
        case 0x44: .left
        case 0x46: .end
        case 0x48: .home
        case 0x5A: .backTab
        default: nil
        }
    }
}
