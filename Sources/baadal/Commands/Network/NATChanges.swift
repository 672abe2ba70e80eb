internal import ArgumentParser
internal import BaadalModel
internal import Glibc
internal import Settings

/// What the commands on the public address of VMs take.
struct PublicAddressOptions: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @OptionGroup var selection: VMSelection

    /// Has VMs get a public address, or lose theirs.
    func place(hasAddress: Bool) async throws {
        let order = try EditOrder(publicAddress: hasAddress)
        let session = try await Session.act(options)
        let vms = try selection.find(in: try await session.inventory([.hosts, .vms, .usage, .records]))
        try await Order(session: session, options: options, waiting: waiting)
            .place(vms.map { .edit($0.id, order) }, dryRun: dry.dryRun)
    }
}

/// Gives VMs public addresses.
struct NATAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Give VMs a public address and have the NAT box lead it to them, as 'vm edit --public' does."
    )
    @OptionGroup var choice: PublicAddressOptions

    func run() async throws { try await choice.place(hasAddress: true) }
}

/// Takes the public addresses of VMs back.
struct NATRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take the public address of VMs back, as 'vm edit --no-public' does.",
        discussion: "Nobody else is given an address before the NAT box was seen without it."
    )
    @OptionGroup var choice: PublicAddressOptions

    func run() async throws { try await choice.place(hasAddress: false) }
}

/// Makes the NAT box do what the database says.
struct NATRepair: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Make the NAT box do what the database says, whatever was changed there by hand."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let session = try await Session.act(options)
        try await Order(session: session, options: options, waiting: waiting)
            .place(.order([.repair(.nat)], reason: waiting.reason))
    }
}

/// Takes back everything that is ours on the NAT box.
struct NATClear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Take back all public addresses and all ways to screens, and leave nothing of ours on the NAT box.",
        discussion: "What others have written there is not touched."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Flag(help: "Do it without a question.") var yes = false

    func run() async throws {
        let session = try await Session.act(options)
        if !yes { try confirm(try await session.inventory([.network]).network) }
        try await Order(session: session, options: options, waiting: waiting)
            .place(.order([.clearNAT], reason: waiting.reason))
    }

    private func confirm(_ books: NetworkBooks) throws {
        let (what, count) = Self.question(books)
        guard isatty(STDIN_FILENO) == 1 else { throw Failure(.usage, "this would \(what); --yes does it") }
        // With --json nothing else is printed.
        Surroundings.complain("This would \(what). Type \(count) to do it:")
        guard readLine() == "\(count)" else { throw Failure(.refused, "nothing was taken back") }
    }

    /// What would be taken back, and the number that is typed to say so.
    static func question(_ books: NetworkBooks) -> (what: String, count: Int) {
        let mappings = books.mappings.count
        let ways = books.grants.count { $0.closed == nil }
        return ("take back \(mappings) mapping(s) and \(ways) way(s) to screens", mappings + ways)
    }
}

/// Prints what sets a mapping up by hand.
struct NATCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commands",
        abstract: "Print the commands that map the public address of a VM by hand; none of them is run.",
        discussion: """
            They are those of iptables, for a box that is not ours to write to. On one that is, they would be made \
            beside our rules, and nobody would take them back.
            """
    )

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Those that take it back.") var delete = false
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String

    func run() async throws {
        let session = try await Session.look(options)
        let device = try NetworkDevice(session.wiring.config.config.network.natDevice)
        let inventory = try await session.inventory(NATCommand.scope)
        let vm = try inventory.known(name)
        let text = try Self.text(for: vm, in: inventory, isDelete: delete, on: device)
        guard !options.json else {
            return print(JSON.lines([["interfaces": .text(text.interfaces), "ipTables": .text(text.ipTables)]]))
        }
        print(text.interfaces + "\n" + text.ipTables)
    }

    /// The address, then the rules; what ends the session for which they are specified is not for an admin's.
    static func text(
        for vm: VM.ID,
        in inventory: Inventory,
        isDelete: Bool,
        on device: NetworkDevice
    ) throws -> (interfaces: String, ipTables: String) {
        let mapping = inventory.network.mappings.first { $0.vm == vm }
        let record = inventory.records[vm]
        guard let outside = mapping?.outside ?? record?.publicAddress, let inside = mapping?.inside ?? record?.address
        else {
            let name = Records(inventory: inventory).holder(vm) ?? "\(vm)"
            throw CloudError.refused("'\(name)' has no public address; 'nat add' gives it one")
        }
        let kind: SpecifiedCommands.Kind = isDelete ? .delete : .add
        return (
            SpecifiedCommands.interfaces(kind, outside, on: device),
            SpecifiedCommands.ipTables(kind, .address(public: outside, private: inside), outsideOn: device)
                .replacing(/\nexit$/, with: "")
        )
    }
}
