internal import BaadalModel
internal import GRDB

/// The rows of hosts and VMs, by column.
enum Inventories {
    static let hostColumns = """
        id, name, uri, state, reason, cpus, memory, libvirt, hypervisor, features, seen, since, simulated, mode,
        fenced, power, inventory
        """
    static let vmColumns = """
        id, name, state, host, vcpus, memory, persistent, claim_name, claim_cloud, conflict, since, seen
        """
    static let usageColumns = """
        id, is_host, at, cpu, memory, disk_read, disk_write, received, sent, simulated, temperature, watts
        """

    /// All hosts, by name.
    static func hosts(_ database: Database) throws -> [Host] {
        try Row.fetchAll(database.cachedStatement(sql: "SELECT \(hostColumns) FROM host ORDER BY name")).map(decodeHost)
    }

    /// The host of a row that selects ``hostColumns``.
    static func decodeHost(_ row: Row) throws -> Host {
        guard let id = row.uuid(0), let state = Host.State(rawValue: row[3]) else {
            throw BrokenRow(table: "host", column: "state", value: row[3])
        }
        guard let mode = Host.Mode(rawValue: row[13]) else {
            throw BrokenRow(table: "host", column: "mode", value: row[13])
        }
        return Host(
            id: Host.ID(id),
            name: row[1],
            uri: row[2],
            state: state,
            mode: mode,
            inventory: try Hosts.decodeInventory(row[16]),
            power: try Hosts.decodePower(row[15]),
            fenced: row.optionalTime(14),
            reason: row[4],
            cpus: row[5],
            memory: (row[6] as Int64?).map(Bytes.init),
            libvirtVersion: row[7],
            hypervisor: row[8],
            features: (row[9] as String).split(separator: " ").map(String.init),
            seen: row.optionalTime(10),
            since: row.time(11),
            isSimulated: row[12]
        )
    }

    /// The VM of a row that selects ``vmColumns``, without its placements.
    static func decodeVM(_ row: Row, ours: UniqueID) throws -> VM {
        guard let id = row.uuid(0), let state = VM.State(rawValue: row[2]) else {
            throw BrokenRow(table: "vm", column: "state", value: row[2])
        }
        let claim: VM.Claim =
            if let cloud = row.uuid(8) {
                cloud == ours ? .ours : .other(name: row[7] ?? "\(cloud)", cloud: cloud)
            } else {
                .none
            }
        return VM(
            id: VM.ID(id),
            name: row[1],
            state: state,
            host: row.uuid(3).map(Host.ID.init),
            vcpus: row[4],
            memory: Bytes(row[5]),
            isPersistent: row[6],
            claim: claim,
            conflict: (row[9] as String?).flatMap(VM.Conflict.init(rawValue:)),
            since: row.time(10),
            seen: row.time(11)
        )
    }

    /// The usage of a row that selects ``usageColumns``.
    static func decodeUsage(_ row: Row) -> Usage {
        Usage(
            at: row.time(2),
            cpu: row[3],
            memory: (row[4] as Int64?).map(Bytes.init),
            diskRead: row[5],
            diskWrite: row[6],
            received: row[7],
            sent: row[8],
            temperature: row[10],
            watts: row[11],
            isSimulated: row[9]
        )
    }

    /// The cloud's own UUID.
    static func cloud(_ database: Database) throws -> UniqueID {
        let row = try Row.fetchOne(database.cachedStatement(sql: "SELECT uuid FROM cloud"))
        return row?.uuid(0) ?? UniqueID(high: 0, low: 0)
    }

    /// One VM with its placements; `nil` where there is none.
    static func vm(_ database: Database, _ id: VM.ID) throws -> VM? {
        let statement = try database.cachedStatement(sql: "SELECT \(vmColumns) FROM vm WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id.uuid.blob]) else { return nil }
        var vm = try decodeVM(row, ours: cloud(database))
        vm.placements = try placements(database, of: id)
        return vm
    }

    /// The VMs that are on a host, by name.
    static func vms(_ database: Database, on host: Host.ID) throws -> [VM] {
        let ours = try cloud(database)
        return try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT \(vmColumns) FROM vm WHERE host = ? AND state <> 'gone' ORDER BY name, id"
            ),
            arguments: [host.uuid.blob]
        ).map { try decodeVM($0, ours: ours) }
    }

    /// All hosts that show a VM, in order of host.
    static func placements(_ database: Database, of id: VM.ID) throws -> [VM.Placement] {
        let statement = try database.cachedStatement(
            sql: "SELECT host, state, seen, inbound FROM placement WHERE vm = ? ORDER BY host"
        )
        return try Row.fetchAll(statement, arguments: [id.uuid.blob]).compactMap(decodePlacement)
    }

    private static func decodePlacement(_ row: Row) throws -> VM.Placement? {
        guard let host = row.uuid(0), let state = VM.State(rawValue: row[1]) else { return nil }
        return VM.Placement(host: Host.ID(host), state: state, seen: row.time(2), isInbound: row[3])
    }

    /// One host; `nil` where there is none.
    static func host(_ database: Database, _ id: Host.ID) throws -> Host? {
        let statement = try database.cachedStatement(sql: "SELECT \(hostColumns) FROM host WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.uuid.blob]).map(decodeHost)
    }

    /// Marks something as deleted for readers that have it.
    static func bury(
        _ kind: Schema.Grave,
        _ id: DatabaseValue,
        _ database: Database,
        at now: Timestamp,
        _ revision: Int64
    ) throws {
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO tombstone (kind, id, at, revision) VALUES (?, ?, ?, ?)"
        )
        .execute(arguments: [kind.rawValue, id, now.milliseconds, revision])
    }

    /// Takes a mark away again from something that came back.
    static func unbury(_ kind: Schema.Grave, _ id: DatabaseValue, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM tombstone WHERE kind = ? AND id = ?")
            .execute(arguments: [kind.rawValue, id])
    }
}
