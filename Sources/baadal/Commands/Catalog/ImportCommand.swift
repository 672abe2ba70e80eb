internal import ArgumentParser
internal import BaadalModel
internal import BaadalStore
internal import Foundation

/// Takes over an original Baadal database.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-baadal",
        abstract: "Take over what an original Baadal database knows.",
        discussion: """
            The file is a database of SQLite, or what mysqldump writes. All is taken in one transaction; what is there \
            already stays, so that it may be done again. VMs are matched by their libvirt names with those that hosts \
            show: add the hosts first. Passwords are not read.
            """
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "A database of SQLite, or the text that mysqldump writes.") var file: String
    @Flag(help: "Report the same and write nothing.") var dryRun = false

    func run() async throws {
        let path = Surroundings.absolute(file)
        let requester = Requester(name: Surroundings.account, via: "cli")
        let wiring = try Wiring(options)
        let report: ImportReport
        if dryRun, !wiring.hasStore {
            report = try Self.rehearse(path, requester)
        } else {
            let session = wiring.isDemo ? try await Session.act(options) : nil
            report = try wiring.client().importOriginal(path, isRehearsal: dryRun, by: requester)
            withExtendedLifetime(session) {}
        }
        print(options.json ? JSON.lines(report.tables.map(Self.json)) : Self.lines(report).joined(separator: "\n"))
    }

    /// Reports what would become of it in a cloud that is not there yet, and leaves nothing behind.
    private static func rehearse(_ path: String, _ requester: Requester) throws -> ImportReport {
        let folder = FileManager.default.temporaryDirectory.path + "/baadal-rehearsal-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try CloudStore.open(StateDirectory(path: folder, isPersonal: true), role: .client)
        return try store.importOriginal(path, isRehearsal: true, by: requester)
    }

    /// A line for each table, and below it why rows were left.
    static func lines(_ report: ImportReport) -> [String] {
        var table = TextTable("TABLE", ">READ", ">TAKEN", ">SKIPPED", "WHY")
        for row in report.tables {
            table.add(
                Printable.text(row.name),
                "\(row.read)",
                "\(row.taken)",
                "\(row.left == nil ? row.skippedCount : row.read)",
                row.left.map { Printable.text($0) } ?? words(row)
            )
        }
        var lines = table.lines
        for row in report.tables {
            for reason in row.skipped where reason.why != alreadyThere {
                lines.append("\(Printable.text(row.name)), skipped: \(names(reason)): \(Printable.text(reason.why))")
            }
            for reason in row.notes {
                lines.append("\(Printable.text(row.name)), taken: \(names(reason)): \(Printable.text(reason.why))")
            }
            if !row.unknownColumns.isEmpty {
                let columns = Printable.text(row.unknownColumns.joined(separator: ", "))
                lines.append("\(Printable.text(row.name)), unknown columns, not read: \(columns)")
            }
        }
        if report.isRehearsal { lines.append("nothing was written") }
        return lines
    }

    private static func words(_ table: ImportReport.Table) -> String {
        if table.skipped.isEmpty { return "" }
        return table.skipped.allSatisfy { $0.why == alreadyThere } ? alreadyThere : "see below"
    }

    private static let alreadyThere = "is there already"

    /// The first names of rows that share a fate.
    private static func names(_ reason: ImportReport.Reason) -> String {
        let shown = reason.names.prefix(8).map { Printable.text($0) }.joined(separator: ", ")
        return reason.names.count > 8 ? "\(shown) and \(reason.names.count - 8) more" : shown
    }

    static func json(_ table: ImportReport.Table) -> JSON {
        func reasons(_ all: [ImportReport.Reason]) -> JSON {
            .array(all.map { ["why": .text($0.why), "rows": .array($0.names.map { .text($0) })] })
        }
        return [
            "table": .text(table.name),
            "read": .integer(Int64(table.read)),
            "taken": .integer(Int64(table.taken)),
            "skipped": .integer(Int64(table.left == nil ? table.skippedCount : table.read)),
            "left": .known(table.left),
            "reasons": reasons(table.skipped),
            "notes": reasons(table.notes),
            "unknownColumns": .array(table.unknownColumns.map { .text($0) }),
        ]
    }
}
