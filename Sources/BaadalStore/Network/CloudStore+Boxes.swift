public import BaadalModel
internal import GRDB

extension CloudStore {
    /// What the NAT box is to do at a moment.
    public func natOrders(at now: Timestamp) throws -> NATOrders {
        try read { database in
            var orders = NATOrders()
            guard try NetworkRows.natType(database) == .software else { return orders }
            let grants = try NetworkRows.grants(database, where: "closed IS NULL")
            for mapping in try NetworkRows.mappings(database) {
                if mapping.isWanted {
                    orders.wanted.append(.address(public: mapping.outside, private: mapping.inside))
                    if mapping.standing == .wanted { orders.isPending = true }
                } else {
                    orders.leaving.append(mapping)
                }
            }
            for grant in grants {
                if grant.expires > now, grant.standing != .leaving {
                    if grant.standing == .recorded { continue }
                    orders.wanted.append(.screen(grant.forward))
                    if grant.standing == .wanted { orders.isPending = true }
                } else {
                    orders.ending.append(grant)
                }
            }
            let added = try Int64.fetchAll(database, sql: "SELECT outside FROM mapping WHERE added = 1")
            orders.added = Set(added.map(Catalogs.address))
            orders.cuts =
                try Row.fetchAll(database, sql: "SELECT outside, port, inside FROM cut").map { row in
                    ConnectionCut(
                        outside: Catalogs.address(row[0]),
                        port: row[1] as Int > 0 ? row[1] : nil,
                        inside: Catalogs.address(row[2])
                    )
                }
                + orders.ending.map {
                    ConnectionCut(outside: $0.forward.outside, port: $0.forward.port, inside: $0.forward.host)
                }
            let isOpen = !orders.leaving.isEmpty || !orders.ending.isEmpty || !orders.cuts.isEmpty
            orders.isPending = orders.isPending || isOpen
            return orders
        }
    }

