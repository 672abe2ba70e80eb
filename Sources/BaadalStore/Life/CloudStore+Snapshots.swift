public import BaadalModel
internal import GRDB

/// A snapshot as libvirt tells of it.
public struct SnapshotSight: Hashable, Sendable {
    /// Unique among those of its VM.
    public var name: String
    /// The one that it came after; `nil` for a first one.
    public var parent: String?
    /// When it was taken.
    public var created: Timestamp
    /// True where memory was kept.
    public var hasMemory: Bool
    /// True where the state lies in files of its own.
    public var isExternal: Bool
    /// True for the one that the VM's present state came from.
    public var isCurrent: Bool
    /// In words; may be empty.
    public var note: String
    /// The XML that puts it back.
    public var xml: String

    /// A snapshot with everything known.
    public init(
        name: String,
        parent: String?,
        created: Timestamp,
        hasMemory: Bool,
        isExternal: Bool,
        isCurrent: Bool,
        note: String = "",
        xml: String
    ) {
        self.name = name
        self.parent = parent
        self.created = created
        self.hasMemory = hasMemory
        self.isExternal = isExternal
        self.isCurrent = isCurrent
        self.note = note
        self.xml = xml
    }
}

extension CloudStore {
    /// The snapshots of a VM, oldest first.
    public func snapshots(of vm: VM.ID) throws -> [Snapshot] {
        try read { try LifeRows.snapshots($0, where: "vm = ?", [vm.uuid.blob]) }
    }

    /// Notes a snapshot that is about to be taken; it counts as absent until libvirt has it.
    public func beginSnapshot(
        of vm: VM.ID,
        name: String,
        order: SnapshotOrder,
        hasMemory: Bool,
        at now: Timestamp
    ) throws {
        try write { database, revision in
            try database.execute(
                sql: """
                    INSERT INTO snapshot (vm, name, kind, created, memory, external, current, presence, note, revision)
                    VALUES (?, ?, ?, ?, ?, ?, 0, 'absent', ?, ?) ON CONFLICT (vm, name) DO NOTHING
                    """,
                arguments: [
                    vm.uuid.blob, name, order.kind.rawValue, now.milliseconds, hasMemory, order.isDiskOnly, order.note,
                    revision,
                ]
            )
        }
    }

    /// Brings the cloud's snapshots of a VM into line with libvirt's.
    ///
    /// What both have is present, what only the cloud has absent, what only libvirt has an orphan of kind *user*.
    ///
    /// - Parameter unlessBusy: Leaves all as it is where a task is at work on the VM, which may have put them aside.
    public func reconcileSnapshots(
        of vm: VM.ID,
        with sights: [SnapshotSight],
        unlessBusy: Bool = false,
        at now: Timestamp
    ) throws {
        // Where all is as it was, readers are told nothing.
        _ = try writeUnlessNil { database, revision -> Bool? in
            let changes = database.totalChangesCount
            let isBusy = try Bool.fetchOne(
                database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM task WHERE vm = ? AND status < 3)"),
                arguments: [vm.uuid.blob]
            )
            if unlessBusy, isBusy == true { return nil }
            let known = try LifeRows.snapshots(database, where: "vm = ?", [vm.uuid.blob])
            var rest = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0) })
            for sight in sights {
                let before = rest.removeValue(forKey: sight.name)
                let presence: Snapshot.Presence = before.map { $0.presence == .orphan ? .orphan : .present } ?? .orphan
                if let before, before.agrees(with: sight, presence) { continue }
                try database.execute(
                    sql: """
                        INSERT INTO snapshot (vm, name, kind, parent, created, memory, external, current, presence, note,
                        xml, revision) VALUES (?, ?, 101, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (vm, name) DO UPDATE SET parent = excluded.parent, created = excluded.created,
                        memory = excluded.memory, external = excluded.external, current = excluded.current,
                        presence = excluded.presence, xml = excluded.xml, revision = excluded.revision
                        """,
                    arguments: [
                        vm.uuid.blob, sight.name, sight.parent, sight.created.milliseconds, sight.hasMemory,
                        sight.isExternal, sight.isCurrent, presence.rawValue, sight.note, sight.xml, revision,
                    ]
                )
            }
            for snapshot in rest.values where snapshot.presence == .orphan {
                try Self.forgetSnapshot(snapshot.id, database, at: now, revision)
            }
            for snapshot in rest.values where snapshot.presence == .present {
                try database.execute(
                    sql: "UPDATE snapshot SET presence = 'absent', current = 0, revision = ? WHERE id = ?",
                    arguments: [revision, snapshot.id.number]
                )
            }
            return database.totalChangesCount > changes ? true : nil
        }
    }

    /// Forgets a snapshot that is gone.
    public func forgetSnapshot(_ name: String, of vm: VM.ID, at now: Timestamp) throws {
        try write { database, revision in
            for snapshot in try LifeRows.snapshots(database, where: "vm = ? AND name = ?", [vm.uuid.blob, name]) {
                try Self.forgetSnapshot(snapshot.id, database, at: now, revision)
            }
        }
    }

    private static func forgetSnapshot(
        _ id: Snapshot.ID,
        _ database: Database,
        at now: Timestamp,
        _ revision: Int64
    ) throws {
        try database.execute(sql: "DELETE FROM snapshot WHERE id = ?", arguments: [id.number])
        try Inventories.bury(.snapshot, LifeRows.grave(id.number), database, at: now, revision)
    }

    /// The XML of a VM's snapshots as it was last seen, parents first, and which of them is the current one.
    public func keptSnapshots(of vm: VM.ID) throws -> [(name: String, xml: String, isCurrent: Bool)] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT name, xml, current, parent FROM snapshot WHERE vm = ? AND xml IS NOT NULL
                    AND presence <> 'absent' ORDER BY created, id
                    """,
                arguments: [vm.uuid.blob]
            )
            var rest = rows.map {
                (name: $0[0] as String, xml: $0[1] as String, isCurrent: $0[2] as Bool, parent: $0[3] as String?)
            }
            var ordered: [(name: String, xml: String, isCurrent: Bool)] = []
            while let index = rest.firstIndex(where: { one in !rest.contains { $0.name == one.parent } }) {
                let one = rest.remove(at: index)
                ordered.append((one.name, one.xml, one.isCurrent))
            }
            return ordered
        }
    }
}

extension Snapshot {
    fileprivate func agrees(with sight: SnapshotSight, _ wanted: Presence) -> Bool {
        presence == wanted && parent == sight.parent && created == sight.created && hasMemory == sight.hasMemory
            && isExternal == sight.isExternal && isCurrent == sight.isCurrent
    }
}

extension CloudStore {
    /// VMs that have snapshots and a host that answers, and on which no task is at work.
    public func vmsWithSnapshots() throws -> [(vm: VM.ID, host: Host.ID)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT v.id, v.host FROM snapshot s JOIN vm v ON v.id = s.vm JOIN host h ON h.id = v.host
                    WHERE h.state = 'up' AND NOT EXISTS (SELECT 1 FROM task t WHERE t.vm = v.id AND t.status < 3)
                    """
            ).compactMap { row in
                guard let vm = row.uuid(0), let host = row.uuid(1) else { return nil }
                return (vm: VM.ID(vm), host: BaadalModel.Host.ID(host))
            }
        }
    }
}
