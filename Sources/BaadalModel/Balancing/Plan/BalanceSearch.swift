/// A plan while it is made.
struct BalanceSearch {
    /// What rounding may pretend to be a gain: the root of what is left of two figures that are nearly alike.
    static let noise = 1e-8
    /// Scores nearer than this are the same.
    static let tie = 1e-10

    var state: ClusterState
    var steps: [BalancePlan.Step] = []
    var swapCount = 0
    /// A number for VMs that are alike for every host.
    let kinds: [Int]
    let kindCount: Int
    private var stamps: [Int32]
    private var stamp: Int32 = 0

    init(_ cluster: Cluster, options: BalanceOptions) {
        state = ClusterState(cluster, options: options)
        (kinds, kindCount) = Self.kinds(state)
        // Where nearly all VMs differ, looking for those that do not costs more than it saves.
        let isWorthwhile = kindCount * 2 < cluster.vms.count && kindCount * cluster.hosts.count < 1 << 22
        stamps = isWorthwhile ? [Int32](repeating: 0, count: kindCount * cluster.hosts.count) : []
    }

    /// How many moves may still be planned.
    var movesLeft: Int { max(0, (state.options.maximumMoves ?? .max) - steps.count) }

    private struct Kind: Hashable {
        let lanes: [SpreadColumns.Lanes]
        let memory: Double
        let cpus: Double
        let width: Int
        let isRunning: Bool
        let reach: Int?
        let own: Int?
    }

    private static func kinds(_ state: ClusterState) -> ([Int], Int) {
        var numbers: [Kind: Int] = [:]
        let spread = state.score.spread
        let kinds = state.cluster.vms.enumerated().map { place, vm in
            let isOwn = !vm.apart.isEmpty || vm.together != nil || vm.isLocal || !vm.wishedLocations.isEmpty
            let kind = Kind(
                lanes: Array(spread.amounts[place * spread.width..<(place + 1) * spread.width]),
                memory: state.memory[place],
                cpus: state.cpus[place],
                width: state.width[place],
                isRunning: state.isRunning[place],
                reach: state.reach.set(of: place),
                own: isOwn ? place : nil
            )
            let number = numbers[kind] ?? numbers.count
            numbers[kind] = number
            return number
        }
        return (kinds, numbers.count)
    }

    /// Makes the move that lowers the score most; answers whether there was one.
    mutating func makeBestMove() -> Bool {
        guard movesLeft > 0 else { return false }
        let now = state.score.total
        guard let best = bestMove(), now - best.score > max(Self.noise, state.options.minimumGain) else { return false }
        let (terms, from) = (state.score, state.place(of: best.vm))
        append(best.vm, to: best.host, kind: .move)
        // What was promised may have been rounding, where large figures become nearly alike.
        guard state.score.total < now else {
            state.move(best.vm, to: from)
            steps.removeLast()
            return false
        }
        steps[steps.count - 1].reason = state.score.reason(since: terms, options: state.options)
        return true
    }

    /// Moves a VM and writes the step down, without a reason.
    mutating func append(_ vm: Int, to host: Int, kind: BalancePlan.Step.Kind) {
        let (guest, from, to) = (
            state.cluster.vms[vm], state.cluster.hosts[state.place(of: vm)], state.cluster.hosts[host]
        )
        state.move(vm, to: host)
        let step = BalancePlan.Step(
            vm: guest.id,
            name: guest.name,
            from: from.id,
            fromName: from.name,
            to: to.id,
            toName: to.name,
            kind: kind,
            score: state.score.total,
            reason: ""
        )
        steps.append(step)
    }

    /// The best of all moves that keep the limits; the first of equals.
    private mutating func bestMove() -> (vm: Int, host: Int, score: Double)? {
        stamp += 1
        var best: (vm: Int, host: Int, score: Double)?
        var limit = Double.infinity
        let hosts = state.cluster.hosts.count
        let isQuiet = state.score.counts.isQuiet
        let counted = state.score.counts.total
        for vm in kinds.indices where state.isMovable[vm] {
            let from = state.place(of: vm)
            if !stamps.isEmpty {
                let place = kinds[vm] * hosts + from
                if stamps[place] == stamp { continue }
                stamps[place] = stamp
            }
            let departure = Departure(vm, from, state.score.spread)
            let counts = !isQuiet || state.score.counts.concerns(vm)
            for host in 0..<hosts where host != from && state.accepts(vm, on: host) {
                var score = departure.total(on: host, state.score.spread) + counted
                if counts { score += state.score.counts.change(vm, from: from, to: host) }
                if score < limit {
                    best = (vm, host, score)
                    limit = score - Self.tie
                }
            }
        }
        return best
    }
}
