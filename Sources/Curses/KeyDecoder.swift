internal import Canvas

/// Turns what ncurses read in one go into keys.
///
/// A terminal sends more sequences than its entry in the database has. One that is not known must not fall apart into
/// Escape and letters: a letter may reboot a machine.
struct KeyDecoder {
    /// One thing that ncurses read.
    enum Input: Hashable {
        case plain(UInt32)
        /// A key by its ncurses code.
        case special(Int32)
    }

    /// The keys in what was read together; Escape alone is the key, Escape with more is a sequence.
    static func keys(_ inputs: [Input]) -> [Key] {
        var keys: [Key] = []
        var rest = inputs[...]
        while let input = rest.popFirst() {
            switch input {
            case .special(let code): if let key = KeyCode.special(code) { keys.append(key) }
            case .plain(0x1B): if let key = sequence(&rest) { keys.append(key) }
            case .plain(let value): if let key = KeyCode.plain(value) { keys.append(key) }
            }
        }
        return keys
    }

    /// Takes what belongs to an Escape; `nil` for a sequence that means nothing here.
    private static func sequence(_ rest: inout ArraySlice<Input>) -> Key? {
        guard case .plain(let first)? = rest.first else { return .escape }
        if first == 0x1B { return .escape }
        rest.removeFirst()
        switch first {
        case 0x5B: return controlSequence(&rest)
        case 0x4F:
            guard case .plain(let last)? = rest.popFirst() else { return nil }
            return cursorKey(last)
        // Alt and a key: terminals send Escape before it.
        default: return nil
        }
    }

    /// After `ESC [`: parameters, and a final byte that ends it.
    private static func controlSequence(_ rest: inout ArraySlice<Input>) -> Key? {
        var isBare = true
        while case .plain(let value)? = rest.popFirst() {
            if (0x40...0x7E).contains(value) { return isBare ? cursorKey(value) : nil }
            isBare = false
        }
        return nil
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
