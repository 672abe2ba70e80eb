internal import BaadalModel
internal import Canvas

/// The plan that the pane shows, and how it was asked for.
struct BalanceList: Sendable {
    /// The moves, by their places in the plan.
    var list = ListState<Int>(sort: "number")
    /// The plan; `nil` before it was made.
    private(set) var plan: BalancePlan?
    /// Whether changes of places are planned, too.
    private(set) var swaps = false
    /// Rises when a new plan is wanted.
    private(set) var version: Int64 = 1
    /// The waves that the moves are in, from 1 up.
    private(set) var waves: [Int] = []

    /// The move of the cursor.
    var chosen: BalancePlan.Step? {
        guard let plan, let place = list.selected, plan.steps.indices.contains(place) else { return nil }
        return plan.steps[place]
    }

    /// Takes a plan that was asked for; one for another question comes too late.
    mutating func take(_ plan: BalancePlan, swaps: Bool) {
        guard swaps == self.swaps else { return }
        show(plan)
    }

    /// Plans with changes of places, or without.
    mutating func toggleSwaps() {
        swaps.toggle()
        forget()
    }

    /// Has a new plan made: the cloud is not what it was.
    mutating func forget() {
        (plan, waves) = (nil, [])
        version += 1
        list.replace([], isVanishing: false)
    }

    /// Leaves the move of the cursor out.
    ///
    /// - Returns: The moves that cannot be done without it.
    mutating func drop() -> [BalancePlan.Lost] {
        guard let plan, let place = list.selected, plan.steps.indices.contains(place) else { return [] }
        let (rest, lost) = plan.dropping(place)
        show(rest)
        return lost
    }

    private mutating func show(_ plan: BalancePlan) {
        self.plan = plan
        waves = plan.waveNumbers
        list.replace(Array(plan.steps.indices), isVanishing: false)
    }
}

extension DashboardState {
    /// Asks whether the plan is done.
    mutating func runPlan() -> [DashboardEffect] {
        guard let plan = lists.balance.plan else { return [] }
        let waves = plan.waves
        let scores = "\(plan.scoreBefore.text(digits: 3)) becomes \(plan.scoreAfter.text(digits: 3))"
        let confirm = Confirm(
            requests: [.balance(waves)],
            verb: "move",
            names: plan.steps.map { "\($0.name) from \($0.fromName) to \($0.toName)" },
            consequence: "the score \(scores), in \(waves.count) wave(s)",
            level: plan.steps.count > 20 ? .typed : .dialog,
            noun: "VMs"
        )
        return ask(confirm)
    }

    /// Leaves a move out, and says what else cannot be done then.
    mutating func dropStep() {
        let lost = lists.balance.drop()
        guard let first = lost.first else { return }
        let more = lost.count > 1 ? ", and \(lost.count - 1) more" : ""
        say("\(first.step.name) is left out as well: \(first.why)\(more)", .warn)
    }
}
