internal import BaadalModel
internal import BaadalStore
internal import Canvas
internal import Dashboard
internal import Foundation
internal import Settings

/// How a dashboard is put together from settings, store and processes.
enum DashboardWiring {
    /// What a dashboard is opened for.
    enum Purpose {
        /// An admin's screen.
        case work
        /// A wall.
        case wall
        /// One frame.
        case look
    }

    /// What stays as it is while the dashboard runs.
    static func setup(_ wiring: Wiring, _ options: ScreenOptions, _ purpose: Purpose) throws -> DashboardSetup {
        let config = wiring.config.config
        let bands = config.monitor.cpuBands.map { Double($0) / 100 }
        return DashboardSetup(
            requester: requester,
            mayChange: purpose == .work,
            isWall: purpose == .wall,
            isPersonal: wiring.directory.isPersonal,
            glyphs: try glyphs(options.glyphs ?? config.screen.glyphs),
            bands: bands[0]...bands[1],
            themes: themes.names,
            policy: config.placement.policy,
            program: wiring.isDemo ? "baadal --demo" : "baadal"
        )
    }

    private static var requester: Requester { Requester(name: Surroundings.account, via: "dashboard") }

    /// The glyphs of that name; without one, those that the terminal can show.
    private static func glyphs(_ name: String?) throws -> GlyphSet {
        guard let name else { return Surroundings.showsUnicode ? .braille : .ascii }
        guard let glyphs = GlyphSet(rawValue: name) else {
            let known = GlyphSet.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "there are no glyphs '\(name)'; \(known) are accepted")
        }
        return glyphs
    }

    /// The themes that can be chosen here.
    static var themes: Themes {
        Themes(environment: Surroundings.environment, executable: Surroundings.executable)
    }

    /// Where standard error of the dashboard goes; `nil` where nothing may be written.
    static func log(_ wiring: Wiring, _ purpose: Purpose) -> String? {
        guard purpose == .work, (try? wiring.directory.prepare()) != nil else { return nil }
        return wiring.directory.logs + "/dashboard.log"
    }

    /// What the dashboard is given.
    static func surroundings(
        _ wiring: Wiring,
        _ purpose: Purpose,
        _ file: PreferencesFile?,
        keeping preferences: Preferences,
        useTheme: @escaping @MainActor @Sendable (String) throws -> Void
    ) -> DashboardSurroundings {
        let keeper = DashboardKeeper(wiring, startsController: purpose == .work || wiring.isDemo)
        return DashboardSurroundings(
            open: { try await keeper.open(mayChange: purpose == .work, requester) },
            now: { Surroundings.now },
            utcOffset: { Surroundings.utcOffset(at: $0) },
            newIdentifier: {
                var generator = SystemRandomNumberGenerator()
                return UniqueID.random(using: &generator)
            },
            keepController: { try await keeper.see($0) },
            consoleProgram: { try ConsoleProgram.arguments(for: $0, in: $1) },
            useTheme: useTheme,
            remember: { choices in
                var kept = preferences
                (kept.theme, kept.sort, kept.columns) = (choices.theme, choices.sort, choices.columns)
                try file?.save(kept)
            },
            explain: { Failure($0).message }
        )
    }
}

/// Opens the store for a dashboard and sees to it that a controller runs.
private actor DashboardKeeper {
    private let wiring: Wiring
    private var keeper: ControllerKeeper?
    private var lock: ClientLock?

    init(_ wiring: Wiring, startsController: Bool) {
        self.wiring = wiring
        keeper = startsController ? ControllerKeeper(wiring: wiring) : nil
    }

    func open(mayChange: Bool, _ requester: Requester) throws -> DashboardAccess {
        // A wall asks for nothing; that of the demo still needs somebody to make the demo.
        if keeper != nil, lock == nil { lock = try wiring.attach() }
        guard mayChange else {
            if keeper != nil, !wiring.hasStore { try keeper?.see(.never) }
            return .look(try wiring.reader())
        }
        return .change(try wiring.client(), requester)
    }

    func see(_ status: ControllerStatus) throws { try keeper?.see(status) }
}
