internal import ArgumentParser
internal import BaadalModel

/// Changes the configuration of a VM.
struct VMEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change processors, memory or network of a VM: all of it, or nothing."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String
    @Option(help: "How many processors it has.") var vcpus: Int?
    @Option(help: ArgumentHelp("Its memory, as 2G.", valueName: "size")) var ram: Amount?
    @Option(help: "The security domain that it lives in; it gets another address there.") var domain: String?
    @Flag(inversion: .prefixedNo, help: "Whether it has a public address.") var `public`: Bool?
    @Option(help: "The snapshots that are taken by themselves: none, or daily, weekly, monthly, yearly, by commas.")
    var schedule: String?
    @Option(help: "How important it is, 0 to 100: higher is restarted first, and stopped last.") var rank: Int?
    @Flag(inversion: .prefixedNo, help: "Whether the balancer leaves it where it is.") var stays: Bool?
    @Option(help: "The group that it is kept with, '!GROUP' to be kept apart from; 'none' for none.") var group: String?

    /// Whether a task has to do it.
    private var isOrder: Bool { vcpus != nil || ram != nil || domain != nil || `public` != nil }

    mutating func validate() throws {
        guard !isOrder, schedule == nil, group == nil, rank == nil, stays == nil else { return }
        throw ValidationError(
            "say what changes: --vcpus, --ram, --domain, --public, --schedule, --group, --rank or --stays"
        )
    }

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.hosts, .vms, .records, .catalog])
        let vm = try inventory.vm(name)
        let schedule = try schedule.map { try SnapshotSchedule(words: $0) }
        if !dry.dryRun {
            if let schedule { _ = try await session.submit(.schedule(vm.id, schedule)) }
            if let group { _ = try await session.submit(.group(vm.id, group == "none" ? nil : group)) }
            if let rank { _ = try await session.submit(.rank(vm.id, rank)) }
            if let stays { _ = try await session.submit(.stay(vm.id, stays)) }
        }
        if !isOrder {
            let parts = [
                schedule.map { "schedule \($0.words)" }, group.map { "group \($0)" }, rank.map { "rank \($0)" },
                stays.map { $0 ? "its place kept" : "no fixed place" },
            ].compactMap(\.self)
            let verb = dry.dryRun ? "would get" : "has"
            if !options.json { print("\(Printable.text(vm.name)) \(verb) \(parts.joined(separator: ", "))") }
            return
        }
        let order = try EditOrder(
            vcpus: vcpus,
            memory: ram?.bytes,
            publicAddress: `public`,
            domain: domain.map { try inventory.catalog.domain($0).id }
        )
        try await Order(session: session, options: options, waiting: waiting)
            .place([.edit(vm.id, order)], dryRun: dry.dryRun)
    }
}

/// Moves VMs.
struct VMMigrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Move VMs to another host as they are, with their snapshots; or their disks to another datastore.",
        discussion: "A VM that runs goes on running, one that is paused stays so, one that is off stays off."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @OptionGroup var selection: VMSelection
    @Option(help: "The destination; the best host where none is given.") var host: String?
    @Option(help: "The datastore that the disks are moved to; the VM must be off.") var datastore: String?
    @Option(help: ArgumentHelp("Bytes per second at most, as 100M.", valueName: "size")) var bandwidth: Amount?
    @Flag(inversion: .prefixedNo, help: "Slow a guest down that writes faster than it can be copied.")
    var autoConverge = true

    mutating func validate() throws {
        // The host counts in mebibytes.
        if let bandwidth, bandwidth.bytes.count < 1 << 20 {
            throw ValidationError("--bandwidth is less than 1M; 1M and more is accepted")
        }
    }

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.hosts, .vms, .usage, .records, .catalog])
        let vms = try selection.find(in: inventory)
        let commands: [Command]
        if let datastore {
            let store = try inventory.catalog.datastore(datastore).id
            commands = vms.map { .moveDisks($0.id, to: store) }
        } else {
            let order = MigrateOrder(
                host: try host.map { try inventory.host($0).id },
                bandwidth: bandwidth?.bytes,
                autoConverges: autoConverge
            )
            commands = vms.map { .migrate($0.id, order) }
        }
        try await Order(session: session, options: options, waiting: waiting).place(commands, dryRun: dry.dryRun)
    }
}

/// Copies the system disk of a VM into a new template.
struct VMSaveTemplate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save-template",
        abstract: "Copy the disk that a VM boots from into a new template; the VM must be off."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String
    @Argument(help: "The name of the template.") var template: String
    @Option(help: "The datastore that it is kept in; that of the VM's disk where none is given.") var datastore: String?
    @Option(help: "What runs in it, as 'Debian 12'.") var release = ""

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.hosts, .vms, .records, .disks, .catalog])
        let vm = try inventory.vm(name)
        let present = inventory.disks(of: vm.id).first { $0.role == .system }?.datastore
        guard let store = try datastore.map({ try inventory.catalog.datastore($0).id }) ?? present else {
            throw CloudError.refused("'\(vm.name)' has no disk that was made here")
        }
        let order = try TemplateOrder(
            name: ShortName(template, "template"),
            datastore: store,
            file: FileName("\(template).qcow2"),
            release: release
        )
        try await Order(session: session, options: options, waiting: waiting)
            .place([.saveTemplate(vm.id, order)], dryRun: dry.dryRun)
    }
}
