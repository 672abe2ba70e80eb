internal import ArgumentParser
internal import BaadalModel

/// The cloud as a whole.
struct CloudCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloud",
        abstract: "Save and stop all VMs, or those of some hosts, and bring them back.",
        subcommands: [CloudShow.self, CloudShutDown.self, CloudBoot.self]
    )
}

/// Tells whether the cloud is up.
struct CloudShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Tell whether the cloud is up.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let inventory = try await Session.look(options).inventory([.hosts, .vms, .tasks])
        let status = inventory.cloud?.status ?? .up
        let active = inventory.vms.values.count { $0.state.isActive }
        guard !options.json else {
            return print(
                JSON.lines([
                    ["status": .text(status.rawValue), "activeVMs": .integer(Int64(active))]
                ])
            )
        }
        print("the cloud is \(status.rawValue); \(active) of \(inventory.vms.count) VMs are active")
    }
}

/// Saves and stops VMs.
struct CloudShutDown: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shutdown",
        abstract: "Save the memory of all running VMs and stop them, the lowest rank first.",
        discussion: """
            A VM whose memory cannot be saved is left running. Without --host no other task is worked on until
            'cloud boot' has brought the VMs back.
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Flag(help: "Do it.") var yes = false
    @Option(help: "Only the VMs of this host; may be given more than once.") var host: [String] = []

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.hosts, .vms])
        let hosts = try host.map { try inventory.host($0).id }
        guard yes else {
            let running = inventory.vms.values.filter { vm in
                vm.state.isActive && (hosts.isEmpty || vm.host.map(hosts.contains) ?? false)
            }
            throw Failure(.usage, "this would save and stop \(running.count) VM(s); --yes does it")
        }
        let request = Request.shutDownCloud(hosts, reason: waiting.reason)
        try await Order(session: session, options: options, waiting: waiting).place(request)
    }
}

/// Brings VMs back.
struct CloudBoot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boot",
        abstract: "Bring back what 'cloud shutdown' has stopped, as it was, the highest rank first."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Option(help: "Only the VMs of this host; may be given more than once.") var host: [String] = []

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.hosts])
        let hosts = try host.map { try inventory.host($0).id }
        let request = Request.bootCloud(hosts, reason: waiting.reason)
        try await Order(session: session, options: options, waiting: waiting).place(request)
    }
}
