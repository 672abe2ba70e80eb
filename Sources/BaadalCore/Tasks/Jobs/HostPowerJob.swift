internal import BaadalModel
internal import BaadalStore

/// Keeps a number of idle hosts on, and no more.
enum HostPowerJob {
    /// Between the two readings that have to agree before anything is switched.
    private static let pause = Duration.seconds(30)

    static func run(_ context: StepContext) async throws -> String? {
        let first = try await plan(context)
        guard !first.isEmpty else { return PartialResult.also(first.words) }
        try await context.tell("\(first.words); looking once more")
        try await context.clock.sleep(pause)
        let second = try await plan(context)
        guard first == second else { return PartialResult.also("\(second.words); it has changed just now") }
        var orders: [Request] = second.on.map { .order([.switchOn($0)], reason: second.words) }
        orders += second.off.map {
            .emptyAndSwitchOff($0, policy: context.config.placement.policy, reason: second.words)
        }
        var refusals: [String] = []
        for order in orders {
            do {
                _ = try await context.records.store.submit(order, by: Scheduler.requester)
            } catch let refusal as CloudError {
                if refusal.leavesTheTask { throw refusal }
                refusals.append("\(refusal)")
            }
        }
        let words = "\(second.words): \(second.on.count) switched on, \(second.off.count) off"
        return refusals.isEmpty
            ? PartialResult.also(words) : PartialResult.note("\(words); \(refusals.joined(separator: "; "))")
    }

    private static func plan(_ context: StepContext) async throws -> PowerPlan {
        let config = context.config.hosts
        return try await context.records { [task = context.task.id, now = context.clock.now()] in
            try $0.powerPlan(
                spares: config.spares,
                minimumAge: Int64(config.minimumUptime),
                besides: task,
                at: now
            )
        }
    }
}
