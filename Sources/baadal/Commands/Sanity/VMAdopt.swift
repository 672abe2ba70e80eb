internal import ArgumentParser
internal import BaadalModel

/// Takes VMs that were found on hosts into the books.
struct VMAdopt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Take VMs that were found on hosts into the database, with their disks.",
        discussion: """
            Each disk that they can write to must lie in a datastore, and be used by nothing else; then they are moved, \
            cloned and deleted like others. 'sanity' lists what can be adopted.
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @OptionGroup var selection: VMSelection
    @Option(help: "The account of their owner; else System.") var owner: String?
    @Option(help: "The security domain that they count to; else that of their address, or of their network.")
    var domain: String?
    @Flag(help: "Take them also where another cloud claims them.") var take = false

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.hosts, .vms, .usage, .records, .catalog])
        let order = AdoptOrder(
            owner: try owner.map { try inventory.catalog.user($0).id },
            domain: try domain.map { try inventory.catalog.domain($0).id },
            takesOver: take
        )
        let vms = try selection.find(in: inventory)
        try await Order(session: session, options: options, waiting: waiting)
            .place(vms.map { .adopt($0.id, order) }, dryRun: dry.dryRun)
    }
}

/// Whether something is meant that cannot be taken back.
struct SureOption: ParsableArguments {
    @Flag(help: "Do it: it cannot be taken back.") var yes = false

    /// Refuses to go on without a yes.
    func check(_ what: String, of names: [String], isRehearsed: Bool) throws {
        guard !yes, !isRehearsed else { return }
        let list = names.map(Printable.text).joined(separator: ", ")
        throw Failure(.usage, "this would \(what) \(list); --yes does it, --dry-run says what it comes to")
    }
}

/// Removes definitions of VMs that are in nobody's books.
struct VMUndefine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undefine",
        abstract: "Stop VMs that are not in the database and remove their definitions; their disks stay.",
        discussion: "'vm delete' is for those that are in the database."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @OptionGroup var sure: SureOption
    @OptionGroup var selection: VMSelection

    func run() async throws {
        let session = try await Session.act(options)
        let vms = try selection.find(in: try await session.inventory([.hosts, .vms, .usage, .records]))
        try sure.check("stop and undefine", of: vms.map(\.name), isRehearsed: dry.dryRun)
        try await Order(session: session, options: options, waiting: waiting)
            .place(vms.map { .undefine($0.id) }, dryRun: dry.dryRun)
    }
}

/// Removes VMs from the books that no host has any more.
struct VMForget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Remove VMs from the database that no host has any more; their files stay.",
        discussion: "Every host must answer, and say that it has not. 'vm purge' removes their files as well."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @OptionGroup var sure: SureOption
    @Argument(help: "Names or UUIDs of VMs that no host has.") var names: [String]

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.records, .vms])
        let records = try names.map { try inventory.recorded($0) }
        try sure.check("forget", of: records.map(\.identity), isRehearsed: dry.dryRun)
        try await Order(session: session, options: options, waiting: waiting)
            .place(records.map { .forget($0.id) }, dryRun: dry.dryRun)
    }
}
