internal import BaadalModel
internal import GRDB

/// What decides on ways to screens.
struct GrantDesk {
    let database: Database

    /// Why no way to a screen is opened.
    static let noAddress = "no address of the NAT box is set aside for screens; network.screen-address says which"

    /// The address on which ways are opened; `nil` for none.
    func address() throws -> IPv4? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT screen_address FROM cloud WHERE screen_address NOTNULL")
        )
        .map(Catalogs.address)
    }

    /// Refuses what a VM may not have.
    func check(_ vm: VM.ID, at now: Timestamp) throws {
        switch try NetworkRows.natType(database) {
        case .software: break
        case .mapping, .hardware:
            throw CloudError.refused("the NAT box is not ours to write to; 'vnc open --tunnel' needs none")
        case nil: throw CloudError.refused("no NAT box is set up; 'vnc open --tunnel' needs none")
        }
        guard try address() != nil else { throw CloudError.refused(Self.noAddress) }
        if let open = try NetworkRows.grants(database, where: "vm = ? AND closed IS NULL", [vm.uuid.blob]).first {
            guard open.standing != .leaving else {
                throw CloudError.refused(
                    "the way to its screen is being closed: the NAT box was not seen without it yet"
                )
            }
            throw CloudError.refused(
                "its screen is open at \(open.forward.outside):\(open.forward.port) already; 'vnc revoke' ends that"
            )
        }
        let day = now.advanced(byMilliseconds: -86_400_000).milliseconds
        let count = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM screen_grant WHERE vm = ? AND opened > ?",
            arguments: [vm.uuid.blob, day]
        )
        guard count ?? 0 < ScreenGrant.dailyLimit else {
            throw CloudError.refused("it had \(ScreenGrant.dailyLimit) ways to its screen within 24 hours, the limit")
        }
    }

    /// A port outside that no open way has, within the constants' range: one that was asked for, or the lowest.
    func freePort(_ wish: Int) throws -> Int {
        let taken = Set(try Int.fetchAll(database, sql: "SELECT port FROM screen_grant WHERE closed IS NULL"))
        let first = try Constants.number("vncport_start_range", database)
        let end = try Constants.number("vncport_end_range", database)
        if (first..<end).contains(wish), !taken.contains(wish) { return wish }
        guard let port = (first..<end).first(where: { !taken.contains($0) }) else {
            throw CloudError.portsExhausted(host: NetworkBox.nat.title)
        }
        return port
    }
}

extension Desk {
    /// Ends ways to screens.
    func revoke(_ ids: [ScreenGrant.ID]) throws -> [TaskRecord.ID] {
        for id in ids {
            guard let grant = try NetworkRows.grants(database, where: "id = ?", [id.number]).first else {
                throw CloudError.noSuch("way to a screen", "\(id)")
            }
            try CloudStore.revoke([grant], database, at: now, revision)
            if grant.closed == nil {
                let text = "the way to the screen at \(grant.forward.outside):\(grant.forward.port) is to be closed"
                try Events.add(database, at: now, kind: "network", vm: grant.vm, actor: requester.name, text: text)
            }
        }
        return []
    }
}