    /// Whether the NAT box was not told all of it yet.
    public func natIsPending(at now: Timestamp) throws -> Bool {
        try read { database in
            try Bool.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT nat = 'software_nat' AND (EXISTS (SELECT 1 FROM mapping WHERE standing = 'wanted' OR wanted = 0)
                        OR EXISTS (SELECT 1 FROM screen_grant WHERE closed IS NULL AND (expires <= ?
                        OR standing IN ('wanted', 'leaving'))) OR EXISTS (SELECT 1 FROM cut)) FROM cloud
                        """
                ),
                arguments: [now.milliseconds]
            ) ?? false
        }
    }

    /// Notes that the box is about to be given addresses, so that they are taken from it again.
    public func noteAdded(_ addresses: [IPv4]) throws {
        guard !addresses.isEmpty else { return }
        try write { database, _ in
            let statement = try database.cachedStatement(sql: "UPDATE mapping SET added = 1 WHERE outside = ?")
            for address in addresses { try statement.execute(arguments: [Int64(address.bits)]) }
        }
    }

    /// Takes in what a look at the NAT box has shown of what it was to do.
    ///
    /// What came to be wanted or to be taken back since the orders were read is not touched.
    public func settle(_ orders: NATOrders, _ findings: NATFindings, at now: Timestamp) throws {
        try write { database, revision in
            for wanted in orders.wanted {
                let isPresent = findings.present.contains(wanted)
                switch wanted {
                case .address(let outside, let inside):
                    let traffic = findings.traffic[outside]
                    // What was never told to the box does not drift, and waits on.
                    try database.cachedStatement(
                        sql: """
                            UPDATE mapping SET standing = CASE WHEN ?1 THEN 'present' WHEN standing = 'wanted' THEN 'wanted'
                            ELSE 'drifting' END, received = ?2, sent = ?3 WHERE outside = ?4 AND inside = ?5 AND wanted = 1
                            """
                    ).execute(arguments: [
                        isPresent, traffic?.received.count, traffic?.sent.count, Int64(outside.bits),
                        Int64(inside.bits),
                    ])
                case .screen(let forward):
                    try database.cachedStatement(
                        sql: """
                            UPDATE screen_grant SET standing = CASE WHEN ?1 THEN 'present' WHEN standing = 'wanted'
                            THEN 'wanted' ELSE 'drifting' END WHERE port = ?2 AND host_address = ?3 AND host_port = ?4
                            AND closed IS NULL AND standing <> 'leaving'
                            """
                    ).execute(arguments: [isPresent, forward.port, Int64(forward.host.bits), forward.hostPort])
                }
            }
            if findings.isClear {
                try Self.close(orders, database, at: now, revision)
            } else {
                // It is over, whatever the box still does.
                for grant in orders.ending {
                    try database.cachedStatement(
                        sql:
                            "UPDATE screen_grant SET standing = 'leaving' WHERE id = ? AND closed IS NULL AND expires <= ?"
                    ).execute(arguments: [grant.id.number, now.milliseconds])
                }
            }
            try Self.note(.nat, findings.status, database)
            try NetworkRows.touch(database, revision)
        }
    }

    /// Takes what the box was seen without out of the books.
    private static func close(
        _ orders: NATOrders,
        _ database: Database,
        at now: Timestamp,
        _ revision: Int64
    ) throws {
        for mapping in orders.leaving {
            let row = try Row.fetchOne(
                database,
                sql: "DELETE FROM mapping WHERE outside = ? AND wanted = 0 RETURNING releases",
                arguments: [Int64(mapping.outside.bits)]
            )
            guard let row, row[0] as Bool, let vm = mapping.vm else { continue }
            try PublicAddresses.give(mapping.outside, backFrom: vm, database)
            try Places.touch(vm, database, revision)
            try CatalogDesk.touch(database, revision)
        }
        for grant in orders.ending {
            try database.execute(
                sql: """
                    UPDATE screen_grant SET closed = ?, standing = ? WHERE id = ? AND closed IS NULL AND (expires <= ? OR standing = 'leaving')
                    AND host_address = ? AND host_port = ?
                    """,
                arguments: [
                    now.milliseconds, Standing.closed.rawValue, grant.id.number, now.milliseconds,
                    Int64(grant.forward.host.bits), grant.forward.hostPort,
                ]
            )
            guard database.changesCount == 1 else { continue }
            let text = "the way to the screen at \(grant.forward.outside):\(grant.forward.port) is closed"
            try Events.add(database, at: now, kind: "network", vm: grant.vm, text: text)
        }
        for cut in orders.cuts {
            try database.execute(
                sql: "DELETE FROM cut WHERE outside = ? AND port = ? AND inside = ?",
                arguments: [Int64(cut.outside.bits), cut.port ?? 0, Int64(cut.inside.bits)]
            )
        }
    }

    /// Notes how a box stands of which nothing was seen: what it does for anybody is not known then.
    public func noteUnseen(_ box: NetworkBox, _ status: BoxStatus) throws {
        try write { database, revision in
            if box == .nat {
                for table in ["mapping", "screen_grant"] {
                    try database.execute(
                        sql: "UPDATE \(table) SET standing = 'unreachable' WHERE standing IN ('present', 'drifting')"
                    )
                }
            }
            try Self.note(box, status, database)
            try NetworkRows.touch(database, revision)
        }
    }

    /// Notes how a box stands.
    public func note(_ box: NetworkBox, _ status: BoxStatus) throws {
        try write { database, revision in
            try Self.note(box, status, database)
            try NetworkRows.touch(database, revision)
        }
    }

    private static func note(_ box: NetworkBox, _ status: BoxStatus, _ database: Database) throws {
        let before = try String.fetchOne(
            database,
            sql: "SELECT state FROM box WHERE name = ?",
            arguments: [box.rawValue]
        )
        try database.execute(
            sql: "INSERT OR REPLACE INTO box (name, state, at, message) VALUES (?, ?, ?, ?)",
            arguments: [box.rawValue, status.state.rawValue, status.at.milliseconds, status.message]
        )
        guard before != status.state.rawValue, before != nil || status.state != .sound else { return }
        let why = status.message.isEmpty ? "" : ": \(status.message)"
        let text = "\(box.title) is \(status.state.rawValue)\(why)"
        try Events.add(database, at: status.at, kind: "network", text: text)
    }

    /// All addresses that the DHCP server is to give out.
    ///
    /// - Throws: ``CloudError/taken(what:value:)`` where names of VMs come to the same.
    public func dhcpPlan() throws -> DHCPPlan {
        let rows = try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT a.address, a.mac, CASE WHEN r.address = a.id THEN r.identity END FROM private_address a
                    LEFT JOIN record r ON r.vm = a.holder WHERE a.holder IS NOT NULL ORDER BY a.address
                    """
            )
        }
        return try DHCPPlan(
            held: rows.map { row in (row[2] as String?, try Catalogs.mac(row[1]), Catalogs.address(row[0])) }
        )
    }

    /// What the boxes are to do, and how far they do it.
    public func networkBooks(at now: Timestamp) throws -> NetworkBooks {
        try read { try NetworkRows.books($0, at: now) }
    }
}
