internal import BaadalModel
internal import GRDB

/// The rows of records, disks and snapshots, by column.
enum LifeRows {
    private static let recordColumns = """
        r.vm, r.name, r.identity, r.owner, r.organisation, r.template, r.parent, r.domain, r.stage, r.host, r.vcpus,
        r.memory, r.purpose, r.created, r.purge_at, r.schedule, r.vm_group, a.address, a.mac, p.address,
        (SELECT port FROM place WHERE vm = r.vm AND host = r.host), r.rank, r.stays
        """

    /// All records that a condition selects.
    static func records(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [VMRecord] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(recordColumns) FROM record r LEFT JOIN private_address a ON a.id = r.address
                LEFT JOIN public_address p ON p.holder = r.vm WHERE \(condition)
                """
        )
        var records: [VMRecord] = []
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try rows.next() { records.append(try decodeRecord(row)) }
        return records
    }

    /// One record; `nil` where there is none.
    static func record(_ database: Database, _ id: VM.ID) throws -> VMRecord? {
        try records(database, where: "r.vm = ?", [id.uuid.blob]).first
    }

    private static func decodeRecord(_ row: Row) throws -> VMRecord {
        guard let id = row.uuid(0), let stage = VMRecord.Stage(rawValue: row[8]) else {
            throw BrokenRow(table: "record", column: "stage", value: row[8])
        }
        return VMRecord(
            id: VM.ID(id),
            name: row[1],
            identity: row[2],
            owner: RowID(row[3]),
            organisation: RowID(row[4]),
            template: (row[5] as Int64?).map { RowID($0) },
            parent: row.uuid(6).map(VM.ID.init),
            domain: RowID(row[7]),
            stage: stage,
            host: row.uuid(9).map(BaadalModel.Host.ID.init),
            vcpus: row[10],
            memory: Bytes(row[11]),
            address: (row[17] as Int64?).map(Catalogs.address),
            mac: try (row[18] as Int64?).map(Catalogs.mac),
            publicAddress: (row[19] as Int64?).map(Catalogs.address),
            vncPort: row[20],
            purpose: row[12],
            created: row.time(13),
            purgeAt: row.optionalTime(14),
            schedule: SnapshotSchedule(rawValue: row[15]),
            group: row[16],
            rank: row[21],
            stays: row[22]
        )
    }

    /// All disks that a condition selects, in order of number.
    static func disks(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [Disk] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, vm, datastore, path, role, target, size, format, backing, stage FROM disk WHERE \(condition)
                ORDER BY id
                """
        )
        return try Row.fetchAll(statement, arguments: arguments).map { row in
            guard let vm = row.uuid(1), let role = Disk.Role(rawValue: row[4]), let stage = Disk.Stage(rawValue: row[9])
            else { throw BrokenRow(table: "disk", column: "stage", value: row[9]) }
            return Disk(
                id: RowID(row[0]),
                vm: VM.ID(vm),
                datastore: RowID(row[2]),
                path: row[3],
                role: role,
                target: row[5],
                size: Bytes(row[6]),
                format: row[7],
                backing: (row[8] as Int64?).map { RowID($0) },
                stage: stage
            )
        }
    }

    /// All snapshots that a condition selects, oldest first.
    static func snapshots(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [Snapshot] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, vm, name, kind, parent, created, memory, external, current, size, presence, note
                FROM snapshot WHERE \(condition) ORDER BY created, id
                """
        )
        var snapshots: [Snapshot] = []
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try rows.next() {
            guard let vm = row.uuid(1), let kind = Snapshot.Kind(rawValue: row[3]),
                let presence = Snapshot.Presence(rawValue: row[10])
            else { throw BrokenRow(table: "snapshot", column: "presence", value: row[10]) }
            snapshots.append(
                Snapshot(
                    id: RowID(row[0]),
                    vm: VM.ID(vm),
                    name: row[2],
                    kind: kind,
                    parent: row[4],
                    created: row.time(5),
                    hasMemory: row[6],
                    isExternal: row[7],
                    isCurrent: row[8],
                    size: (row[9] as Int64?).map(Bytes.init),
                    presence: presence,
                    note: row[11]
                )
            )
        }
        return snapshots
    }

    /// The grave of a numbered row.
    static func grave(_ number: Int64) -> DatabaseValue { UniqueID(high: 0, low: UInt64(bitPattern: number)).blob }
}
