public import BaadalModel
internal import GRDB

extension CloudStore {
    /// Writes a request.
    ///
    /// - Throws: ``CloudError``.
    public func submit(_ request: Request, by requester: Requester) async throws -> [TaskRecord.ID] {
        try await onQueue { try self.submitNow(request, by: requester, at: .wallClock) }
    }

    /// Writes a request as of a moment.
    func submitNow(_ request: Request, by requester: Requester, at now: Timestamp) throws -> [TaskRecord.ID] {
        try write { database, revision in
            let desk = Desk(database: database, revision: revision, requester: requester, now: now)
            return switch request {
            case .order(let commands, let priority, let reason): try desk.order(commands, priority, reason)
            case .cancel(let task): try desk.cancel(task)
            case .retry(let task): try desk.retry(task)
            case .ignore(let task): try desk.ignore(task)
            case .undo(let task): try desk.undo(task)
            case .setConstant(let name, let value): try desk.set(name, to: value)
            case .catalog(let change): try desk.catalog(change)
            case .schedule(let vm, let schedule): try desk.schedule(vm, schedule)
            case .group(let vm, let group): try desk.group(vm, group)
            case .console(let vm): try desk.console(vm)
            case .revoke(let grants): try desk.revoke(grants)
            case .evacuate(let host, let policy, let reason): try desk.evacuate(host, policy, reason)
            case .balance(let waves, let reason): try desk.balance(waves, reason)
            case .emptyAndSwitchOff(let host, let policy, let reason):
                try desk.emptyAndSwitchOff(host, policy, reason)
            case .rank(let vm, let rank): try desk.rank(vm, rank)
            case .stay(let vm, let stays): try desk.stay(vm, stays)
            case .setPower(let host, let setup): try desk.setPower(host, setup)
            case .recover(let host, let isOff, let policy, let reason):
                try desk.recover(host, isOff: isOff, policy, reason)
            case .shutDownCloud(let hosts, let reason): try desk.shutDown(hosts, reason)
            case .bootCloud(let hosts, let reason): try desk.boot(hosts, reason)
            }
        }
    }
}

/// One request, in the transaction that writes it.
struct Desk {
    let database: Database
    let revision: Int64
    let requester: Requester
    let now: Timestamp

    func draft(_ command: Command, _ subject: String, host: Host.ID?, reason: String?) -> NewTask {
        NewTask(
            command: command,
            requester: requester.name,
            reason: reason,
            subject: subject,
            host: host,
            at: now
        )
    }

    func insert(_ task: NewTask) throws -> TaskRecord.ID { try TaskRow.insert(task, database, revision) }

    // MARK: - Orders

    func order(
        _ commands: [Command],
        _ priority: TaskRecord.Priority,
        _ reason: String?
    ) throws -> [TaskRecord.ID] {
        guard let first = commands.first else { throw CloudError.nothingToDo }
        if commands.count == 1, let open = try joined(first) { return [open] }
        guard commands.count > 1 else { return [try insert(try prepare(first, priority, reason))] }
        return try orderAll(commands, "\(commands.count) VMs", priority, reason)
    }

    /// One parent and a child for each command; one that is refused is a child that has failed.
    func orderAll(
        _ commands: [Command],
        _ subject: String,
        _ priority: TaskRecord.Priority,
        _ reason: String?
    ) throws -> [TaskRecord.ID] {
        guard let first = commands.first else { throw CloudError.nothingToDo }
        var parent = draft(.bulk(first.kind), subject, host: nil, reason: reason)
        parent.priority = priority
        let id = try insert(parent)
        var children: [TaskRecord.ID] = []
        for command in commands {
            var child = try child(command, priority, reason)
            child.parent = id
            children.append(try insert(child))
        }
        try CloudStore.endParent(id, now, database, revision)
        return [id] + children
    }

