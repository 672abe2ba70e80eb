public import BaadalModel
internal import GRDB

extension CloudStore {
    /// The disks of a VM, in order of number.
    public func disks(of vm: VM.ID) throws -> [Disk] {
        try read { try LifeRows.disks($0, where: "vm = ?", [vm.uuid.blob]) }
    }

    /// Disks that stand on those of a VM and belong to others.
    public func dependants(of vm: VM.ID) throws -> [Disk] {
        try read {
            try LifeRows.disks(
                $0,
                where: "vm <> ?1 AND backing IN (SELECT id FROM disk WHERE vm = ?1)",
                [vm.uuid.blob]
            )
        }
    }

    /// The disk of a file; `nil` where the cloud knows none.
    public func disk(at path: String) throws -> Disk? {
        try read { try LifeRows.disks($0, where: "path = ?", [path]).first }
    }

    /// Keeps name and room for one more disk of a VM; the same again where the task has kept it already.
    ///
    /// - Throws: ``CloudError/noDatastoreFits(size:reasons:)``.
    public func reserveDisk(
        of record: VMRecord,
        size: Bytes,
        in wanted: Datastore.ID?,
        seenBy host: Host.ID,
        for task: TaskRecord.ID
    ) throws -> Disk {
        try write { database, revision in
            let desk = Desk(
                database: database,
                revision: revision,
                requester: Requester(name: "", via: ""),
                now: .wallClock
            )
            return try desk.reserveDisk(of: record, size: size, in: wanted, seenBy: host, for: task)
        }
    }
}

extension Desk {
    func reserveDisk(
        of record: VMRecord,
        size: Bytes,
        in wanted: Datastore.ID?,
        seenBy host: BaadalModel.Host.ID,
        for task: TaskRecord.ID
    ) throws -> Disk {
        if let kept = try LifeRows.disks(
            database,
            where: "vm = ? AND task = ? AND role = 'extra'",
            [record.id.uuid.blob, task.number]
        ).first {
            return kept
        }
        let present = try LifeRows.disks(database, where: "vm = ?", [record.id.uuid.blob]).first?.datastore
        let fitting = try Catalogs.datastores(database).filter { store in
            store.isActive && store.hosts.contains(host) && store.free >= size
                && wanted.map { store.id == $0 } ?? true
        }
        let best =
            fitting.first { $0.id == present } ?? fitting.max { ($0.free, $1.id) < ($1.free, $0.id) }
        guard let best else {
            let reasons = try Catalogs.datastores(database).map { "\($0.name): \($0.free.exact) free" }
            throw CloudError.noDatastoreFits(size: size, reasons: reasons)
        }
        let disks = Disks(database: database, revision: revision)
        let layout = DatastoreLayout(best.path, constants: try Constants.all(database))
        let disk = Disk(
            id: RowID(0),
            vm: record.id,
            datastore: best.id,
            path: try disks.freePath(record.identity, in: layout),
            role: .extra,
            target: nil,
            size: size,
            stage: .making
        )
        return try disks.insert(disk, for: task)
    }
}

extension CloudStore {
    /// Adds a disk that a task makes; the one that is there where the task has added it already.
    @discardableResult
    public func addDisk(_ disk: Disk, for task: TaskRecord.ID) throws -> Disk {
        try write { database, revision in
            if let known = try LifeRows.disks(database, where: "path = ?", [disk.path]).first {
                guard known.vm == disk.vm else { throw CloudError.taken(what: "disk file", value: disk.path) }
                return known
            }
            return try Disks(database: database, revision: revision).insert(disk, for: task)
        }
    }

    /// Records what became of a disk; it belongs to no task any more.
    public func updateDisk(_ disk: Disk) throws {
        try write { database, revision in
            try database.execute(
                sql: """
                    UPDATE disk SET datastore = ?, path = ?, role = ?, target = ?, size = ?, format = ?, backing = ?,
                    stage = ?, task = NULL, revision = ? WHERE id = ?
                    """,
                arguments: [
                    disk.datastore.number, disk.path, disk.role.rawValue, disk.target, disk.size.count, disk.format,
                    disk.backing?.number, disk.stage.rawValue, revision, disk.id.number,
                ]
            )
            try CatalogDesk.touch(database, revision)
        }
    }

    /// Forgets a disk whose file is gone.
    public func forgetDisk(_ id: Disk.ID, at now: Timestamp) throws {
        try write { database, revision in
            try database.execute(sql: "DELETE FROM disk WHERE id = ?", arguments: [id.number])
            guard database.changesCount > 0 else { return }
            try Inventories.bury(.disk, LifeRows.grave(id.number), database, at: now, revision)
            try CatalogDesk.touch(database, revision)
        }
    }

    /// The names of VMs, other than one, whose libvirt XML refers to a file.
    public func usersOfFile(_ path: String, but vm: VM.ID) throws -> [String] {
        try read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT v.name FROM vm_xml x JOIN vm v ON v.id = x.vm
                    WHERE x.vm <> ? AND v.state <> 'gone' AND instr(x.xml, ?) > 0
                    """,
                arguments: [vm.uuid.blob, "'\(path)'"]
            )
        }
    }
}

/// Disk rows, in the transaction that writes them.
struct Disks {
    let database: Database
    let revision: Int64

    /// The file of the lowest number that no disk has: `IDENTITY_diskN.qcow2`.
    func freePath(_ identity: String, in layout: DatastoreLayout) throws -> String {
        for number in 1...10_000 {
            let path = layout.extraDisk("\(identity)_disk\(number)")
            let isTaken = try Bool.fetchOne(
                database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM disk WHERE path = ?)"),
                arguments: [path]
            )
            if isTaken != true { return path }
        }
        throw CloudError.refused("'\(identity)' has 10000 disks")
    }

    @discardableResult
    func insert(_ disk: Disk, for task: TaskRecord.ID) throws -> Disk {
        let isTaken = try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM disk WHERE path = ?)"),
            arguments: [disk.path]
        )
        if isTaken == true { throw CloudError.taken(what: "disk file", value: disk.path) }
        try database.cachedStatement(
            sql: """
                INSERT INTO disk (vm, datastore, path, role, target, size, format, backing, stage, task, revision)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            disk.vm.uuid.blob, disk.datastore.number, disk.path, disk.role.rawValue, disk.target, disk.size.count,
            disk.format, disk.backing?.number, disk.stage.rawValue, task.number, revision,
        ])
        try CatalogDesk.touch(database, revision)
        return Disk(
            id: RowID(database.lastInsertedRowID),
            vm: disk.vm,
            datastore: disk.datastore,
            path: disk.path,
            role: disk.role,
            target: disk.target,
            size: disk.size,
            format: disk.format,
            backing: disk.backing,
            stage: disk.stage
        )
    }
}

extension CloudStore {
    /// Disks that are reserved for a task.
    public func reservedDisks(of task: TaskRecord.ID) throws -> [Disk] {
        try read { try LifeRows.disks($0, where: "task = ?", [task.number]) }
    }

    /// Forgets a VM at once that no host shows any more because it was removed on purpose.
    public func forgetVanished(_ vm: VM.ID, at now: Timestamp) throws {
        try write { database, revision in
            guard try Inventories.placements(database, of: vm).isEmpty, try Inventories.vm(database, vm) != nil else {
                return
            }
            try forget(vm, database, at: now, revision)
        }
    }
}
