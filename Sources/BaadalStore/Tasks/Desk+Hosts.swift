public import BaadalModel
internal import Foundation
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
        if host.mode == .active { try Hosts.set(.maintenance, of: host, by: requester.name, database, now, revision) }
        let words = reason ?? "evacuation of \(host.name)"
        let moves = plan.moves.map { Command.migrate($0.vm, MigrateOrder(host: $0.host)) }
        guard !moves.isEmpty else { return [] }
        return try orderAll(moves, "\(moves.count) VMs of \(host.name)", .normal, words)
    }

    /// Refuses what the host as the store knows it does not allow.
    func checkHost(_ id: BaadalModel.Host.ID, for kind: Command.Kind) throws {
        guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
        let open = try TaskRow.fetch(database, where: "host_named = ? AND status < 3", [id.uuid.blob])
        if let same = open.first(where: { $0.command.kind == kind }) {
            throw CloudError.refused("\(same.id) is to \(kind.rawValue) \(host.name) already")
        }
        let answers = host.state == .up || host.state == .maintenance
        switch kind {
        case .switchOff:
            let running = try Inventories.vms(database, on: id).filter { $0.state != .stopped && $0.state != .crashed }
            guard running.isEmpty else {
                throw CloudError.inUse(
                    what: "host \(host.name)",
                    by: "\(running.count) VM(s) run there; 'host evacuate' moves them"
                )
            }
            let coming = try CloudStore.arriving(database, on: id)
            guard coming == 0 else {
                throw CloudError.inUse(what: "host \(host.name)", by: "\(coming) VM(s) on their way there")
            }
            let working = try TaskRow.fetch(database, where: "host = ? AND status < 3", [id.uuid.blob])
            if let task = working.first {
                throw CloudError.inUse(what: "host \(host.name)", by: "\(task.id) works there")
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
        let json = setup.drivers.isEmpty ? "" : String(decoding: try JSONEncoder().encode(setup), as: UTF8.self)
        try database.execute(
            sql: "UPDATE host SET power = ?, revision = ? WHERE id = ?",
            arguments: [json, revision, id.uuid.blob]
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

    /// The open order that does what a new one asks for; `nil` for none.
    func joined(_ command: Command) throws -> TaskRecord.ID? {
        guard case .migrate(let vm, let order) = command else { return nil }
        let open = try TaskRow.fetch(database, where: "vm = ? AND kind = 'migrate' AND status < 3", [vm.uuid.blob])
        return open.first { task in
            guard case .migrate(_, let other) = task.command else { return false }
            return order.host == nil || order.host == other.host
        }?.id
    }
}

/// The rows of hosts, in the transaction that writes them.
enum Hosts {
    static func decodeInventory(_ json: String?) throws -> HostInventory? {
        try json.map { try JSONDecoder().decode(HostInventory.self, from: Data($0.utf8)) }
    }

    static func decodePower(_ json: String) throws -> PowerSetup {
        json.isEmpty ? .none : try JSONDecoder().decode(PowerSetup.self, from: Data(json.utf8))
    }

    /// Notes that nobody knows what the VMs of a host do, and keeps what they did last.
    ///
    /// What ran is what is restarted elsewhere, should the host be lost; after a fence that was noted before it.
    static func doubt(
        _ host: BaadalModel.Host,
        _ database: Database,
        at now: Timestamp,
        _ revision: Int64
    ) throws {
        try database.execute(
            sql: """
                UPDATE placement SET was = CASE WHEN ?2 THEN was ELSE state END, state = 'unknown'
                WHERE host = ?1 AND state <> 'unknown'
                """,
            arguments: [host.id.uuid.blob, host.fenced != nil]
        )
        for vm in try CloudStore.shownVMs(database, on: host.id) {
            try CloudStore.settle(vm, database, at: now, revision)
        }
    }

    /// Notes that the power of a host is off for sure: nothing of what it showed runs there.
    static func fence(
        _ host: BaadalModel.Host,
        _ how: String,
        _ database: Database,
        _ now: Timestamp,
        _ revision: Int64
    ) throws {
        let id = host.id.uuid.blob
        if host.state != .down { try doubt(host, database, at: now, revision) }
        try database.execute(
            sql: "UPDATE host SET fenced = ?1, state = 'down', since = ?2, revision = ?3 WHERE id = ?4",
            arguments: [
                now.milliseconds, host.state == .down ? host.since.milliseconds : now.milliseconds, revision, id,
            ]
        )
        try database.execute(sql: "UPDATE placement SET state = 'stopped' WHERE host = ?", arguments: [id])
        let text = "host \(host.name) is fenced \(how): it has no power"
        try Events.add(database, at: now, kind: "host", host: host.id, text: text)
        for vm in try CloudStore.shownVMs(database, on: host.id) {
            try CloudStore.settle(vm, database, at: now, revision)
        }
    }

    /// Says what a host is meant for, and notes who said so.
    static func set(
        _ mode: BaadalModel.Host.Mode,
        of host: BaadalModel.Host,
        by actor: String,
        _ database: Database,
        _ now: Timestamp,
        _ revision: Int64
    ) throws {
        guard host.mode != mode else { return }
        let answers = host.state == .up || host.state == .maintenance
        let state = answers ? mode.answeringState : host.state
        try database.execute(
            sql: "UPDATE host SET mode = ?, state = ?, since = ?, revision = ? WHERE id = ?",
            arguments: [
                mode.rawValue, state.rawValue, state == host.state ? host.since.milliseconds : now.milliseconds,
                revision, host.id.uuid.blob,
            ]
        )
        try Events.add(
            database,
            at: now,
            kind: "host",
            host: host.id,
            actor: actor,
            text: "host \(host.name) is meant to be \(mode.rawValue)"
        )
    }
}

extension CloudStore {
    /// Records what a host is made of; readers are told where it has changed.
    public func setInventory(_ inventory: HostInventory, of id: BaadalModel.Host.ID) throws {
        _ = try writeUnlessNil { database, revision -> Bool? in
            guard let host = try Inventories.host(database, id), host.inventory != inventory else { return nil }
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try database.execute(
                sql: "UPDATE host SET inventory = ?, revision = ? WHERE id = ?",
                arguments: [String(decoding: try encoder.encode(inventory), as: UTF8.self), revision, id.uuid.blob]
            )
            return true
        }
    }

    /// Notes that a host is about to be turned on: what was fenced has power from now on.
    public func noteTurningOn(_ id: BaadalModel.Host.ID, at now: Timestamp) throws {
        try write { database, revision in
            guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
            try Hosts.doubt(host, database, at: now, revision)
            try database.execute(
                sql: "UPDATE host SET state = 'powering-up', fenced = NULL, since = ?, revision = ? WHERE id = ?",
                arguments: [now.milliseconds, revision, id.uuid.blob]
            )
        }
    }

    /// How many VMs that are not a host's yet have a place there, or are active there.
    public func arriving(on host: BaadalModel.Host.ID) throws -> Int { try read { try Self.arriving($0, on: host) } }

    static func arriving(_ database: Database, on host: BaadalModel.Host.ID) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM (
                  SELECT vm FROM place WHERE host = ?1 AND task IN (SELECT id FROM task WHERE status < 3)
                  UNION SELECT vm FROM placement WHERE host = ?1 AND (inbound OR state NOT IN ('stopped', 'crashed'))
                ) WHERE vm NOT IN (SELECT id FROM vm WHERE host = ?1)
                """,
            arguments: [host.uuid.blob]
        ) ?? 0
    }

    /// The VMs that are on a host, by name.
    public func vms(on host: BaadalModel.Host.ID) throws -> [VM] { try read { try Inventories.vms($0, on: host) } }

    /// Says where a host stands, while it is switched.
    public func setState(
        _ state: BaadalModel.Host.State,
        of id: BaadalModel.Host.ID,
        at now: Timestamp
    ) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE host SET state = ?1, since = ?2, revision = ?3 WHERE id = ?4 AND state <> ?1",
                arguments: [state.rawValue, now.milliseconds, revision, id.uuid.blob]
            )
        }
    }

    /// Says what a host is meant for; nothing where it is so already.
    public func setMode(_ mode: BaadalModel.Host.Mode, of id: BaadalModel.Host.ID, by actor: String, at now: Timestamp)
        throws
    {
        _ = try writeUnlessNil { database, revision -> Bool? in
            guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
            guard host.mode != mode else { return nil }
            try Hosts.set(mode, of: host, by: actor, database, now, revision)
            return true
        }
    }
}
