internal import ArgumentParser
internal import BaadalModel
internal import Canvas
internal import Settings

/// Themes of the screen.
struct ThemeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "theme",
        abstract: "List themes, and check how well they can be read.",
        subcommands: [ThemeList.self, ThemeCheck.self]
    )
}

/// Lists what can be chosen.
struct ThemeList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the themes.")

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let names = DashboardWiring.themes.names
        print(options.json ? JSON.lines(names.map { ["name": .text($0)] }) : names.joined(separator: "\n"))
    }
}

/// Says of each role how well it stands out.
struct ThemeCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check themes: contrast of each role, and states that look alike to a deuteranope.",
        discussion: "A theme by name or by the path of its file. A file that is wrong is refused with line and column."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Names or files; all themes where none is given.") var themes: [String] = []

    func run() throws {
        let known = DashboardWiring.themes
        let checks = try (themes.isEmpty ? known.names : themes).map { ThemeReport(try known.load($0)) }
        if options.json {
            print(JSON.lines(checks.flatMap(\.json)))
        } else {
            print(checks.map(\.text).joined(separator: "\n\n"))
        }
    }
}

/// How well a theme can be read.
private struct ThemeReport {
    private let theme: Theme
    private let contrasts: [ThemeContrast]

    init(_ theme: Theme) {
        self.theme = theme
        contrasts = theme.contrasts
    }

    var text: String {
        var table = TextTable("ROLE", ">CONTRAST", ">WANTED", "")
        for entry in contrasts {
            let ratio = entry.ratio.map { "\(($0 * 10).rounded() / 10)" } ?? Printable.unknown
            table.add(entry.role.name, ratio, "\(entry.wanted)", entry.isEnough ? "" : "too faint")
        }
        let alike = theme.alike.map { "\($0.0.name) and \($0.1.name) look alike to a deuteranope" }
        return (["\(theme.name)"] + table.lines + alike).joined(separator: "\n")
    }

    var json: [JSON] {
        contrasts.map { entry in
            [
                "theme": .text(theme.name), "role": .text(entry.role.name), "contrast": .known(entry.ratio),
                "wanted": .known(entry.wanted), "isEnough": .bool(entry.isEnough),
            ]
        }
    }
}
