internal import BaadalModel
internal import BaadalStore

/// Moves VMs from the busiest host to the idlest, by measured CPU, where the gap holds.
enum LoadBalanceJob {
    /// Between the two readings that have to agree before anything is moved.
    private static let pause = Duration.seconds(60)

    static func run(_ context: StepContext) async throws -> String? {
        let first = try await plan(context)
        guard !first.moves.isEmpty else { return PartialResult.also("the hosts are near each other") }
        try await context.tell("\(first.moves.count) move(s) would help; looking whether that holds")
        try await context.clock.sleep(pause)
        let second = try await plan(context)
        let lasting = second.moves.filter { move in
            first.moves.contains { ($0.vm, $0.from, $0.to) == (move.vm, move.from, move.to) }
        }
        guard !lasting.isEmpty else { return PartialResult.also("the gap between the hosts did not hold") }
        let waves = lasting.map { [BalanceMove(vm: $0.vm, from: $0.from, to: $0.to)] }
        let request = Request.balance(waves, reason: "load balance")
        let ids = try await context.records.store.submit(request, by: Scheduler.requester)
        return PartialResult.also("\(lasting.count) move(s) ordered as \(ids.first.map(\.description) ?? "nothing")")
    }

    private static func plan(_ context: StepContext) async throws -> CPULoadBalance {
        let update = try await context.records.store.inventory(since: nil, scope: .all)
        var inventory = Inventory()
        inventory.apply(update)
        return CPULoadBalance(inventory, config: context.config, now: context.clock.now())
    }
}
