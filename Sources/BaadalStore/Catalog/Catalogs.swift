internal import BaadalModel
internal import GRDB

/// The rows of the catalogue.
enum Catalogs {
    /// All of it.
    static func fetch(_ database: Database) throws -> Catalog {
        var catalog = Catalog()
        catalog.organisations = try rows(
            database,
            "SELECT id, name, details, admin_mail, active FROM organisation ORDER BY name"
        ) { Organisation(id: RowID($0[0]), name: $0[1], details: $0[2], adminMail: $0[3], isActive: $0[4]) }
        catalog.users = try rows(
            database,
            "SELECT id, username, full_name, email, organisation, active FROM user ORDER BY username"
        ) {
            User(
                id: RowID($0[0]),
                username: $0[1],
                fullName: $0[2],
                email: $0[3],
                organisation: RowID($0[4]),
                isActive: $0[5]
            )
        }
        catalog.vlans = try rows(database, "SELECT id, name, tag, network FROM vlan ORDER BY name") {
            VLAN(id: RowID($0[0]), name: $0[1], tag: $0[2], network: ($0[3] as Int64?).map(address))
        }
        catalog.domains = try domains(database)
        catalog.datastores = try datastores(database)
        catalog.templates = try templates(database)
        catalog.privateAddresses = try rows(
            database,
            "SELECT id, address, mac, vlan, active, holder FROM private_address ORDER BY address"
        ) { row in
            PrivateAddress(
                id: RowID(row[0]),
                address: address(row[1]),
                mac: try mac(row[2]),
                vlan: RowID(row[3]),
                isActive: row[4],
                holder: row.uuid(5).map(VM.ID.init)
            )
        }
        catalog.publicAddresses = try rows(
            database,
            "SELECT id, address, active, holder FROM public_address ORDER BY address"
        ) {
            PublicAddress(
                id: RowID($0[0]),
                address: address($0[1]),
                isActive: $0[2],
                holder: $0.uuid(3).map(VM.ID.init)
            )
        }
        return catalog
    }

    static func domains(_ database: Database) throws -> [SecurityDomain] {
        try rows(
            database,
            "SELECT id, name, vlan, attachment, organisations FROM security_domain ORDER BY name"
        ) { row in
            SecurityDomain(
                id: RowID(row[0]),
                name: row[1],
                vlan: RowID(row[2]),
                attachment: try SecurityDomain.Attachment(row[3] as String),
                organisations: (row[4] as String?).map(keys)
            )
        }
    }

    static func datastores(_ database: Database) throws -> [Datastore] {
        let hosts = try Row.fetchAll(
            database.cachedStatement(sql: "SELECT datastore, host FROM datastore_host ORDER BY datastore, host")
        )
        var seen: [Int64: [Host.ID]] = [:]
        for row in hosts { if let host = row.uuid(1) { seen[row[0] as Int64, default: []].append(Host.ID(host)) } }
        return try rows(
            database,
            """
            SELECT d.id, d.name, d.path, d.capacity, d.reserve, d.available, d.active,
            (SELECT coalesce(sum(size), 0) FROM disk WHERE datastore = d.id)
            + (SELECT coalesce(sum(size), 0) FROM template WHERE datastore = d.id)
            + (SELECT coalesce(sum(size), 0) FROM held_space WHERE datastore = d.id) FROM datastore d ORDER BY d.name
            """
        ) { row in
            Datastore(
                id: RowID(row[0]),
                name: row[1],
                path: row[2],
                capacity: Bytes(row[3]),
                reserve: Bytes(row[4]),
                available: (row[5] as Int64?).map(Bytes.init),
                committed: Bytes(row[7]),
                hosts: seen[row[0] as Int64] ?? [],
                isActive: row[6]
            )
        }
    }

    static func templates(_ database: Database) throws -> [Template] {
        try rows(
            database,
            """
            SELECT id, name, system, release, datastore, file, form, size, checksum, tag, owners, active FROM template
            ORDER BY name
            """
        ) { row in
            guard let system = Template.System(rawValue: row[2]), let form = Template.Form(rawValue: row[6]) else {
                throw BrokenRow(table: "template", column: "form", value: row[6])
            }
            return Template(
                id: RowID(row[0]),
                name: row[1],
                system: system,
                release: row[3],
                datastore: RowID(row[4]),
                file: row[5],
                form: form,
                size: Bytes(row[7]),
                checksum: row[8],
                tag: row[9],
                owners: (row[10] as String?).map(keys),
                isActive: row[11]
            )
        }
    }

    static func address(_ number: Int64) -> IPv4 { IPv4(bits: UInt32(truncatingIfNeeded: number)) }

    static func mac(_ number: Int64) throws -> MAC {
        guard let mac = MAC(bits: UInt64(bitPattern: number)) else {
            throw BrokenRow(table: "private_address", column: "mac", value: "\(number)")
        }
        return mac
    }

    /// Numbers joined by spaces.
    static func text<Subject>(_ keys: [RowID<Subject>]?) -> String? {
        keys.map { $0.map(\.description).joined(separator: " ") }
    }

    private static func keys<Subject>(_ text: String) -> [RowID<Subject>] {
        text.split(separator: " ").compactMap { Int64($0) }.map { RowID($0) }
    }

    private static func rows<Value>(
        _ database: Database,
        _ sql: String,
        _ body: (Row) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        let cursor = try Row.fetchCursor(database.cachedStatement(sql: sql))
        while let row = try cursor.next() { values.append(try body(row)) }
        return values
    }
}
