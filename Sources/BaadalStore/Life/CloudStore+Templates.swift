public import BaadalModel
internal import GRDB

extension CloudStore {
    /// Records a template whose file is there.
    ///
    /// - Throws: ``CloudError/taken(what:value:)`` for a name or file that another has.
    @discardableResult
    public func addTemplate(
        _ order: TemplateOrder,
        size: Bytes,
        checksum: String?,
        requester: String,
        at now: Timestamp
    ) throws -> Template {
        try write { database, revision in
            let known = try Catalogs.templates(database)
            if let same = known.first(where: { $0.name == order.name.text }) {
                // The same task again.
                guard same.file != order.file.text || same.datastore != order.datastore else { return same }
                throw CloudError.taken(what: "template name", value: order.name.text)
            }
            if known.contains(where: { $0.file == order.file.text && $0.datastore == order.datastore }) {
                throw CloudError.taken(what: "template file", value: order.file.text)
            }
            try database.execute(
                sql: """
                    INSERT INTO template (name, system, release, datastore, file, form, size, checksum, tag, active)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                    """,
                arguments: [
                    order.name.text, order.system.rawValue, order.release, order.datastore.number, order.file.text,
                    order.form.rawValue, size.count, checksum, order.tag,
                ]
            )
            try CatalogDesk.touch(database, revision)
            let text = "template \(order.name) added (\(order.file))"
            try Events.add(database, at: now, kind: "catalogue", actor: requester, text: text)
            guard let template = try Catalogs.templates(database).first(where: { $0.name == order.name.text }) else {
                throw CloudError.noSuch("template", order.name.text)
            }
            return template
        }
    }

    /// Takes a template out of use; removed where no VM was made from it.
    ///
    /// - Returns: True where the row is gone, and its file may go.
    public func retireTemplate(_ id: Template.ID, requester: String, at now: Timestamp) throws -> Bool {
        try write { database, revision in
            guard let template = try Catalogs.templates(database).first(where: { $0.id == id }) else { return true }
            let isUsed = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM record WHERE template = ?)",
                arguments: [id.number]
            )
            let sql =
                isUsed == true ? "UPDATE template SET active = 0 WHERE id = ?" : "DELETE FROM template WHERE id = ?"
            try database.execute(sql: sql, arguments: [id.number])
            try CatalogDesk.touch(database, revision)
            let verb = isUsed == true ? "deactivated" : "removed"
            try Events.add(
                database,
                at: now,
                kind: "catalogue",
                actor: requester,
                text: "template \(template.name) \(verb)"
            )
            return isUsed != true
        }
    }

    /// Records which hosts were shown to see a datastore, and how much they found free.
    public func noteDatastore(_ id: Datastore.ID, seenBy hosts: [Host.ID], available: Bytes?, at now: Timestamp) throws
    {
        try write { database, revision in
            try database.execute(sql: "DELETE FROM datastore_host WHERE datastore = ?", arguments: [id.number])
            for host in hosts {
                try database.execute(
                    sql: "INSERT INTO datastore_host (datastore, host, seen) VALUES (?, ?, ?)",
                    arguments: [id.number, host.uuid.blob, now.milliseconds]
                )
            }
            try database.execute(
                sql: "UPDATE datastore SET available = coalesce(?, available) WHERE id = ?",
                arguments: [available?.count, id.number]
            )
            try CatalogDesk.touch(database, revision)
        }
    }

    /// When a job was last done; `nil` where never.
    public func lastRun(ofJob name: String) throws -> Timestamp? {
        try read { database in
            try Int64.fetchOne(database, sql: "SELECT last FROM job WHERE name = ?", arguments: [name])
                .map(Timestamp.init(milliseconds:))
        }
    }

    /// Notes that a job is done.
    public func noteRun(ofJob name: String, at now: Timestamp) throws {
        try write { database, _ in
            try database.execute(
                sql: "INSERT INTO job VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
                arguments: [name, now.milliseconds]
            )
        }
    }

    /// VMs whose snapshots of a kind are taken by themselves.
    public func scheduled(_ kind: Snapshot.Kind) throws -> [VM.ID] {
        try read { database in
            try LifeRows.records(database, where: "r.stage = 'ready' AND r.schedule & ? <> 0", [kind.rawValue]).map(
                \.id
            )
        }
    }
}
