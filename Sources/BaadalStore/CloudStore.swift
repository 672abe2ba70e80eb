public import BaadalModel
@preconcurrency internal import Dispatch
internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Glibc
internal import Synchronization

/// What the cloud remembers: inventory, task queue, journal, events and series.
///
/// The meeting point of all processes. The controller writes what it learns, clients write requests, all read. One
/// writer at a time, any number of readers, none waits for another's reading.
public final class CloudStore: CloudService {
    /// What a process may do with the store.
    public enum Role: Hashable, Sendable {
        /// Migrates the schema, writes everything.
        case controller
        /// Writes requests.
        case client
        /// Writes nothing, and needs no permission to.
        case reader
    }

    let directory: StateDirectory
    let role: Role
    let pool: DatabasePool
    let queue = DispatchQueue(label: "baadal.store.calls", attributes: .concurrent)
    /// The RRD files.
    public let series: SeriesStore

    private init(directory: StateDirectory, role: Role, pool: DatabasePool, series: SeriesStore) {
        self.directory = directory
        self.role = role
        self.pool = pool
        self.series = series
    }

    /// Opens the store of a state directory.
    ///
    /// The controller migrates an older schema, after a copy into `backups/`. A client may make a new store. A newer
    /// schema is refused by all.
    ///
    /// - Throws: ``CloudError/unusableState(path:why:)``, ``CloudError/newerStore(found:)``.
    public static func open(
        _ directory: StateDirectory,
        role: Role,
        config: CloudConfig = CloudConfig(),
        isDemo: Bool = false
    ) throws -> CloudStore {
        if role != .reader { try directory.prepare() }
        let exists = access(directory.database, F_OK) == 0
        guard exists || role != .reader else {
            throw CloudError.unusableState(
                path: directory.path,
                why: "no controller has run yet: there is no store in it"
            )
        }
        func prepared() throws -> DatabasePool {
            let pool = try connect(directory, role)
            try Self.settle(pool, directory, role)
            if role != .reader { try record(config, isDemo: isDemo, in: pool, role) }
            return pool
        }
        // Two processes that find an empty file would both fill it, or lock each other out as they do.
        let pool: DatabasePool
        do {
            pool = role == .reader ? try prepared() : try directory.alone(prepared)
        } catch let error as DatabaseError where error.mayPass {
            throw CloudError.unusableState(path: directory.database, why: error.inWords)
        }
        let series = SeriesStore(
            directory: directory.series,
            step: Int64(config.monitor.step),
            layout: config.rrd.layout
        )
        return CloudStore(directory: directory, role: role, pool: pool, series: series)
    }

