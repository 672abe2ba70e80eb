public import BaadalModel
internal import GRDB

extension CloudStore {
    /// What each host has, and what is promised of it.
    public func capacities() async throws -> [HostCapacity] {
        try await onQueue { try self.read { try Places.capacities($0) } }
    }

    /// The hosts to which a VM could move, as far as the store knows, and what is promised of each.
    public func destinations(of vm: VM) throws -> (wish: PlacementWish, hosts: [HostCapacity]) {
        try read { (try Places.wish(for: vm, moving: true, $0), try Places.capacities($0)) }
    }

    /// Keeps a second place for a VM, on the host that it moves to; the same again where it is kept already.
    ///
    /// - Parameter present: The port that its screen has there already, which is taken where no other VM has it; `nil`
    ///   for none.
    /// - Returns: The port of its screen there.
    /// - Throws: ``CloudError/portsExhausted(host:)``.
    public func holdPlace(
        of vm: VM.ID,
        on host: Host.ID,
        at present: Int? = nil,
        for task: TaskRecord.ID
    ) throws -> Int {
        try write { database, revision in
            if let held = try Places.port(of: vm, on: host, database) { return held }
            let port = try Places.keep(vm, on: host, at: present, for: task, database)
            try Places.touch(vm, database, revision)
            return port
        }
    }

    /// Makes a host the one that is kept for a VM, and gives its other places back.
    public func settlePlace(of vm: VM.ID, on host: Host.ID) throws {
        try write { database, revision in
            try database.execute(
                sql: "DELETE FROM place WHERE vm = ? AND host <> ?",
                arguments: [vm.uuid.blob, host.uuid.blob]
            )
            try database.execute(
                sql: "UPDATE place SET task = NULL, expires = NULL WHERE vm = ?",
                arguments: [vm.uuid.blob]
            )
            try database.execute(
                sql: "UPDATE record SET host = ?, revision = ? WHERE vm = ?",
                arguments: [host.uuid.blob, revision, vm.uuid.blob]
            )
        }
    }

    /// Gives back the places that a task kept beside the VM's own.
    public func dropPlaces(of vm: VM.ID, heldFor task: TaskRecord.ID) throws {
        try write { database, revision in
            try database.execute(
                sql: """
                    DELETE FROM place WHERE vm = ? AND task = ?
                    AND host IS NOT (SELECT host FROM record WHERE vm = ?)
                    """,
                arguments: [vm.uuid.blob, task.number, vm.uuid.blob]
            )
            try Places.touch(vm, database, revision)
        }
    }
}

