internal import BaadalModel
internal import GRDB

extension Desk {
    /// Cordons a host and orders that its VMs move away; those that are moving already are left to their orders.
    ///
    /// - Returns: The parent and its children; nothing where the host has no VM.
    func evacuate(_ id: BaadalModel.Host.ID, _ policy: PlacementPolicy, _ reason: String?) throws -> [TaskRecord.ID] {
        guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
        if host.state == .down {
            throw CloudError.refused("host \(host.name) does not answer; 'host recover' restarts its VMs elsewhere")
        }
        let plan = try evacuationPlan(of: host, policy)
        // It is to be empty whatever comes of an order that was to switch it off.
        try database.execute(
            sql: "UPDATE task SET uncordons = 0 WHERE host_named = ? AND status < 3",
            arguments: [id.uuid.blob]
        )
        if host.mode == .active { try Hosts.set(.maintenance, of: host, by: requester.name, database, now, revision) }
        let words = reason ?? "evacuation of \(host.name)"
        let moves = plan.moves.map { Command.migrate($0.vm, MigrateOrder(host: $0.host)) }
        guard !moves.isEmpty else { return [] }
        return try orderAll(moves, "\(moves.count) VMs of \(host.name)", .normal, words)
    }

    /// Moves what is on a host away and then switches it off, whatever of what is off there could not be moved.
    func emptyAndSwitchOff(
        _ id: BaadalModel.Host.ID,
        _ policy: PlacementPolicy,
        _ reason: String?
    ) throws -> [TaskRecord.ID] {
        var off = try prepare(.switchOff(id), .normal, reason)
        let before = try Inventories.host(database, id)?.mode
        let moves = try evacuate(id, policy, reason)
        (off.after, off.uncordons) = (moves.first, before == .active)
        return moves + [try insert(off)]
    }

    /// Refuses what the host as the store knows it does not allow.
    func checkHost(_ id: BaadalModel.Host.ID, for kind: Command.Kind) throws {
        guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
        let open = try TaskRow.fetch(database, where: "host_named = ? AND status < 3", [id.uuid.blob])
        if let same = open.first(where: { $0.command.kind == kind }) {
            throw CloudError.refused("\(same.id) is to \(kind.rawValue) \(host.name) already")
        }
        let answers = host.state.answers
        switch kind {
        case .switchOff:
            let running = try Inventories.vms(database, on: id).filter { $0.state != .stopped && $0.state != .crashed }
            guard running.isEmpty else {
                let why = "\(running.count) VM(s) run there; 'host evacuate' moves them"
                throw CloudError.refused("host \(host.name) cannot be switched off: \(why)")
            }
            let coming = try CloudStore.arriving(database, on: id)
            guard coming == 0 else {
                let why = "\(coming) VM(s) are on their way there"
                throw CloudError.refused("host \(host.name) cannot be switched off: \(why)")
            }
            let working = try TaskRow.fetch(database, where: "host = ? AND status < 3", [id.uuid.blob])
            if let task = working.first {
                throw CloudError.refused("host \(host.name) cannot be switched off: \(task.id) works there")
            }
            let able = [PowerDriver.Role.shutDown, .cut].contains { host.power.driver(for: $0) != nil }
            if !able, let why = host.power.obstacle(to: .shutDown) {
                throw CloudError.refused("host \(host.name): \(why)")
            }
        case .switchOn where !answers:
            if let why = host.power.obstacle(to: .turnOn) { throw CloudError.refused("host \(host.name): \(why)") }
        case .switchOn: throw CloudError.refused("host \(host.name) is on, and answers")
        case .fence:
            try host.checkMayBeFenced()
            if !host.canBeFenced { throw CloudError.noFence(host: host.name) }
        default: break
        }
    }

    /// Where the VMs of a host would go; those that are moving already are not among them.
    func evacuationPlan(of host: BaadalModel.Host, _ policy: PlacementPolicy) throws -> EvacuationPlan {
        let vms = try Inventories.vms(database, on: host.id).filter { vm in
            try !TaskRow.fetch(database, where: "vm = ? AND status < 3", [vm.id.uuid.blob])
                .contains { [.migrate, .delete, .purge].contains($0.command.kind) }
        }
        let guests = try vms.map { vm in
            EvacuationPlan.Guest(vm: vm, wish: try Places.wish(for: vm, moving: true, database))
        }
        let hosts = try Places.capacities(database).filter { $0.host != host.id }
        return EvacuationPlan(guests, among: hosts, policy: policy)
    }

    /// Says how a host is switched on and off.
    func setPower(_ id: BaadalModel.Host.ID, _ setup: PowerSetup) throws -> [TaskRecord.ID] {
        guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
        try database.execute(
            sql: "UPDATE host SET power = ?, revision = ? WHERE id = ?",
            arguments: [try Hosts.encode(setup), revision, id.uuid.blob]
        )
        let words = setup.drivers.isEmpty ? "nothing" : setup.drivers.map(\.kind.rawValue).joined(separator: ", ")
        try Events.add(
            database,
            at: now,
            kind: "host",
            host: id,
            actor: requester.name,
            text: "host \(host.name) is switched by \(words)"
        )
        return []
    }
}