    private static func connect(_ directory: StateDirectory, _ role: Role) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .callback(waitForTurn)
        configuration.readonly = role == .reader
        configuration.maximumReaderCount = 4
        configuration.foreignKeysEnabled = true
        if role != .reader {
            configuration.prepareDatabase { database in
                var on: CInt = 1
                sqlite3_file_control(database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &on)
            }
        }
        do {
            let pool = try DatabasePool(path: directory.database, configuration: configuration)
            guard role != .reader else { return pool }
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return pool
        } catch let error as DatabaseError {
            throw CloudError.unusableState(path: directory.database, why: error.inWords)
        }
    }

    /// Waits for another writer, about five seconds in all.
    ///
    /// SQLite's own waits grow, so that one who has waited long loses against those who have just come; these are short
    /// and by chance, which gives each a fair one.
    @Sendable private static func waitForTurn(attempts: Int) -> Bool {
        usleep(.random(in: 1000...8000))
        return attempts < 1100
    }

    private static func settle(_ pool: DatabasePool, _ directory: StateDirectory, _ role: Role) throws {
        let migrator = Schema.migrator
        let applied = try pool.read { try migrator.appliedIdentifiers($0) }
        let known = Set(Schema.migrations.map(\.name))
        if let newer = applied.subtracting(known).sorted().first { throw CloudError.newerStore(found: newer) }
        guard applied != known else { return }
        if !applied.isEmpty {
            guard role == .controller else {
                throw CloudError.unusableState(
                    path: directory.database,
                    why: "its schema is older; the controller of this version migrates it"
                )
            }
            try backUp(pool, to: directory.backups)
        }
        guard role != .reader else {
            throw CloudError.unusableState(path: directory.path, why: "no controller has run yet: the store is empty")
        }
        try migrator.migrate(pool)
    }

    /// Copies the database into the backups folder and keeps the last three copies.
    private static func backUp(_ pool: DatabasePool, to folder: String) throws {
        let name = "\(folder)/baadal-\(Int(Date().timeIntervalSince1970)).db"
        try pool.vacuum(into: name)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("baadal-") }
            .sorted()
        for old in files.dropLast(3) { try FileManager.default.removeItem(atPath: "\(folder)/\(old)") }
    }

    private static func record(_ config: CloudConfig, isDemo: Bool, in pool: DatabasePool, _ role: Role) throws {
        let row: [(any DatabaseValueConvertible)] = [
            config.cloud.name, config.monitor.step, config.tasks.workers, config.tasks.perHost, isDemo,
        ]
        try pool.write { database in
            if try Bool.fetchOne(database, sql: "SELECT count(*) FROM cloud") == true {
                guard role == .controller else { return }
                try database.execute(
                    sql: "UPDATE cloud SET name = ?, step = ?, workers = ?, per_host = ?, demo = ?",
                    arguments: StatementArguments(row)
                )
                try recordBoxes(config.network, database)
            } else {
                var generator = SystemRandomNumberGenerator()
                try database.execute(
                    sql: """
                        INSERT INTO cloud (id, name, step, workers, per_host, demo, uuid, revision, swept)
                        VALUES (1, ?, ?, ?, ?, ?, ?, 1, 0)
                        """,
                    arguments: StatementArguments(row + [UniqueID.random(using: &generator).blob])
                )
                try recordBoxes(config.network, database)
            }
        }
    }

    /// What boxes there are, for those who ask for something and have no configuration.
    private static func recordBoxes(_ network: CloudConfig.Network, _ database: Database) throws {
        let known = try NetworkRows.natType(database)
        if known == .software, network.natType != known {
            // What the box still does would be done for ever, and nobody told.
            let isUsed = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM mapping) OR EXISTS (SELECT 1 FROM screen_grant WHERE closed IS NULL)"
            )
            guard isUsed != true else {
                throw CloudError.refused(
                    "network.nat-type was software_nat, and the box still leads addresses or screens; "
                        + "'nat clear' with the old configuration takes them back first"
                )
            }
        }
        try database.execute(
            sql: """
                UPDATE cloud SET nat = ?, screen_address = ?, dhcp = ?, revision = revision + 1, networked = revision + 1
                """,
            arguments: [
                network.natType?.rawValue, network.screenAddress.flatMap { IPv4($0) }.map { Int64($0.bits) },
                network.dhcpDriver?.rawValue,
            ]
        )
    }

    // MARK: - Transactions

    /// Runs a body in an immediate transaction that has a revision of its own.
    func write<Value>(_ body: (Database, _ revision: Int64) throws -> Value) throws -> Value {
        try transact { (try body($0, $1), .commit) }
    }

    /// The same, and nothing is written where the body answers `nil`: a commit wakes every reader.
    func writeUnlessNil<Value>(_ body: (Database, _ revision: Int64) throws -> Value?) throws -> Value? {
        try transact { database, revision in
            let value = try body(database, revision)
            return (value, value == nil ? .rollback : .commit)
        }
    }

    private func transact<Value>(
        _ body: (Database, _ revision: Int64) throws -> (Value, Database.TransactionCompletion)
    ) throws -> Value {
        guard role != .reader else { throw CloudError.readOnly("the store") }
        do {
            return try pool.writeWithoutTransaction { database in
                var result: Value?
                try database.inTransaction(.immediate) {
                    let revision = try Int64.fetchOne(
                        database.cachedStatement(sql: "UPDATE cloud SET revision = revision + 1 RETURNING revision")
                    )
                    let (value, completion) = try body(database, revision ?? 0)
                    result = value
                    return completion
                }
                guard let result else { throw CloudError.readOnly("the store") }
                return result
            }
        } catch let error as DatabaseError where error.mayPass {
            throw CloudError.unusableState(path: directory.database, why: error.inWords)
        }
    }

    /// Runs a body that reads one state of the store.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(body)
        } catch let error as DatabaseError where error.mayPass {
            throw CloudError.unusableState(path: directory.database, why: error.inWords)
        }
    }

    /// What SQLite thinks of the file; `ok` and nothing else where all is well.
    public func integrityCheck() throws -> [String] {
        try read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
    }

    /// The names of the migrations that the file has seen.
    public func appliedMigrations() throws -> [String] {
        try read { try Schema.migrator.appliedIdentifiers($0).sorted() }
    }
}

extension DatabaseError {
    /// Whether the same may succeed later, once a person has made room or another process has let go.
    fileprivate var mayPass: Bool {
        [
            .SQLITE_BUSY, .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_CORRUPT,
            .SQLITE_NOTADB,
        ]
        .contains(resultCode)
    }

    /// What failed, with what helps where the file itself is broken.
    fileprivate var inWords: String {
        let why = message ?? "\(self)"
        guard resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB else { return why }
        return "\(why); 'sqlite3 FILE .recover' saves what is left, backups/ beside it holds older copies"
    }
}
