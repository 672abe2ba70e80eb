internal import ArgumentParser
internal import BaadalModel
internal import Settings

/// Tells how much more fits.
struct CapacityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity",
        abstract: "Tell how many more VMs of a size fit, now and when any one host is lost."
    )

    @OptionGroup var options: GlobalOptions
    @Option(help: "How many processors each has.") var vcpus = 1
    @Option(help: ArgumentHelp("The memory of each, as 2G.", valueName: "size")) var ram: Amount

    mutating func validate() throws {
        if vcpus < 1 { throw ValidationError("--vcpus is \(vcpus); a whole number from 1 up is accepted") }
        if ram.bytes.count < 1 { throw ValidationError("--ram is \(ram.bytes.exact); more than nothing is accepted") }
    }

    func run() async throws {
        let session = try await Session.look(options)
        let cluster = try await session.inventory(.all).cluster(now: Surroundings.now)
        let limits = session.wiring.config.config.placement.policy.limits
        let size = BaadalModel.Capacity.Size(memory: ram.bytes, vcpus: vcpus)
        let capacity = BaadalModel.Capacity(for: size, in: cluster, limits: limits)
        guard !options.json else { return print(JSON.lines([json(capacity, cluster)])) }
        print("\(capacity.now) more VMs of \(Printable.bytes(ram.bytes)) and \(vcpus) vCPU(s) fit now")
        if let worst = capacity.worst {
            let words =
                worst.left > 0
                ? "\(worst.left) of its own VMs would not restart, with \(Printable.text(worst.name)) lost"
                : "\(capacity.afterLoss) of them leave room for all when \(Printable.text(worst.name)) is lost"
            print(words)
        }
        var table = TextTable("HOST", ">FIT NOW", ">FIT WITHOUT IT", ">NOT RESTARTED")
        for (host, count) in zip(cluster.hosts, capacity.byHost) {
            let loss = capacity.losses.first { $0.host == host.id }
            table.add(
                Printable.text(host.name),
                "\(count)",
                loss.map { "\($0.count)" } ?? Printable.unknown,
                loss.map { "\($0.left)" } ?? Printable.unknown
            )
        }
        print(table.lines.joined(separator: "\n"))
    }

    private func json(_ capacity: BaadalModel.Capacity, _ cluster: Cluster) -> JSON {
        [
            "now": .integer(Int64(capacity.now)),
            "afterLoss": .integer(Int64(capacity.afterLoss)),
            "worst": .known(capacity.worst?.name),
            "hosts": .array(
                zip(cluster.hosts, capacity.byHost).map { host, count in
                    let loss = capacity.losses.first { $0.host == host.id }
                    return [
                        "host": .text(host.name), "now": .integer(Int64(count)), "without": .known(loss?.count),
                        "notRestarted": .known(loss?.left),
                    ]
                }
            ),
        ]
    }
}

/// Tells what a loss would do.
struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Tell which VMs would restart where if hosts failed, and which would not; nothing is done."
    )

    @OptionGroup var options: GlobalOptions
    @Option(help: "A host that fails; may be given more than once.") var fail: [String]

    func run() async throws {
        let session = try await Session.look(options)
        let inventory = try await session.inventory(.all)
        let hosts = Set(try fail.map { try inventory.host($0).id })
        let limits = session.wiring.config.config.placement.policy.limits
        let drill = Drill(failing: hosts, of: inventory.cluster(now: Surroundings.now), limits: limits)
        if options.json { print(JSON.lines([json(drill)])) } else { show(drill) }
        guard drill.left.isEmpty else { throw Failure(.refused, "\(drill.left.count) VM(s) would not restart") }
    }

    private func show(_ drill: Drill) {
        var table = TextTable("VM", "RESTARTS ON", "WHY NOT")
        for restart in drill.restarts {
            table.add(Printable.text(restart.name), Printable.text(restart.toName), "")
        }
        for left in drill.left {
            let why = left.refusals.map { "\(Printable.text($0.name)): \($0.why)" }.joined(separator: "; ")
            table.add(Printable.text(left.name), Printable.unknown, why)
        }
        let nothing = drill.restarts.isEmpty && drill.left.isEmpty
        print(nothing ? "nothing runs there" : table.lines.joined(separator: "\n"))
    }

    private func json(_ drill: Drill) -> JSON {
        [
            "restarts": .array(drill.restarts.map { ["vm": .text($0.name), "host": .text($0.toName)] }),
            "left": .array(
                drill.left.map { left in
                    [
                        "vm": .text(left.name),
                        "refusals": .array(left.refusals.map { ["host": .text($0.name), "why": .text($0.why)] }),
                    ]
                }
            ),
        ]
    }
}
