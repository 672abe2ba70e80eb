/// How many polls go by without a question that was not answered: none after one miss, six after many.
///
/// So a host that is busy for a moment has one gap, and one that never answers is seldom waited for.
struct PollRest {
    private var misses = 0
    private var left = 0

    /// Whether it may be asked in this poll; called once in each.
    mutating func isOver() -> Bool {
        guard left > 0 else { return true }
        left -= 1
        return false
    }

    /// It did not answer.
    mutating func missed() {
        misses += 1
        left = min(6, 1 << min(misses - 1, 3) - 1)
    }

    /// It answered.
    mutating func answered() { misses = 0 }
}
