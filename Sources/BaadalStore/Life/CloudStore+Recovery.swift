public import BaadalModel
internal import GRDB

extension CloudStore {
    /// The XML of a VM as a host gave it last; `nil` where it was never read.
    public func lastXML(of vm: VM.ID) throws -> String? {
        try read { try String.fetchOne($0, sql: "SELECT xml FROM vm_xml WHERE vm = ?", arguments: [vm.uuid.blob]) }
    }

    /// The folders below one in which files of VMs lie, as the definitions say that were read last.
    public func diskFolders(below path: String) throws -> Set<String> {
        let texts = try read {
            try String.fetchAll($0, sql: "SELECT xml FROM vm_xml WHERE instr(xml, ?) > 0", arguments: [path + "/"])
        }
        let files = try texts.flatMap { try DomainXML($0).files }.filter { $0.hasPrefix(path + "/") }
        return Set(files.compactMap { file in file.lastIndex(of: "/").map { String(file[..<$0]) } })
    }

    /// Notes that the power of a host is off for sure: nothing of what it showed runs there.
    ///
    /// - Parameter how: By what, as `by ipmi 10.0.0.9`.
    public func noteFenced(_ id: Host.ID, _ how: String, at now: Timestamp) throws {
        try write { database, revision in
            guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
            try host.checkMayBeFenced()
            try Hosts.fence(host, how, database, now, revision)
        }
    }

    /// Notes that definitions of a VM, which runs elsewhere now, were left on hosts that did not answer.
    public func leaveBehind(_ vm: VM.ID, on hosts: [Host.ID], at now: Timestamp) throws {
        try write { database, _ in
            for host in hosts {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO left_behind (vm, host, at) VALUES (?, ?, ?)",
                    arguments: [vm.uuid.blob, host.uuid.blob, now.milliseconds]
                )
            }
        }
    }

    /// Has the tasks of a VM that wait for a host which was lost go on where it was restarted.
    ///
    /// A save was for the host's sake, and ends.
    public func moveWaitingTasks(of vm: VM.ID, to host: Host.ID, at now: Timestamp) throws {
        try write { database, revision in
            let waiting = "vm = ? AND status = 1 AND status < 3 AND host IN (SELECT host FROM left_behind WHERE vm = ?)"
            for task in try TaskRow.fetch(database, where: waiting, [vm.uuid.blob, vm.uuid.blob])
            where task.command.kind == .save {
                let message = "its host was lost, and the VM restarted elsewhere"
                try Self.end(task.id, .failed, message, .host, now, database, revision)
            }
            try database.execute(
                sql: """
                    UPDATE task SET host = ?1, not_before = NULL, revision = ?2
                    WHERE vm = ?3 AND status = 1 AND status < 3 AND host IN (SELECT host FROM left_behind WHERE vm = ?3)
                    """,
                arguments: [host.uuid.blob, revision, vm.uuid.blob]
            )
        }
    }

    /// Definitions that were left behind, and that no task of their VM is at work on.
    public func leftBehind() throws -> [(vm: VM.ID, host: Host.ID)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT l.vm, l.host FROM left_behind l JOIN host h ON h.id = l.host
                    WHERE h.state IN ('up', 'maintenance')
                    AND NOT EXISTS (SELECT 1 FROM task t WHERE t.vm = l.vm AND t.status < 3)
                    """
            ).compactMap { row in
                guard let vm = row.uuid(0), let host = row.uuid(1) else { return nil }
                return (VM.ID(vm), Host.ID(host))
            }
        }
    }

    /// Forgets a definition that was left behind and is gone.
    public func forgetLeftBehind(_ vm: VM.ID, on host: Host.ID) throws {
        try write { database, _ in
            try database.execute(
                sql: "DELETE FROM left_behind WHERE vm = ? AND host = ?",
                arguments: [vm.uuid.blob, host.uuid.blob]
            )
        }
    }

    // MARK: - Saved VMs

    /// Notes what a VM did before it was saved and stopped.
    ///
    /// - Parameter orderedAt: When that was ordered: the first note since then holds, for a VM is paused while its memory
    ///   is written; an older one is of another time.
    public func noteSaved(_ vm: VM.ID, state: VM.State, orderedAt: Timestamp, at now: Timestamp) throws {
        try write { database, _ in
            try database.execute(
                sql: """
                    INSERT INTO saved (vm, state, at) VALUES (?, ?, ?)
                    ON CONFLICT (vm) DO UPDATE SET state = excluded.state, at = excluded.at WHERE at < ?
                    """,
                arguments: [
                    vm.uuid.blob, state == .paused ? "paused" : "running", now.milliseconds, orderedAt.milliseconds,
                ]
            )
        }
    }

    /// What a VM did before it was saved; `nil` where it was not.
    public func savedState(of vm: VM.ID) throws -> VM.State? {
        try read {
            try String.fetchOne($0, sql: "SELECT state FROM saved WHERE vm = ?", arguments: [vm.uuid.blob])
                .flatMap(VM.State.init(rawValue:))
        }
    }

    /// Forgets that a VM was saved: it runs again.
    public func forgetSaved(_ vm: VM.ID) throws {
        try write { database, _ in try Self.forgetSaved(vm, database) }
    }

    static func forgetSaved(_ vm: VM.ID, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM saved WHERE vm = ?", arguments: [vm.uuid.blob])
    }

    /// Forgets what was saved of VMs that run on a host though no task of ours is at it: they were started by hand.
    ///
    /// - Parameter seen: When the host was looked at; a look that began before a VM was saved says nothing.
    static func forgetSaved(runningOn host: Host.ID, seen: Timestamp, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                DELETE FROM saved WHERE vm IN (
                  SELECT vm FROM placement WHERE host = ? AND state IN ('running', 'paused', 'stopping', 'unresponsive')
                ) AND NOT EXISTS (
                  SELECT 1 FROM task t WHERE t.vm = saved.vm AND t.kind IN ('save', 'restore')
                  AND (t.status < 3 OR t.ended >= ?)
                )
                """
        ).execute(arguments: [host.uuid.blob, seen.milliseconds])
    }
}
