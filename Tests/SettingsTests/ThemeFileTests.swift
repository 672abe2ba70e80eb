import Canvas
import Foundation
import Testing

@testable import Settings

@Suite struct ThemeFileTests {
    private let themes = Themes(folders: [])

    private func refusal(_ text: String) -> SettingsError? {
        do {
            _ = try themes.parse(text, file: "mine.yaml")
            return nil
        } catch {
            return error
        }
    }

    @Test func `a theme takes from another what it does not say`() throws {
        let theme = try themes.parse("inherits: dark\nroles:\n  bad: magenta bold\n", file: "mine.yaml")
        #expect(theme.name == "mine")
        #expect(theme.appearance(.bad) == Appearance(.index(5), on: .standard, .bold))
        #expect(theme.appearance(.ok) == Theme.dark.appearance(.ok))
    }

    @Test func `roles name colours of a palette that comes after them`() throws {
        let theme = try themes.parse(
            "inherits: mono\nroles:\n  ok: sea\npalette:\n  sea: \"#0000ff\"\n",
            file: "a/b.yaml"
        )
        #expect(theme.appearance(.ok).foreground == .rgb(RGB(0x0000FF)))
    }

    @Test(arguments: [
        ("inherits: dark\nroles:\n  bd: red\n", 3, 3, "unknown role 'bd'; did you mean 'bad'?"),
        ("inherits: dark\nroles:\n  bad: reddish\n", 3, 8, "bad: 'reddish' is no colour"),
        ("inherits: dark\nroles:\n  bad: [red]\n", 3, 8, "bad is a list"),
        ("inherits: dark\npalette:\n  red: blue\n", 3, 3, "'red' has a meaning already"),
        ("inherits: dark\npalette:\n  sea: wet\n", 3, 8, "'wet' is no colour"),
        ("inherits: nowhere\n", 1, 11, "'nowhere': no theme has this name; there are dark, mono"),
        ("colours: {}\n", 1, 1, "unknown key 'colours'; inherits, palette and roles are accepted"),
        ("inherits: [dark]\n", 1, 11, "inherits is a list; the name of a theme is accepted"),
    ])
    func `what is wrong is refused at its place`(text: String, line: Int, column: Int, problem: String) throws {
        let refusal = try #require(self.refusal(text))
        #expect(refusal.line == line && refusal.column == column)
        #expect(refusal.problem.contains(problem), "\(refusal)")
    }

    @Test func `a theme that lacks roles is refused with their names`() throws {
        let refusal = try #require(self.refusal("roles:\n  text: default\n"))
        #expect(refusal.problem.contains("gauge-low"))
    }

    @Test func `themes that inherit from each other are refused`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("themes-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("inherits: two\n".utf8).write(to: folder.appendingPathComponent("one.yaml"))
        try Data("inherits: one\n".utf8).write(to: folder.appendingPathComponent("two.yaml"))
        let themes = Themes(folders: [folder.path])
        #expect(themes.names == ["dark", "mono", "one", "two"])
        #expect { try themes.load("one") } throws: { "\($0)".contains("inherits from itself") }
    }

    @Test func `a name that nothing has is refused with those there are`() {
        #expect { try themes.load("drak") } throws: { "\($0)".contains("there are dark, mono") }
        #expect { try themes.load("/no/such.yaml") } throws: { "\($0)".contains("there is no such file") }
    }
}
