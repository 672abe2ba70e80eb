internal import ArgumentParser
internal import BaadalModel

/// Compares the books with what the hosts show.
struct SanityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sanity",
        abstract: "Compare the database with what the hosts show.",
        discussion: """
            An orphan is taken in by 'vm adopt', or stopped and undefined by 'vm undefine'. A VM that is not found is \
            removed from the database by 'vm forget'. A snapshot that only one side knows is removed by 'snapshot \
            delete'. 'job run vm-sanity' reads all hosts anew and follows what was moved by hand.
            """
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name, NAME@HOST or UUID of a VM; its snapshots are listed too.") var name: String?
    @Flag(help: "List only what is not as it should be.") var faults = false

    func run() async throws {
        let session = try await Session.look(options)
        let inventory = try await session.inventory([.hosts, .vms, .tasks, .records, .snapshots])
        let all = try name.map { inventory.sanity(of: try find($0, in: inventory)) } ?? inventory.sanity()
        let rows = all.filter { !faults || $0.isFaulty }
        if options.json { return print(JSON.lines(rows.map(Self.json))) }
        var table = TextTable("HOST", "STATUS", "VM", "MESSAGE", "ACTIONS")
        for row in rows {
            let remedies = SanityRow.Remedy.allCases.filter(row.remedies.contains).map(\.rawValue)
            table.add(
                Printable.text(row.hostName),
                row.state.rawValue,
                Printable.text(row.title),
                Printable.text(row.message),
                remedies.isEmpty ? Printable.unknown : remedies.joined(separator: ", ")
            )
        }
        print(table.lines.joined(separator: "\n"))
        if name == nil { Surroundings.complain(SanityTotals(all).words) }
    }

    private func find(_ text: String, in inventory: Inventory) throws -> VM.ID {
        if let lost = try? inventory.recorded(text), inventory.vms[lost.id] == nil { return lost.id }
        return try inventory.vm(text).id
    }

    private static func json(_ row: SanityRow) -> JSON {
        [
            "host": .known(row.hostName),
            "status": .text(row.state.rawValue),
            "vm": .text(row.name),
            "uuid": .text("\(row.vm)"),
            "snapshot": .known(row.snapshot),
            "finding": .text(row.finding.word),
            "message": .text(row.message),
            "actions": .array(
                SanityRow.Remedy.allCases.filter(row.remedies.contains).map { .text($0.rawValue) }
            ),
        ]
    }
}
