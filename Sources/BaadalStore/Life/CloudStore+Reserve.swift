public import BaadalModel
internal import GRDB

extension CloudStore {
    /// Keeps host, datastore, addresses, port and files for a new VM together, or nothing.
    ///
    /// The same again where they are kept already. Whatever is unique is so by an index, so that no two VMs are ever
    /// given the same.
    ///
    /// - Throws: ``CloudError`` with what is missing.
    public func reserve(_ wish: Reservation, policy: PlacementPolicy, at now: Timestamp) throws -> VMRecord {
        try write { database, revision in
            if let kept = try LifeRows.record(database, wish.vm) { return kept }
            return try ReserveDesk(database: database, revision: revision, now: now, policy: policy).reserve(wish)
        }
    }

    /// Gives back all that is kept for a VM that was not made.
    public func release(_ vm: VM.ID, at now: Timestamp) throws {
        try write { database, revision in try Self.release(vm, database, at: now, revision) }
    }

    static func release(_ vm: VM.ID, _ database: Database, at now: Timestamp, _ revision: Int64) throws {
        let id = vm.uuid.blob
        try unwantMapping(of: vm, releasing: true, database, revision)
        try revoke(
            try NetworkRows.grants(database, where: "vm = ? AND closed IS NULL", [id]),
            database,
            at: now,
            revision
        )
        for disk in try LifeRows.disks(database, where: "vm = ?", [id]) {
            try Inventories.bury(.disk, LifeRows.grave(disk.id.number), database, at: now, revision)
        }
        for snapshot in try LifeRows.snapshots(database, where: "vm = ?", [id]) {
            try Inventories.bury(.snapshot, LifeRows.grave(snapshot.id.number), database, at: now, revision)
        }
        try database.execute(sql: "DELETE FROM snapshot WHERE vm = ?", arguments: [id])
        // What stands on another goes first.
        while try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM disk WHERE vm = ?)",
            arguments: [id]
        ) == true {
            try database.execute(
                sql: """
                    DELETE FROM disk WHERE vm = ? AND id NOT IN (SELECT backing FROM disk WHERE backing IS NOT NULL)
                    """,
                arguments: [id]
            )
            guard database.changesCount > 0 else {
                throw CloudError.inUse(what: "a disk", by: "disks of other VMs stand on it")
            }
        }
        try database.execute(sql: "DELETE FROM record WHERE vm = ?", arguments: [id])
        try database.execute(sql: "UPDATE private_address SET holder = NULL WHERE holder = ?", arguments: [id])
        try database.execute(sql: "UPDATE public_address SET holder = NULL WHERE holder = ?", arguments: [id])
        try Inventories.bury(.record, id, database, at: now, revision)
        try CatalogDesk.touch(database, revision)
    }
}

/// One reservation, in the transaction that writes it.
struct ReserveDesk {
    let database: Database
    let revision: Int64
    let now: Timestamp
    let policy: PlacementPolicy

