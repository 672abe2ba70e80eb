/// A choice among VMs, hosts or tasks, as it is typed.
///
/// A bare word is a case-insensitive part of the name, `/re/` a pattern, `!` turns what follows around; fields are
/// compared, and all of it combines: `cpu>80 and (host=kvm3 or host=kvm4) and state=running and ram>=4G`.
public struct Filter<Subject: FilterSubject>: Hashable, Sendable {
    /// The filter as it was typed.
    public let text: String
    private let root: FilterNode

    /// Reads a filter.
    ///
    /// An empty text chooses everything.
    public init(_ text: String) throws(FilterError) {
        self.text = text
        var parser = try FilterParser(text, fields: Subject.filterFields, noun: Subject.filterNoun)
        root = try parser.parse()
    }

    /// Whether a subject is chosen.
    public func matches(_ subject: Subject) -> Bool { root.matches(subject) }
}

/// A part of a filter.
indirect enum FilterNode: Hashable, Sendable {
    case everything
    /// A part of the name, in lower case.
    case word(FoldedText)
    case pattern(Pattern)
    case compare(field: Int, FilterComparison, FilterOperand)
    case not(FilterNode)
    case all([FilterNode])
    case any([FilterNode])

    func matches(_ subject: some FilterSubject) -> Bool {
        switch self {
        case .everything: true
        case .word(let word): word.isPart(of: subject.filterName)
        case .pattern(let pattern): pattern.matches(subject.filterName)
        case .compare(let field, let comparison, let operand):
            comparison.holds(subject.filterValue(field), operand)
        case .not(let node): !node.matches(subject)
        case .all(let nodes): nodes.allSatisfy { $0.matches(subject) }
        case .any(let nodes): nodes.contains { $0.matches(subject) }
        }
    }
}

/// How two values are compared.
enum FilterComparison: String, CaseIterable, Hashable, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    /// Contains a text, or fits a pattern.
    case like = "~"

    func holds(_ value: FilterValue, _ operand: FilterOperand) -> Bool {
        switch (value, operand) {
        case (.text(let text), .text(let wanted)):
            switch self {
            case .equal: wanted.equals(text)
            case .notEqual: !wanted.equals(text)
            case .like: wanted.isPart(of: text)
            case .less, .lessOrEqual, .greater, .greaterOrEqual: false
            }
        case (.text(let text), .pattern(let pattern)):
            self == .notEqual ? !pattern.matches(text) : pattern.matches(text)
        case (.number(let number), .number(let wanted, let scale)):
            holds((number * scale).rounded(toPlaces: scale), wanted)
        case (.unknown, _), (.text, .number), (.number, .text), (.number, .pattern): false
        }
    }

    private func holds(_ number: Double, _ wanted: Double) -> Bool {
        switch self {
        case .equal, .like: number == wanted
        case .notEqual: number != wanted
        case .less: number < wanted
        case .lessOrEqual: number <= wanted
        case .greater: number > wanted
        case .greaterOrEqual: number >= wanted
        }
    }
}

/// What a field is compared with.
enum FilterOperand: Hashable, Sendable {
    case text(FoldedText)
    case pattern(Pattern)
    /// A number in the unit that it is shown in; the field's value times `scale` is in that unit.
    case number(Double, scale: Double)
}

extension Double {
    /// Shares are shown as whole percent, so they are compared as such; all others as they are.
    fileprivate func rounded(toPlaces scale: Double) -> Double { scale == 100 ? rounded() : self }
}

/// A text that is compared without regard to case.
struct FoldedText: Hashable, Sendable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.lowercased().utf8) }

    func equals(_ text: String) -> Bool { Array(text.lowercased().utf8) == bytes }

    func isPart(of text: String) -> Bool {
        guard !bytes.isEmpty else { return true }
        let found = text.utf8.withContiguousStorageIfAvailable { utf8 -> Bool? in
            utf8.allSatisfy { $0 < 0x80 } ? isPart(ofASCII: utf8) : nil
        }
        if let found = found.flatMap({ $0 }) { return found }
        return Array(text.lowercased().utf8).withUnsafeBufferPointer { isPart(ofASCII: $0) }
    }

    private func isPart(ofASCII utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        guard utf8.count >= bytes.count else { return false }
        for start in 0...(utf8.count - bytes.count) {
            var length = 0
            while length < bytes.count, folded(utf8[start + length]) == bytes[length] { length += 1 }
            if length == bytes.count { return true }
        }
        return false
    }

    private func folded(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}
