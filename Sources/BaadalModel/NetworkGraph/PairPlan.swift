/// Which pairs of hosts are measured next, and which at the same time.
///
/// No host is in two pairs of a round, so that no measurement disturbs another on the same host.
public struct PairPlan: Hashable, Sendable {
    /// Rounds in their order; the pairs of one may be measured side by side.
    public let rounds: [[HostPair]]

    /// What a plan keeps to.
    public struct Limits: Hashable, Sendable {
        /// Seconds after which a measurement is stale; younger ones are not repeated.
        public var maxAge: Int64
        /// Pairs that may be measured side by side: they may share a switch or a trunk.
        public var atOnce: Int
        /// Pairs that may be measured in an hour, those of the last hour included.
        public var perHour: Int

        /// Limits; the defaults measure a pair once a day, two at once, sixty an hour.
        public init(maxAge: Int64 = 86_400, atOnce: Int = 2, perHour: Int = 60) {
            self.maxAge = maxAge
            self.atOnce = atOnce
            self.perHour = perHour
        }
    }

    /// Plans for some hosts: pairs that were never measured first, then those measured longest ago.
    ///
    /// Each pair is put into the first round in which both hosts are free. Where all are equally old, that gives each
    /// host one pair a round until all are done, as in a tournament.
    ///
    /// - Parameter last: When each pair was last measured, or tried.
    public init(_ hosts: some Sequence<Host.ID>, last: [HostPair: Timestamp], now: Timestamp, limits: Limits = Limits())
    {
        let recent = last.values.count { $0 <= now && now.milliseconds(since: $0) < 3_600_000 }
        let room = max(0, limits.perHour - recent)
        let all = Self.tournament(Set(hosts).sorted())
        let due = all.enumerated().compactMap { place, pair -> (pair: HostPair, at: Int64, place: Int)? in
            guard let at = last[pair] else { return (pair, .min, place) }
            // What lies in the future was written by a clock that was wrong.
            guard at > now || now.milliseconds(since: at) >= limits.maxAge * 1000 else { return nil }
            return (pair, at.milliseconds, place)
        }
        let chosen = due.sorted { ($0.at, $0.place) < ($1.at, $1.place) }.prefix(room)
        rounds = Self.pack(chosen.map(\.pair), atOnce: max(1, limits.atOnce))
    }

    /// All pairs by the circle method: hosts sit around a table, one stays, the others move on by a seat a round.
    static func tournament(_ hosts: [Host.ID]) -> [HostPair] {
        var seats: [Host.ID?] = hosts.count % 2 == 0 ? hosts : hosts + [nil]
        guard seats.count >= 2 else { return [] }
        var pairs: [HostPair] = []
        for _ in 1..<seats.count {
            for seat in 0..<seats.count / 2 {
                guard let one = seats[seat], let other = seats[seats.count - 1 - seat] else { continue }
                if let pair = HostPair(one, other) { pairs.append(pair) }
            }
            seats.insert(seats.removeLast(), at: 1)
        }
        return pairs
    }

    private static func pack(_ pairs: [HostPair], atOnce: Int) -> [[HostPair]] {
        var rounds: [[HostPair]] = []
        /// For each host the rounds that it is in, and the rounds that are full: a bit each.
        var taken: [Host.ID: RoundSet] = [:]
        var full = RoundSet()
        for pair in pairs {
            let round = full.firstMissing(taken[pair.first] ?? RoundSet(), taken[pair.second] ?? RoundSet())
            if round == rounds.count { rounds.append([]) }
            rounds[round].append(pair)
            taken[pair.first, default: RoundSet()].insert(round)
            taken[pair.second, default: RoundSet()].insert(round)
            if rounds[round].count == atOnce { full.insert(round) }
        }
        return rounds
    }
}

/// Numbers of rounds, a bit each.
private struct RoundSet {
    private var words: [UInt64] = []
    /// All words before this one have all their bits.
    private var firstOpen = 0

    mutating func insert(_ round: Int) {
        while words.count <= round / 64 { words.append(0) }
        words[round / 64] |= 1 << UInt64(round % 64)
        while firstOpen < words.count, words[firstOpen] == .max { firstOpen += 1 }
    }

    /// The least number that is in none of the three.
    func firstMissing(_ one: RoundSet, _ other: RoundSet) -> Int {
        var index = max(firstOpen, one.firstOpen, other.firstOpen)
        while true {
            let word = self[index] | one[index] | other[index]
            if word != .max { return index * 64 + (~word).trailingZeroBitCount }
            index += 1
        }
    }

    private subscript(index: Int) -> UInt64 { index < words.count ? words[index] : 0 }
}
