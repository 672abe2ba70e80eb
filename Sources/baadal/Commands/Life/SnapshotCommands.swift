internal import ArgumentParser
internal import BaadalModel

/// Snapshots of VMs.
struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "List, take, revert to and delete snapshots.",
        subcommands: [
            SnapshotList.self, SnapshotTake.self, SnapshotRevert.self, SnapshotDelete.self, SnapshotCheck.self,
        ]
    )
}

/// Lists snapshots.
struct SnapshotList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the snapshots of a VM, or of all, parents before what came after them."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String?

    func run() async throws {
        let inventory = try await Session.look(options).inventory([.hosts, .vms, .records, .snapshots])
        let vm = try name.map { try inventory.vm($0).id }
        func owner(_ id: VM.ID) -> String { inventory.vms[id]?.name ?? inventory.records[id]?.identity ?? "\(id)" }
        let snapshots = inventory.snapshots.values.filter { vm == nil || $0.vm == vm }
            .sorted { (owner($0.vm), $0.created, $0.id) < (owner($1.vm), $1.created, $1.id) }
        if options.json { return print(JSON.lines(snapshots.map { Self.json($0, owner($0.vm)) })) }
        var table = TextTable("VM", "SNAPSHOT", "KIND", "TAKEN", "KEEPS", "PARENT", "PRESENCE", "NOTE")
        for snapshot in snapshots {
            table.add(
                Printable.text(owner(snapshot.vm)),
                Printable.text(snapshot.name) + (snapshot.isCurrent ? " *" : ""),
                snapshot.kind.word,
                snapshot.created.iso8601,
                snapshot.isExternal ? "disks" : (snapshot.hasMemory ? "disks, memory" : "disks"),
                Printable.text(snapshot.parent),
                snapshot.presence.rawValue,
                Printable.text(snapshot.note)
            )
        }
        print(table.lines.joined(separator: "\n"))
    }

    private static func json(_ snapshot: Snapshot, _ vm: String) -> JSON {
        [
            "vm": .text(vm),
            "vmUUID": .text("\(snapshot.vm)"),
            "name": .text(snapshot.name),
            "kind": .text(snapshot.kind.word),
            "created": .text(snapshot.created.iso8601),
            "parent": .known(snapshot.parent),
            "hasMemory": .bool(snapshot.hasMemory),
            "isExternal": .bool(snapshot.isExternal),
            "isCurrent": .bool(snapshot.isCurrent),
            "bytes": .known(snapshot.size?.count),
            "presence": .text(snapshot.presence.rawValue),
            "note": .text(snapshot.note),
        ]
    }
}

/// Takes snapshots.
struct SnapshotTake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take",
        abstract: "Take a snapshot of VMs: with memory where they run, of the disks where they are off."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @OptionGroup var selection: VMSelection
    @Option(help: "user, daily, weekly, monthly, yearly or system.") var kind = "user"
    @Flag(help: "Keep the disks alone, in files of their own, of a VM that runs.") var diskOnly = false
    @Option(help: "Words about it.") var note = ""

    func run() async throws {
        let session = try await Session.act(options)
        guard let kind = Snapshot.Kind(word: kind) else {
            let words = Snapshot.Kind.allCases.map(\.word).joined(separator: ", ")
            throw CloudError.badValue(name: "kind", value: kind, accepted: "\(words) are accepted")
        }
        let order = try SnapshotOrder(kind: kind, isDiskOnly: diskOnly, note: note)
        let vms = try selection.find(in: try await session.inventory([.hosts, .vms, .usage, .records]))
        try await Order(session: session, options: options, waiting: waiting)
            .place(vms.map { .snapshot($0.id, order) }, dryRun: dry.dryRun)
    }
}

/// Goes back to a snapshot.
struct SnapshotRevert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "revert", abstract: "Bring a VM back to a snapshot.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String
    @Argument(help: "The name of the snapshot.") var snapshot: String
    @Flag(help: "Keep the present state in one more snapshot before.") var keep = false

    func run() async throws {
        let session = try await Session.act(options)
        let vm = try await session.inventory([.hosts, .vms, .records]).vm(name)
        try await Order(session: session, options: options, waiting: waiting)
            .place([.revert(vm.id, snapshot: snapshot, keepsPresent: keep)], dryRun: dry.dryRun)
    }
}

/// Deletes a snapshot.
struct SnapshotDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a snapshot of a VM.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String
    @Argument(help: "The name of the snapshot.") var snapshot: String

    func run() async throws {
        let session = try await Session.act(options)
        let vm = try await session.inventory([.hosts, .vms, .records]).vm(name)
        try await Order(session: session, options: options, waiting: waiting)
            .place([.deleteSnapshot(vm.id, snapshot: snapshot)], dryRun: dry.dryRun)
    }
}

/// Compares what is known with what there is.
struct SnapshotCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compare the snapshots that the cloud knows with those that libvirt has."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var selection: VMSelection

    func run() async throws {
        let session = try await Session.act(options)
        let vms = try selection.find(in: try await session.inventory([.hosts, .vms, .usage, .records]))
        try await Order(session: session, options: options, waiting: waiting)
            .place(vms.map { .checkSnapshots($0.id) }, dryRun: false)
    }
}
