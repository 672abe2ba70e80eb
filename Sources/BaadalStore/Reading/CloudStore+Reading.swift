public import BaadalModel
@preconcurrency internal import Dispatch
internal import GRDB

extension CloudStore {
    /// Runs a body that may block on a queue of the store's own.
    func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }

    /// What changed since a revision, or everything.
    public func inventory(since revision: Revision?, scope: InventoryScope) async throws -> InventoryUpdate {
        try await onQueue { try self.read { try self.inventoryNow($0, since: revision, scope: scope) } }
    }

    /// The cloud as a whole.
    public func cloudInfo() throws -> CloudInfo { try read { try Self.cloud($0).info } }

    private struct CloudRow {
        var info: CloudInfo
        var revision: Int64
        /// Deletions up to this revision are forgotten.
        var swept: Int64
        /// The catalogue last changed then.
        var catalogued: Int64
        /// What the boxes of the network do last changed then.
        var networked: Int64
    }

    private static func cloud(_ database: Database) throws -> CloudRow {
        let statement = try database.cachedStatement(
            sql: "SELECT uuid, name, step, workers, per_host, demo, revision, swept, catalogued, networked FROM cloud"
        )
        guard let row = try Row.fetchOne(statement), let uuid = row.uuid(0) else {
            throw BrokenRow(table: "cloud", column: "uuid", value: "nothing")
        }
        let limits = TaskLimits(workers: row[3], perHost: row[4])
        var info = CloudInfo(uuid: uuid, name: row[1], step: row[2], limits: limits, isDemo: row[5])
        info.status = try CloudStatus.read(database)
        return CloudRow(info: info, revision: row[6], swept: row[7], catalogued: row[8], networked: row[9])
    }

    private func inventoryNow(
        _ database: Database,
        since: Revision?,
        scope: InventoryScope
    ) throws -> InventoryUpdate {
        let cloud = try Self.cloud(database)
        let isFull = since.map { $0.number < cloud.swept || $0.number > cloud.revision } ?? true
        let from = isFull ? -1 : since?.number ?? -1
        var update = InventoryUpdate(
            isFull: isFull,
            revision: Revision(cloud.revision),
            cloud: cloud.info,
            controller: controllerStatus()
        )
        guard isFull || from < cloud.revision else { return update }
        if scope.contains(.hosts) { update.hosts = try hosts(database, since: from) }
        if scope.contains(.vms) { update.vms = try vms(database, since: from, ours: cloud.info.uuid) }
        if !scope.isDisjoint(with: [.usage, .hosts]) {
            try readUsage(database, since: from, withVMs: scope.contains(.usage), into: &update)
        }
        if scope.contains(.records) {
            update.records = try LifeRows.records(database, where: "r.revision > ?", [from])
        }
        if scope.contains(.disks) { update.disks = try LifeRows.disks(database, where: "revision > ?", [from]) }
        if scope.contains(.snapshots) {
            update.snapshots = try LifeRows.snapshots(database, where: "revision > ?", [from])
        }
        if scope.contains(.catalog), cloud.catalogued > from { update.catalog = try Catalogs.fetch(database) }
        if scope.contains(.network), cloud.networked > from {
            update.network = try NetworkRows.books(database, at: .wallClock)
        }
        if scope.contains(.tasks) { update.tasks = try tasks(database, since: from, isFull: isFull) }
        if !isFull { try readGraves(database, since: from, into: &update) }
        return update
    }

    private func hosts(_ database: Database, since: Int64) throws -> [Host] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(Inventories.hostColumns) FROM host WHERE revision > ? ORDER BY name"
        )
        return try Row.fetchAll(statement, arguments: [since]).map(Inventories.decodeHost)
    }

    private func vms(_ database: Database, since: Int64, ours: UniqueID) throws -> [VM] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(Inventories.vmColumns) FROM vm WHERE revision > ?"
        )
        var vms: [VM] = []
        let rows = try Row.fetchCursor(statement, arguments: [since])
        while let row = try rows.next() {
            var vm = try Inventories.decodeVM(row, ours: ours)
            if vm.conflict != nil { vm.placements = try Inventories.placements(database, of: vm.id) }
            vms.append(vm)
        }
        return vms
    }

    private func readUsage(
        _ database: Database,
        since: Int64,
        withVMs: Bool,
        into update: inout InventoryUpdate
    ) throws {
        let condition = withVMs ? "revision > ?" : "is_host = 1 AND revision > ?"
        let statement = try database.cachedStatement(
            sql: "SELECT \(Inventories.usageColumns) FROM usage WHERE \(condition)"
        )
        let rows = try Row.fetchCursor(statement, arguments: [since])
        while let row = try rows.next() {
            guard let id = row.uuid(0) else { continue }
            if row[1] as Bool {
                update.hostUsage[Host.ID(id)] = Inventories.decodeUsage(row)
            } else {
                update.usage[VM.ID(id)] = Inventories.decodeUsage(row)
            }
        }
    }

    private func tasks(_ database: Database, since: Int64, isFull: Bool) throws -> [TaskRecord] {
        guard isFull else { return try TaskRow.fetch(database, where: "revision > ?", [since]) }
        return try TaskRow.fetch(database, where: "status < 3")
            + TaskRow.fetch(database, where: "status >= 3 ORDER BY id DESC LIMIT 500")
    }

    private func readGraves(_ database: Database, since: Int64, into update: inout InventoryUpdate) throws {
        let statement = try database.cachedStatement(sql: "SELECT kind, id FROM tombstone WHERE revision > ?")
        for row in try Row.fetchAll(statement, arguments: [since]) {
            guard let kind = Schema.Grave(rawValue: row[0]), let id = row.uuid(1) else { continue }
            switch kind {
            case .host: update.removedHosts.append(Host.ID(id))
            case .vm: update.removedVMs.append(VM.ID(id))
            case .task: update.removedTasks.append(TaskRecord.ID(Int64(bitPattern: id.low)))
            case .record: update.removedRecords.append(VM.ID(id))
            case .disk: update.removedDisks.append(RowID(Int64(bitPattern: id.low)))
            case .snapshot: update.removedSnapshots.append(RowID(Int64(bitPattern: id.low)))
            }
        }
    }

    /// What is known of one VM beyond the list.
    public func details(of vm: VM.ID) async throws -> VMDetails {
        try await onQueue {
            try self.read { database in
                let xml = try String.fetchOne(
                    database,
                    sql: "SELECT xml FROM vm_xml WHERE vm = ?",
                    arguments: [vm.uuid.blob]
                )
                return VMDetails(xml: xml, events: try Events.fetch(database, where: "vm = ?", [vm.uuid.blob]))
            }
        }
    }

    /// The steps of a task, in order.
    public func steps(of task: TaskRecord.ID) async throws -> [TaskStep] {
        try await onQueue { try self.stepRows(of: task) }
    }

    /// All constants with their values.
    public func constants() async throws -> [String: String] {
        try await onQueue {
            let stored = try self.read { database in
                try Row.fetchAll(database, sql: "SELECT name, value FROM constant").map {
                    ($0[0] as String, $0[1] as String)
                }
            }
            let defaults = Constant.all.map { ($0.name, $0.defaultValue) }
            return Dictionary(defaults + stored) { $1 }
        }
    }

    /// The past of one subject.
    public func history(_ query: SeriesQuery) async throws -> SeriesSet {
        try await onQueue { try self.series.history(query, now: .wallClock) }
    }

    /// The newest averages of one metric for many subjects.
    public func recent(
        _ metric: Metric,
        of subjects: [SeriesSubject],
        points: Int,
        step: Int64
    ) async throws -> [SeriesSubject: [Double?]] {
        try await onQueue { self.series.recent(metric, of: subjects, points: points, step: step, now: .wallClock) }
    }
}
