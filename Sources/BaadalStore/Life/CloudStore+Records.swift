public import BaadalModel
internal import GRDB

extension CloudStore {
    /// What is known of a VM that was made here; `nil` for one that was found.
    public func record(_ vm: VM.ID) throws -> VMRecord? { try read { try LifeRows.record($0, vm) } }

    /// All of the catalogue.
    public func catalog() throws -> Catalog { try read { try Catalogs.fetch($0) } }

    /// All constants, defaults included.
    public func constantValues() throws -> [String: String] { try read { try Constants.all($0) } }

    /// Ends the making of a VM: what was reserved for the task is the VM's.
    public func completeRecord(_ vm: VM.ID) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE record SET stage = 'ready', task = NULL, expires = NULL, revision = ? WHERE vm = ?",
                arguments: [revision, vm.uuid.blob]
            )
            try database.execute(
                sql: "UPDATE place SET task = NULL, expires = NULL WHERE vm = ?",
                arguments: [vm.uuid.blob]
            )
            try database.execute(
                sql: "UPDATE disk SET stage = 'attached', task = NULL, revision = ? WHERE vm = ? AND stage = 'making'",
                arguments: [revision, vm.uuid.blob]
            )
        }
    }

    /// Records another size of a VM.
    public func resizeRecord(_ vm: VM.ID, vcpus: Int, memory: Bytes) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE record SET vcpus = ?, memory = ?, revision = ? WHERE vm = ?",
                arguments: [vcpus, memory.count, revision, vm.uuid.blob]
            )
        }
    }

    // MARK: - Trash

    /// Puts a VM into the trash: its XML is kept, its disks and addresses are held, its place on the host is free.
    public func trash(_ vm: VM.ID, until purgeAt: Timestamp, at now: Timestamp) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE record SET stage = 'trashed', purge_at = ?, revision = ? WHERE vm = ?",
                arguments: [purgeAt.milliseconds, revision, vm.uuid.blob]
            )
            try database.execute(sql: "DELETE FROM place WHERE vm = ?", arguments: [vm.uuid.blob])
            let isShown = try !Inventories.placements(database, of: vm).isEmpty
            if !isShown { try forget(vm, database, at: now, revision) }
        }
    }

    /// Keeps a host and a port for a VM in the trash that is to come back; the same again where they are kept.
    ///
    /// - Parameter preferred: The host that is taken where it has room.
    /// - Throws: ``CloudError/noHostFits(reasons:)``.
    public func reserveReturn(
        of vm: VM.ID,
        preferred: Host.ID?,
        policy: PlacementPolicy,
        for task: TaskRecord.ID,
        at now: Timestamp
    ) throws -> VMRecord {
        try write { database, revision in
            guard let record = try LifeRows.record(database, vm) else { throw CloudError.noSuchVM("\(vm)") }
            if let host = record.host, try Places.port(of: vm, on: host, database) != nil { return record }
            let stores = Set(try LifeRows.disks(database, where: "vm = ?", [vm.uuid.blob]).map(\.datastore))
            let seen = try Catalogs.datastores(database).filter { stores.contains($0.id) }
            let capacities = try Places.capacities(database)
            var excluded: [Host.ID: String] = [:]
            for host in capacities {
                guard let blind = seen.first(where: { !$0.hosts.contains(host.host) }) else { continue }
                excluded[host.host] = "it does not see datastore '\(blind.name)'"
            }
            let wish = PlacementWish(
                memory: record.memory,
                vcpus: record.vcpus,
                excluded: excluded,
                group: record.group
            )
            let choice = HostChoice(wish, among: capacities, policy: policy)
            let fits = choice.verdicts.filter { $0.refusal == nil }.map(\.host)
            guard let host = fits.first(where: { $0 == preferred }) ?? choice.host else {
                throw CloudError.noHostTakes(vm: record.identity, reasons: choice.reasons())
            }
            try database.execute(
                sql: "INSERT INTO place (host, port, vm, task) VALUES (?, ?, ?, ?)",
                arguments: [host.uuid.blob, try Places.freePort(on: host, database), vm.uuid.blob, task.number]
            )
            try database.execute(
                sql: "UPDATE record SET host = ?, revision = ? WHERE vm = ?",
                arguments: [host.uuid.blob, revision, vm.uuid.blob]
            )
            return try LifeRows.record(database, vm) ?? record
        }
    }

    /// Gives back the place of a VM that stays in the trash.
    public func dropReturn(of vm: VM.ID) throws {
        try write { database, revision in
            try database.execute(sql: "DELETE FROM place WHERE vm = ?", arguments: [vm.uuid.blob])
            try Places.touch(vm, database, revision)
        }
    }

    /// Takes a VM out of the trash.
    public func untrash(_ vm: VM.ID) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE record SET stage = 'ready', purge_at = NULL, xml = NULL, revision = ? WHERE vm = ?",
                arguments: [revision, vm.uuid.blob]
            )
            try database.execute(sql: "UPDATE place SET task = NULL WHERE vm = ?", arguments: [vm.uuid.blob])
        }
    }

    /// VMs in the trash whose time is over, and reservations that a task which is at its end has left.
    ///
    /// - Parameter tried: Leaves out those whose last purge ended after that.
    public func overdue(at now: Timestamp, unlessTriedSince tried: Timestamp) throws -> [VMRecord] {
        try read {
            try LifeRows.records(
                $0,
                where: """
                    (r.stage = 'trashed' AND r.purge_at <= ?1 OR r.stage = 'installing' AND r.expires <= ?1
                    AND NOT EXISTS (SELECT 1 FROM task o WHERE o.vm = r.vm AND o.status < 3))
                    AND NOT EXISTS (SELECT 1 FROM task t WHERE t.vm = r.vm AND t.kind = 'purge' AND t.ended > ?2)
                    """,
                [now.milliseconds, tried.milliseconds]
            )
        }
    }

    /// Keeps the XML of a VM while no host has it.
    public func keepXML(_ xml: String?, of vm: VM.ID) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE record SET xml = ?, revision = ? WHERE vm = ?",
                arguments: [xml, revision, vm.uuid.blob]
            )
        }
    }

    /// The XML that was kept; `nil` where there is none.
    public func keptXML(of vm: VM.ID) throws -> String? {
        try read { try String.fetchOne($0, sql: "SELECT xml FROM record WHERE vm = ?", arguments: [vm.uuid.blob]) }
    }

    // MARK: - Addresses

    /// Takes a second private address for a VM, in another security domain; the same again where it has one there.
    public func takeAddress(of vm: VM.ID, in domain: SecurityDomain) throws -> PrivateAddress {
        try write { database, revision in
            let held = try Int64.fetchOne(
                database,
                sql: "SELECT id FROM private_address WHERE holder = ? AND vlan = ?",
                arguments: [vm.uuid.blob, domain.vlan.number]
            )
            let desk = ReserveDesk(database: database, revision: revision, now: .wallClock, policy: PlacementPolicy())
            let id = try held ?? desk.privateAddress(in: domain, for: vm)
            try CatalogDesk.touch(database, revision)
            guard let address = try Catalogs.fetch(database).privateAddresses.first(where: { $0.id.number == id })
            else {
                throw CloudError.noSuch("private address", "\(id)")
            }
            return address
        }
    }

    /// Makes an address the one that a VM has, and gives its others back; without one, all but the present one.
    public func settleAddress(_ address: PrivateAddress.ID?, in domain: SecurityDomain.ID?, of vm: VM.ID) throws {
        try write { database, revision in
            try database.execute(
                sql: """
                    UPDATE record SET address = coalesce(?, address), domain = coalesce(?, domain), revision = ?
                    WHERE vm = ?
                    """,
                arguments: [address?.number, domain?.number, revision, vm.uuid.blob]
            )
            try database.execute(
                sql: """
                    UPDATE private_address SET holder = NULL WHERE holder = ?1
                    AND id IS NOT (SELECT address FROM record WHERE vm = ?1)
                    """,
                arguments: [vm.uuid.blob]
            )
            try CatalogDesk.touch(database, revision)
        }
    }
}
