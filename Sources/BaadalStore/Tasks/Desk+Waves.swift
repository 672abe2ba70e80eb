internal import BaadalModel
internal import GRDB

extension Desk {
    /// Orders the moves of a balance, wave after wave, as one parent.
    func balance(_ waves: [[BalanceMove]], _ reason: String?) throws -> [TaskRecord.ID] {
        guard !waves.allSatisfy(\.isEmpty) else { throw CloudError.nothingToDo }
        for move in waves.joined() {
            guard let vm = try Inventories.vm(database, move.vm) else { throw CloudError.noSuchVM("\(move.vm)") }
            guard vm.host == move.from else {
                throw CloudError.refused("'\(vm.name)' is not where the plan has it; make a new plan")
            }
        }
        let commands = waves.filter { !$0.isEmpty }.map { wave in
            wave.map { Command.migrate($0.vm, MigrateOrder(host: $0.to)) }
        }
        return try orderWaves(commands, .migrate, reason ?? "balance")
    }

    /// Orders once more what failed in waves, so that each still follows the one before.
    func retryWaves(
        _ waves: [TaskRecord],
        of order: TaskRecord,
        _ kind: Command.Kind
    ) throws -> [TaskRecord.ID] {
        if kind == .save { try refuseWhile(.restore, on: []) }
        if kind == .restore { try refuseWhile(.save, on: []) }
        let failed = try waves.map { try CloudStore.members(of: $0.id, database).filter(\.status.isRetryable) }
            .filter { !$0.isEmpty }
        let old = Dictionary(failed.joined().map { ($0.command, $0.id) }, uniquingKeysWith: { first, _ in first })
        let made = try orderWaves(failed.map { $0.map(\.command) }, kind, order.reason, again: order.id, old)
        for task in waves + failed.joined() { try mark(task.id, .retry) }
        return made
    }

    /// One parent for all, one below it for each wave; a wave begins once the one before it has ended.
    ///
    /// - Parameters:
    ///   - order: The order that is tried again.
    ///   - old: Its tasks.
    func orderWaves(
        _ waves: [[Command]],
        _ kind: Command.Kind,
        _ reason: String?,
        again order: TaskRecord.ID? = nil,
        _ old: [Command: TaskRecord.ID] = [:]
    ) throws -> [TaskRecord.ID] {
        guard !waves.isEmpty else { return [] }
        let count = waves.reduce(0) { $0 + $1.count }
        var top = draft(.bulk(kind), "\(count) VMs", host: nil, reason: reason)
        top.retryOf = order
        let all = try insert(top)
        var ids = [all]
        var parents: [TaskRecord.ID] = []
        for (index, wave) in waves.enumerated() {
            var parent = draft(.bulk(kind), "wave \(index + 1) of \(waves.count)", host: nil, reason: reason)
            parent.parent = all
            let parentID = try insert(parent)
            let before = parents.last
            parents.append(parentID)
            for command in wave {
                // A second order of the same joins the one that is open: what was begun goes on.
                if let vm = command.vm, let open = try openTask(kind, of: vm) {
                    try join(open, to: parentID)
                    ids.append(open)
                    continue
                }
                var child = try child(command, .high, reason)
                (child.parent, child.after, child.retryOf) = (parentID, before, old[command])
                ids.append(try insert(child))
            }
        }
        // Not before the last is there: the order ends with the last of its waves.
        for parent in parents { try CloudStore.endParent(parent, now, database, revision) }
        return ids
    }

    /// Has a wave wait for a task of another order.
    private func join(_ task: TaskRecord.ID, to wave: TaskRecord.ID) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO task_joined (parent, task) VALUES (?, ?)",
            arguments: [wave.number, task.number]
        )
    }

    private func openTask(_ kind: Command.Kind, of vm: VM.ID) throws -> TaskRecord.ID? {
        try TaskRow.fetch(database, where: "vm = ? AND kind = ? AND status < 3", [vm.uuid.blob, kind.rawValue]).first?
            .id
    }
}
