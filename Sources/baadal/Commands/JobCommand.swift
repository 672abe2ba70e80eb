internal import ArgumentParser
internal import BaadalModel
internal import Settings

/// What the cloud does by itself.
struct JobCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job",
        abstract: "List what the cloud does by itself, and do it now.",
        subcommands: [JobList.self, JobRun.self]
    )
}

/// Lists the jobs.
struct JobList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the jobs: how often, when last, when next, and what came of it."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = try await Session.look(options)
        let jobs = try await session.cloud.jobs()
        let config = session.wiring.config.config.jobs
        if options.json { return print(JSON.lines(jobs.map { json($0, config.period(of: $0.job)) })) }
        var table = TextTable("JOB", ">EVERY", "LAST", "NEXT", "RESULT", "DOES")
        for status in jobs {
            let period = config.period(of: status.job)
            table.add(
                status.job.rawValue,
                period == 0 ? "never" : "\(period) s",
                Printable.moment(status.last),
                Printable.moment(status.next(every: period)),
                status.task.map { "\($0.status.word), \(Printable.text($0.message))" } ?? Printable.unknown,
                status.job.title
            )
        }
        print(table.lines.joined(separator: "\n"))
    }

    private func json(_ status: JobStatus, _ period: Int) -> JSON {
        [
            "job": .text(status.job.rawValue),
            "periodSeconds": .integer(Int64(period)),
            "last": .known(status.last?.iso8601),
            "next": .known(status.next(every: period)?.iso8601),
            "task": .known(status.task.map { Int($0.id.number) }),
            "status": .known(status.task?.status.word),
            "message": .known(status.task?.message),
        ]
    }
}

/// Does a job now.
struct JobRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Do a job now.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var dry: DryRunOption
    @Argument(help: "The name of a job, as 'job list' has it.") var name: JobName

    private var job: PeriodicJob { name.job }

    func run() async throws {
        let session = try await Session.act(options)
        guard !dry.dryRun else { return try await rehearse(session) }
        let request = Request.order([.job(job)], reason: waiting.reason)
        try await Order(session: session, options: options, waiting: waiting).place(request)
    }

    /// What switches machines and what moves VMs has a plan that can be shown before.
    private func rehearse(_ session: Session) async throws {
        switch job {
        case .hostPower: try await showPower(session)
        case .loadBalance:
            let (inventory, config) = (try await session.inventory(.all), session.wiring.config.config)
            let plan = CPULoadBalance(inventory, config: config, now: Surroundings.now)
            if options.json { return print(JSON.lines(LoadBalancePrint(plan).json)) }
            for line in LoadBalancePrint(plan).lines { print(line) }
        default: throw Failure(.usage, "\(job.rawValue) has no dry run: it changes no VM or host")
        }
    }

    private func showPower(_ session: Session) async throws {
        let config = session.wiring.config.config.hosts
        let age = Int64(config.minimumUptime)
        let plan = try await session.cloud.powerPlan(spares: config.spares, minimumAge: age)
        let inventory = try await session.inventory([.hosts])
        guard !options.json else {
            let orders = [("on", plan.on), ("off", plan.off)].flatMap { verb, hosts in
                hosts.map { ["host": .known(inventory.hosts[$0]?.name), "switch": .text(verb)] as JSON }
            }
            return print(JSON.lines(orders))
        }
        print(plan.words)
        for (verb, hosts) in [("on", plan.on), ("off", plan.off)] {
            for host in hosts { print("switch \(verb) \(Printable.text(inventory.hosts[host]?.name))") }
        }
    }
}

/// A job by its word.
struct JobName: ExpressibleByArgument {
    let job: PeriodicJob

    init?(argument: String) {
        guard let job = PeriodicJob(rawValue: argument) else { return nil }
        self.job = job
    }

    static var allValueStrings: [String] { PeriodicJob.allCases.map(\.rawValue) }
}
