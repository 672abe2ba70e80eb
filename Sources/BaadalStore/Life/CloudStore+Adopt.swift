public import BaadalModel
internal import GRDB

/// A VM that was found, as it is taken into the books.
public struct Adoption: Sendable {
    /// The VM.
    public var vm: VM.ID
    /// Its libvirt name.
    public var name: String
    /// Whose it becomes; `nil` for the user `System`.
    public var owner: User.ID?
    /// The part of the network that it counts to.
    public var domain: SecurityDomain.ID
    /// Where it is.
    public var host: Host.ID
    /// Processors.
    public var vcpus: Int
    /// Memory.
    public var memory: Bytes
    /// Hardware addresses of its interfaces.
    public var macs: [MAC]
    /// The port of its screen; `nil` where the host chooses it.
    public var port: Int?
    /// Its disks, the one to boot from first; their numbers mean nothing.
    public var disks: [Disk]

    /// An adoption with everything known.
    public init(
        vm: VM.ID,
        name: String,
        owner: User.ID?,
        domain: SecurityDomain.ID,
        host: Host.ID,
        vcpus: Int,
        memory: Bytes,
        macs: [MAC],
        port: Int?,
        disks: [Disk]
    ) {
        self.vm = vm
        self.name = name
        self.owner = owner
        self.domain = domain
        self.host = host
        self.vcpus = vcpus
        self.memory = memory
        self.macs = macs
        self.port = port
        self.disks = disks
    }
}

extension CloudStore {
    /// Refuses an adoption that the books do not allow.
    ///
    /// - Throws: ``CloudError`` with who has what it would need.
    public func checkAdoption(_ adoption: Adoption) throws {
        try read { try AdoptDesk(database: $0, revision: 0, now: Timestamp(milliseconds: 0)).check(adoption) }
    }

    /// Writes record and disks of a VM that was found; once written, it is left as it is.
    ///
    /// Snapshots that libvirt has are the cloud's from then on.
    ///
    /// - Throws: ``CloudError`` with who has what it would need.
    public func adopt(_ adoption: Adoption, for task: TaskRecord.ID, at now: Timestamp) throws {
        try write { database, revision in
            guard try LifeRows.record(database, adoption.vm) == nil else { return }
            try AdoptDesk(database: database, revision: revision, now: now).adopt(adoption, for: task)
        }
    }

    /// Makes the host that shows a VM the one that is kept for it, unless a task is at work on it.
    ///
    /// - Parameter port: The port of its screen there; `nil` where the host chooses it.
    /// - Returns: Whether it was done.
    public func followMoved(_ vm: VM.ID, to host: Host.ID, at port: Int?) throws -> Bool {
        try writeUnlessNil { database, revision -> Bool? in
            let isBusy = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM task WHERE (vm = ?1 OR source = ?1) AND status < 3)",
                arguments: [vm.uuid.blob]
            )
            guard isBusy != true, let record = try LifeRows.record(database, vm), record.stage == .ready,
                record.host != host, try Inventories.placements(database, of: vm).map(\.host) == [host]
            else { return nil }
            try database.execute(sql: "DELETE FROM place WHERE vm = ?", arguments: [vm.uuid.blob])
            try Places.keep(vm, on: host, at: port, database)
            try database.execute(
                sql: "UPDATE record SET host = ?, revision = ? WHERE vm = ?",
                arguments: [host.uuid.blob, revision, vm.uuid.blob]
            )
            return true
        } ?? false
    }
}

/// One adoption, in the transaction that reads or writes it.
struct AdoptDesk {
    let database: Database
    let revision: Int64
    let now: Timestamp