/// Hosts as places for VMs.
enum Places {
    /// What each host has, and what is promised of it: to VMs that it shows, and to those that are on their way.
    static func capacities(_ database: Database) throws -> [HostCapacity] {
        var used: [UniqueID: (cpus: Int, memory: Int64)] = [:]
        // A VM that is kept for a host counts there until the host shows it, and then as it is.
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT host, sum(vcpus), sum(memory) FROM vm WHERE host IS NOT NULL AND state <> 'gone' GROUP BY host
                    UNION ALL
                    SELECT p.host, sum(r.vcpus), sum(r.memory) FROM place p JOIN record r ON r.vm = p.vm
                    LEFT JOIN vm v ON v.id = p.vm AND v.state <> 'gone'
                    WHERE v.host IS NULL OR v.host <> p.host GROUP BY p.host
                    """
            )
        )
        while let row = try rows.next() {
            guard let host = row.uuid(0) else { continue }
            used[host, default: (0, 0)].cpus += row[1] as Int
            used[host, default: (0, 0)].memory += row[2] as Int64
        }
        let groups = try groups(database)
        return try Inventories.hosts(database).map { host in
            let used = used[host.id.uuid] ?? (0, 0)
            return HostCapacity(
                host: host.id,
                name: host.name,
                cpus: host.cpus ?? 0,
                memory: host.memory ?? Bytes(0),
                usedCPUs: used.cpus,
                usedMemory: Bytes(used.memory),
                closed: host.state == .up ? nil : "it is \(host.state.rawValue)",
                groups: groups[host.id.uuid] ?? []
            )
        }
    }

    /// What a place for a VM must be like.
    static func wish(for vm: VM, moving: Bool, _ database: Database) throws -> PlacementWish {
        PlacementWish(
            for: vm,
            record: try LifeRows.record(database, vm.id),
            disks: try LifeRows.disks(database, where: "vm = ?", [vm.id.uuid.blob]),
            stores: try Catalogs.datastores(database),
            hosts: try Inventories.hosts(database),
            moving: moving
        )
    }

    private static func groups(_ database: Database) throws -> [UniqueID: Set<String>] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT p.host, r.vm_group FROM place p JOIN record r ON r.vm = p.vm WHERE r.vm_group IS NOT NULL"
            )
        )
        var groups: [UniqueID: Set<String>] = [:]
        for row in rows { if let host = row.uuid(0) { groups[host, default: []].insert(row[1]) } }
        return groups
    }

    /// The port that a VM has on a host; `nil` where it has no place there.
    static func port(of vm: VM.ID, on host: BaadalModel.Host.ID, _ database: Database) throws -> Int? {
        try Int.fetchOne(
            database.cachedStatement(sql: "SELECT port FROM place WHERE vm = ? AND host = ?"),
            arguments: [vm.uuid.blob, host.uuid.blob]
        )
    }

    /// Keeps a place for a VM, at the port that its screen has already where no other VM has that.
    ///
    /// - Returns: The port.
    @discardableResult
    static func keep(
        _ vm: VM.ID,
        on host: BaadalModel.Host.ID,
        at present: Int?,
        for task: TaskRecord.ID? = nil,
        _ database: Database
    ) throws -> Int {
        let free = try present.flatMap { try isTaken($0, on: host, by: vm, database) ? nil : $0 }
        let port = try free ?? freePort(on: host, database)
        try database.execute(
            sql: "INSERT INTO place (host, port, vm, task) VALUES (?, ?, ?, ?)",
            arguments: [host.uuid.blob, port, vm.uuid.blob, task?.number]
        )
        return port
    }

    /// Whether another VM has a port on a host, or may still be reached by it.
    private static func isTaken(
        _ port: Int,
        on host: BaadalModel.Host.ID,
        by vm: VM.ID,
        _ database: Database
    ) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM place WHERE host = ?1 AND port = ?2)
                    OR EXISTS (SELECT 1 FROM screen_grant WHERE host = ?1 AND host_port = ?2 AND closed IS NULL
                    AND vm <> ?3)
                    OR EXISTS (SELECT 1 FROM cut WHERE host = ?1 AND host_port = ?2)
                    """
            ),
            arguments: [host.uuid.blob, port, vm.uuid.blob]
        ) ?? false
    }

    /// The lowest port of a host that no VM has, within the constants' range.
    static func freePort(on host: BaadalModel.Host.ID, _ database: Database) throws -> Int {
        let first = try Constants.number("vncport_start_range", database)
        let end = try Constants.number("vncport_end_range", database)
        let taken = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT port FROM place WHERE host = ?1 AND port >= ?2 UNION
                    SELECT host_port FROM screen_grant WHERE host = ?1 AND host_port >= ?2 AND closed IS NULL UNION
                    SELECT host_port FROM cut WHERE host = ?1 AND host_port >= ?2 ORDER BY 1
                    """
            ),
            arguments: [host.uuid.blob, first]
        )
        var port = first
        while let row = try taken.next(), row[0] as Int == port { port += 1 }
        guard port < end else {
            throw CloudError.portsExhausted(host: try Inventories.host(database, host)?.name ?? "\(host)")
        }
        return port
    }

    /// Refuses a host that VMs are kept for.
    static func checkEmpty(_ host: BaadalModel.Host.ID, _ database: Database) throws {
        let count = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM place WHERE host = ?",
            arguments: [host.uuid.blob]
        )
        guard count ?? 0 == 0 else {
            throw CloudError.inUse(what: "the host", by: "\(count ?? 0) VM(s) that were made here are kept on it")
        }
    }

    static func touch(_ vm: VM.ID, _ database: Database, _ revision: Int64) throws {
        try database.cachedStatement(sql: "UPDATE record SET revision = ? WHERE vm = ?")
            .execute(arguments: [revision, vm.uuid.blob])
    }
}

/// Values of the constants.
enum Constants {
    /// All of them, defaults included.
    static func all(_ database: Database) throws -> [String: String] {
        var values = Dictionary(uniqueKeysWithValues: Constant.all.map { ($0.name, $0.defaultValue) })
        for row in try Row.fetchAll(database.cachedStatement(sql: "SELECT name, value FROM constant")) {
            values[row[0]] = row[1]
        }
        return values
    }

    /// A constant that is a number.
    static func number(_ name: String, _ database: Database) throws -> Int {
        let value = try String.fetchOne(
            database.cachedStatement(sql: "SELECT value FROM constant WHERE name = ?"),
            arguments: [name]
        )
        let text = try value ?? Constant.named(name).defaultValue
        guard let number = Int(text) else { throw BrokenRow(table: "constant", column: "value", value: text) }
        return number
    }
}

extension CloudStore {
    /// The hosts that show a VM, running or not.
    public func hostsShowing(_ vm: VM.ID) throws -> [Host.ID] {
        try read { try Inventories.placements($0, of: vm).map(\.host) }
    }

    /// The VMs of a name that a host shows.
    public func vms(named name: String, on host: Host.ID) throws -> [VM.ID] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT v.id FROM vm v JOIN placement p ON p.vm = v.id WHERE v.name = ? AND p.host = ?",
                arguments: [name, host.uuid.blob]
            ).compactMap { $0.uuid(0).map(VM.ID.init) }
        }
    }
}