    func reserve(_ wish: Reservation) throws -> VMRecord {
        let identity = try identity(wish)
        let domain = try domain(wish.domain)
        let host = try host(wish)
        let datastore = try datastore(wish, on: host)
        let address = try privateAddress(in: domain, for: wish.vm)
        try database.cachedStatement(
            sql: """
                INSERT INTO record (vm, name, identity, owner, organisation, template, parent, domain, stage, host, vcpus,
                memory, address, purpose, created, schedule, vm_group, task, expires, revision)
                VALUES (?, ?, ?, ?, (SELECT organisation FROM user WHERE id = ?), ?, ?, ?, 'installing', ?, ?, ?, ?, ?,
                ?, 0, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            wish.vm.uuid.blob, wish.name.text, identity, wish.owner.number, wish.owner.number, wish.template?.number,
            wish.parent?.uuid.blob, domain.id.number, host.uuid.blob, wish.vcpus, wish.memory.count, address,
            wish.purpose, now.milliseconds, wish.group, wish.task.number, wish.expires.milliseconds, revision,
        ])
        try Inventories.unbury(.record, wish.vm.uuid.blob, database)
        try database.cachedStatement(sql: "INSERT INTO place (host, port, vm, task, expires) VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [
                host.uuid.blob, try Places.freePort(on: host, database), wish.vm.uuid.blob, wish.task.number,
                wish.expires.milliseconds,
            ])
        if wish.wantsPublicAddress {
            try NetworkRows.checkMapper(database)
            try PublicAddresses.take(for: wish.vm, database)
        }
        try keepFiles(wish, identity, datastore)
        try CatalogDesk.touch(database, revision)
        guard let record = try LifeRows.record(database, wish.vm) else {
            throw BrokenRow(table: "record", column: "vm", value: "\(wish.vm)")
        }
        return record
    }

    private func identity(_ wish: Reservation) throws -> String {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT u.username, u.active, o.name, o.active FROM user u JOIN organisation o ON o.id = u.organisation
                    WHERE u.id = ?
                    """
            ),
            arguments: [wish.owner.number]
        )
        guard let row else { throw CloudError.noSuch("user", "\(wish.owner)") }
        guard row[1] as Bool else { throw CloudError.inactive(what: "user", name: row[0]) }
        guard row[3] as Bool else { throw CloudError.inactive(what: "organisation", name: row[2]) }
        let identity = wish.name.identity(organisation: row[2], owner: row[0])
        let isTaken = try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM record WHERE identity = ?1)
                    OR EXISTS (SELECT 1 FROM vm WHERE name = ?1 AND state <> 'gone' AND id <> ?2)
                    """
            ),
            arguments: [identity, wish.vm.uuid.blob]
        )
        guard isTaken != true else { throw CloudError.taken(what: "VM name", value: identity) }
        return identity
    }

    private func domain(_ id: SecurityDomain.ID) throws -> SecurityDomain {
        guard let domain = try Catalogs.domains(database).first(where: { $0.id == id }) else {
            throw CloudError.noSuch("security domain", "\(id)")
        }
        return domain
    }

    /// The host that is best, or the one that was chosen by hand where it has room.
    private func host(_ wish: Reservation) throws -> BaadalModel.Host.ID {
        var excluded = wish.excluded
        let capacities = try Places.capacities(database)
        if let chosen = wish.host {
            for host in capacities where host.host != chosen { excluded[host.host] = "another host was chosen" }
        }
        let stores = try Catalogs.datastores(database)
        // A host that cannot see the files cannot run the VM.
        if let datastore = wish.datastore ?? wish.disks.lazy.compactMap(\.backing).first.flatMap(datastore(of:)) {
            let store = stores.first { $0.id == datastore }
            for host in capacities where !(store?.hosts.contains(host.host) ?? false) && excluded[host.host] == nil {
                excluded[host.host] = "it does not see datastore '\(store?.name ?? "\(datastore)")'"
            }
        }
        // Nor can one that does not see what its disk is copied from, or has nowhere to put it.
        let source = wish.preferred.flatMap { id in stores.first { $0.id == id } }
        let blind = capacities.filter { host in
            excluded[host.host] == nil
                && (source.map { !$0.hosts.contains(host.host) } ?? false || !hasRoom(wish, on: host.host, stores))
        }
        // Where no host has any, the datastores say why.
        if blind.count < capacities.count(where: { excluded[$0.host] == nil }) {
            for host in blind { excluded[host.host] = "it sees no datastore for it" }
        }
        let choice = HostChoice(
            PlacementWish(memory: wish.memory, vcpus: wish.vcpus, excluded: excluded, group: wish.group),
            among: capacities,
            policy: policy
        )
        guard let host = choice.host else {
            throw CloudError.noHostFits(reasons: choice.reasons(for: wish.host))
        }
        return host
    }

    private func hasRoom(_ wish: Reservation, on host: BaadalModel.Host.ID, _ stores: [Datastore]) -> Bool {
        let size = size(wish)
        return stores.contains { store in
            store.isActive && store.hosts.contains(host) && store.free >= size
                && wish.datastore.map { $0 == store.id } ?? true
        }
    }

    private func size(_ wish: Reservation) -> Bytes {
        Bytes(wish.disks.filter { $0.path == nil }.reduce(0) { $0 + $1.size.count })
    }

    private func datastore(of disk: Disk.ID) -> Datastore.ID? {
        (try? LifeRows.disks(database, where: "id = ?", [disk.number]))?.first?.datastore
    }

    /// The datastore with most room that the host sees, the preferred one first where it has enough.
    private func datastore(_ wish: Reservation, on host: BaadalModel.Host.ID) throws -> Datastore {
        let size = size(wish)
        let all = try Catalogs.datastores(database).filter { wish.datastore == nil || $0.id == wish.datastore }
        var reasons: [String] = []
        let fitting = all.filter { store in
            let why: String? =
                if !store.isActive {
                    "it is deactivated"
                } else if !store.hosts.contains(host) {
                    "the host does not see it"
                } else if store.free < size {
                    "\(store.free.exact) free"
                } else {
                    nil
                }
            if let why { reasons.append("\(store.name): \(why)") }
            return why == nil
        }
        if let preferred = fitting.first(where: { $0.id == wish.preferred }) { return preferred }
        guard let best = fitting.max(by: { ($0.free, $1.id) < ($1.free, $0.id) }) else {
            throw CloudError.noDatastoreFits(size: size, reasons: reasons)
        }
        return best
    }

    /// The lowest address of a security domain that is free: nobody has it, and no box leads anything to it.
    func privateAddress(in domain: SecurityDomain, for vm: VM.ID) throws -> Int64 {
        let taken = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    UPDATE private_address SET holder = ? WHERE holder IS NULL AND id = (SELECT id FROM private_address
                    WHERE vlan = ? AND holder IS NULL AND active = 1 AND address NOT IN (SELECT inside FROM mapping
                    UNION SELECT inside FROM cut) ORDER BY address LIMIT 1) RETURNING id
                    """
            ),
            arguments: [vm.uuid.blob, domain.vlan.number]
        )
        guard let taken else { throw CloudError.addressesExhausted(domain: domain.name) }
        return taken
    }

    private func keepFiles(_ wish: Reservation, _ identity: String, _ datastore: Datastore) throws {
        let layout = DatastoreLayout(datastore.path, constants: try Constants.all(database))
        var taken: Set<String> = []
        for image in wish.disks {
            let disks = Disks(database: database, revision: revision)
            let target = DomainDisk.firstFreeTarget(taken) ?? "vda"
            taken.insert(target)
            let path =
                switch (image.path, image.role) {
                case (let path?, _): path
                case (nil, .system): layout.image(identity)
                case (nil, .extra), (nil, .base): try disks.freePath(identity, in: layout)
                }
            try disks.insert(
                Disk(
                    id: RowID(0),
                    vm: wish.vm,
                    datastore: datastore.id,
                    path: path,
                    role: image.role,
                    target: target,
                    size: image.size,
                    format: image.format,
                    backing: image.backing,
                    stage: .making
                ),
                for: wish.task
            )
        }
    }
}
