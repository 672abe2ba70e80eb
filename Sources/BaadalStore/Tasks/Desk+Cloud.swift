internal import BaadalModel
internal import GRDB

extension Desk {
    /// Orders that the VMs of hosts are saved and stopped, wave after wave: the lowest rank first.
    ///
    /// - Parameter hosts: All hosts where it is empty; then the cloud is down, and nothing else is done meanwhile.
    func shutDown(_ hosts: [BaadalModel.Host.ID], _ reason: String?) throws -> [TaskRecord.ID] {
        let vms = try Ranked.vms(on: hosts, database).filter { $0.vm.state == .running || $0.vm.state == .paused }
        if hosts.isEmpty { try setStatus(.downProgress) }
        let waves = Dictionary(grouping: vms, by: \.rank).sorted { $0.key < $1.key }
        let commands = waves.map { $0.value.map { Command.save($0.vm.id) } }
        let ids = try orderWaves(commands, .save, reason ?? "shut-down of \(try names(hosts))")
        if ids.isEmpty, hosts.isEmpty { try setStatus(.down) }
        return ids
    }

    /// Orders that what was saved is brought back, wave after wave: the highest rank first.
    func boot(_ hosts: [BaadalModel.Host.ID], _ reason: String?) throws -> [TaskRecord.ID] {
        let saved = Set(try Row.fetchAll(database, sql: "SELECT vm FROM saved").compactMap { $0.uuid(0) })
        let vms = try Ranked.vms(on: hosts, database).filter { saved.contains($0.vm.id.uuid) }
        if hosts.isEmpty { try setStatus(.upProgress) }
        let waves = Dictionary(grouping: vms, by: \.rank).sorted { $0.key > $1.key }
        let commands = waves.map { $0.value.map { Command.restore($0.vm.id) } }
        let ids = try orderWaves(commands, .restore, reason ?? "boot-up of \(try names(hosts))")
        if ids.isEmpty, hosts.isEmpty { try setStatus(.up) }
        return ids
    }

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

    private func names(_ hosts: [BaadalModel.Host.ID]) throws -> String {
        guard !hosts.isEmpty else { return "the cloud" }
        return try hosts.map { id in
            guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
            return host.name
        }.joined(separator: ", ")
    }

    /// One parent for all, one below it for each wave; a wave begins once the one before it has ended.
    private func orderWaves(_ waves: [[Command]], _ kind: Command.Kind, _ reason: String) throws -> [TaskRecord.ID] {
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

    private func setStatus(_ status: CloudInfo.Status) throws {
        try CloudStatus.set(status, by: requester.name, database, now)
    }
}

/// VMs with their ranks.
private struct Ranked {
    var vm: VM
    var rank: Int

    /// The VMs of hosts, of all where none is named, by name.
    static func vms(on hosts: [BaadalModel.Host.ID], _ database: Database) throws -> [Ranked] {
        let hosts = hosts.isEmpty ? try Inventories.hosts(database).map(\.id) : hosts
        return try hosts.flatMap { try Inventories.vms(database, on: $0) }.map { vm in
            let rank = try Int.fetchOne(
                database.cachedStatement(sql: "SELECT rank FROM record WHERE vm = ?"),
                arguments: [vm.id.uuid.blob]
            )
            return Ranked(vm: vm, rank: rank ?? 0)
        }
    }
}

/// Whether the cloud as a whole is up, in the transaction that reads or writes it.
enum CloudStatus {
    private static let name = "baadal_status"

    static func read(_ database: Database) throws -> CloudInfo.Status {
        let word = try String.fetchOne(
            database.cachedStatement(sql: "SELECT value FROM constant WHERE name = ?"),
            arguments: [name]
        )
        return word.flatMap(CloudInfo.Status.init(rawValue:)) ?? .up
    }

    static func set(_ status: CloudInfo.Status, by actor: String, _ database: Database, _ now: Timestamp) throws {
        guard try read(database) != status else { return }
        try database.execute(
            sql: "INSERT INTO constant VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [name, status.rawValue]
        )
        try Events.add(database, at: now, kind: "cloud", actor: actor, text: "the cloud is \(status.rawValue)")
    }

    /// Ends a shut-down or a boot-up once none of its tasks is open.
    static func settle(_ database: Database, _ now: Timestamp) throws {
        let status = try read(database)
        let (kind, next): (String, CloudInfo.Status)
        switch status {
        case .downProgress: (kind, next) = ("save", .down)
        case .upProgress: (kind, next) = ("restore", .up)
        case .up, .down: return
        }
        let isOpen = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM task WHERE kind = ? AND status < 3)",
            arguments: [kind]
        )
        guard isOpen != true else { return }
        try set(next, by: "system", database, now)
    }
}
