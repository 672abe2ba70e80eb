internal import ArgumentParser
internal import BaadalModel

/// Disks of VMs.
struct VMDiskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disk",
        abstract: "List, attach, detach and resize disks.",
        subcommands: [VMDiskList.self, VMDiskAttach.self, VMDiskDetach.self, VMDiskResize.self]
    )
}

/// Lists disks.
struct VMDiskList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the disks of a VM, or of all.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String?

    func run() async throws {
        let inventory = try await Session.look(options).inventory([.hosts, .vms, .records, .disks, .catalog])
        let vm = try name.map { try inventory.vm($0).id }
        let disks = inventory.disks.values.filter { vm == nil || $0.vm == vm }.sorted { $0.id < $1.id }
        let stores = Dictionary(uniqueKeysWithValues: inventory.catalog.datastores.map { ($0.id, $0.name) })
        if options.json {
            return print(JSON.lines(disks.map { Self.json($0, inventory, stores[$0.datastore]) }))
        }
        var table = TextTable("VM", "TARGET", ">SIZE", "ROLE", "STAGE", "DATASTORE", "FILE")
        for disk in disks {
            table.add(
                Printable.text(inventory.records[disk.vm]?.identity ?? "\(disk.vm)"),
                disk.target ?? Printable.unknown,
                Printable.bytes(disk.size),
                disk.role.rawValue,
                disk.stage.rawValue,
                Printable.text(stores[disk.datastore]),
                Printable.text(disk.path)
            )
        }
        print(table.lines.joined(separator: "\n"))
    }

    private static func json(_ disk: Disk, _ inventory: Inventory, _ store: String?) -> JSON {
        [
            "id": .integer(disk.id.number),
            "vm": .known(inventory.records[disk.vm]?.identity),
            "vmUUID": .text("\(disk.vm)"),
            "target": .known(disk.target),
            "bytes": .integer(disk.size.count),
            "format": .text(disk.format),
            "role": .text(disk.role.rawValue),
            "stage": .text(disk.stage.rawValue),
            "datastore": .known(store),
            "path": .text(disk.path),
            "backing": .known(disk.backing?.number),
        ]
    }
}

/// Adds a disk.
struct VMDiskAttach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Make an empty disk and plug it in, also into a VM that runs."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String
    @Option(help: ArgumentHelp("How large it is, as 20G.", valueName: "size")) var size: Amount
    @Option(help: "The datastore that it lies in, where it is chosen by hand.") var datastore: String?

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.hosts, .vms, .records, .catalog])
        let command = Command.attachDisk(
            try inventory.vm(name).id,
            size: try VMSize.check(disk: size.bytes),
            datastore: try datastore.map { try inventory.catalog.datastore($0).id }
        )
        try await Order(session: session, options: options, waiting: waiting).place([command], dryRun: dry.dryRun)
    }
}

/// Takes a disk out.
struct VMDiskDetach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "detach", abstract: "Take an extra disk out of a VM.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String
    @Argument(help: "The name of the disk within the VM, as vdb.") var target: String
    @Flag(help: "Delete its image, too.") var delete = false

    func run() async throws {
        let session = try await Session.act(options)
        let vm = try await session.inventory([.hosts, .vms, .records]).vm(name)
        try await Order(session: session, options: options, waiting: waiting)
            .place([.detachDisk(vm.id, target: target, deletes: delete)], dryRun: dry.dryRun)
    }
}

/// Makes a disk larger.
struct VMDiskResize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resize", abstract: "Make a disk larger.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String
    @Argument(help: "The name of the disk within the VM, as vda.") var target: String
    @Option(help: ArgumentHelp("How large it will be, as 40G.", valueName: "size")) var size: Amount

    func run() async throws {
        let session = try await Session.act(options)
        let vm = try await session.inventory([.hosts, .vms, .records]).vm(name)
        let command = Command.resizeDisk(vm.id, target: target, size: try VMSize.check(disk: size.bytes))
        try await Order(session: session, options: options, waiting: waiting).place([command], dryRun: dry.dryRun)
    }
}
