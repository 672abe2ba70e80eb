internal import BaadalModel
internal import Foundation
internal import GRDB

extension CatalogDesk {
    /// Fills a private pool; an address that is there already is an error, and nothing is added.
    func addPrivate(_ range: IPv4Range, _ vlan: VLAN.ID, _ macs: CatalogChange.MACSource) throws -> String {
        try exists("vlan", vlan.number)
        try refuseUnusable(range)
        try refuseHosts(range)
        if case .given = macs, range.count != 1 {
            throw CloudError.badValue(
                name: "mac",
                value: "one for \(range.count) addresses",
                accepted: "a MAC is accepted for a range of one address"
            )
        }
        try refuseKnown(range, "private_address")
        try refuseKnown(range, "public_address")
        let statement = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO private_address (address, mac, vlan, active) VALUES (?, ?, ?, 1)"
        )
        var generator = SystemRandomNumberGenerator()
        for address in range.addresses {
            // A drawn MAC may be taken; so many in a row are not.
            for attempt in 0... {
                let mac =
                    switch macs {
                    case .random(let prefix): MAC.random(prefix: prefix, using: &generator)
                    case .fromAddress: MAC(naming: address)
                    case .given(let mac): mac
                    }
                try statement.execute(arguments: [Int64(address.bits), Int64(mac.bits), vlan.number])
                if database.changesCount == 1 { break }
                guard case .random = macs, attempt < 100 else {
                    throw CloudError.taken(what: "MAC", value: "\(mac)")
                }
            }
        }
        return "private addresses \(range.first) to \(range.last) added"
    }

    /// Refuses what no machine can have, anywhere in a range.
    private func refuseUnusable(_ range: IPv4Range) throws {
        let (first, last) = (range.first, range.last)
        // No range is long enough to reach over a block of 256 of the highest octet.
        guard first.isAssignable, last.isAssignable else {
            throw CloudError.badValue(
                name: "range",
                value: first == last ? "\(first)" : "\(first)-\(last)",
                accepted: "1.0.0.0 to 223.255.255.255 without 127.0.0.0/8 are accepted"
            )
        }
    }

    /// Refuses addresses by which hosts are reached: a VM that had one would be taken for them.
    private func refuseHosts(_ range: IPv4Range) throws {
        for row in try Row.fetchAll(database, sql: "SELECT name, uri FROM host") {
            guard let place = URLComponents(string: row[1])?.host, let address = IPv4(place),
                (range.first...range.last).contains(address)
            else { continue }
            throw CloudError.refused("\(address) is not added: host \(row[0] as String) is reached at it")
        }
    }

    /// Fills the public pool.
    func addPublic(_ range: IPv4Range) throws -> String {
        try refuseUnusable(range)
        try refuseHosts(range)
        try refuseKnown(range, "public_address")
        try refuseKnown(range, "private_address")
        if let screens = try GrantDesk(database: database).address(), (range.first...range.last).contains(screens) {
            throw CloudError.refused("\(screens) is not added: ways to screens are opened on it")
        }
        let statement = try database.cachedStatement(
            sql: "INSERT INTO public_address (address, active) VALUES (?, 1)"
        )
        for address in range.addresses { try statement.execute(arguments: [Int64(address.bits)]) }
        return "public addresses \(range.first) to \(range.last) added"
    }

    private func refuseKnown(_ range: IPv4Range, _ table: String) throws {
        let known = try Int64.fetchOne(
            database,
            sql: "SELECT address FROM \(table) WHERE address BETWEEN ? AND ? LIMIT 1",
            arguments: [Int64(range.first.bits), Int64(range.last.bits)]
        )
        if let known { throw CloudError.taken(what: Self.noun(table), value: "\(Catalogs.address(known))") }
    }

    func activate(_ table: String, _ id: Int64, _ isActive: Bool) throws -> String {
        try exists(table, id)
        try run("UPDATE \(table) SET active = ? WHERE id = ?", [isActive, id])
        return "\(try title(table, id)) \(isActive ? "activated" : "deactivated")"
    }

    /// Removes a row that nothing uses.
    func remove(_ removal: CatalogChange.Removal) throws -> String {
        let (table, id, uses): (String, Int64, [(sql: String, words: String)]) =
            switch removal {
            case .organisation(let id):
                (
                    "organisation", id.number,
                    [
                        ("SELECT count(*) FROM user WHERE organisation = ?", "user(s) belong to it"),
                        ("SELECT count(*) FROM record WHERE organisation = ?", "VM(s) belong to it"),
                    ]
                )
            case .user(let id):
                ("user", id.number, [("SELECT count(*) FROM record WHERE owner = ?", "VM(s) are theirs")])
            case .vlan(let id):
                (
                    "vlan", id.number,
                    [
                        ("SELECT count(*) FROM security_domain WHERE vlan = ?", "security domain(s) use it"),
                        ("SELECT count(*) FROM private_address WHERE vlan = ?", "private address(es) are in it"),
                    ]
                )
            case .domain(let id):
                ("security_domain", id.number, [("SELECT count(*) FROM record WHERE domain = ?", "VM(s) are in it")])
            case .datastore(let id):
                (
                    "datastore", id.number,
                    [
                        ("SELECT count(*) FROM disk WHERE datastore = ?", "disk(s) lie in it"),
                        ("SELECT count(*) FROM template WHERE datastore = ?", "template(s) lie in it"),
                        ("SELECT count(*) FROM held_space WHERE datastore = ?", "task(s) write to it"),
                    ]
                )
            case .privateAddress(let id):
                (
                    "private_address", id.number,
                    [
                        ("SELECT count(*) FROM private_address WHERE id = ? AND holder IS NOT NULL", "VM has it"),
                        (
                            "SELECT count(*) FROM mapping WHERE inside = (SELECT address FROM private_address WHERE id = ?)",
                            "mapping leads to it"
                        ),
                    ]
                )
            case .publicAddress(let id):
                (
                    "public_address", id.number,
                    [
                        ("SELECT count(*) FROM public_address WHERE id = ? AND holder IS NOT NULL", "VM has it"),
                        (
                            "SELECT count(*) FROM mapping WHERE outside = (SELECT address FROM public_address WHERE id = ?)",
                            "mapping of it is being taken back"
                        ),
                    ]
                )
            }
        try exists(table, id)
        let title = try title(table, id)
        for use in uses { try refuse(title, id, use.sql, use.words) }
        try run("DELETE FROM \(table) WHERE id = ?", [id])
        return "\(title) removed"
    }

    /// Refuses a change of what a query counts users of.
    func refuse(_ title: String, _ id: Int64, _ sql: String, _ words: String) throws {
        let count = try Int.fetchOne(database, sql: sql, arguments: [id]) ?? 0
        guard count == 0 else { throw CloudError.inUse(what: title, by: "\(count) \(words)") }
    }

    /// A row as an admin knows it: `datastore 'fast'`, `private address 10.0.0.7`.
    private func title(_ table: String, _ id: Int64) throws -> String {
        if table.hasSuffix("_address") {
            let bits = try Int64.fetchOne(database, sql: "SELECT address FROM \(table) WHERE id = ?", arguments: [id])
            return "\(Self.noun(table)) \(bits.map { "\(Catalogs.address($0))" } ?? "#\(id)")"
        }
        let column = table == "user" ? "username" : "name"
        let name = try String.fetchOne(database, sql: "SELECT \(column) FROM \(table) WHERE id = ?", arguments: [id])
        return "\(Self.noun(table)) '\(name ?? "#\(id)")'"
    }
}
