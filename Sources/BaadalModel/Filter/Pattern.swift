/// A small regular expression that is looked for anywhere in a text, without regard to case.
///
/// It knows `.`, `*`, `+`, `?`, `[a-z]`, `[^a-z]`, `^`, `$`, `|`, `( )` and `\` before a sign. The work is bounded by
/// the length of the text times that of the pattern (Thompson's construction), whatever the pattern is.
public struct Pattern: Hashable, Sendable {
    /// One step of the machine.
    enum Instruction: Hashable, Sendable {
        case scalars(ScalarSet)
        case start, end
        /// Goes on at both.
        case split(Int, Int)
        case jump(Int)
        case found
    }

    /// Scalars that one place of a pattern accepts.
    struct ScalarSet: Hashable, Sendable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false

        func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }
    }

    /// The pattern as it was typed.
    public let text: String
    private let program: [Instruction]

    /// Reads a pattern.
    public init(_ text: String) throws(FilterError) {
        self.text = text
        var parser = PatternParser(text)
        program = try parser.parse() + [.found]
        guard program.count <= 1_000 else {
            throw FilterError(column: 1, problem: "the pattern is too large; 1000 steps are accepted")
        }
    }

    /// Whether the pattern is found anywhere in the first 4096 scalars of a text.
    public func matches(_ text: String) -> Bool {
        let scalars = text.lowercased().unicodeScalars.prefix(4_096).map(\.value)
        var states = StateSet(program.count)
        var next = StateSet(program.count)
        for position in 0...scalars.count {
            if follow(0, position, scalars.count, &states) { return true }
            guard position < scalars.count else { return false }
            next.removeAll()
            for state in states.members {
                guard case .scalars(let set) = program[state], set.contains(scalars[position]) else { continue }
                if follow(state + 1, position + 1, scalars.count, &next) { return true }
            }
            swap(&states, &next)
        }
        return false
    }

    /// Adds a state and all that follow from it without reading; true where the end is among them.
    private func follow(_ start: Int, _ position: Int, _ count: Int, _ states: inout StateSet) -> Bool {
        var open = [start]
        while let state = open.popLast() {
            guard states.insert(state) else { continue }
            switch program[state] {
            case .found: return true
            case .jump(let target): open.append(target)
            case .split(let first, let second): open += [second, first]
            case .start: if position == 0 { open.append(state + 1) }
            case .end: if position == count { open.append(state + 1) }
            case .scalars: break
            }
        }
        return false
    }
}

/// States of the machine, each once.
private struct StateSet {
    private(set) var members: [Int] = []
    private var isMember: [Bool]

    init(_ count: Int) { isMember = Array(repeating: false, count: count) }

    mutating func insert(_ state: Int) -> Bool {
        guard !isMember[state] else { return false }
        isMember[state] = true
        members.append(state)
        return true
    }

    mutating func removeAll() {
        for state in members { isMember[state] = false }
        members.removeAll(keepingCapacity: true)
    }
}