    func prepare(
        _ command: Command,
        _ priority: TaskRecord.Priority,
        _ reason: String?
    ) throws -> NewTask {
        var task = draft(command, try subject(of: command), host: nil, reason: reason)
        task.priority = priority
        switch command.kind.standing {
        case .shown: if let vm = command.vm { task.host = try check(command.kind, vm) }
        case .trashed: if let vm = command.vm { task.host = try checkTrashed(command.kind, vm) }
        case .lost: if let vm = command.vm { try checkLost(command.kind, vm) }
        case .new, .none: break
        }
        if case .restart(_, let host) = command { task.host = host }
        try checkParts(of: command)
        return task
    }

    func subject(of command: Command) throws -> String {
        switch command {
        case .install(_, let order): return order.name.text
        case .clone(_, let order): return order.name.text
        case .addTemplate(let order): return order.name.text
        case .job(let job): return job.rawValue
        case .repair(let box): return box.title
        case .clearNAT: return NetworkBox.nat.title
        case .deleteTemplate(let id):
            return try Catalogs.templates(database).first { $0.id == id }?.name ?? "template \(id)"
        case .checkDatastore(let id):
            return try Catalogs.datastores(database).first { $0.id == id }?.name ?? "datastore \(id)"
        default: break
        }
        if let vm = command.vm {
            return try Inventories.vm(database, vm)?.name ?? LifeRows.record(database, vm)?.identity ?? "\(vm)"
        }
        if let host = command.host { return try Inventories.host(database, host)?.name ?? "\(host)" }
        if case .addHost(let uri, let name) = command { return name ?? uri }
        return command.kind.rawValue
    }

