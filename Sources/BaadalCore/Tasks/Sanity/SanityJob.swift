internal import BaadalModel
internal import BaadalStore

/// Compares the books with what the hosts show, follows what was moved by hand, and notes what nobody knows of.
enum SanityJob {
    static func run(_ context: StepContext) async throws -> String? {
        try await readHosts(context)
        var inventory = Inventory()
        inventory.apply(
            try await context.records.store.inventory(
                since: nil,
                scope: [.hosts, .vms, .tasks, .records, .snapshots]
            )
        )
        let rows = inventory.sanity()
        let now = context.clock.now()
        for row in rows {
            switch row.finding {
            case .moved: try await follow(row, context)
            case .orphan, .missing, .doubled, .revived:
                try await context.records { try $0.noteFinding(row.message, of: row.vm, at: now) }
            case .expected, .unheard, .changing, .snapshot: break
            }
        }
        return PartialResult.also(SanityTotals(rows).words)
    }

    /// Reads all hosts that answer; one that does not now counts as not heard as soon as that is sure.
    private static func readHosts(_ context: StepContext) async throws {
        let hosts = try await context.records { try $0.hosts() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for host in hosts where host.state == .up || host.state == .maintenance {
                group.addTask {
                    do { try await context.refresh(host.id) } catch let error where !error.leavesTheTask { return }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func follow(_ row: SanityRow, _ context: StepContext) async throws {
        guard let host = row.host else { return }
        do {
            let port = try await context.definition(row.vm, on: try await context.hosts.hypervisor(for: host))
                .screenPort
            let isDone = try await context.records { try $0.followMoved(row.vm, to: host, at: port) }
            let now = context.clock.now()
            guard isDone else { return }
            try await context.records { try $0.noteFinding(row.message, of: row.vm, at: now) }
        } catch let error where !error.leavesTheTask {
            // It is followed the next time, or by the next task on it.
            return
        }
    }
}
