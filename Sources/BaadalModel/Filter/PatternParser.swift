/// Translates a pattern into the steps of its machine.
struct PatternParser {
    typealias Program = [Pattern.Instruction]

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ text: String) { scalars = Array(text.lowercased().unicodeScalars) }

    mutating func parse() throws(FilterError) -> Program {
        let program = try alternatives()
        guard position == scalars.count else { throw problem("')' closes nothing in the pattern") }
        return program
    }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func problem(_ text: String) -> FilterError { FilterError(column: position + 1, problem: text) }

    private mutating func alternatives() throws(FilterError) -> Program {
        let first = try sequence()
        guard current == "|" else { return first }
        position += 1
        let second = try alternatives()
        return [.split(1, first.count + 2)] + moved(first, by: 1) + [.jump(first.count + second.count + 2)]
            + moved(second, by: first.count + 2)
    }

    private mutating func sequence() throws(FilterError) -> Program {
        var program: Program = []
        while let scalar = current, scalar != "|", scalar != ")" {
            program += moved(try repeated(), by: program.count)
            guard program.count <= 1_000 else { throw problem("the pattern is too large; 1000 steps are accepted") }
        }
        return program
    }

    private mutating func repeated() throws(FilterError) -> Program {
        var program = try atom()
        while let scalar = current, "*+?".unicodeScalars.contains(scalar) {
            position += 1
            switch scalar {
            case "*": program = [.split(1, program.count + 2)] + moved(program, by: 1) + [.jump(0)]
            case "+": program += [.split(0, program.count + 1)]
            default: program = [.split(1, program.count + 1)] + moved(program, by: 1)
            }
        }
        return program
    }

    private mutating func atom() throws(FilterError) -> Program {
        guard let scalar = current else { throw problem("the pattern ends too early") }
        switch scalar {
        case "*", "+", "?": throw problem("'\(scalar)' repeats nothing; put a backslash before it to look for it")
        case "{", "}": throw problem("'\(scalar)' is not known; . * + ? [ ] ^ $ | ( ) are")
        case "(": return try group()
        case "[": return [.scalars(try set())]
        case "\\": return [.scalars(try escaped())]
        default: break
        }
        position += 1
        switch scalar {
        case "^": return [.start]
        case "$": return [.end]
        case ".": return [.scalars(Pattern.ScalarSet(ranges: [], isNegated: true))]
        default: return [.scalars(Pattern.ScalarSet(ranges: [scalar.value...scalar.value]))]
        }
    }

    private mutating func group() throws(FilterError) -> Program {
        let start = position
        depth += 1
        defer { depth -= 1 }
        guard depth <= 20 else { throw problem("groups are nested too deeply; 20 levels are accepted") }
        position += 1
        let program = try alternatives()
        guard current == ")" else {
            position = start
            throw problem("'(' is not closed in the pattern")
        }
        position += 1
        return program
    }

    private mutating func escaped() throws(FilterError) -> Pattern.ScalarSet {
        position += 1
        guard let scalar = current else { throw problem("a backslash ends the pattern; a sign follows it") }
        guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
            throw problem("'\\\(scalar)' is not known; a backslash stands before signs only")
        }
        position += 1
        return Pattern.ScalarSet(ranges: [scalar.value...scalar.value])
    }

    private mutating func set() throws(FilterError) -> Pattern.ScalarSet {
        let start = position
        position += 1
        var set = Pattern.ScalarSet(ranges: [])
        if current == "^" {
            set.isNegated = true
            position += 1
        }
        while let first = current, first != "]" || set.ranges.isEmpty {
            position += 1
            guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.ranges.append(first.value...first.value)
                continue
            }
            let last = scalars[position + 1]
            guard last.value >= first.value else { throw problem("the range \(first)-\(last) is upside down") }
            set.ranges.append(first.value...last.value)
            position += 2
        }
        guard current == "]" else {
            position = start
            throw problem("'[' is not closed in the pattern")
        }
        position += 1
        return set
    }

    /// The same steps, further on.
    private func moved(_ program: Program, by distance: Int) -> Program {
        program.map { instruction in
            switch instruction {
            case .jump(let target): .jump(target + distance)
            case .split(let first, let second): .split(first + distance, second + distance)
            case .scalars, .start, .end, .found: instruction
            }
        }
    }
}
