public import BaadalModel
internal import GRDB

extension CloudStore {
    /// Records that a VM was moved onto new files, and that those it had before are bases.
    ///
    /// - Parameter files: The new file of each disk, by the disk's name.
    public func freezeDisks(of vm: VM.ID, onto files: [String: String], for task: TaskRecord.ID) throws {
        try write { database, revision in
            for disk in try LifeRows.disks(database, where: "vm = ? AND target IS NOT NULL", [vm.uuid.blob]) {
                guard let target = disk.target, let file = files[target], disk.path != file else { continue }
                try database.execute(
                    sql: "UPDATE disk SET role = 'base', target = NULL, revision = ? WHERE id = ?",
                    arguments: [revision, disk.id.number]
                )
                var over = disk
                (over.path, over.format, over.backing) = (file, "qcow2", disk.id)
                let made = try Disks(database: database, revision: revision).insert(over, for: task)
                try database.execute(
                    sql: "UPDATE disk SET task = NULL WHERE id = ?",
                    arguments: [made.id.number]
                )
            }
        }
    }

    /// Takes that back for files that nothing stands on.
    public func thawDisks(of vm: VM.ID, from files: [String], at now: Timestamp) throws {
        try write { database, revision in
            for file in files {
                guard
                    let over = try LifeRows.disks(database, where: "vm = ? AND path = ?", [vm.uuid.blob, file]).first,
                    let base = over.backing
                else { continue }
                try database.execute(sql: "DELETE FROM disk WHERE id = ?", arguments: [over.id.number])
                try Inventories.bury(.disk, LifeRows.grave(over.id.number), database, at: now, revision)
                try database.execute(
                    sql: "UPDATE disk SET role = ?, target = ?, revision = ? WHERE id = ?",
                    arguments: [over.role.rawValue, over.target, revision, base.number]
                )
            }
        }
    }

    /// Gives the disks of a clone the names that those of its parent have, in the same order.
    public func recordTargets(of clone: VM.ID, like parent: VM.ID) throws {
        try write { database, revision in
            let theirs = try LifeRows.disks(
                database,
                where: "vm = ? AND stage = 'attached' AND role <> 'base' AND target IS NOT NULL",
                [parent.uuid.blob]
            ).sorted { ($0.role == .system ? 0 : 1, $0.id) < ($1.role == .system ? 0 : 1, $1.id) }
            for (disk, model) in zip(try LifeRows.disks(database, where: "vm = ?", [clone.uuid.blob]), theirs) {
                try database.execute(
                    sql: "UPDATE disk SET target = ?, revision = ? WHERE id = ?",
                    arguments: [model.target, revision, disk.id.number]
                )
            }
        }
    }
}
