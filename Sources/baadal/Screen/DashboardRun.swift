internal import BaadalModel
internal import BaadalStore
internal import Canvas
internal import Curses
internal import Dashboard
internal import Settings

/// Opens the dashboard on the terminal, for an admin or as a wall.
enum DashboardRun {
    /// Runs until somebody leaves.
    ///
    /// - Throws: ``Failure`` where the terminal or the settings do not allow it.
    @MainActor
    static func run(_ options: GlobalOptions, _ screenOptions: ScreenOptions, purpose: DashboardWiring.Purpose)
        async throws
    {
        // Before anything is made: a demo that nobody can see would leave its folder behind.
        if let missing = Surroundings.missingTerminal() { throw Failure(.usage, missing) }
        let wiring = try Wiring(options)
        let setup = try DashboardWiring.setup(wiring, screenOptions, purpose)
        let themes = DashboardWiring.themes
        let file = PreferencesFile(environment: Surroundings.environment)
        let kept = file?.load().preferences ?? Preferences()
        let name = screenOptions.theme ?? kept.theme ?? wiring.config.config.screen.theme
        let isMonochrome = !(Surroundings.environment["NO_COLOR"] ?? "").isEmpty
        let theme = isMonochrome ? Theme.mono : try themes.load(name)
        let screen: CursesScreen
        do {
            screen = try CursesScreen(
                theme: theme,
                log: DashboardWiring.log(wiring, purpose),
                isMonochrome: isMonochrome
            )
        } catch {
            throw Failure(.usage, "\(error)")
        }
        defer { screen.close() }
        if screen.colors < 8, !isMonochrome { screen.theme = .mono }
        let now = Surroundings.now
        let state = DashboardState(
            setup,
            pane: purpose == .wall ? .pulse : .vms,
            columns: screen.size.columns,
            rows: screen.size.rows,
            now: now,
            utcOffset: Surroundings.utcOffset(at: now),
            choices: DashboardChoices(theme: kept.theme, sort: kept.sort, columns: kept.columns)
        )
        let surroundings = DashboardWiring.surroundings(wiring, purpose, file, keeping: kept) { name in
            screen.theme = try themes.load(name)
        }
        await DashboardRuntime(state, on: screen, surroundings).run()
    }
}
