internal import BaadalModel
public import Canvas

/// Runs a dashboard: takes keys and news, updates the state, draws it, and does what it asks for.
///
/// Nothing here blocks the thread that reads keys: whatever reads or writes the store is awaited elsewhere.
@MainActor
public final class DashboardRuntime {
    private let screen: any Screen
    private let surroundings: DashboardSurroundings
    private var state: DashboardState
    private let inbox = Inbox()
    /// `nil` until the store could be opened.
    private var access: DashboardAccess?
    /// What the last reading asked for.
    private var scope: InventoryScope = []
    /// Wakes the reading of the store.
    private let pokes: AsyncStream<Void>
    private let poke: AsyncStream<Void>.Continuation
    /// Whether a child program has the terminal.
    private var isLent = false

    /// A dashboard on a screen.
    public init(_ state: DashboardState, on screen: any Screen, _ surroundings: DashboardSurroundings) {
        self.state = state
        self.screen = screen
        self.surroundings = surroundings
        (pokes, poke) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs until somebody leaves or the terminal goes.
    public func run() async {
        draw()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.listen() }
            group.addTask { await self.tick() }
            group.addTask { await self.follow() }
            loop: while let events = await inbox.next() {
                for event in events {
                    for effect in state.update(event) {
                        if effect == .quit { break loop }
                        perform(effect, &group)
                    }
                }
                if !state.scope.isSubset(of: scope) { poke.yield() }
                draw()
            }
            group.cancelAll()
            poke.finish()
        }
    }

    private func draw() {
        guard !isLent else { return }
        screen.present(view(state))
    }

    // MARK: - What comes in

    private func listen() async {
        for await event in screen.events() {
            switch event {
            case .key(let key):
                pass()
                inbox.push(.key(key))
            case .resize(let columns, let rows): inbox.push(.resize(columns: columns, rows: rows))
            case .resumed:
                screen.repaint()
                pass()
            case .quit: inbox.close()
            }
        }
        inbox.close()
    }

    private func pass() {
        let now = surroundings.now()
        inbox.push(.clock(now, utcOffset: surroundings.utcOffset(now)))
    }

    /// Tells the time: each second while something runs or waits, else as often as the screen needs it.
    ///
    /// The store is looked at with it: a controller that dies writes nothing.
    private func tick() async {
        while !Task.isCancelled {
            pass()
            poke.yield()
            try? await Task.sleep(for: .seconds(state.pace))
        }
    }

    /// Opens the store and reads it at each change, for as long as it takes.
    private func follow() async {
        while !Task.isCancelled {
            do {
                let opened = try await surroundings.open()
                access = opened
                scope = []
                try await read(opened.reader)
            } catch is CancellationError {
                return
            } catch {
                inbox.push(.unreadable(surroundings.explain(error)))
            }
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func read(_ reader: any CloudReader) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { for await _ in reader.changes() { self.poke.yield() } }
            for await _ in pokes {
                try await fetch(reader)
            }
            group.cancelAll()
        }
    }

    private func fetch(_ reader: any CloudReader) async throws {
        guard !state.isFrozen else { return }
        let wanted = state.scope
        let since = wanted.isSubset(of: scope) ? state.revision : nil
        let update = try await reader.inventory(since: since, scope: wanted)
        scope = wanted
        pass()
        inbox.push(.inventory(update, scope: wanted))
        do {
            try await surroundings.keepController(update.controller)
        } catch {
            inbox.push(.refused(surroundings.explain(error)))
        }
    }

    // MARK: - What is asked for

    private func perform(_ effect: DashboardEffect, _ group: inout DiscardingTaskGroup) {
        switch effect {
        case .load(.identifier): inbox.push(.identifier(surroundings.newIdentifier()))
        case .load(let load): group.addTask { await self.load(load) }
        case .submit(let request, let label): group.addTask { await self.submit(request, label) }
        case .console(let vm): group.addTask { await self.console(vm) }
        case .copy(let text): screen.copy(text)
        case .useTheme(let name):
            attempt {
                try surroundings.useTheme(name)
                inbox.push(.themed(name))
            }
        case .remember(let choices): attempt { try surroundings.remember(choices) }
        case .refresh:
            scope = []
            poke.yield()
        case .repaint: screen.repaint()
        case .suspend: screen.suspend()
        case .quit: break
        }
    }

    private func attempt(_ body: () throws -> Void) {
        do { try body() } catch { inbox.push(.refused(surroundings.explain(error))) }
    }

    private func load(_ load: DashboardLoad) async {
        guard let reader = access?.reader else { return }
        // Who may only look is told no password, whatever asks for one.
        if case .secret = load, case .look? = access { return }
        do {
            for event in try await reader.answer(load, step: state.step) { inbox.push(event) }
        } catch {
            inbox.push(.refused(surroundings.explain(error)))
        }
    }

    private func submit(_ request: Request, _ label: String) async {
        guard case .change(let service, let requester)? = access else {
            return inbox.push(.refused("\(label): the store is not open yet"))
        }
        do {
            inbox.push(.submitted(try await service.submit(request, by: requester), label: label))
            poke.yield()
        } catch {
            inbox.push(.refused("\(label): \(surroundings.explain(error))"))
        }
    }

    private func console(_ id: VM.ID) async {
        guard case .change(let service, let requester)? = access, let vm = state.inventory.vms[id] else { return }
        do {
            let program = try surroundings.consoleProgram(vm, state.inventory)
            _ = try await service.submit(.console(id), by: requester)
            isLent = true
            let status = await screen.run(program)
            isLent = false
            screen.repaint()
            let said = status.map { $0 == 0 ? "console of \(vm.name) closed" : "\(program[0]) ended with \($0)" }
            inbox.push(.refused(said ?? "\(program[0]) cannot be started; is it installed?"))
        } catch {
            inbox.push(.refused(surroundings.explain(error)))
        }
    }
}
