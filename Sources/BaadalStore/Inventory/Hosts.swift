internal import BaadalModel
internal import Foundation
internal import GRDB

/// The rows of hosts, in the transaction that writes them.
enum Hosts {
    static func decodeInventory(_ json: String?) throws -> HostInventory? {
        try json.map { try JSONDecoder().decode(HostInventory.self, from: Data($0.utf8)) }
    }

    static func decodePower(_ json: String) throws -> PowerSetup {
        json.isEmpty ? .none : try JSONDecoder().decode(PowerSetup.self, from: Data(json.utf8))
    }

    static func encode(_ inventory: HostInventory) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(inventory), as: UTF8.self)
    }

    static func encode(_ power: PowerSetup) throws -> String {
        power.drivers.isEmpty ? "" : String(decoding: try JSONEncoder().encode(power), as: UTF8.self)
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

    /// Ends the maintenance that an order to empty a host and switch it off began, where the host is on still.
    ///
    /// An admin who has cordoned the host since is not overruled.
    static func uncordon(
        after task: TaskRecord,
        _ database: Database,
        _ now: Timestamp,
        _ revision: Int64
    ) throws {
        guard task.command.kind == .switchOff, let id = task.command.host else { return }
        let isDue = try Bool.fetchOne(
            database,
            sql: """
                SELECT uncordons AND NOT EXISTS (
                  SELECT 1 FROM task c WHERE c.kind = 'host-cordon' AND c.host_named = t.host_named AND c.id > t.id
                ) FROM task t WHERE t.id = ?
                """,
            arguments: [task.id.number]
        )
        guard isDue == true, let host = try Inventories.host(database, id), host.mode == .maintenance else { return }
        try set(.active, of: host, by: task.requester, database, now, revision)
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
        let answers = host.state.answers
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
