internal import ArgumentParser
internal import BaadalModel
internal import Settings

/// What all commands on one host take.
struct HostChoiceOptions: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "The name or the UUID of a host.") var name: String
}

/// A command that asks for one kind of task on a host.
protocol HostOrderCommand: AsyncParsableCommand {
    static var kind: Command.Kind { get }
    var choice: HostChoiceOptions { get }
}

extension HostOrderCommand {
    func run() async throws {
        let session = try await Session.act(choice.options)
        let host = try await session.inventory([.hosts]).host(choice.name)
        let command = Command(kind: Self.kind, vm: nil, host: host.id, parameters: [:])
        let request = Request.order([command].compactMap(\.self), reason: choice.waiting.reason)
        try await Order(session: session, options: choice.options, waiting: choice.waiting).place(request)
    }
}

/// Keeps VMs off a host.
struct HostCordon: HostOrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "cordon",
        abstract: "Put a host in maintenance: no VM is put there; those that are there stay."
    )
    static let kind = Command.Kind.cordon
    @OptionGroup var choice: HostChoiceOptions
}

/// Lets VMs on a host again.
struct HostUncordon: HostOrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "uncordon",
        abstract: "End the maintenance of a host."
    )
    static let kind = Command.Kind.uncordon
    @OptionGroup var choice: HostChoiceOptions
}

/// Moves everything away from a host.
struct HostEvacuate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evacuate",
        abstract: "Put a host in maintenance and move its VMs away, by one plan for all of them.",
        discussion: """
            What runs is moved while it runs. Each VM is a task of its own, so that what cannot be moved keeps no other
            from it; 'task cancel' of the parent stops the rest, 'task retry' goes on with what has failed.
            """
    )

    @OptionGroup var choice: HostChoiceOptions
    @OptionGroup var dry: DryRunOption

    func run() async throws {
        let session = try await Session.act(choice.options)
        let inventory = try await session.inventory([.hosts])
        let host = try inventory.host(choice.name)
        let policy = session.wiring.config.config.placement.policy
        if dry.dryRun {
            let plan = try await session.cloud.evacuationPlan(of: host.id, policy: policy)
            return try PlanText(plan, inventory, asJSON: choice.options.json).show()
        }
        let request = Request.evacuate(host.id, policy: policy, reason: choice.waiting.reason)
        try await Order(session: session, options: choice.options, waiting: choice.waiting).place(request)
    }
}

/// Restarts elsewhere what ran on a lost host.
struct HostRecover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Fence a host that does not answer, and restart elsewhere what ran there.",
        discussion: """
            Nothing is restarted before the machine was seen to have no power. Without a driver that can cut it, go and
            pull its plug, and say so with --is-off: a machine that runs on would write to the same disks.
            """
    )

    @OptionGroup var choice: HostChoiceOptions
    @OptionGroup var dry: DryRunOption
    @Flag(help: "I have seen that the machine has no power.") var isOff = false

    func run() async throws {
        let session = try await Session.act(choice.options)
        let inventory = try await session.inventory([.hosts])
        let host = try inventory.host(choice.name)
        let policy = session.wiring.config.config.placement.policy
        if dry.dryRun {
            guard host.state == .down else {
                let state = "host \(Printable.text(host.name)) is \(host.state.rawValue)"
                throw Failure(.refused, "\(state); 'host evacuate' moves its VMs away")
            }
            let plan = try await session.cloud.evacuationPlan(of: host.id, policy: policy)
            return try PlanText(plan, inventory, asJSON: choice.options.json).show()
        }
        let request = Request.recover(host.id, isOff: isOff, policy: policy, reason: choice.waiting.reason)
        try await Order(session: session, options: choice.options, waiting: choice.waiting).place(request)
    }
}

/// A plan for the VMs of a host, for people or scripts.
struct PlanText {
    let plan: EvacuationPlan
    let inventory: Inventory
    let asJSON: Bool

    init(_ plan: EvacuationPlan, _ inventory: Inventory, asJSON: Bool) {
        (self.plan, self.inventory, self.asJSON) = (plan, inventory, asJSON)
    }

    /// Prints it.
    ///
    /// - Throws: ``Failure`` where a VM has nowhere to go, once all is told.
    func show() throws {
        func name(_ host: Host.ID?) -> String? { host.flatMap { inventory.hosts[$0]?.name } }
        if asJSON {
            print(
                JSON.lines(
                    plan.moves.map { move in
                        [
                            "vm": .text(move.name),
                            "host": .known(name(move.host)),
                            "reasons": .array(move.reasons.map { .text($0) }),
                        ]
                    }
                )
            )
        } else if plan.moves.isEmpty {
            print("there is no VM to move")
        } else {
            var table = TextTable("VM", "TO", "WHY NOT")
            for move in plan.moves {
                table.add(
                    Printable.text(move.name),
                    Printable.text(name(move.host)),
                    Printable.text(move.reasons.joined(separator: "; "))
                )
            }
            print(table.lines.joined(separator: "\n"))
        }
        guard plan.stranded.isEmpty else { throw Failure(.refused, "no host takes \(plan.stranded.count) of them") }
    }
}
