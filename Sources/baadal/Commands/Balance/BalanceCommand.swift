internal import ArgumentParser
internal import BaadalModel
internal import Foundation
internal import Settings

/// Balancing of the hosts.
struct BalanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "balance",
        abstract: "Plan moves that make the hosts even, look at them, and do them.",
        subcommands: [BalancePlanCommand.self, BalanceRun.self, BalanceExplain.self]
    )
}

/// What a plan is made by.
struct BalancePlanOptions: ParsableArguments {
    @Flag(help: "Let two VMs change places where no single move helps.") var swaps = false
    @Option(help: "How many moves there are at most.") var moves: Int?
    @Option(help: "By how much a move has to lower the score.") var minGain = 0.01
    @Flag(help: "Leave measured loads out: memory and processors alone decide.") var ignoreLoads = false
    @Option(
        name: .customLong("from"),
        help: "Plan for a cluster in Ganeti's htools text format instead, by the score and limits of hbal."
    )
    var file: String?

    mutating func validate() throws {
        if let moves, moves < 1 { throw ValidationError("--moves is \(moves); a whole number from 1 up is accepted") }
        if !(minGain >= 0) { throw ValidationError("--min-gain is \(minGain); 0 and more is accepted") }
    }

    private func text(of file: String) throws -> String {
        do {
            return try String(contentsOf: URL(fileURLWithPath: file), encoding: .utf8)
        } catch {
            throw Failure(.notFound, "\(file) cannot be read: \(error.localizedDescription)")
        }
    }

    /// The cluster to be planned for, and how.
    func planner(_ session: () async throws -> Session) async throws -> (BalancePlanner, Inventory?) {
        var options = BalanceOptions(
            loads: ignoreLoads ? .ignored : .measured,
            maximumMoves: moves,
            minimumGain: minGain,
            swaps: swaps
        )
        if let file {
            let cluster: Cluster
            do {
                let found = try HtoolsFile(try text(of: file))
                (cluster, options.limits) = (try found.cluster(), found.limits)
            } catch let error as HtoolsError {
                throw Failure(.usage, "\(file): \(error)")
            }
            options.loads = ignoreLoads ? .ignored : .counted
            options.minimumGain = 0
            return (BalancePlanner(cluster, options: options), nil)
        }
        let session = try await session()
        let inventory = try await session.inventory(.all)
        options.limits = session.wiring.config.config.placement.policy.limits
        return (BalancePlanner(inventory.cluster(now: Surroundings.now), options: options), inventory)
    }
}

/// Plans.
struct BalancePlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the moves that would make the hosts even, with the score after each.",
        discussion:
            "The score is the weighted spread of memory, processors and measured load over the hosts; 0 is even."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var planning: BalancePlanOptions
    @OptionGroup var dropping: DropOptions
    @Option(help: "Write the plan to this file, for 'balance run FILE'.") var out: String?

    func run() async throws {
        let (planner, inventory) = try await planning.planner { try await Session.look(options) }
        let (plan, words) = try dropping.applied(to: planner.plan())
        if let out { try PlanFile(plan, cloud: inventory?.cloud?.name ?? "").write(to: out) }
        guard !options.json else { return print(PlanPrint(plan).json) }
        for line in PlanPrint(plan).lines + words.dropLast() { print(line) }
    }
}

/// Does a plan.
struct BalanceRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Do a plan that was written down, or the one that 'balance plan' would show now.",
        discussion: """
            All moves are the children of one task; what may be done side by side is one wave. Numbers for --drop are \
            sure to be those that were looked at where the plan is a file.
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var planning: BalancePlanOptions
    @OptionGroup var dropping: DropOptions
    @Argument(help: "A file of 'balance plan --out'.") var plan: String?

    mutating func validate() throws {
        if planning.file != nil { throw ValidationError("a plan for a file of another cluster cannot be done here") }
    }

    func run() async throws {
        let session = try await Session.act(options)
        let made: BalancePlan
        if let plan {
            let file = try PlanFile(contentsOf: plan)
            let own = try await session.inventory([.hosts]).cloud?.name ?? ""
            guard file.cloud == own else {
                throw Failure(.usage, "\(plan) is a plan for cloud '\(file.cloud)', and this is '\(own)'")
            }
            guard dropping.drop != nil else { return try await order(file.waves(), by: session) }
            let planner = try await planning.planner { session }.0
            made = try file.plan(for: planner.cluster, options: planner.options)
        } else {
            made = try await planning.planner { session }.0.plan()
        }
        let (rest, words) = try dropping.applied(to: made)
        if !options.json { for line in words { print(line) } }
        try await order(rest.waves, by: session)
    }

    private func order(_ waves: [[BalanceMove]], by session: Session) async throws {
        guard !waves.isEmpty else { return print(options.json ? "[]" : "there is nothing to move") }
        let request = Request.balance(waves, reason: waiting.reason)
        try await Order(session: session, options: options, waiting: waiting).place(request)
    }
}

/// Explains the present state.
struct BalanceExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what the score is made of, and which VMs are left where they are and why."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var planning: BalancePlanOptions

    func run() async throws {
        let (planner, _) = try await planning.planner { try await Session.look(options) }
        let score = ClusterScore(planner.cluster, options: planner.options)
        let terms = ScoreTerm.allCases.map { (name: "\($0)", value: score[$0]) }.filter { $0.value > 0 }
        let fixed = planner.cluster.vms.filter { $0.stays != nil }
        guard !options.json else {
            return print(
                JSON.lines([
                    [
                        "score": .number(score.total),
                        "terms": .array(terms.map { ["term": .text($0.name), "value": .number($0.value)] }),
                        "fixed": .array(fixed.map { ["vm": .text($0.name), "why": .known($0.stays)] }),
                    ]
                ])
            )
        }
        print("score \(score.total.text(digits: 4))")
        var table = TextTable("TERM", ">VALUE")
        for term in terms { table.add(term.name, term.value.text(digits: 4)) }
        print(table.lines.joined(separator: "\n"))
        for vm in fixed { print("\(Printable.text(vm.name)) stays: \(Printable.text(vm.stays))") }
    }
}
