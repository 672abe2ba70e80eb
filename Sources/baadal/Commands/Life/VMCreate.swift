internal import ArgumentParser
internal import BaadalModel
internal import Settings

/// Makes a VM.
struct VMCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a VM from a template, or from an image that is there.",
        discussion: "Host, datastore, address and port are chosen and kept together, or the order is refused."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @Argument(help: "The name that its owner gives it: 1 to 30 letters, digits, '_' and '-'.") var name: String
    @Option(help: "The account of its owner.") var owner: String
    @Option(help: "The template that it is made from.") var template: String?
    @Option(help: "The path of an image that is taken over as it is, below a datastore's folder.") var image: String?
    @Option(help: "The security domain that it lives in.") var domain: String
    @Option(help: "How many processors it gets.") var vcpus = 1
    @Option(help: ArgumentHelp("Its memory, as 2G.", valueName: "size")) var ram: Amount
    @Option(help: ArgumentHelp("The size of an empty disk beside the first, as 20G.", valueName: "size"))
    var extraDisk: Amount?
    @Option(help: "The host, where it is chosen by hand.") var host: String?
    @Option(help: "The datastore, where it is chosen by hand.") var datastore: String?
    @Flag(help: "Give it a public address.") var `public` = false
    @Option(help: "What it is for.") var purpose = ""
    @Option(help: "VMs of one group are kept on one host; with '!' before the name, on different ones.")
    var group: String?

    mutating func validate() throws {
        guard (template == nil) == (image == nil) else { return }
        throw ValidationError("say what it is made from: --template, or --image")
    }

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.hosts, .catalog])
        let order = try order(inventory)
        try await Order(session: session, options: options, waiting: waiting)
            .place([.install(.new(), order)], dryRun: dry.dryRun)
    }

    private func order(_ inventory: Inventory) throws -> InstallOrder {
        let catalog = inventory.catalog
        let source: InstallOrder.Source =
            if let image {
                .image(path: image, datastore: try store(of: image, catalog))
            } else {
                .template(try catalog.template(template ?? "").id)
            }
        return try InstallOrder(
            name: VMName(name),
            owner: catalog.user(owner).id,
            source: source,
            domain: catalog.domain(domain).id,
            vcpus: vcpus,
            memory: ram.bytes,
            extraDisk: extraDisk?.bytes,
            host: host.map { try inventory.host($0).id },
            datastore: datastore.map { try catalog.datastore($0).id },
            wantsPublicAddress: `public`,
            purpose: purpose,
            group: group
        )
    }

    private func store(of image: String, _ catalog: Catalog) throws -> Datastore.ID {
        if let datastore { return try catalog.datastore(datastore).id }
        guard let store = catalog.datastores.first(where: { image.hasPrefix($0.path + "/") }) else {
            throw CloudError.badValue(
                name: "image",
                value: image,
                accepted: "a path below a datastore's folder is accepted"
            )
        }
        return store.id
    }
}

/// Copies VMs.
struct VMClone: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clone",
        abstract: "Copy a VM that is off, once for each new name.",
        discussion: "A linked clone stands on the frozen disks of its parent, and takes no room until it writes."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @Argument(help: "The name, NAME@HOST or UUID of the VM that is copied.") var parent: String
    @Argument(help: "The names of the copies; with --count one, to which numbers are added.") var names: [String]
    @Option(help: "Make so many, NAME1 to NAMEn.") var count: Int?
    @Flag(help: "Let the copies stand on the parent's disks.") var linked = false
    @Option(help: "The host, where it is chosen by hand.") var host: String?

    mutating func validate() throws {
        if let count, !(1...100).contains(count) {
            throw ValidationError("--count is \(count); a whole number from 1 to 100 is accepted")
        }
        guard !names.isEmpty, count == nil || names.count == 1 else {
            throw ValidationError("say the name of each copy, or one name and --count")
        }
    }

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.hosts, .vms, .records])
        let vm = try inventory.vm(parent)
        let host = try host.map { try inventory.host($0).id }
        let all = count.map { count in (1...count).map { "\(names[0])\($0)" } } ?? names
        let commands = try all.map { name in
            Command.clone(.new(), CloneOrder(parent: vm.id, name: try VMName(name), isLinked: linked, host: host))
        }
        try await Order(session: session, options: options, waiting: waiting).place(commands, dryRun: dry.dryRun)
    }
}

/// Explains where a VM would be put.
struct VMWhy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Explain, host by host, where a VM fits: what speaks against a host, or how full it would be."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name, NAME@HOST or UUID of a VM; none for a VM of --ram and --vcpus.") var name: String?
    @Option(help: "How many processors a VM would have.") var vcpus = 1
    @Option(help: ArgumentHelp("The memory that a VM would have, as 2G.", valueName: "size")) var ram: Amount?

    mutating func validate() throws {
        guard (name == nil) == (ram == nil) else { return }
        throw ValidationError("say which VM, or with --ram and --vcpus what size")
    }

    func run() async throws {
        let session = try await Session.look(options)
        let inventory = try await session.inventory([.hosts, .vms, .records, .disks, .catalog])
        let wish =
            try name.map { inventory.placementWish(for: try inventory.vm($0)) }
            ?? PlacementWish(memory: ram?.bytes ?? Bytes(0), vcpus: vcpus)
        let policy = session.wiring.config.config.placement.policy
        let choice = HostChoice(wish, among: try await session.cloud.capacities(), policy: policy)
        if options.json { return print(JSON.lines(choice.verdicts.map { json($0, choice, wish) })) }
        var table = TextTable("HOST", "", ">RAM", ">CPU", ">SCORE", "WHY")
        for verdict in choice.verdicts {
            let words = verdict.refusal ?? (verdict.host == choice.host ? "best" : "fits")
            table.add(
                Printable.text(verdict.name),
                verdict.host == choice.host ? "*" : (verdict.host == wish.present ? "here" : ""),
                Printable.share(verdict.memoryShare),
                Printable.share(verdict.cpuShare),
                Printable.share(verdict.score),
                Printable.text(words)
            )
        }
        print(table.lines.joined(separator: "\n"))
        if choice.host == nil { throw Failure(.refused, "\(CloudError.noHostFits(reasons: []))") }
    }

    private func json(_ verdict: HostChoice.Verdict, _ choice: HostChoice, _ wish: PlacementWish) -> JSON {
        [
            "host": .text(verdict.name),
            "fits": .bool(verdict.refusal == nil),
            "isBest": .bool(verdict.host == choice.host),
            "isPresent": .bool(verdict.host == wish.present),
            "ramPercent": .known(verdict.memoryShare.map { $0 * 100 }),
            "cpuPercent": .known(verdict.cpuShare.map { $0 * 100 }),
            "refusal": .known(verdict.refusal),
        ]
    }
}
