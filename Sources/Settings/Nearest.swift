/// Words that were meant where another was typed.
enum Nearest {
    /// The known word that is least far from one; `nil` where none is near enough to have been meant.
    static func word(to typed: String, in known: [String]) -> String? {
        let candidates = known.map { (word: $0, distance: distance(typed.lowercased(), $0.lowercased())) }
        guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, best.word.count / 2) ? best.word : nil
    }

    /// How many letters must be typed anew, left out or put in (Levenshtein).
    static func distance(_ lhs: String, _ rhs: String) -> Int {
        let (left, right) = (Array(lhs), Array(rhs))
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
