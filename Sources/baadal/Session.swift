internal import BaadalModel
internal import BaadalStore

/// A command's view of the cloud, and its way to ask for something.
struct Session {
    let wiring: Wiring
    let cloud: any CloudService
    /// Held for as long as the command needs a controller to stay; `nil` for a command that only looks.
    private let lock: ClientLock?

    /// A session that looks at what is known.
    ///
    /// Under `--demo` a controller is started and its first answer awaited.
    static func look(_ options: GlobalOptions) async throws -> Session {
        let wiring = try Wiring(options)
        guard wiring.isDemo else { return Session(wiring: wiring, cloud: try wiring.reader(), lock: nil) }
        let session = try Session(attaching: wiring)
        try await session.settle()
        return session
    }

    /// A session that asks for something.
    static func act(_ options: GlobalOptions) async throws -> Session {
        let session = try Session(attaching: try Wiring(options))
        if session.wiring.isDemo { try await session.settle() }
        return session
    }

    /// A session with a cloud that is there already.
    init(wiring: Wiring, cloud: any CloudService, lock: ClientLock? = nil) {
        self.wiring = wiring
        self.cloud = cloud
        self.lock = lock
    }

    private init(attaching wiring: Wiring) throws {
        let lock = try wiring.attach()
        self.init(wiring: wiring, cloud: try wiring.client(), lock: lock)
    }

    /// All that is known within a scope.
    func inventory(_ scope: InventoryScope) async throws -> Inventory {
        var inventory = Inventory()
        inventory.apply(try await cloud.inventory(since: nil, scope: scope))
        return inventory
    }

    /// Writes a request in the name of the account.
    func submit(_ request: Request) async throws -> [TaskRecord.ID] {
        try await cloud.submit(request, by: requester)
    }

    /// The account, as the audit will have it.
    var requester: Requester { Requester(name: Surroundings.account, via: "cli") }

    /// Waits until every host of the demo has answered.
    private func settle() async throws {
        let isSettled = try await follow([.hosts], seconds: 20) { inventory in
            guard case .running = inventory.controller, !inventory.hosts.isEmpty else { return nil as Bool? }
            return inventory.hosts.values.allSatisfy { $0.state != .unknown } ? true : nil
        }
        guard isSettled == nil else { return }
        throw Failure(.noAnswer, "the simulated cloud did not answer within 20 s; its log is \(wiring.logFile)")
    }

    /// Looks at each change until a body has an answer, and sees to it that a controller runs meanwhile.
    ///
    /// - Parameter seconds: How long at most; `nil` for as long as it takes.
    /// - Returns: `nil` when the time is over.
    func follow<Answer: Sendable>(
        _ scope: InventoryScope,
        seconds: Int?,
        _ body: (Inventory) throws -> Answer?
    ) async throws -> Answer? {
        let clock = ContinuousClock()
        let end = seconds.map { clock.now + .seconds($0) }
        var (inventory, keeper) = (Inventory(), ControllerKeeper(wiring: wiring))
        var halted: Int32?
        for await _ in Self.ticks(cloud) {
            inventory.apply(try await cloud.inventory(since: inventory.revision, scope: scope))
            if let answer = try body(inventory) { return answer }
            if let end, clock.now >= end { return nil }
            try keeper.see(inventory.controller)
            if case .halted(let process) = inventory.controller, halted != process {
                halted = process
                Surroundings.complain("\(Self.halted(process)); waiting")
            }
        }
        return nil
    }

    /// What is said of a controller that a signal has halted.
    static func halted(_ process: Int32) -> String {
        "the controller, process \(process), was halted by a signal; 'kill -CONT \(process)' lets it go on"
    }

    /// A value at each change, and twice a second.
    static func ticks(_ cloud: any CloudReader) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let feed = Task {
            await withTaskGroup { group in
                group.addTask { for await _ in cloud.changes() { continuation.yield() } }
                group.addTask {
                    while (try? await Task.sleep(for: .milliseconds(500))) != nil { continuation.yield() }
                }
            }
        }
        continuation.onTermination = { _ in feed.cancel() }
        return stream
    }
}

/// Starts a controller where none runs, and another when that one dies.
struct ControllerKeeper {
    let wiring: Wiring
    private var started: ControllerProcess?
    private var patience = 0

    init(wiring: Wiring) { self.wiring = wiring }

    /// Acts on what a reader saw of the controller.
    ///
    /// - Throws: ``Failure`` where a controller that was started ended at once.
    mutating func see(_ status: ControllerStatus) throws {
        switch status {
        case .running, .halted:
            patience = 0
            return
        case .stopped, .never: break
        }
        if let process = started, process.hasFailed() {
            throw Failure(.noAnswer, "the controller ended with an error; its log is \(wiring.logFile)")
        }
        // A controller that was started needs a moment until it is seen.
        guard patience == 0 else {
            patience -= 1
            return
        }
        started = try wiring.startController()
        patience = 20
    }
}
