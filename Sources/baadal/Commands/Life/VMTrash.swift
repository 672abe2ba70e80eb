internal import ArgumentParser
internal import BaadalModel

/// Puts VMs into the trash.
struct VMDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Put VMs into the trash: disks and addresses are held until their time is over.",
        discussion: "'vm undelete' brings one back, 'vm purge' removes it for good."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @OptionGroup var selection: VMSelection

    func run() async throws {
        let session = try await Session.act(options)
        let vms = try selection.find(in: try await session.inventory([.hosts, .vms, .usage, .records]))
        try await Order(session: session, options: options, waiting: waiting)
            .place(vms.map { .delete($0.id) }, dryRun: dry.dryRun)
    }
}

/// Takes VMs out of the trash.
struct VMUndelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undelete",
        abstract: "Take VMs out of the trash; they stay off."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "Names or UUIDs of VMs in the trash.") var names: [String]

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.records])
        let commands = try names.map { Command.undelete(try inventory.trashed($0).id) }
        try await Order(session: session, options: options, waiting: waiting).place(commands, dryRun: false)
    }
}

/// Removes VMs for good.
struct VMPurge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Remove VMs in the trash for good, with their disks; also those that no host has any more."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "Names or UUIDs of VMs in the trash.") var names: [String]

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.records, .vms])
        let commands = try names.map { Command.purge(try inventory.purgeable($0).id) }
        try await Order(session: session, options: options, waiting: waiting).place(commands, dryRun: false)
    }
}

/// Lists the trash.
struct VMTrash: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "trash", abstract: "List the VMs in the trash.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let inventory = try await Session.look(options).inventory([.records, .disks])
        let trash = inventory.records.values.filter { $0.stage == .trashed }.sorted { $0.identity < $1.identity }
        if options.json {
            return print(
                JSON.lines(
                    trash.map { record in
                        [
                            "name": .text(record.identity), "uuid": .text("\(record.id)"),
                            "purgeAt": .known(record.purgeAt?.iso8601),
                            "address": .known(record.address.map { "\($0)" }),
                            "bytes": .integer(inventory.disks(of: record.id).reduce(0) { $0 + $1.size.count }),
                        ]
                    }
                )
            )
        }
        var table = TextTable("NAME", ">DISKS", "ADDRESS", "PURGED")
        for record in trash {
            let size = Bytes(inventory.disks(of: record.id).reduce(0) { $0 + $1.size.count })
            table.add(
                Printable.text(record.identity),
                Printable.bytes(size),
                record.address.map { "\($0)" } ?? Printable.unknown,
                Printable.moment(record.purgeAt)
            )
        }
        print(table.lines.joined(separator: "\n"))
    }
}
