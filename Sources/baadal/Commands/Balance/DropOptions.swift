internal import ArgumentParser
internal import BaadalModel

/// Moves of a plan, by their numbers in the table of 'balance plan', from 1 up.
struct MoveNumbers: ExpressibleByArgument, Hashable {
    var numbers: Set<Int>

    /// Reads numbers with commas between them, `nil` for anything else.
    init?(argument: String) {
        numbers = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(part), number > 0 else { return nil }
            numbers.insert(number)
        }
    }
}

/// Moves that are left out of a plan.
struct DropOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Leave these moves out, by their numbers in 'balance plan', as 2,5; what is left is scored again.",
            valueName: "numbers"
        )
    )
    var drop: MoveNumbers?

    /// The plan without the moves that are dropped and those that cannot be done without them, and what is said of it.
    ///
    /// - Throws: ``Failure`` where the plan has no move of a number.
    func applied(to plan: BalancePlan) throws -> (plan: BalancePlan, words: [String]) {
        guard let drop else { return (plan, []) }
        if let unknown = drop.numbers.sorted().first(where: { $0 > plan.steps.count }) {
            let accepted = plan.steps.isEmpty ? "there is no move" : "the plan has moves 1 to \(plan.steps.count)"
            throw Failure(.usage, "--drop \(unknown): \(accepted)")
        }
        let (rest, lost) = plan.dropping(Set(drop.numbers.map { $0 - 1 }))
        let dropped = drop.numbers.sorted().map { number in
            let step = plan.steps[number - 1]
            return "\(number) is left out: \(step.name) stays on \(step.fromName)"
        }
        let more = lost.map { "\($0.step.name) to \($0.step.toName) is left out as well: \($0.why)" }
        let (before, after) = (rest.scoreBefore.text(digits: 4), rest.scoreAfter.text(digits: 4))
        let score = "score \(before) becomes \(after) by \(rest.steps.count) moves"
        return (rest, (dropped + more + [score]).map(Printable.text))
    }
}
