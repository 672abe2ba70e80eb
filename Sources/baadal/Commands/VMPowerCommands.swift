internal import ArgumentParser
internal import BaadalModel

/// Which VMs an order is for.
struct VMSelection: ParsableArguments {
    @Argument(help: "Names, NAME@HOST or UUIDs of VMs; several make one bulk order.")
    var names: [String] = []

    @Option(name: .customLong("where"), help: VMCondition.help)
    var condition: String?

    mutating func validate() throws {
        // An empty condition is a variable of a script that was not set, and would be true of all.
        if let condition, condition.allSatisfy(\.isWhitespace) {
            throw ValidationError("the condition is empty; 'name=*' is true of all VMs")
        }
        guard names.isEmpty == (condition == nil) else { return }
        throw ValidationError("say which VMs: by name, or with --where")
    }

    /// The VMs, each once, in the order in which they were named.
    func find(in inventory: Inventory) throws -> [VM] {
        if let condition {
            let vms = try VMCondition.vms(condition, in: inventory)
            guard !vms.isEmpty else { throw CloudError.refused("'\(condition)' is true of no VM") }
            return vms
        }
        var seen: Set<VM.ID> = []
        return try names.map { try inventory.vm($0) }.filter { seen.insert($0.id).inserted }
    }
}

/// A command that asks for one kind of task on some VMs.
protocol VMOrderCommand: AsyncParsableCommand {
    static var kind: Command.Kind { get }
    var options: GlobalOptions { get }
    var waiting: WaitOptions { get }
    var selection: VMSelection { get }
}

extension VMOrderCommand {
    func run() async throws {
        let session = try await Session.act(options)
        let vms = try selection.find(in: try await session.inventory([.hosts, .vms, .usage, .records]))
        let commands = vms.compactMap { Command(Self.kind, vm: $0.id) }
        let request = Request.order(commands, reason: waiting.reason)
        try await Order(session: session, options: options, waiting: waiting).place(request)
    }
}

/// Starts VMs.
struct VMStart: VMOrderCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Start VMs.")
    static let kind = Command.Kind.start
    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var selection: VMSelection
}

/// Asks guests to power down.
struct VMShutDown: VMOrderCommand {
    static let configuration = CommandConfiguration(commandName: "shutdown", abstract: "Ask guests to power down.")
    static let kind = Command.Kind.shutDown
    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var selection: VMSelection
}

/// Cuts the power of VMs.
struct VMPowerOff: VMOrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "poweroff",
        abstract: "Cut the power of VMs, as a pulled plug does."
    )
    static let kind = Command.Kind.powerOff
    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var selection: VMSelection
}

/// Asks guests to restart.
struct VMReboot: VMOrderCommand {
    static let configuration = CommandConfiguration(commandName: "reboot", abstract: "Ask guests to restart.")
    static let kind = Command.Kind.reboot
    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var selection: VMSelection
}

/// Halts VMs where they are.
struct VMSuspend: VMOrderCommand {
    static let configuration = CommandConfiguration(commandName: "suspend", abstract: "Halt VMs where they are.")
    static let kind = Command.Kind.suspend
    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var selection: VMSelection
}

/// Lets halted VMs go on.
struct VMResume: VMOrderCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let suspended VMs go on.")
    static let kind = Command.Kind.resume
    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var selection: VMSelection
}

/// Takes VMs over from another cloud.
struct VMClaim: VMOrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim",
        abstract: "Make VMs ours that another cloud has claimed.",
        discussion:
            "Only their mark is changed; 'vm adopt --take' takes them and their disks into the database as well."
    )
    static let kind = Command.Kind.claim
    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var selection: VMSelection
}
