internal import BaadalModel
internal import GRDB

extension ImportDesk {
    /// The disk to boot from: the first of the definition, where it lies in the datastore.
    func takeSystemDisk(_ row: OldRow, _ vm: VM) throws {
        let identity = row.text("vm_identity") ?? ""
        guard let store = try datastore(number("datastore", row, "datastore_id")) else {
            return note(identity, "its disk was left out: its datastore was not taken")
        }
        guard let disk = try definition(vm.id)?.disks.first else {
            return note(identity, "its disk was left out: its definition has not been read yet, or has none")
        }
        guard disk.path.hasPrefix(store.path + "/"), (try? FolderPath(disk.path)) != nil else {
            return note(identity, "its disk was left out: it does not lie in its datastore")
        }
        let size = try? gigabytes(row, "hdd")
        let templated = try find("SELECT size FROM template WHERE id = ?", [number("template", row, "template_id")])
        guard let size = size ?? templated.map({ Bytes($0) }) else {
            return note(identity, "its disk was left out: nobody knows its size")
        }
        try insert(disk, .system, size, vm.id, store.id)
    }

    /// An extra disk, which is plugged in where the definition has its file.
    func takeDisk(_ row: OldRow) throws -> Fate {
        guard let vm = row.number("vm_id").flatMap({ vms[$0] }), let record = try LifeRows.record(database, vm) else {
            throw Left("its VM was not taken")
        }
        guard let store = try datastore(number("datastore", row, "datastore_id")) else {
            throw Left("its datastore was not taken")
        }
        let name = try FileName(try text(row, "attached_disk_name")).text
        guard let xml = try definition(vm) else { throw Left("the VM's definition has not been read yet") }
        let layout = DatastoreLayout(store.path, constants: try Constants.all(database))
        let places = layout.extraDiskPlaces(name, datastore: store.name, identity: record.identity)
        let plugged = xml.disks.first { places.contains($0.path) }
        let path = plugged?.path ?? places[1]
        guard try LifeRows.disks(database, where: "path = ?", [path]).isEmpty else { return .there(nil) }
        let disk = plugged ?? DomainDisk(path: path, target: "")
        try insert(disk, .extra, try gigabytes(row, "capacity"), vm, store.id)
        if plugged == nil { note(name, "is not plugged in, and kept as detached") }
        return .taken(nil)
    }

    private func insert(_ disk: DomainDisk, _ role: Disk.Role, _ size: Bytes, _ vm: VM.ID, _ store: Datastore.ID) throws
    {
        let isAttached = !disk.target.isEmpty
        try catalog.run(
            """
            INSERT INTO disk (vm, datastore, path, role, target, size, format, stage, revision)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                vm.uuid.blob, store.number, disk.path, role.rawValue, isAttached ? disk.target : nil, size.count,
                disk.format, (isAttached ? Disk.Stage.attached : .detached).rawValue, revision,
            ]
        )
    }

    /// A snapshot as the original knows it; the next comparison with libvirt says whether it is there.
    func takeSnapshot(_ row: OldRow) throws -> Fate {
        guard let vm = row.number("vm_id").flatMap({ vms[$0] }), try LifeRows.record(database, vm) != nil else {
            throw Left("its VM was not taken")
        }
        let name = try checkedWords(try text(row, "snapshot_name"), "name", atMost: 100)
        guard try LifeRows.snapshots(database, where: "vm = ? AND name = ?", [vm.uuid.blob, name]).isEmpty else {
            return .there(nil)
        }
        // The original's maintenance wrote 6 for its own.
        let type = row.number("type").map { $0 == 6 ? 102 : $0 } ?? 101
        guard let kind = Snapshot.Kind(rawValue: Int(clamping: type)) else {
            throw Left("its type is \(type); 1, 2, 4, 8, 101 and 102 are accepted")
        }
        try catalog.run(
            """
            INSERT INTO snapshot (vm, name, kind, created, memory, external, current, presence, note, revision)
            VALUES (?, ?, ?, ?, 0, 0, 0, ?, '', ?)
            """,
            [
                vm.uuid.blob, name, kind.rawValue, (row.moment("timestamp") ?? now).milliseconds,
                Snapshot.Presence.present.rawValue, revision,
            ]
        )
        return .taken(nil)
    }

    private func datastore(_ id: Int64?) throws -> Datastore? {
        guard let id else { return nil }
        return try Catalogs.datastores(database).first { $0.id.number == id }
    }

    /// The definition of a VM as last read; `nil` before the first reading.
    private func definition(_ vm: VM.ID) throws -> DomainXML? {
        let sql = "SELECT xml FROM vm_xml WHERE vm = ?"
        return try String.fetchOne(database, sql: sql, arguments: [vm.uuid.blob]).flatMap { try? DomainXML($0) }
    }
}
