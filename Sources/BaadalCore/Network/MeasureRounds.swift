internal import BaadalModel

/// Measures what a plan says, round after round; never two pairs on one host at once, whoever asks.
actor MeasureRounds {
    private let pair: MeasurePair
    private var busy: Set<Host.ID> = []

    init(_ pair: MeasurePair) { self.pair = pair }

    /// Measures the pairs of a plan; those of a round side by side.
    ///
    /// A pair of which one host is not among the ends, or is being measured for somebody else, is left for another
    /// plan. When the task is cancelled, no further round begins.
    ///
    /// - Parameter found: Told of each measurement as soon as it is there; what it throws ends the run.
    func run(
        _ plan: PairPlan,
        among ends: [Host.ID: MeasurePair.End],
        _ found: @escaping @Sendable (PairMeasurement) async throws -> Void
    ) async throws {
        for round in plan.rounds {
            guard !Task.isCancelled else { return }
            let pairs = round.compactMap { pair -> (MeasurePair.End, MeasurePair.End)? in
                guard let client = ends[pair.first], let server = ends[pair.second], !isBusy(pair) else { return nil }
                busy.formUnion([pair.first, pair.second])
                return (client, server)
            }
            defer { for (client, server) in pairs { busy.subtract([client.id, server.id]) } }
            try await withThrowingTaskGroup(of: Void.self) { [pair] group in
                for (client, server) in pairs {
                    group.addTask {
                        guard let result = await pair.measure(from: client, to: server) else { return }
                        try await found(result)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private func isBusy(_ pair: HostPair) -> Bool { busy.contains(pair.first) || busy.contains(pair.second) }
}
