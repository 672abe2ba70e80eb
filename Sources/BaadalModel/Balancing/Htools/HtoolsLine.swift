/// A line of a file of htools, in columns.
struct HtoolsLine {
    private let number: Int
    private let what: String
    private let columns: [String]

    /// A line with at least so many columns.
    init(_ line: (number: Int, text: String), _ what: String, _ least: Int) throws(HtoolsError) {
        number = line.number
        self.what = what
        columns = line.text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard columns.count >= least else {
            throw error("\(columns.count) columns; at least \(least) with '|' between them are accepted")
        }
    }

    /// How many columns there are.
    var count: Int { columns.count }

    /// A column; empty where it is missing.
    func text(_ place: Int) -> String { columns.indices.contains(place) ? columns[place] : "" }

    /// A column with commas in it.
    func list(_ place: Int) -> [String] { text(place).split(separator: ",").map(String.init) }

    /// A whole number.
    func number(
        _ place: Int,
        _ field: String,
        atLeast least: Int64 = 0,
        missing: Int64? = nil
    ) throws(HtoolsError) -> Int64 {
        if let missing, !columns.indices.contains(place) { return missing }
        // No figure of a cluster is longer; what is below stays far from what arithmetic holds.
        guard text(place).utf8.count <= 12, let value = Int64(text(place)), value >= least else {
            throw error("\(field) '\(text(place))'; a whole number\(least == 0 ? " from 0" : "") is accepted")
        }
        return value
    }

    /// A number with or without a point.
    func decimal(_ place: Int, _ field: String, missing: Double? = nil) throws(HtoolsError) -> Double {
        if let missing, !columns.indices.contains(place) { return missing }
        guard let value = Double(text(place)), value.isFinite, value > 0 else {
            throw error("\(field) '\(text(place))'; a number above 0 is accepted")
        }
        return value
    }

    /// Yes or no.
    func flag(_ place: Int, _ field: String, missing: Bool? = nil) throws(HtoolsError) -> Bool {
        if let missing, !columns.indices.contains(place) { return missing }
        switch text(place) {
        case "Y": return true
        case "N": return false
        default: throw error("\(field) '\(text(place))'; Y and N are accepted")
        }
    }

    /// One of some words.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ place: Int, _ field: String) throws(HtoolsError) -> Word
    {
        try word(text(place), field)
    }

    /// One of some words.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ text: String, _ field: String) throws(HtoolsError)
        -> Word
    {
        guard let word = Word(rawValue: text) else {
            throw error("\(field) '\(text)'; \(listed(Word.allCases.map(\.rawValue))) are accepted")
        }
        return word
    }

    /// An error of this line.
    func error(_ problem: String) -> HtoolsError {
        let name = columns.first.map { $0.isEmpty ? "" : " '\($0)'" } ?? ""
        return HtoolsError(line: number, problem: "\(what)\(name): \(problem)")
    }
}

/// Words as a sentence lists them.
func listed(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.joined() }
    return "\(words.dropLast().joined(separator: ", ")) and \(last)"
}
