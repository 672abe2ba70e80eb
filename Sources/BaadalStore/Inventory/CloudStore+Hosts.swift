public import BaadalModel
internal import GRDB

extension CloudStore {
    /// All hosts, by name.
    public func hosts() throws -> [Host] { try read { try Inventories.hosts($0) } }

    /// All VMs that a host shows, by name.
    public func allVMs() throws -> [VM] {
        try read { database in
            try Inventories.hosts(database).flatMap { try Inventories.vms(database, on: $0.id) }
        }
    }

    /// One VM with its placements; `nil` where there is none.
    public func vm(_ id: VM.ID) throws -> VM? { try read { try Inventories.vm($0, id) } }

    /// Records a host.
    ///
    /// - Throws: ``CloudError/hostExists(name:uri:)`` and ``CloudError/hostNameTaken(_:)``.
    public func addHost(_ host: Host) throws {
        try write { database, revision in
            if let known = try Inventories.host(database, host.id) {
                throw CloudError.hostExists(name: known.name, uri: known.uri)
            }
            let named = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM host WHERE name = ?)",
                arguments: [host.name]
            )
            if named == true { throw CloudError.hostNameTaken(host.name) }
            try database.execute(
                sql: """
                    INSERT INTO host (id, name, uri, state, reason, cpus, memory, libvirt, hypervisor, features, seen,
                    since, simulated, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    host.id.uuid.blob, host.name, host.uri, host.state.rawValue, host.reason, host.cpus,
                    host.memory?.count, host.libvirtVersion, host.hypervisor, host.features.joined(separator: " "),
                    host.seen?.milliseconds, host.since.milliseconds, host.isSimulated, revision,
                ]
            )
            try Inventories.unbury(.host, host.id.uuid.blob, database)
            try Events.add(
                database,
                at: host.since,
                kind: "host",
                host: host.id,
                text: "host \(host.name) added (\(host.uri))"
            )
        }
    }

    /// Forgets a host and what it shows.
    public func removeHost(_ id: Host.ID, at now: Timestamp) throws {
        try write { database, revision in
            guard let host = try Inventories.host(database, id) else { return }
            try Places.checkEmpty(id, database)
            let shown = try Self.shownVMs(database, on: id)
            try database.execute(sql: "DELETE FROM host WHERE id = ?", arguments: [id.uuid.blob])
            try database.execute(sql: "DELETE FROM usage WHERE id = ?", arguments: [id.uuid.blob])
            try Inventories.bury(.host, id.uuid.blob, database, at: now, revision)
            for vm in shown {
                if try Inventories.placements(database, of: vm).isEmpty {
                    try forget(vm, database, at: now, revision)
                } else {
                    try Self.settle(vm, database, at: now, revision)
                }
            }
            try Events.add(database, at: now, kind: "host", host: id, text: "host \(host.name) removed")
        }
    }

    /// Records what a host said of itself.
    public func updateFacts(of id: Host.ID, _ facts: HostFacts) throws {
        try write { database, revision in
            guard let known = try Inventories.host(database, id) else { return }
            let isSame =
                known.cpus == facts.cpus && known.memory == facts.memory && known.features == facts.features
                && known.libvirtVersion == facts.libvirtVersion && known.hypervisor == facts.hypervisor
            guard !isSame else { return }
            try database.execute(
                sql: """
                    UPDATE host SET cpus = ?, memory = ?, libvirt = ?, hypervisor = ?, features = ?, simulated = ?,
                    revision = ? WHERE id = ?
                    """,
                arguments: [
                    facts.cpus, facts.memory?.count, facts.libvirtVersion, facts.hypervisor,
                    facts.features.joined(separator: " "), facts.isSimulated, revision, id.uuid.blob,
                ]
            )
        }
    }

    /// What missed polls come to.
    public enum Miss: Hashable, Sendable {
        /// It may have been chance.
        case once
        /// libvirt does not answer, while something else there does, or did a moment ago: the VMs may run on.
        ///
        /// - Parameter answers: Whether something there has just answered, so that it has power for sure.
        case doubtful(answers: Bool)
        /// Nothing there answers.
        case down
    }

    /// Records a poll that a host missed.
    ///
    /// Once it is down or in doubt, what its VMs do is unknown; they are never taken as gone.
    public func hostMissed(_ id: Host.ID, at now: Timestamp, reason: String, _ miss: Miss) throws {
        try write { database, revision in
            guard let host = try Inventories.host(database, id) else { return }
            let isSwitched = host.state == .poweringUp || host.state == .poweringDown
            let found: Host.State =
                switch miss {
                case .once: host.state
                // A host that is known to be down, and silent, is not in doubt for having been asked a few times only.
                case .doubtful(let answers): host.state == .down && !answers ? .down : .unknown
                case .down: .down
                }
            // What was fenced and answers was turned on since.
            let isFenced = host.fenced != nil && miss != .doubtful(answers: true)
            let state = isSwitched ? host.state : found
            let shown = try Self.shownVMs(database, on: id)
            var reason = host.mode == .off ? "switched off on purpose" : reason
            if state == .down, host.mode == .active, !host.canBeFenced, !shown.isEmpty {
                reason += "; nothing of it is restarted elsewhere: no power driver can cut it off"
            } else if state == .down, host.mode == .maintenance, !shown.isEmpty {
                reason += "; it is in maintenance, so that nothing of it is restarted before 'host recover' is ordered"
            }
            try database.execute(
                sql: """
                    UPDATE host SET state = ?, reason = ?, since = ?, fenced = CASE WHEN ? THEN fenced END, revision = ?
                    WHERE id = ?
                    """,
                arguments: [
                    state.rawValue, reason, state == host.state ? host.since.milliseconds : now.milliseconds, isFenced,
                    revision, id.uuid.blob,
                ]
            )
            let isNews = host.state != state || host.state == .poweringDown
            guard miss != .once, isNews, host.state != .poweringUp else { return }
            let text = "host \(host.name) is \(state.rawValue): \(reason)"
            try Events.add(database, at: now, kind: "host", host: host.id, text: text)
            try Hosts.doubt(host, database, at: now, revision)
        }
    }

    /// Records whose a VM is.
    public func setClaim(_ id: VM.ID, _ claim: VM.Claim) throws {
        try write { database, revision in try write(claim, of: id, database, revision) }
    }

    func write(_ claim: VM.Claim, of id: VM.ID, _ database: Database, _ revision: Int64) throws {
        let (name, cloud): (String?, UniqueID?) =
            switch claim {
            case .none: (nil, nil)
            case .ours: (nil, try Inventories.cloud(database))
            case .other(let name, let cloud): (name, cloud)
            }
        try database.cachedStatement(
            sql: "UPDATE vm SET claim_name = ?, claim_cloud = ?, revision = ? WHERE id = ?"
        ).execute(arguments: [name, cloud?.blob, revision, id.uuid.blob])
    }

    static func shownVMs(_ database: Database, on host: Host.ID) throws -> [VM.ID] {
        try Row.fetchAll(database, sql: "SELECT vm FROM placement WHERE host = ?", arguments: [host.uuid.blob])
            .compactMap { $0.uuid(0).map(VM.ID.init) }
    }

    func forget(_ id: VM.ID, _ database: Database, at now: Timestamp, _ revision: Int64) throws {
        try database.execute(sql: "DELETE FROM vm WHERE id = ?", arguments: [id.uuid.blob])
        try database.execute(sql: "DELETE FROM usage WHERE id = ?", arguments: [id.uuid.blob])
        try Inventories.bury(.vm, id.uuid.blob, database, at: now, revision)
    }
}

extension CloudStore {
    /// Records what a host is made of; readers are told where it has changed.
    public func setInventory(_ inventory: HostInventory, of id: BaadalModel.Host.ID) throws {
        _ = try writeUnlessNil { database, revision -> Bool? in
            guard let host = try Inventories.host(database, id), host.inventory != inventory else { return nil }
            try database.execute(
                sql: "UPDATE host SET inventory = ?, revision = ? WHERE id = ?",
                arguments: [try Hosts.encode(inventory), revision, id.uuid.blob]
            )
            return true
        }
    }

    /// Notes that a host is about to be turned on: what was fenced has power from now on.
    public func noteTurningOn(_ id: BaadalModel.Host.ID, at now: Timestamp) throws {
        try write { database, revision in
            guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
            try Hosts.doubt(host, database, at: now, revision)
            try database.execute(
                sql: "UPDATE host SET state = 'powering-up', fenced = NULL, since = ?, revision = ? WHERE id = ?",
                arguments: [now.milliseconds, revision, id.uuid.blob]
            )
        }
    }

    /// How many VMs that are not a host's yet have a place there, or are active there.
    public func arriving(on host: BaadalModel.Host.ID) throws -> Int { try read { try Self.arriving($0, on: host) } }

    static func arriving(_ database: Database, on host: BaadalModel.Host.ID) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM (
                  SELECT vm FROM place WHERE host = ?1 AND task IN (SELECT id FROM task WHERE status < 3)
                  UNION SELECT vm FROM placement WHERE host = ?1 AND (inbound OR state NOT IN ('stopped', 'crashed'))
                ) WHERE vm NOT IN (SELECT id FROM vm WHERE host = ?1)
                """,
            arguments: [host.uuid.blob]
        ) ?? 0
    }

    /// The VMs that are on a host, by name.
    public func vms(on host: BaadalModel.Host.ID) throws -> [VM] { try read { try Inventories.vms($0, on: host) } }

    /// Says where a host stands, while it is switched.
    public func setState(
        _ state: BaadalModel.Host.State,
        of id: BaadalModel.Host.ID,
        at now: Timestamp
    ) throws {
        try write { database, revision in
            try database.execute(
                sql: "UPDATE host SET state = ?1, since = ?2, revision = ?3 WHERE id = ?4 AND state <> ?1",
                arguments: [state.rawValue, now.milliseconds, revision, id.uuid.blob]
            )
        }
    }

    /// Says what a host is meant for; nothing where it is so already.
    public func setMode(_ mode: BaadalModel.Host.Mode, of id: BaadalModel.Host.ID, by actor: String, at now: Timestamp)
        throws
    {
        _ = try writeUnlessNil { database, revision -> Bool? in
            guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
            guard host.mode != mode else { return nil }
            try Hosts.set(mode, of: host, by: actor, database, now, revision)
            return true
        }
    }
}
