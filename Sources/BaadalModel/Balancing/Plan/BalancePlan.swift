/// Moves of VMs, in order, that make a cluster better; each keeps every limit when those before it are done.
public struct BalancePlan: Sendable {
    /// One move of one VM.
    public struct Step: Hashable, Sendable {
        /// What the move is part of.
        public enum Kind: Hashable, Sendable {
            /// It stands for itself.
            case move
            /// A part of the change of places of that number; it makes sense with the other parts alone.
            case swap(Int)

            /// As `move`, or `swap 2`; people count from 1.
            public var words: String {
                switch self {
                case .move: "move"
                case .swap(let number): "swap \(number + 1)"
                }
            }
        }

        /// The VM.
        public var vm: VM.ID
        /// What it is called.
        public var name: String
        /// The host that it leaves.
        public var from: Host.ID
        /// What that is called.
        public var fromName: String
        /// The host that it goes to.
        public var to: Host.ID
        /// What that is called.
        public var toName: String
        /// What the move is part of.
        public var kind: Kind
        /// The score when this and all before it are done.
        public var score: Double
        /// What it is good for, in words.
        public var reason: String
        /// The number of the change of places that it is a part of; `nil` for a move that stands for itself.
        public var swapNumber: Int? { if case .swap(let number) = kind { number } else { nil } }

        /// A move.
        public init(
            vm: VM.ID,
            name: String,
            from: Host.ID,
            fromName: String,
            to: Host.ID,
            toName: String,
            kind: Kind,
            score: Double,
            reason: String
        ) {
            (self.vm, self.name) = (vm, name)
            (self.from, self.fromName) = (from, fromName)
            (self.to, self.toName) = (to, toName)
            (self.kind, self.score, self.reason) = (kind, score, reason)
        }
    }

    /// A step that cannot be done any more.
    public struct Lost: Hashable, Sendable {
        /// The step as it was.
        public var step: Step
        /// Why it cannot be done.
        public var why: String
    }

    /// The cluster as it is before the first step.
    public let cluster: Cluster
    /// How it was planned.
    public let options: BalanceOptions
    /// The score before the first step.
    public let scoreBefore: Double
    /// The moves, in order.
    public private(set) var steps: [Step]

    /// The score when all steps are done.
    public var scoreAfter: Double { steps.last?.score ?? scoreBefore }

    /// Moves that were planned before, for a cluster as it is now; ``dropping(_:)-(Set<Int>)`` scores them again.
    public init(cluster: Cluster, options: BalanceOptions, steps: [Step]) {
        let score = ClusterScore(cluster, options: options).total
        self.init(cluster: cluster, options: options, scoreBefore: score, steps: steps)
    }

    init(cluster: Cluster, options: BalanceOptions, scoreBefore: Double, steps: [Step]) {
        self.cluster = cluster
        self.options = options
        self.scoreBefore = scoreBefore
        self.steps = steps
    }

    /// The cluster when all steps are done.
    public var result: Cluster {
        var result = cluster
        let places = Places(cluster)
        for step in steps {
            guard let vm = places.vms[step.vm], let host = places.hosts[step.to] else { continue }
            result.move(vm, to: host)
        }
        return result
    }

    /// The plan without some steps, by their places, scored again, and the steps that cannot be done without them.
    ///
    /// Where a part of a change of places goes, all of it goes.
    public func dropping(_ dropped: Set<Int>) -> (plan: BalancePlan, lost: [Lost]) {
        let parts = Set(dropped.compactMap { steps.indices.contains($0) ? steps[$0].swapNumber : nil })
        var why: [Int: String] = [:]
        for (place, step) in steps.enumerated() where !dropped.contains(place) {
            if let number = step.swapNumber, parts.contains(number) {
                why[place] = "what it changes places with stays"
            }
        }
        var (kept, broken) = replay(without: dropped.union(why.keys))
        while let (place, reason) = broken {
            why[place] = reason
            if let number = steps[place].swapNumber {
                for (other, step) in steps.enumerated() where step.swapNumber == number && why[other] == nil {
                    why[other] = "what it changes places with stays"
                }
            }
            (kept, broken) = replay(without: dropped.union(why.keys))
        }
        let plan = BalancePlan(cluster: cluster, options: options, scoreBefore: scoreBefore, steps: kept)
        return (plan, why.sorted { $0.key < $1.key }.map { Lost(step: steps[$0.key], why: $0.value) })
    }

    /// The plan without one step.
    public func dropping(_ step: Int) -> (plan: BalancePlan, lost: [Lost]) { dropping([step]) }

    /// Does the steps in order, up to the first that cannot be done.
    private func replay(without skipped: Set<Int>) -> ([Step], broken: (Int, String)?) {
        var state = ClusterState(cluster, options: options)
        let places = Places(cluster)
        var kept: [Step] = []
        for (place, step) in steps.enumerated() where !skipped.contains(place) {
            guard let vm = places.vms[step.vm], let host = places.hosts[step.to] else { continue }
            guard cluster.hosts[state.place(of: vm)].id == step.from else {
                return (kept, (place, "'\(step.name)' is not on '\(step.fromName)' then"))
            }
            if let refusal = state.refusal(vm, on: host) { return (kept, (place, refusal)) }
            state.move(vm, to: host)
            kept.append(step)
            kept[kept.count - 1].score = state.score.total
        }
        return (kept, nil)
    }

    /// Which VMs were left where they are, in words; `nil` where all may be moved.
    public var fixedWords: String? {
        let fixed = cluster.vms.filter { $0.stays != nil }
        guard let first = fixed.first, let why = first.stays else { return nil }
        return "\(fixed.count) of \(cluster.vms.count) VMs stay where they are, as \(first.name): \(why)"
    }

    /// The moves to be ordered, group after group.
    public var waves: [[BalanceMove]] {
        groups.map { $0.map { BalanceMove(vm: steps[$0].vm, from: steps[$0].from, to: steps[$0].to) } }
    }

    /// The number of the group that each step is in, from 1 up.
    public var waveNumbers: [Int] {
        var numbers = [Int](repeating: 0, count: steps.count)
        for (number, places) in groups.enumerated() { for place in places { numbers[place] = number + 1 } }
        return numbers
    }

    /// The places of steps that may be done at once: in each group no host is met twice.
    ///
    /// A group begins when the one before it is done. Steps that share a host keep their order.
    public var groups: [[Int]] {
        var level: [Host.ID: Int] = [:]
        var groups: [[Int]] = []
        for (place, step) in steps.enumerated() {
            let here = max(level[step.from] ?? 0, level[step.to] ?? 0)
            if here == groups.count { groups.append([]) }
            groups[here].append(place)
            (level[step.from], level[step.to]) = (here + 1, here + 1)
        }
        return groups
    }
}

/// Where hosts and VMs are in a cluster.
struct Places {
    let hosts: [Host.ID: Int]
    let vms: [VM.ID: Int]

    init(_ cluster: Cluster) {
        hosts = Dictionary(cluster.hosts.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        vms = Dictionary(cluster.vms.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
