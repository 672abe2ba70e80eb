internal import BaadalModel
internal import GRDB

/// The rows of mappings, grants and boxes, by column.
enum NetworkRows {
    /// All that readers are shown: of grants the open ones and those of the last day.
    static func books(_ database: Database, at now: Timestamp) throws -> NetworkBooks {
        var books = NetworkBooks()
        if let row = try Row.fetchOne(database.cachedStatement(sql: "SELECT nat, screen_address, dhcp FROM cloud")) {
            books.natType = (row[0] as String?).flatMap(NATType.init(rawValue:))
            books.screenAddress = (row[1] as Int64?).map(Catalogs.address)
            books.dhcp = (row[2] as String?).flatMap(DHCPDriver.init(rawValue:))
        }
        books.mappings = try mappings(database)
        let since = now.advanced(byMilliseconds: -86_400_000).milliseconds
        books.grants = try grants(database, where: "closed IS NULL OR closed > ?", [since]).reversed()
        for row in try Row.fetchAll(database.cachedStatement(sql: "SELECT name, state, at, message FROM box")) {
            guard let box = NetworkBox(rawValue: row[0]), let state = BoxStatus.State(rawValue: row[1]) else {
                throw BrokenRow(table: "box", column: "state", value: row[1])
            }
            books.boxes[box] = BoxStatus(state: state, at: row.time(2), message: row[3])
        }
        return books
    }

    /// Mappings that a condition selects, lowest public address first.
    static func mappings(
        _ database: Database,
        where condition: String = "1",
        _ arguments: StatementArguments = []
    ) throws -> [AddressMapping] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT outside, inside, vm, wanted, standing, received, sent FROM mapping WHERE \(condition)
                ORDER BY outside
                """
        )
        return try Row.fetchAll(statement, arguments: arguments).map { row in
            AddressMapping(
                outside: Catalogs.address(row[0]),
                inside: Catalogs.address(row[1]),
                vm: row.uuid(2).map(VM.ID.init),
                isWanted: row[3],
                standing: try standing(row[4]),
                received: (row[5] as Int64?).map(Bytes.init),
                sent: (row[6] as Int64?).map(Bytes.init)
            )
        }
    }

    /// Grants that a condition selects, oldest first.
    static func grants(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [ScreenGrant] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, vm, host, outside, port, host_address, host_port, sources, requester, opened, expires, closed,
                standing, ends FROM screen_grant WHERE \(condition) ORDER BY id
                """
        )
        return try Row.fetchAll(statement, arguments: arguments).map { row in
            guard let vm = row.uuid(1), let host = row.uuid(2) else {
                throw BrokenRow(table: "screen_grant", column: "vm", value: "\(row[0] as Int64)")
            }
            let sources = try (row[7] as String).split(separator: " ").map { try IPv4Network(String($0)) }
            return ScreenGrant(
                id: RowID(row[0]),
                vm: VM.ID(vm),
                host: BaadalModel.Host.ID(host),
                forward: try ScreenForward(
                    outside: Catalogs.address(row[3]),
                    port: row[4],
                    host: Catalogs.address(row[5]),
                    hostPort: row[6],
                    sources: sources,
                    end: row.time(13)
                ),
                requester: row[8],
                opened: row.time(9),
                expires: row.time(10),
                closed: row.optionalTime(11),
                standing: try standing(row[12])
            )
        }
    }

    private static func standing(_ text: String) throws -> Standing {
        guard let standing = Standing(rawValue: text) else {
            throw BrokenRow(table: "mapping", column: "standing", value: text)
        }
        return standing
    }

    /// Tells readers that the network is not what they have.
    static func touch(_ database: Database, _ revision: Int64) throws {
        try database.cachedStatement(sql: "UPDATE cloud SET networked = ?").execute(arguments: [revision])
    }

    /// Notes that connections through a mapping are to be ended.
    static func cut(_ mapping: AddressMapping, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR IGNORE INTO cut (outside, port, inside) VALUES (?, 0, ?)")
            .execute(arguments: [Int64(mapping.outside.bits), Int64(mapping.inside.bits)])
    }

    /// The same for a way to a screen.
    static func cut(_ grant: ScreenGrant, _ database: Database) throws {
        let forward = grant.forward
        try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO cut (outside, port, inside, host, host_port) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [
            Int64(forward.outside.bits), forward.port, Int64(forward.host.bits), grant.host.uuid.blob, forward.hostPort,
        ])
    }

    /// The kind of NAT box that the cloud has.
    static func natType(_ database: Database) throws -> NATType? {
        try String.fetchOne(database.cachedStatement(sql: "SELECT nat FROM cloud")).flatMap(NATType.init(rawValue:))
    }

    /// Refuses a public address where nothing can map one.
    static func checkMapper(_ database: Database) throws {
        switch try natType(database) {
        case .software, .mapping: return
        case .hardware:
            throw CloudError.refused("the NAT box is of type hardware_nat, for which there is no implementation")
        case nil:
            throw CloudError.refused(
                "no NAT box is set up, and nothing else gives a VM a public address; network.nat-type says which"
            )
        }
    }
}
