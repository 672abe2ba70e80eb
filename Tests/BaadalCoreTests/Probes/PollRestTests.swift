import Testing

@testable import BaadalCore

@Suite struct PollRestTests {
    /// Which of some polls ask, where each answer is a miss.
    private func asked(_ rest: inout PollRest, in polls: Int) -> [Int] {
        (0..<polls).filter { _ in
            guard rest.isOver() else { return false }
            rest.missed()
            return true
        }
    }

    @Test func `one miss costs one sample, and many are asked for ever less often`() {
        var rest = PollRest()
        #expect(asked(&rest, in: 25) == [0, 1, 3, 7, 14, 21])
    }

    @Test func `after an answer it begins anew`() {
        var rest = PollRest()
        _ = asked(&rest, in: 22)
        rest.answered()
        #expect(asked(&rest, in: 12) == [6, 7, 9])
    }
}
