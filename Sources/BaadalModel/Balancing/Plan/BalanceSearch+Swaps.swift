extension BalanceSearch {
    /// A change of places of two VMs, and the order of moves that keeps the limits.
    private struct Swap {
        var gain: Double
        var moves: [(vm: Int, host: Int)]
    }

    /// Makes changes of places, and single moves between them, until none helps; answers whether there was one.
    ///
    /// What each pair of hosts would gain is remembered. The pair that seemed best is looked at again and taken when it
    /// still is; after that the pairs with hosts that were met are looked at again, the others when their turn comes.
    mutating func makeSwaps() -> Bool {
        let hosts = state.cluster.hosts.count
        var pairs = PairGains(hosts)
        var isAny = false
        var isFresh = false
        while movesLeft > 1 {
            if pairs.best == nil || !(pairs.gain(pairs.best ?? 0) > threshold(2)) {
                guard !isFresh else { break }
                lookAgain(at: Set(0..<hosts), &pairs)
                isFresh = true
                continue
            }
            guard let pair = pairs.best else { break }
            let promised = pairs.gain(pair)
            guard let swap = bestSwap(pairs.hosts(of: pair)), swap.moves.count <= movesLeft else {
                pairs.set(pair, nil)
                continue
            }
            pairs.set(pair, swap.gain)
            // A little less than it promised is still as good as the next, which may promise too much as well.
            guard swap.gain >= promised * 0.95 || pairs.best == pair else { continue }
            let first = steps.count
            make(swap)
            // What changed places may have made room for single moves, which cost less.
            while makeBestMove() {}
            isAny = true
            isFresh = false
            lookAgain(at: touched(since: first), &pairs)
        }
        return isAny
    }

    /// The hosts that steps from one on have met.
    private func touched(since first: Int) -> Set<Int> {
        let places = Dictionary(uniqueKeysWithValues: state.cluster.hosts.enumerated().map { ($1.id, $0) })
        return Set(steps[first...].flatMap { [$0.from, $0.to] }.compactMap { places[$0] })
    }

    private mutating func lookAgain(at hosts: Set<Int>, _ pairs: inout PairGains) {
        for pair in pairs.all {
            let (one, other) = pairs.hosts(of: pair)
            guard hosts.contains(one) || hosts.contains(other) else { continue }
            pairs.set(pair, bestSwap((one, other))?.gain)
        }
    }

    private func threshold(_ moves: Int) -> Double {
        max(Self.noise, state.options.minimumGain * Double(moves))
    }

    private mutating func make(_ swap: Swap) {
        let terms = state.score
        let first = steps.count
        let names = Set(swap.moves.map(\.vm)).sorted().map { "'\(state.cluster.vms[$0].name)'" }
        for move in swap.moves { append(move.vm, to: move.host, kind: .swap(swapCount)) }
        swapCount += 1
        let reason = state.score.reason(since: terms, options: state.options)
        for step in first..<steps.count {
            steps[step].reason = "\(names.joined(separator: " and ")) change places: \(reason)"
        }
    }

    /// The best change of places between two hosts that keeps the limits and is worth its moves.
    private mutating func bestSwap(_ hosts: (one: Int, other: Int)) -> Swap? {
        let (one, other) = hosts
        guard state.isOpen[one], state.isOpen[other] else { return nil }
        let (here, there) = (distinct(state.residents[one]), distinct(state.residents[other]))
        let now = state.score.total
        let counted = state.score.counts.total
        var best: Swap?
        var limit = now - threshold(2)
        for vm in here {
            for partner in there where kinds[vm] != kinds[partner] {
                let spread = state.score.spread.total(exchanging: vm, on: one, with: partner, on: other)
                // Groups and hosts that fail are seen to when it is tried; they may make it worse, seldom better.
                guard spread + counted < limit, hasRoom(vm, partner, one, other),
                    let (moves, score) = order(vm, partner, one, other)
                else { continue }
                guard score < limit, now - score > threshold(moves.count) else { continue }
                limit = score
                best = Swap(gain: now - score, moves: moves)
            }
        }
        return best
    }

    /// VMs that may be moved, the first of each kind.
    private func distinct(_ vms: [Int]) -> [Int] {
        var seen: Set<Int> = []
        return vms.filter { state.isMovable[$0] && seen.insert(kinds[$0]).inserted }
    }

    /// Whether both have room when both have moved.
    private func hasRoom(_ vm: Int, _ partner: Int, _ one: Int, _ other: Int) -> Bool {
        func fits(_ vm: Int, for partner: Int, _ host: Int) -> Bool {
            let freed = state.isRunning[partner] ? state.memory[partner] : 0
            let room =
                state.isRunning[vm] ? state.memoryRoom[host] + freed : state.restingRoom[host] + state.memory[partner]
            return state.memory[vm] <= room && state.cpus[vm] <= state.cpuRoom[host] + state.cpus[partner]
        }
        return fits(vm, for: partner, other) && fits(partner, for: vm, one)
    }

    /// The order in which two VMs change places, with a stop-over where neither can go first, and the score then.
    ///
    /// `nil` where no order keeps the limits.
    private mutating func order(
        _ vm: Int,
        _ partner: Int,
        _ one: Int,
        _ other: Int
    ) -> (moves: [(vm: Int, host: Int)], score: Double)? {
        for moves in [[(vm, other), (partner, one)], [(partner, one), (vm, other)]] {
            if let score = score(after: moves) { return (moves, score) }
        }
        guard movesLeft > 2 else { return nil }
        for host in state.cluster.hosts.indices where host != one && host != other {
            for moves in [
                [(vm, host), (partner, one), (vm, other)], [(partner, host), (vm, other), (partner, one)],
            ] {
                if let score = score(after: moves) { return (moves, score) }
            }
        }
        return nil
    }

    /// The score after moves, one after the other; `nil` where one of them breaks a limit.
    private mutating func score(after moves: [(vm: Int, host: Int)]) -> Double? {
        // Most fail at once; that needs no trial.
        guard let first = moves.first, state.accepts(first.vm, on: first.host) else { return nil }
        var back: [(Int, Int)] = []
        defer { for (vm, host) in back.reversed() { state.move(vm, to: host) } }
        for move in moves {
            guard state.accepts(move.vm, on: move.host) else { return nil }
            back.append((move.vm, state.place(of: move.vm)))
            state.move(move.vm, to: move.host)
        }
        return state.score.total
    }
}

/// What pairs of hosts are thought to gain by a change of places.
private struct PairGains {
    private var gains: [Double]
    private let hostCount: Int

    init(_ hosts: Int) {
        hostCount = hosts
        gains = [Double](repeating: 0, count: hosts * hosts)
    }

    /// All pairs.
    var all: [Int] { (0..<hostCount).flatMap { one in (0..<one).map { pair(one, $0) } } }

    func pair(_ one: Int, _ other: Int) -> Int { max(one, other) * hostCount + min(one, other) }

    func hosts(of pair: Int) -> (one: Int, other: Int) { (pair % hostCount, pair / hostCount) }

    func gain(_ pair: Int) -> Double { gains[pair] }

    mutating func set(_ pair: Int, _ gain: Double?) { gains[pair] = gain ?? 0 }

    /// The pair that promises most; the first of equals, `nil` where none promises anything.
    var best: Int? {
        var best: Int?
        var most = 0.0
        for (pair, gain) in gains.enumerated() where gain > most { (best, most) = (pair, gain) }
        return best
    }
}
