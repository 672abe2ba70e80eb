internal import BaadalModel
internal import GRDB

extension CloudStore {
    /// Writes what one look at a host found, in one transaction.
    ///
    /// Rows change only where something did; usage always does.
    public func apply(_ report: HostReport) throws {
        try write { database, revision in
            guard let host = try Inventories.host(database, report.host) else { return }
            try answered(host, report, database, revision)
            var known = try knownVMs(database, on: report.host)
            var shown = Set<VM.ID>(minimumCapacity: report.domains.count)
            for domain in report.domains where shown.insert(domain.uuid).inserted {
                let before = known.removeValue(forKey: domain.uuid)
                try take(domain, before, report, database, revision)
            }
            if report.isComplete {
                for (id, _) in known { try lose(id, report, database, revision) }
            }
            try Self.forgetSaved(runningOn: report.host, seen: report.at, database)
            try write(report.usage, report.hostUsage, of: report.host, database, revision)
        }
    }

    /// A VM as the store has it, and how the reporting host showed it last.
    private struct Known {
        var vm: VM
        var placement: String
        var isInbound: Bool
    }

    private func knownVMs(_ database: Database, on host: Host.ID) throws -> [VM.ID: Known] {
        let ours = try Inventories.cloud(database)
        let columns = Inventories.vmColumns.split(separator: ",").map { "v." + $0.trimmed }.joined(separator: ", ")
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns), p.state, p.inbound FROM placement p JOIN vm v ON v.id = p.vm WHERE p.host = ?"
        )
        var known: [VM.ID: Known] = [:]
        let rows = try Row.fetchCursor(statement, arguments: [host.uuid.blob])
        while let row = try rows.next() {
            let vm = try Inventories.decodeVM(row, ours: ours)
            known[vm.id] = Known(vm: vm, placement: row[12], isInbound: row[13])
        }
        return known
    }

    private func answered(
        _ host: Host,
        _ report: HostReport,
        _ database: Database,
        _ revision: Int64
    ) throws {
        let isBack = host.state == .down || host.state == .unknown || host.state == .poweringUp
        // One that was switched off on purpose and answers was turned on by somebody: it gets nothing before he says so.
        let isOn = host.mode == .off && host.state != .poweringDown
        let mode = isOn ? Host.Mode.maintenance : host.mode
        let state = isBack ? mode.answeringState : host.state
        let hasNews = isBack || host.reason != nil || report.hostUsage != nil || !report.usage.isEmpty
        guard hasNews else { return }
        try database.cachedStatement(
            sql: """
                UPDATE host SET state = ?, mode = ?, fenced = NULL, reason = NULL, seen = ?, since = ?, revision = ?
                WHERE id = ?
                """
        ).execute(arguments: [
            state.rawValue, mode.rawValue, report.at.milliseconds,
            isBack ? report.at.milliseconds : host.since.milliseconds, revision, host.id.uuid.blob,
        ])
        if isBack {
            // What waits for its next try waited for this.
            try database.execute(
                sql: "UPDATE task SET not_before = NULL, revision = ? WHERE status = 1 AND status < 3 AND host = ?",
                arguments: [revision, host.id.uuid.blob]
            )
            let text = "host \(host.name) is \(state.rawValue)"
            try Events.add(database, at: report.at, kind: "host", host: host.id, text: text)
        }
    }

    private func take(
        _ domain: DomainReport,
        _ before: Known?,
        _ report: HostReport,
        _ database: Database,
        _ revision: Int64
    ) throws {
        let isPlacementSame = before?.placement == domain.state.rawValue && before?.isInbound == domain.isInbound
        if before == nil, try Inventories.vm(database, domain.uuid) == nil {
            try insert(domain, report, database, revision)
        } else if before.map({ !$0.vm.hasFacts(of: domain) }) ?? true {
            try database.cachedStatement(
                sql: "UPDATE vm SET name = ?, vcpus = ?, memory = ?, persistent = ?, revision = ? WHERE id = ?"
            ).execute(arguments: [
                domain.name, domain.vcpus, domain.memory.count, domain.isPersistent, revision, domain.uuid.uuid.blob,
            ])
        }
        if !isPlacementSame {
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO placement (vm, host, state, seen, inbound) VALUES (?, ?, ?, ?, ?)"
            ).execute(arguments: [
                domain.uuid.uuid.blob, report.host.uuid.blob, domain.state.rawValue, report.at.milliseconds,
                domain.isInbound,
            ])
            try Self.settle(domain.uuid, database, at: report.at, revision)
        }
        if let claim = domain.claim, claim != before?.vm.claim {
            try write(claim, of: domain.uuid, database, revision)
        }
        if let xml = domain.xml {
            try database.cachedStatement(
                sql: """
                    INSERT INTO vm_xml VALUES (?, ?)
                    ON CONFLICT (vm) DO UPDATE SET xml = excluded.xml WHERE xml IS NOT excluded.xml
                    """
            ).execute(arguments: [domain.uuid.uuid.blob, xml])
        }
    }

    private func insert(
        _ domain: DomainReport,
        _ report: HostReport,
        _ database: Database,
        _ revision: Int64
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO vm (id, name, state, host, vcpus, memory, persistent, since, seen, revision)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            domain.uuid.uuid.blob, domain.name, VM.State.unknown.rawValue, report.host.uuid.blob, domain.vcpus,
            domain.memory.count, domain.isPersistent, report.at.milliseconds, report.at.milliseconds, revision,
        ])
        try Inventories.unbury(.vm, domain.uuid.uuid.blob, database)
        try Events.add(
            database,
            at: report.at,
            kind: "state",
            vm: domain.uuid,
            host: report.host,
            text: "seen for the first time"
        )
    }

    /// A host that answered does not have the VM any more.
    private func lose(_ id: VM.ID, _ report: HostReport, _ database: Database, _ revision: Int64) throws {
        try database.cachedStatement(sql: "DELETE FROM placement WHERE vm = ? AND host = ?")
            .execute(arguments: [id.uuid.blob, report.host.uuid.blob])
        try Self.settle(id, database, at: report.at, revision)
    }

    /// Works out where a VM is and what it does from all its placements.
    static func settle(_ id: VM.ID, _ database: Database, at now: Timestamp, _ revision: Int64) throws {
        guard let vm = try Inventories.vm(database, id) else { return }
        var verdict = PlacementVerdict(vm.placements)
        if verdict.conflict == .activeTwice, let source = try migrating(id, database) {
            // Both ends of a migration of ours: it is where it was until it is gone from there.
            verdict.conflict = nil
            verdict.host = source
        }
        guard (verdict.state, verdict.host, verdict.conflict) != (vm.state, vm.host, vm.conflict) else {
            return try touch(id, database, revision)
        }
        let since = verdict.state == vm.state ? vm.since : now
        try database.cachedStatement(
            sql: "UPDATE vm SET state = ?, host = ?, conflict = ?, since = ?, seen = ?, revision = ? WHERE id = ?"
        ).execute(arguments: [
            verdict.state.rawValue, verdict.host?.uuid.blob, verdict.conflict?.rawValue, since.milliseconds,
            now.milliseconds, revision, id.uuid.blob,
        ])
        try tell(vm, verdict, database, at: now)
        if vm.state.isActive, verdict.state != .unknown, !verdict.state.isActive, try migrating(id, database) == nil {
            // Its next screen asks for another password than the one that was given away.
            let open = try NetworkRows.grants(database, where: "vm = ? AND closed IS NULL", [id.uuid.blob])
            try revoke(open, database, at: now, revision)
        }
    }

    /// The host that a VM is being moved from by a task of ours; `nil` where none is at work.
    private static func migrating(_ id: VM.ID, _ database: Database) throws -> BaadalModel.Host.ID? {
        let statement = try database.cachedStatement(
            sql: "SELECT host FROM task WHERE vm = ? AND kind = 'migrate' AND status = 2 AND status < 3"
        )
        return try Row.fetchOne(statement, arguments: [id.uuid.blob])?.uuid(0).map(BaadalModel.Host.ID.init)
    }

    private static func touch(_ id: VM.ID, _ database: Database, _ revision: Int64) throws {
        try database.cachedStatement(sql: "UPDATE vm SET revision = ? WHERE id = ?")
            .execute(arguments: [revision, id.uuid.blob])
    }

    private static func tell(_ vm: VM, _ verdict: PlacementVerdict, _ database: Database, at now: Timestamp) throws {
        func add(_ kind: String, _ text: String) throws {
            try Events.add(database, at: now, kind: kind, vm: vm.id, host: verdict.host, text: text)
        }
        if verdict.state != vm.state { try add("state", "\(vm.state.rawValue) became \(verdict.state.rawValue)") }
        if verdict.host != vm.host, let host = verdict.host, vm.host != nil {
            let name = try Inventories.host(database, host)?.name ?? "\(host)"
            try add("host", "moved to \(name)")
        }
        if verdict.conflict != vm.conflict {
            switch verdict.conflict {
            case .activeTwice: try add("conflict", "active on two hosts")
            case .staleDefinition: try add("conflict", "defined on two hosts")
            case nil: try add("conflict", "no conflict any more")
            }
        }
    }

    private func write(
        _ usage: [VM.ID: Usage],
        _ hostUsage: Usage?,
        of host: Host.ID,
        _ database: Database,
        _ revision: Int64
    ) throws {
        guard !usage.isEmpty || hostUsage != nil else { return }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO usage (id, is_host, at, cpu, memory, disk_read, disk_write, received, sent, temperature,
                watts, simulated, revision)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET at = excluded.at, cpu = excluded.cpu, memory = excluded.memory,
                disk_read = excluded.disk_read, disk_write = excluded.disk_write, received = excluded.received,
                sent = excluded.sent, temperature = excluded.temperature, watts = excluded.watts,
                simulated = excluded.simulated, revision = excluded.revision
                """
        )
        func put(_ id: UniqueID, _ isHost: Bool, _ usage: Usage) throws {
            try statement.execute(arguments: [
                id.blob, isHost, usage.at.milliseconds, usage.cpu, usage.memory?.count, usage.diskRead, usage.diskWrite,
                usage.received, usage.sent, usage.temperature, usage.watts, usage.isSimulated, revision,
            ])
        }
        if let hostUsage { try put(host.uuid, true, hostUsage) }
        for (vm, usage) in usage { try put(vm.uuid, false, usage) }
    }
}

extension VM {
    fileprivate func hasFacts(of domain: DomainReport) -> Bool {
        name == domain.name && vcpus == domain.vcpus && memory == domain.memory && isPersistent == domain.isPersistent
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        return self[start...]
    }
}
