public import BaadalModel
internal import GRDB

/// Where a screen is shown.
public struct ScreenPlace: Hashable, Sendable {
    /// The VM's host.
    public var host: Host.ID
    /// The address on which it shows screens.
    public var address: IPv4
    /// The port of the screen.
    public var port: Int

    /// A place.
    public init(host: Host.ID, address: IPv4, port: Int) {
        self.host = host
        self.address = address
        self.port = port
    }
}

extension CloudStore {
    /// Writes down that the screen of a VM is to be reached from outside; the same again for the same task.
    ///
    /// It is *recorded* only: nothing is opened before ``releaseGrant(_:until:)``.
    ///
    /// The port outside is the screen's own where it is free there, else the lowest that is.
    ///
    /// - Parameter secret: The one-time password of the screen.
    /// - Throws: ``CloudError/refused(_:)`` where there is no box or address for it, the VM has an open way, or had
    ///   ``ScreenGrant/dailyLimit`` within a day.
    public func openGrant(
        of vm: VM.ID,
        to place: ScreenPlace,
        _ order: GrantOrder,
        secret: String,
        for task: TaskRecord.ID,
        by requester: String,
        at now: Timestamp
    ) throws -> ScreenGrant {
        try write { database, revision in
            if let known = try NetworkRows.grants(database, where: "task = ?", [task.number]).first { return known }
            try GrantDesk(database: database).check(vm, at: now)
            guard let outside = try GrantDesk(database: database).address() else {
                throw CloudError.refused(GrantDesk.noAddress)
            }
            let port = try GrantDesk(database: database).freePort(place.port)
            let expires = now.advanced(byMilliseconds: Int64(order.seconds) * 1000)
            try database.execute(
                sql: """
                    INSERT INTO screen_grant (vm, host, outside, port, host_address, host_port, sources, requester, opened,
                    expires, ends, standing, has_secret, task) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    vm.uuid.blob, place.host.uuid.blob, Int64(outside.bits), port, Int64(place.address.bits),
                    place.port,
                    order.sources.map(\.description).joined(separator: " "), requester, now.milliseconds,
                    expires.milliseconds, expires.milliseconds, Standing.recorded.rawValue, true, task.number,
                ]
            )
            let id = database.lastInsertedRowID
            try secrets.keep(secret, of: RowID(id))
            try NetworkRows.touch(database, revision)
            try Events.add(
                database,
                at: now,
                kind: "network",
                vm: vm,
                host: place.host,
                actor: requester,
                text: "the screen may be reached at \(outside):\(port) for \(order.seconds) s by "
                    + (order.sources.isEmpty ? "everybody" : order.sources.map(\.description).joined(separator: ", "))
            )
            guard let grant = try NetworkRows.grants(database, where: "id = ?", [id]).first else {
                throw BrokenRow(table: "screen_grant", column: "id", value: "\(id)")
            }
            return grant
        }
    }

    /// Has the box open a way that is written down.
    public func releaseGrant(_ grant: ScreenGrant.ID, until end: Timestamp) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE screen_grant SET expires = ?1, ends = ?1, standing = ?2 WHERE id = ?3 AND standing = ?4",
                arguments: [
                    end.milliseconds, Standing.wanted.rawValue, grant.number, Standing.recorded.rawValue,
                ]
            )
            try NetworkRows.touch(database, revision)
        }
    }

    /// Ways whose password is still to be taken back: they are closed.
    public func spentGrants() throws -> [ScreenGrant] {
        try read {
            try NetworkRows.grants(
                $0,
                where: """
                    closed NOTNULL AND has_secret AND vm NOT IN (SELECT vm FROM screen_grant WHERE closed IS NULL)
                    AND vm NOT IN (SELECT vm FROM task WHERE vm IS NOT NULL AND status = 2)
                    """
            )
        }
    }

    private var secrets: GrantSecrets { GrantSecrets(folder: directory.secrets) }

    /// Forgets the password of a way that is closed.
    public func forgetSecret(of grant: ScreenGrant.ID) throws {
        secrets.forget(grant)
        try write { database, _ in
            try database.execute(
                sql: "UPDATE screen_grant SET has_secret = 0 WHERE id = ? AND closed NOTNULL",
                arguments: [grant.number]
            )
        }
    }

    /// The open ways that lead to where their VM is not any more, with where it runs now; `nil` where it does not run.
    ///
    /// Those of VMs that are being moved are left to their task.
    public func strayGrants() throws -> [(grant: ScreenGrant, host: Host.ID?)] {
        try read { database in
            let open = try NetworkRows.grants(
                database,
                where: """
                    closed IS NULL AND standing NOT IN ('recorded', 'leaving') AND vm NOT IN (SELECT vm FROM task
                    WHERE vm IS NOT NULL AND status = 2)
                    """
            )
            return try open.compactMap { grant in
                guard let vm = try Inventories.vm(database, grant.vm) else { return (grant, nil) }
                // Of a host that does not answer nothing is known: its VM may go on.
                guard vm.state.isActive || vm.state == .unknown else { return (grant, nil) }
                return vm.host == grant.host || vm.host == nil ? nil : (grant, vm.host)
            }
        }
    }

    /// The ways that may be open, with the hosts on which their VMs run; those that a task is at work on are left to it.
    public func openGrants() throws -> [(grant: ScreenGrant, host: Host.ID)] {
        try read { database in
            let open = try NetworkRows.grants(
                database,
                where: """
                    closed IS NULL AND standing <> 'recorded' AND vm NOT IN (SELECT vm FROM task
                    WHERE vm IS NOT NULL AND status = 2)
                    """
            )
            return try open.compactMap { grant in
                guard let vm = try Inventories.vm(database, grant.vm), vm.state.isActive else { return nil }
                return vm.host.map { (grant, $0) }
            }
        }
    }

    /// The way to the screen of a VM that is open; `nil` where none is.
    public func openGrant(of vm: VM.ID) throws -> ScreenGrant? {
        try read { try NetworkRows.grants($0, where: "vm = ? AND closed IS NULL", [vm.uuid.blob]).first }
    }

    /// Leads a way to where the screen is now.
    public func moveGrant(_ grant: ScreenGrant.ID, to place: ScreenPlace) throws {
        try write { database, revision in
            guard let old = try NetworkRows.grants(database, where: "id = ? AND closed IS NULL", [grant.number]).first
            else { return }
            let forward = old.forward
            guard (old.host, forward.host, forward.hostPort) != (place.host, place.address, place.port) else { return }
            try NetworkRows.cut(old, database)
            try database.execute(
                sql: """
                    UPDATE screen_grant SET host = ?, host_address = ?, host_port = ?, standing = ? WHERE id = ?
                    """,
                arguments: [
                    place.host.uuid.blob, Int64(place.address.bits), place.port, Standing.wanted.rawValue, grant.number,
                ]
            )
            try NetworkRows.touch(database, revision)
        }
    }

    /// Forgets the passwords of ways that are in the books no more.
    public func forgetStraySecrets() throws {
        let known = try read { try Int64.fetchSet($0, sql: "SELECT id FROM screen_grant WHERE has_secret") }
        for grant in secrets.all where !known.contains(grant.number) { secrets.forget(grant) }
    }

    /// Ends the open way to the screen of a VM, if there is one.
    public func revokeGrant(of vm: VM.ID, at now: Timestamp) throws {
        try write { database, revision in
            let open = try NetworkRows.grants(database, where: "vm = ? AND closed IS NULL", [vm.uuid.blob])
            try Self.revoke(open, database, at: now, revision)
        }
    }

    static func revoke(_ grants: [ScreenGrant], _ database: Database, at now: Timestamp, _ revision: Int64) throws {
        for grant in grants where grant.closed == nil {
            // Of one that is only written down the box knows nothing.
            guard grant.standing != .recorded else {
                try database.execute(sql: "DELETE FROM screen_grant WHERE id = ?", arguments: [grant.id.number])
                continue
            }
            try database.execute(
                sql: "UPDATE screen_grant SET expires = min(expires, ?), standing = ? WHERE id = ?",
                arguments: [now.milliseconds, Standing.leaving.rawValue, grant.id.number]
            )
        }
        if !grants.isEmpty { try NetworkRows.touch(database, revision) }
    }

    /// The one-time password of a way to a screen that is open; `nil` where there is none.
    public func secret(of grant: ScreenGrant.ID) async throws -> String? {
        try await onQueue { try self.grantSecret(grant) }
    }

    /// The same at once.
    public func grantSecret(_ grant: ScreenGrant.ID) throws -> String? {
        let isOpen = try read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM screen_grant WHERE id = ? AND closed IS NULL)",
                arguments: [grant.number]
            )
        }
        // Whoever may only look is not to get in.
        return isOpen == true && role != .reader ? secrets.read(grant) : nil
    }
}
