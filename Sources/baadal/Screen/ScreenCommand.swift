internal import ArgumentParser
internal import BaadalModel
internal import Canvas
internal import Dashboard
internal import Settings

/// Prints one frame of the dashboard, without a terminal.
struct ScreenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen",
        abstract: "Print one frame of the dashboard; no terminal is needed.",
        discussion: "Exactly as many lines as asked for are printed, none of them wider."
    )

    /// In what form the frame is printed.
    enum Form: EnumerableFlag {
        case text, ansi, svg

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .text: "Print plain text."
            case .ansi: "Print text with colours, as a terminal of 256 colours takes them."
            case .svg: "Print a picture."
            }
        }
    }

    @OptionGroup var options: GlobalOptions
    @OptionGroup var screen: ScreenOptions
    @Option(help: "pulse, hosts, vms, tasks, snapshots, network, storage or balance.") var pane = PaneName(pane: .vms)
    @Option(help: ArgumentHelp("Columns and rows, 1x1 to 500x200.", valueName: "WxH"))
    var size = FrameSize(columns: 120, rows: 40)
    @Flag var form = Form.text

    func run() async throws {
        let session = try await Session.look(options)
        let now = Surroundings.now
        let state = DashboardState(
            try DashboardWiring.setup(session.wiring, screen, .look),
            pane: pane.pane,
            columns: size.columns,
            rows: size.rows,
            now: now,
            utcOffset: Surroundings.utcOffset(at: now)
        )
        let theme = try DashboardWiring.themes.load(screen.theme ?? session.wiring.config.config.screen.theme)
        let frame = try await still(state, of: session.cloud)
        switch form {
        case .text: print(frame.text)
        case .ansi: print(frame.ansi(theme, depth: .palette))
        case .svg: print(frame.svg(theme))
        }
    }
}

/// The wall: the dashboard without a cursor and without a way to change anything.
struct MonitorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract: "Show the cloud on a wall: read only, by itself, from an account that may write nothing."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var screen: ScreenOptions

    func run() async throws { try await DashboardRun.run(options, screen, purpose: .wall) }
}

/// A pane by its word.
struct PaneName: ExpressibleByArgument {
    let pane: Pane

    init(pane: Pane) { self.pane = pane }

    init?(argument: String) {
        guard let pane = Pane(word: argument) else { return nil }
        self.pane = pane
    }

    var defaultValueDescription: String { pane.word }
    static var allValueStrings: [String] { Pane.allCases.map(\.word) }
}

/// A size as `120x40`.
struct FrameSize: ExpressibleByArgument {
    let columns: Int
    let rows: Int

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    init?(argument: String) {
        let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let columns = parts[0], let rows = parts[1], (1...500).contains(columns),
            (1...200).contains(rows)
        else { return nil }
        self.init(columns: columns, rows: rows)
    }

    var defaultValueDescription: String { "\(columns)x\(rows)" }
}
