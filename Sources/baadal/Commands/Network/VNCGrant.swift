internal import ArgumentParser
internal import BaadalModel

/// Opens a way to the screen of a VM.
struct VNCGrant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: "Open a way from outside to the screen of a VM for a time, with a one-time password.",
        discussion: """
            30 minutes where nothing is said. The NAT box itself ends it, also where nobody is there to tell it; \
            'vnc revoke' ends it before.
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String
    @Option(help: "How many minutes it lasts, to 1440.") var minutes: Int?
    @Option(help: "How many seconds it lasts, 10 to 86400.") var seconds: Int?
    @Option(
        help: ArgumentHelp("Who may connect, as 10.0.0.0/8; may be given more than once.", valueName: "network"),
        transform: SourceNetwork.read
    )
    var from: [SourceNetwork] = []

    mutating func validate() throws {
        if minutes != nil, seconds != nil { throw ValidationError("--minutes and --seconds exclude each other") }
        if let minutes, !(1...1440).contains(minutes) {
            throw ValidationError("--minutes is \(minutes); 1 to 1440 are accepted")
        }
    }

    /// The order that was typed.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    func order() throws -> GrantOrder {
        try GrantOrder(
            seconds: seconds ?? minutes.map { $0 * 60 } ?? ScreenGrant.defaultSeconds,
            sources: from.map(\.network)
        )
    }

    func run() async throws {
        let wish = try order()
        let session = try await Session.act(options)
        let vm = try await session.inventory([.hosts, .vms, .records]).vm(name).id
        let order = Order(session: session, options: options, waiting: waiting)
        let ids = try await session.submit(.order([.grant(vm, wish)], reason: waiting.reason))
        guard waiting.wait else { return try await order.finish(ids) }
        try await Self.opened(of: vm, ids, order).show(asJSON: options.json)
    }

    /// Waits for the task of a way, and reads the way.
    ///
    /// - Throws: ``Failure`` where it is not open; the task has been told of by then.
    static func opened(of vm: VM.ID, _ ids: [TaskRecord.ID], _ order: Order) async throws -> ScreenSheet {
        let (tasks, _) = try await order.wait(for: ids)
        let inventory = try await order.session.inventory(NATCommand.scope.union([.tasks]))
        guard tasks.allSatisfy({ $0.status == .success }) else {
            try order.tell(tasks, inventory)
            throw Failure(.refused, "")
        }
        guard let grant = inventory.network.openGrant(of: vm), grant.standing != .leaving else {
            throw Failure(.refused, "the way is open no more: it was revoked meanwhile")
        }
        return try await ScreenSheet(grant, inventory, order.session)
    }
}
