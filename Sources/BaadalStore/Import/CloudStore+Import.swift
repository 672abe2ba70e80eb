public import BaadalModel
internal import Foundation
internal import GRDB

extension CloudStore {
    /// Takes over what an original Baadal database knows, all of it in one transaction.
    ///
    /// What is there already stays as it is, so that it may be done again. No password is read.
    ///
    /// - Parameters:
    ///   - path: A database of SQLite, or the text that mysqldump writes.
    ///   - isRehearsal: Report the same, and write nothing.
    /// - Throws: ``CloudError`` where the file cannot be read; nothing is written then.
    public func importOriginal(
        _ path: String,
        isRehearsal: Bool,
        by requester: Requester,
        at now: Timestamp? = nil
    ) throws -> ImportReport {
        let old = try OldDatabase(path: path)
        let now = now ?? .wallClock
        do {
            return try write { database, revision in
                let desk = ImportDesk(old, database, revision, requester, now)
                try desk.takeAll()
                if isRehearsal { throw Rehearsed(report: desk.report) }
                return desk.report
            }
        } catch let rehearsed as Rehearsed {
            var report = rehearsed.report
            report.isRehearsal = true
            return report
        }
    }

    /// Ends a transaction of which nothing stays.
    private struct Rehearsed: Error {
        var report: ImportReport
    }
}

extension OldDatabase {
    /// A larger dump is read from SQLite.
    private static let sizeLimit = 512 << 20

    /// Reads either form, told apart by the first bytes.
    init(path: String) throws {
        let bytes: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            bytes = try handle.read(upToCount: Self.sizeLimit + 1) ?? Data()
        } catch {
            throw CloudError.refused("\(path) cannot be read: \(error.localizedDescription)")
        }
        if bytes.starts(with: Array("SQLite format 3\0".utf8)) {
            try self.init(sqlite: path)
        } else {
            guard bytes.count <= Self.sizeLimit else { throw CloudError.refused("\(path) is larger than 512 MiB") }
            self = try DumpParser.parse(Array(bytes))
        }
    }
}
