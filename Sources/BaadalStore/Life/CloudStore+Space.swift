public import BaadalModel
internal import GRDB

extension CloudStore {
    /// Keeps room in a datastore for what a task is about to write there, until the task ends.
    ///
    /// The same again where the task has it already. What becomes a disk row of its own is kept by that row instead.
    ///
    /// - Throws: ``CloudError/noDatastoreFits(size:reasons:)``.
    public func holdSpace(_ size: Bytes, in store: Datastore.ID, for task: TaskRecord.ID) throws {
        try write { database, revision in
            let isHeld = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM held_space WHERE task = ? AND datastore = ?)",
                arguments: [task.number, store.number]
            )
            if isHeld == true { return }
            guard let found = try Catalogs.datastores(database).first(where: { $0.id == store }) else {
                throw CloudError.noSuch("datastore", "\(store)")
            }
            guard found.isActive else { throw CloudError.inactive(what: "datastore", name: found.name) }
            guard found.free >= size else {
                throw CloudError.noDatastoreFits(size: size, reasons: ["\(found.name): \(found.free.exact) free"])
            }
            try database.execute(
                sql: "INSERT INTO held_space (task, datastore, size) VALUES (?, ?, ?)",
                arguments: [task.number, store.number, size.count]
            )
            try CatalogDesk.touch(database, revision)
        }
    }

    /// Gives back the room that was kept for a task.
    static func dropSpace(heldFor task: TaskRecord.ID, _ database: Database, _ revision: Int64) throws {
        try database.execute(sql: "DELETE FROM held_space WHERE task = ?", arguments: [task.number])
        if database.changesCount > 0 { try CatalogDesk.touch(database, revision) }
    }
}
