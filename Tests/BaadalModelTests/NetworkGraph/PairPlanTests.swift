import BaadalModel
import Testing

@Suite struct PairPlanTests {
    private static let now = Timestamp(seconds: 1_800_000_000)
    private static let free = PairPlan.Limits(maxAge: 3600, atOnce: .max, perHour: .max)

    private static func hosts(_ count: Int) -> [Host.ID] {
        (0..<count).map { Host.ID(UniqueID(high: 0, low: UInt64($0))) }
    }

    private static func pair(_ one: Int, _ other: Int) throws -> HostPair {
        let hosts = hosts(max(one, other) + 1)
        return try #require(HostPair(hosts[one], hosts[other]))
    }

    @Test(arguments: [0, 1, 2, 3, 4, 7, 8, 41])
    func `all pairs are planned once, in as few rounds as there can be`(count: Int) {
        let plan = PairPlan(Self.hosts(count), last: [:], now: Self.now, limits: Self.free)
        let pairs = plan.rounds.joined()
        #expect(pairs.count == count * max(0, count - 1) / 2)
        #expect(Set(pairs).count == pairs.count)
        #expect(plan.rounds.count == (count < 2 ? 0 : count % 2 == 0 ? count - 1 : count))
    }

    @Test func `no host is in two pairs of a round, whatever was measured when`() {
        var random = Mutations(seed: 3)
        for _ in 0..<200 {
            let hosts = Self.hosts(Int.random(in: 0...12, using: &random))
            var last: [HostPair: Timestamp] = [:]
            for one in hosts {
                for other in hosts where Bool.random(using: &random) {
                    guard let pair = HostPair(one, other) else { continue }
                    last[pair] = Self.now.advanced(byMilliseconds: -Int64.random(in: -10...8000, using: &random) * 1000)
                }
            }
            let limits = PairPlan.Limits(maxAge: 3600, atOnce: Int.random(in: 1...4, using: &random), perHour: 40)
            let plan = PairPlan(hosts, last: last, now: Self.now, limits: limits)
            for round in plan.rounds {
                #expect(Set(round.flatMap { [$0.first, $0.second] }).count == round.count * 2)
                #expect((1...limits.atOnce).contains(round.count))
            }
            let pairs = plan.rounds.joined()
            let recent = last.values.count { $0 <= Self.now && Self.now.milliseconds(since: $0) < 3_600_000 }
            #expect(pairs.count <= max(0, 40 - recent))
            #expect(
                pairs.allSatisfy {
                    last[$0].map { $0 > Self.now || Self.now.milliseconds(since: $0) >= 3_600_000 } ?? true
                }
            )
        }
    }

    @Test func `pairs that were never measured go first, then the oldest; recent ones rest`() throws {
        let last = [
            try Self.pair(0, 1): Timestamp(seconds: Self.now.seconds - 4000),
            try Self.pair(0, 2): Timestamp(seconds: Self.now.seconds - 9000),
            try Self.pair(1, 2): Timestamp(seconds: Self.now.seconds - 3599),
        ]
        let limits = PairPlan.Limits(maxAge: 3600, atOnce: 1, perHour: 100)
        let plan = PairPlan(Self.hosts(4), last: last, now: Self.now, limits: limits)
        let order = plan.rounds.map { $0[0] }
        #expect(Set(order.prefix(3)) == [try Self.pair(0, 3), try Self.pair(1, 3), try Self.pair(2, 3)])
        #expect(Array(order.dropFirst(3)) == [try Self.pair(0, 2), try Self.pair(0, 1)])
    }

    @Test func `what was measured in the last hour counts against the limit`() throws {
        let last = [
            try Self.pair(0, 1): Timestamp(seconds: Self.now.seconds - 60),
            try Self.pair(2, 3): Timestamp(seconds: Self.now.seconds - 3599),
            try Self.pair(1, 2): Timestamp(seconds: Self.now.seconds - 3600),
        ]
        let limits = PairPlan.Limits(maxAge: 86_400, atOnce: 2, perHour: 4)
        let plan = PairPlan(Self.hosts(6), last: last, now: Self.now, limits: limits)
        #expect(plan.rounds.joined().count == 2)
        let none = PairPlan(Self.hosts(6), last: last, now: Self.now, limits: .init(perHour: 2))
        #expect(none.rounds.isEmpty)
    }

    @Test func `a measurement from the future is repeated`() throws {
        let last = [try Self.pair(0, 1): Timestamp(seconds: Self.now.seconds + 9999)]
        #expect(PairPlan(Self.hosts(2), last: last, now: Self.now).rounds.joined().count == 1)
    }

    @Test func `a host given twice is one`() {
        let hosts = Self.hosts(3)
        #expect(PairPlan(hosts + hosts, last: [:], now: Self.now, limits: Self.free).rounds.joined().count == 3)
        #expect(HostPair(hosts[0], hosts[0]) == nil)
        #expect(HostPair(hosts[1], hosts[0]) == HostPair(hosts[0], hosts[1]))
    }

    @Test func `four hundred hosts are planned`() {
        let limits = PairPlan.Limits(maxAge: 3600, atOnce: 8, perHour: .max)
        let plan = PairPlan(Self.hosts(400), last: [:], now: Self.now, limits: limits)
        #expect(plan.rounds.joined().count == 79_800)
    }
}
