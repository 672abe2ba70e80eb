internal import ArgumentParser
internal import BaadalModel

/// Ends ways to screens.
struct VNCRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End the way to the screen of a VM now, and wait until the NAT box was seen without it."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String?
    @Option(help: "The number of a way, as 'vnc list' shows it.") var id: Int64?
    @Flag(help: "All that are open.") var all = false

    mutating func validate() throws {
        guard [name != nil, id != nil, all].count(where: { $0 }) == 1 else {
            throw ValidationError("say which: a VM, --id or --all")
        }
        guard waiting.reason == nil else {
            throw ValidationError("--reason is kept with a task, and this makes none")
        }
    }

    func run() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory(NATCommand.scope)
        let grants = try chosen(in: inventory)
        guard !grants.isEmpty else { return print(options.json ? "[]" : "no way to a screen is open") }
        _ = try await session.submit(.revoke(grants.map(\.id)))
        if waiting.wait { try await Revocation(grants: grants).wait(in: session, seconds: waiting.timeout) }
        let after = try await session.inventory(NATCommand.scope)
        let (records, now) = (Records(inventory: after), Surroundings.now)
        let rows = grants.map { before in after.network.grants.first { $0.id == before.id } ?? before }
        guard !options.json else { return print(JSON.lines(rows.map { records.json($0, at: now) })) }
        for row in rows { print(Self.line(row, records)) }
    }

    /// The ways that were named; none only with `--all`.
    func chosen(in inventory: Inventory) throws -> [ScreenGrant] {
        let books = inventory.network
        if all { return books.grants.filter { $0.closed == nil } }
        if let id {
            guard let grant = books.grants.first(where: { $0.id.number == id }) else {
                throw CloudError.noSuch("way to a screen", "\(id)")
            }
            return [grant]
        }
        let name = name ?? ""
        let vm = try inventory.known(name)
        guard let grant = books.openGrant(of: vm) else { throw CloudError.noSuch("open way to the screen of", name) }
        return [grant]
    }

    /// As `the way to the screen of web at 203.0.113.2:20001 is closed`.
    static func line(_ grant: ScreenGrant, _ records: Records) -> String {
        let place = "\(grant.forward.outside):\(grant.forward.port)"
        let end = grant.closed == nil ? "is to be closed" : "is closed"
        return "the way to the screen of \(Printable.text(records.holder(grant.vm))) at \(place) \(end)"
    }
}

/// Ways to screens that are on their way out.
struct Revocation {
    /// As they stood before they were revoked: their ends are those that the box was given.
    let grants: [ScreenGrant]

    /// Waits until all are closed.
    ///
    /// - Throws: ``Failure`` where that takes longer than so many seconds; `nil` for as long as it takes.
    func wait(in session: Session, seconds: Int?) async throws {
        var isWarned = false
        let (clock, began) = (ContinuousClock(), ContinuousClock.now)
        let isClosed = try await session.follow([.network], seconds: seconds) { inventory in
            if isDone(inventory.network) { return true }
            // One that drifts closes it within seconds all the same, or says why it does not.
            let isSlow = clock.now - began > .seconds(4)
            if !isWarned, let status = inventory.network.boxes[.nat],
                status.state == .unreachable || isSlow && status.state == .drifting
            {
                isWarned = true
                let state = status.state == .unreachable ? "does not answer" : "is \(status.state.rawValue)"
                Surroundings.complain("the NAT box \(state): \(Printable.text(status.message)); \(end)")
            }
            return nil as Bool?
        }
        guard isClosed != nil else {
            throw Failure(.noAnswer, "the NAT box was not seen without it within \(seconds ?? 0) s; \(end)")
        }
    }

    /// Whether the box was seen without any of them.
    func isDone(_ books: NetworkBooks) -> Bool {
        let open = Set(books.grants.filter { $0.closed == nil }.map(\.id))
        return grants.allSatisfy { !open.contains($0.id) }
    }

    /// When those that are not closed end without us.
    ///
    /// One that was to be closed before has no other end in the books: the box has it.
    var end: String {
        let known = grants.filter { $0.closed == nil && $0.standing != .leaving }.map(\.expires).max()
        let time = known.map { "at \($0.iso8601)" } ?? "when its time is over"
        return "it is told so as soon as it answers; the way ends by itself \(time), because the box itself ends it"
    }
}
