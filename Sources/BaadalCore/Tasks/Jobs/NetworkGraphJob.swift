internal import BaadalModel
internal import BaadalStore

/// Measures the network between pairs of hosts, those first that were measured longest ago.
enum NetworkGraphJob {
    static func run(_ context: StepContext) async throws -> String? {
        let ends = try await ends(context)
        guard ends.count > 1 else { return PartialResult.also("fewer than two hosts run programs for us") }
        let last = try await context.records { try $0.measurements() }
            .reduce(into: [HostPair: Timestamp]()) { $0[$1.pair] = $1.at }
        let limits = PairPlan.Limits(
            maxAge: Int64(max(60, context.config.jobs.networkGraph)) * 9 / 10,
            perHour: context.config.jobs.networkPairs
        )
        let plan = PairPlan(ends.keys, last: last, now: context.clock.now(), limits: limits)
        let total = plan.rounds.reduce(0) { $0 + $1.count }
        guard total > 0 else { return PartialResult.also("all pairs were measured a short while ago") }
        try await MeasureRounds(MeasurePair(clock: context.clock)).run(plan, among: ends) { found in
            try await context.records { try $0.record(found) }
            try context.checkMayGoOn()
        }
        let failed = try await context.records { try $0.measurements() }
            .count { $0.figures.latency == nil && $0.figures.throughput == nil }
        let words = "\(total) pairs measured"
        return PartialResult.also(failed > 0 ? "\(words), \(failed) of all without an answer" : words)
    }

    private static func ends(_ context: StepContext) async throws -> [Host.ID: MeasurePair.End] {
        let opener = context.hosts.opener
        var ends: [Host.ID: MeasurePair.End] = [:]
        for host in try await context.records({ try $0.hosts() }) where host.state.answers {
            guard let target = opener.target(of: host.uri), let programs = target.programs else { continue }
            ends[host.id] = MeasurePair.End(
                id: host.id,
                address: target.address,
                programs: programs,
                tools: host.inventory?.tools ?? []
            )
        }
        return ends
    }
}