    /// Refuses what the VM as the store knows it does not allow.
    ///
    /// The controller looks again when the turn comes.
    func check(_ kind: Command.Kind, _ id: VM.ID) throws -> Host.ID? {
        guard let vm = try Inventories.vm(database, id) else { throw CloudError.noSuchVM("\(id)") }
        try refuseSecond(kind, id, named: vm.name)
        guard vm.host != nil, vm.state != .gone else { throw CloudError.noHost(vm: vm.name) }
        if vm.conflict == .activeTwice { throw CloudError.activeTwice(vm: vm.name) }
        if let host = try vm.host.flatMap({ try Inventories.host(database, $0) }), host.state == .poweringDown {
            throw CloudError.refused("host \(host.name), which has \(vm.name), is being switched off")
        }
        if case .other(let name, _) = vm.claim, kind != .claim, kind != .adopt {
            throw CloudError.claimed(vm: vm.name, cloud: name)
        }
        let isChanging = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM task WHERE vm = ? AND status < 3)",
            arguments: [id.uuid.blob]
        )
        if let accepted = kind.acceptedStates, !accepted.contains(vm.state), isChanging != true {
            throw CloudError.wrongState(vm: vm.name, state: vm.state, accepted: accepted)
        }
        return vm.host
    }

    // MARK: - Tasks

    func cancel(_ id: TaskRecord.ID) throws -> [TaskRecord.ID] {
        let task = try TaskRow.fetch(database, id)
        guard task.status.isOpen else {
            throw CloudError.wrongStatus(task: id, status: task.status, action: "cancelled")
        }
        let targets =
            task.command.kind == .bulk
            ? try CloudStore.members(of: id, database).filter(\.status.isOpen) : [task]
        for target in targets {
            if target.command.kind == .bulk {
                _ = try cancel(target.id)
            } else if target.status == .pending, try !hasBegun(target) {
                let message = "cancelled by \(requester.name) before it began"
                try CloudStore.end(target.id, .failed, message, .cancelled, now, database, revision)
            } else {
                // One that waits for another try is taken up at once, to take back what it has done.
                try database.execute(
                    sql: "UPDATE task SET cancel = 1, not_before = NULL, revision = ? WHERE id = ?",
                    arguments: [revision, target.id.number]
                )
            }
        }
        return targets.map(\.id)
    }

    /// Whether a task may have changed something.
    ///
    /// One of a kind that looks first and has only failed to look, as where its host was lost, has not; it would wait for
    /// that host to take back nothing.
    private func hasBegun(_ task: TaskRecord) throws -> Bool {
        let looks = task.command.kind.endsWithItsHost
        return try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM task_step WHERE task = ? AND NOT (? AND step = 0 AND state = 'failed'))",
            arguments: [task.id.number, looks]
        ) ?? false
    }

    func retry(_ id: TaskRecord.ID) throws -> [TaskRecord.ID] {
        let task = try TaskRow.fetch(database, id)
        guard task.status.isRetryable else {
            throw CloudError.wrongStatus(task: id, status: task.status, action: "retried")
        }
        guard case .bulk(let kind) = task.command else { return try retry([task]) }
        let failed = try CloudStore.members(of: id, database).filter(\.status.isRetryable)
        let isInWaves = failed.contains { $0.command.kind == .bulk }
        let made = try isInWaves ? retryWaves(failed, of: task, kind) : retry(failed)
        try mark(id, .retry)
        return made
    }

    private func retry(_ failed: [TaskRecord]) throws -> [TaskRecord.ID] {
        var made: [TaskRecord.ID] = []
        var retried: [TaskRecord.ID: TaskRecord.ID] = [:]
        for old in failed {
            var new = try prepare(old.command, old.priority, old.reason)
            // What had to follow another one follows its retry, and nothing that has failed for good.
            new.after = old.after.map { retried[$0] ?? $0 }
            new.retryOf = old.id
            let id = try insert(new)
            retried[old.id] = id
            made.append(id)
            try mark(old.id, .retry)
        }
        return made
    }

    func ignore(_ id: TaskRecord.ID) throws -> [TaskRecord.ID] {
        let task = try TaskRow.fetch(database, id)
        guard task.status.isRetryable else {
            throw CloudError.wrongStatus(task: id, status: task.status, action: "ignored")
        }
        try mark(id, .ignored)
        return [id]
    }

    func mark(_ id: TaskRecord.ID, _ status: TaskRecord.Status) throws {
        try CloudStore.move(id, to: status, database)
        try database.execute(
            sql: "UPDATE task SET status = ?, revision = ? WHERE id = ?",
            arguments: [status.rawValue, revision, id.number]
        )
        try Events.add(
            database,
            at: now,
            kind: "task",
            actor: requester.name,
            text: "\(id) \(status.word) by \(requester.name)"
        )
    }

    func undo(_ id: TaskRecord.ID) throws -> [TaskRecord.ID] {
        let task = try TaskRow.fetch(database, id)
        let command = task.command.kind.inverse.flatMap { inverse in
            Command(kind: inverse, vm: task.command.vm, host: task.command.host, parameters: [:])
        }
        guard let command else {
            throw CloudError.noUndo(task: id, why: "\(task.command.kind.rawValue) has no inverse")
        }
        guard task.status == .success, let ended = task.ended else {
            throw CloudError.noUndo(task: id, why: "it is \(task.status.word)")
        }
        guard now.milliseconds(since: ended) <= 10_000 else {
            throw CloudError.noUndo(task: id, why: "it ended more than 10 s ago")
        }
        return [try insert(try prepare(command, task.priority, "undo of \(id)"))]
    }

    // MARK: - Others

    func set(_ name: String, to value: String) throws -> [TaskRecord.ID] {
        try Constant.named(name).check(value)
        let old = try String.fetchOne(database, sql: "SELECT value FROM constant WHERE name = ?", arguments: [name])
        try database.execute(
            sql: "INSERT INTO constant VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [name, value]
        )
        let before = try old ?? Constant.named(name).defaultValue
        try Events.add(
            database,
            at: now,
            kind: "constant",
            actor: requester.name,
            text: "\(name): '\(before)' became '\(value)'"
        )
        return []
    }

    func console(_ id: VM.ID) throws -> [TaskRecord.ID] {
        guard let vm = try Inventories.vm(database, id) else { throw CloudError.noSuchVM("\(id)") }
        if case .other(let name, _) = vm.claim { throw CloudError.claimed(vm: vm.name, cloud: name) }
        try Events.add(
            database,
            at: now,
            kind: "console",
            vm: id,
            host: vm.host,
            actor: requester.name,
            text: "console opened by way of \(requester.via)"
        )
        return []
    }
}
