public import BaadalModel
internal import GRDB

extension CloudStore {
    /// Writes down that the public address of a VM leads to its private one.
    ///
    /// What it led to before is forgotten with that.
    ///
    /// - Parameter takesAddress: Whether a free public address is taken where the VM has none.
    /// - Returns: The mapping; `nil` where the VM has no public address.
    /// - Throws: ``CloudError/refused(_:)`` where no box can map, ``CloudError/publicAddressesExhausted``.
    public func wantMapping(of vm: VM.ID, takingAddress takesAddress: Bool = false) throws -> AddressMapping? {
        try write { database, revision in
            guard var record = try LifeRows.record(database, vm) else { throw CloudError.noSuchVM("\(vm)") }
            if takesAddress, record.publicAddress == nil {
                try NetworkRows.checkMapper(database)
                try PublicAddresses.take(for: vm, database)
                try CatalogDesk.touch(database, revision)
                try Places.touch(vm, database, revision)
                record = try LifeRows.record(database, vm) ?? record
            }
            guard let outside = record.publicAddress, let inside = record.address else { return nil }
            // An address that it brought along waits for a box that can map it.
            switch try NetworkRows.natType(database) {
            case .software, .mapping: break
            case .hardware, nil: return nil
            }
            try Self.map(outside, to: inside, for: vm, database)
            try NetworkRows.touch(database, revision)
            return try NetworkRows.mappings(database, where: "outside = ?", [Int64(outside.bits)]).first
        }
    }

    private static func map(_ outside: IPv4, to inside: IPv4, for vm: VM.ID, _ database: Database) throws {
        let standing: Standing = try NetworkRows.natType(database) == .mapping ? .recorded : .wanted
        let row: StatementArguments = [Int64(outside.bits), Int64(inside.bits), vm.uuid.blob, standing.rawValue]
        let before = try NetworkRows.mappings(database, where: "outside = ?", [Int64(outside.bits)]).first
        if let before, before.inside == inside, before.isWanted, before.vm == vm { return }
        if let before, before.inside != inside { try NetworkRows.cut(before, database) }
        try database.execute(
            sql: """
                INSERT INTO mapping (outside, inside, vm, wanted, standing) VALUES (?, ?, ?, 1, ?)
                ON CONFLICT (outside) DO UPDATE SET inside = excluded.inside, vm = excluded.vm, wanted = 1, releases = 0,
                standing = excluded.standing, received = NULL, sent = NULL
                """,
            arguments: row
        )
    }

    /// Writes down that the public address of a VM leads nowhere any more.
    ///
    /// - Parameter releases: Whether the VM loses the address as well, once the box was seen without it.
    public func unwantMapping(of vm: VM.ID, releasing releases: Bool = false) throws {
        try write { database, revision in
            try Self.unwantMapping(of: vm, releasing: releases, database, revision)
        }
    }

    static func unwantMapping(
        of vm: VM.ID,
        releasing releases: Bool,
        _ database: Database,
        _ revision: Int64
    ) throws {
        for mapping in try NetworkRows.mappings(database, where: "vm = ?", [vm.uuid.blob]) {
            let outside = Int64(mapping.outside.bits)
            if mapping.standing == .recorded {
                try database.execute(sql: "DELETE FROM mapping WHERE outside = ?", arguments: [outside])
            } else {
                try NetworkRows.cut(mapping, database)
                try database.execute(
                    sql: "UPDATE mapping SET wanted = 0, releases = max(releases, ?), standing = ? WHERE outside = ?",
                    arguments: [releases, Standing.leaving.rawValue, outside]
                )
            }
        }
        if releases {
            let isLeft = try !NetworkRows.mappings(database, where: "vm = ?", [vm.uuid.blob]).isEmpty
            if !isLeft { try PublicAddresses.give(backFrom: vm, database) }
            try Places.touch(vm, database, revision)
            try CatalogDesk.touch(database, revision)
        }
        try NetworkRows.touch(database, revision)
    }

    /// Writes down that no address is mapped any more, and that all ways to screens end.
    public func unwantAllMappings(at now: Timestamp, by actor: String) throws {
        try write { database, revision in
            for mapping in try NetworkRows.mappings(database) {
                guard let vm = mapping.vm else { continue }
                try Self.unwantMapping(of: vm, releasing: true, database, revision)
            }
            try Self.revoke(try NetworkRows.grants(database, where: "closed IS NULL"), database, at: now, revision)
            try Events.add(
                database,
                at: now,
                kind: "network",
                actor: actor,
                text: "all mappings and ways to screens are to be taken back"
            )
        }
    }
}

/// Public addresses and who has them.
enum PublicAddresses {
    /// Takes the lowest address that is free: nobody has it, and no box may still lead it anywhere.
    static func take(for vm: VM.ID, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE public_address SET holder = ? WHERE id = (SELECT id FROM public_address WHERE holder IS NULL
                AND active = 1 AND address NOT IN (SELECT outside FROM mapping UNION SELECT outside FROM cut WHERE port = 0
                UNION SELECT screen_address FROM cloud WHERE screen_address NOTNULL) ORDER BY address LIMIT 1)
                """
        ).execute(arguments: [vm.uuid.blob])
        guard database.changesCount == 1 else { throw CloudError.publicAddressesExhausted }
    }

    /// Gives back one address where a VM still has that.
    static func give(_ address: IPv4, backFrom vm: VM.ID, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE public_address SET holder = NULL WHERE holder = ? AND address = ?",
            arguments: [vm.uuid.blob, Int64(address.bits)]
        )
    }

    /// Gives back what a VM has.
    static func give(backFrom vm: VM.ID, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE public_address SET holder = NULL WHERE holder = ?",
            arguments: [vm.uuid.blob]
        )
    }
}
