internal import BaadalModel
internal import GRDB

extension Desk {
    /// Orders that the VMs of hosts are saved and stopped, wave after wave: the lowest rank first.
    ///
    /// - Parameter hosts: All hosts where it is empty; then the cloud is down, and nothing else is done meanwhile.
    func shutDown(_ hosts: [BaadalModel.Host.ID], _ reason: String?) throws -> [TaskRecord.ID] {
        try refuseWhile(.restore, on: hosts)
        let vms = try Ranked.vms(on: hosts, database).filter { $0.vm.state == .running || $0.vm.state == .paused }
        if hosts.isEmpty { try setStatus(.downProgress) }
        let waves = Dictionary(grouping: vms, by: \.rank).sorted { $0.key < $1.key }
        let commands = waves.map { $0.value.map { Command.save($0.vm.id) } }
        let ids = try orderWaves(commands, .save, reason ?? "shut-down of \(try names(hosts))")
        // Where all were refused no task ends, by which the cloud would.
        try CloudStatus.settle(database, now)
        return ids
    }

    /// Orders that what was saved is brought back, wave after wave: the highest rank first.
    func boot(_ hosts: [BaadalModel.Host.ID], _ reason: String?) throws -> [TaskRecord.ID] {
        try refuseWhile(.save, on: hosts)
        let saved = Set(try Row.fetchAll(database, sql: "SELECT vm FROM saved").compactMap { $0.uuid(0) })
        let vms = try Ranked.vms(on: hosts, database).filter { saved.contains($0.vm.id.uuid) && !$0.vm.state.isActive }
        if hosts.isEmpty { try setStatus(.upProgress) }
        let waves = Dictionary(grouping: vms, by: \.rank).sorted { $0.key > $1.key }
        let commands = waves.map { $0.value.map { Command.restore($0.vm.id) } }
        let ids = try orderWaves(commands, .restore, reason ?? "boot-up of \(try names(hosts))")
        try CloudStatus.settle(database, now)
        return ids
    }

    /// Refuses to bring hosts up while they are brought down, and the reverse: what is saved after the boot-up was ordered
    /// would stay off.
    ///
    /// - Parameter hosts: All where it is empty.
    func refuseWhile(_ kind: Command.Kind, on hosts: [BaadalModel.Host.ID]) throws {
        let open = try TaskRow.fetch(database, where: "kind = ? AND status < 3 ORDER BY id", [kind.rawValue])
        guard var task = open.first(where: { hosts.isEmpty || $0.host.map(hosts.contains) ?? true }) else { return }
        while let parent = task.parent { task = try TaskRow.fetch(database, parent) }
        let work = kind == .save ? "saving VMs" : "bringing VMs back"
        let ways = "wait until it has ended, or end it by 'task cancel \(task.id.number)'"
        throw CloudError.refused("\(task.id) is still \(work); \(ways)")
    }

    private func names(_ hosts: [BaadalModel.Host.ID]) throws -> String {
        guard !hosts.isEmpty else { return "the cloud" }
        return try hosts.map { id in
            guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
            return host.name
        }.joined(separator: ", ")
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
