public import BaadalModel
internal import GRDB

extension CloudStore {
    /// Forgets what has been kept long enough.
    ///
    /// - Returns: VMs that the store does not know any more and whose series may be retired.
    @discardableResult
    public func sweep(now: Timestamp, retention: CloudConfig.Retention) throws -> [VM.ID] {
        func before(days: Int) -> Int64 { now.milliseconds - Int64(days) * 86_400_000 }
        return try write { database, revision in
            let goneBefore = now.milliseconds - Int64(retention.goneMinutes) * 60_000
            let gone = try Row.fetchAll(
                database,
                sql: "SELECT id FROM vm WHERE state = 'gone' AND since <= ?",
                arguments: [goneBefore]
            ).compactMap { $0.uuid(0).map(VM.ID.init) }
            for vm in gone {
                try forget(vm, database, at: now, revision)
                try Self.forgetSaved(vm, database)
            }
            let ended = before(days: retention.taskDays)
            let tasks = try Int64.fetchAll(database, sql: "SELECT id FROM task WHERE ended <= ?", arguments: [ended])
            for task in tasks {
                let grave = UniqueID(high: 0, low: UInt64(bitPattern: task))
                try Inventories.bury(.task, grave.blob, database, at: now, revision)
            }
            try database.execute(sql: "DELETE FROM task WHERE ended <= ?", arguments: [ended])
            try database.execute(sql: "DELETE FROM event WHERE at <= ?", arguments: [ended])
            try database.execute(
                sql: "DELETE FROM screen_grant WHERE closed <= ? AND has_secret = 0",
                arguments: [ended]
            )
            return try exhume(database, before: before(days: retention.tombstoneDays))
        }
    }

    /// Drops old tombstones; readers that lag behind them read everything anew.
    private func exhume(_ database: Database, before: Int64) throws -> [VM.ID] {
        let old = try Int64.fetchOne(
            database,
            sql: "SELECT max(revision) FROM tombstone WHERE at <= ?",
            arguments: [before]
        )
        guard let old else { return [] }
        let vms = try Row.fetchAll(
            database,
            sql: "SELECT id FROM tombstone WHERE kind = 2 AND at <= ?",
            arguments: [before]
        ).compactMap { $0.uuid(0).map(VM.ID.init) }
        try database.execute(sql: "DELETE FROM tombstone WHERE at <= ?", arguments: [before])
        try database.execute(sql: "UPDATE cloud SET swept = max(swept, ?)", arguments: [old])
        return vms
    }
}