    func check(_ adoption: Adoption) throws {
        if let owner = adoption.owner { _ = try organisation(of: owner) }
        let isTaken = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM record WHERE identity = ? AND vm <> ?)",
            arguments: [adoption.name, adoption.vm.uuid.blob]
        )
        if isTaken == true { throw CloudError.taken(what: "VM name", value: adoption.name) }
        for disk in adoption.disks {
            guard let known = try LifeRows.disks(database, where: "path = ?", [disk.path]).first else { continue }
            let user = try LifeRows.record(database, known.vm)?.identity ?? "\(known.vm)"
            throw CloudError.refused("its disk \(disk.path) is in the database as one of '\(user)'")
        }
        _ = try address(adoption)
    }

    func adopt(_ adoption: Adoption, for task: TaskRecord.ID) throws {
        try check(adoption)
        let owner = try adoption.owner?.number ?? systemUser()
        let address = try address(adoption)
        try database.execute(
            sql: """
                INSERT INTO record (vm, name, identity, owner, organisation, domain, stage, host, vcpus, memory, address,
                purpose, created, schedule, revision) VALUES (?, ?, ?, ?, ?, ?, 'ready', ?, ?, ?, ?, '', ?, 0, ?)
                """,
            arguments: [
                adoption.vm.uuid.blob, adoption.name, adoption.name, owner, try organisation(of: RowID(owner)),
                adoption.domain.number, adoption.host.uuid.blob, adoption.vcpus, adoption.memory.count,
                address?.id.number, now.milliseconds, revision,
            ]
        )
        try Inventories.unbury(.record, adoption.vm.uuid.blob, database)
        try Places.keep(adoption.vm, on: adoption.host, at: adoption.port, database)
        if let address {
            try database.execute(
                sql: "UPDATE private_address SET holder = ? WHERE id = ?",
                arguments: [adoption.vm.uuid.blob, address.id.number]
            )
        }
        let disks = Disks(database: database, revision: revision)
        for disk in adoption.disks { try disks.insert(disk, for: task) }
        try database.execute(
            sql: "UPDATE disk SET task = NULL, stage = 'attached' WHERE vm = ?",
            arguments: [adoption.vm.uuid.blob]
        )
        try database.execute(
            sql: "UPDATE snapshot SET presence = 'present', revision = ? WHERE vm = ? AND presence = 'orphan'",
            arguments: [revision, adoption.vm.uuid.blob]
        )
        try CatalogDesk.touch(database, revision)
    }

    private func organisation(of owner: User.ID) throws -> Int64 {
        let found = try Int64.fetchOne(
            database,
            sql: "SELECT organisation FROM user WHERE id = ?",
            arguments: [owner.number]
        )
        guard let found else { throw CloudError.noSuch("user", "\(owner)") }
        return found
    }

    /// The address of the pool whose hardware address the VM has; `nil` for none.
    private func address(_ adoption: Adoption) throws -> PrivateAddress? {
        let pool = try Catalogs.fetch(database).privateAddresses
        guard let own = pool.first(where: { adoption.macs.contains($0.mac) }) else { return nil }
        guard let holder = own.holder, holder != adoption.vm else { return own }
        let user = try LifeRows.record(database, holder)?.identity ?? "\(holder)"
        throw CloudError.refused("its hardware address \(own.mac) is that of '\(user)'; give it another one first")
    }

    /// The user of what is nobody's in particular, made where there is none.
    private func systemUser() throws -> Int64 {
        let name = AdoptOrder.systemName
        let find = "SELECT id FROM user WHERE username = ?"
        if let id = try Int64.fetchOne(database, sql: find, arguments: [name]) { return id }
        try database.execute(
            sql: "INSERT OR IGNORE INTO organisation (name, details, active) VALUES (?, '', 1)",
            arguments: [name]
        )
        try database.execute(
            sql: """
                INSERT INTO user (username, full_name, organisation, active)
                VALUES (?1, 'VMs that were found', (SELECT id FROM organisation WHERE name = ?1), 1)
                """,
            arguments: [name]
        )
        let id = database.lastInsertedRowID
        let text = "user \(name) added, for VMs that were found"
        try Events.add(database, at: now, kind: "catalogue", text: text)
        return id
    }
}
