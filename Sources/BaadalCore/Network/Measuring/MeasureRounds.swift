internal import BaadalModel

/// Measures what a plan says, round after round: those of a round share no host.
struct MeasureRounds {
    private let pair: MeasurePair

    init(_ pair: MeasurePair) { self.pair = pair }

    /// Measures the pairs of a plan; those of a round side by side.
    ///
    /// A pair of which one host is not among the ends is left for another plan. When the task is cancelled, no further
    /// round begins.
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
                guard let client = ends[pair.first], let server = ends[pair.second] else { return nil }
                return (client, server)
            }
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
}
