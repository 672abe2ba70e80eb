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

    /// One parent for all, one below it for each wave; a wave begins once the one before it has ended.
    func orderWaves(_ waves: [[Command]], _ kind: Command.Kind, _ reason: String) throws -> [TaskRecord.ID] {
        guard !waves.isEmpty else { return [] }
        let count = waves.reduce(0) { $0 + $1.count }
        let all = try insert(draft(.bulk(kind), "\(count) VMs", host: nil, reason: reason))
        var ids = [all]
        var before: TaskRecord.ID?
        for (index, wave) in waves.enumerated() {
            var parent = draft(.bulk(kind), "wave \(index + 1) of \(waves.count)", host: nil, reason: reason)
            parent.parent = all
            let parentID = try insert(parent)
            for command in wave {
                // A second order of the same joins the one that is open: what was begun goes on.
                if let vm = command.vm, let open = try openTask(kind, of: vm) {
                    ids.append(open)
                    continue
                }
                var child = try child(command, .high, reason)
                (child.parent, child.after) = (parentID, before)
                ids.append(try insert(child))
            }
            try CloudStore.endParent(parentID, now, database, revision)
            before = parentID
        }
        return ids
    }

    private func openTask(_ kind: Command.Kind, of vm: VM.ID) throws -> TaskRecord.ID? {
        try TaskRow.fetch(database, where: "vm = ? AND kind = ? AND status < 3", [vm.uuid.blob, kind.rawValue]).first?
            .id
    }
}
