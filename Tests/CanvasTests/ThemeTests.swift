import Testing

@testable import Canvas

@Suite struct ThemeTests {
    @Test(arguments: [
        (0, ColorDepth.none), (2, .none), (8, .eight), (16, .sixteen), (88, .sixteen), (256, .palette),
        (1 << 24, .direct),
    ])
    func `the number of colours gives the depth`(colors: Int, depth: ColorDepth) {
        #expect(ColorDepth(colors: colors) == depth)
    }

    @Test func `a colour is told in what a terminal has`() {
        let coral = Color.rgb(RGB(0xFF0000))
        #expect(ColorDepth.direct.code(coral) == 0xFF0000)
        #expect(ColorDepth.palette.code(coral) == 196)
        #expect(ColorDepth.sixteen.code(coral) == 9)
        #expect(ColorDepth.eight.code(coral) == 1)
        #expect(ColorDepth.none.code(coral) == nil)
        #expect(ColorDepth.palette.code(.standard) == nil)
    }

    @Test(arguments: ["default", "red", "bright-cyan", "0", "255", "#a0B1c2"])
    func `colours are read`(text: String) { #expect(Color(text) != nil) }

    @Test(arguments: ["", "reddish", "256", "-1", "#12345", "#12345g", "#-12345", "#+12345"])
    func `what is no colour is not read`(text: String) { #expect(Color(text) == nil) }

    @Test func `an appearance has foreground, background and attributes`() throws {
        let read = try Appearance("ink on sand bold underline", palette: ["ink": .index(0), "sand": .index(3)])
        #expect(read == Appearance(.index(0), on: .index(3), [.bold, .underline]))
        #expect(try Appearance("bold", palette: [:]) == Appearance(.standard, on: .standard, .bold))
    }

    @Test(arguments: [
        ("inky", "'inky' is no colour"), ("red on", "'on' names no background"),
        ("red blinking", "'blinking' is no attribute"),
    ])
    func `a wrong appearance says which word`(text: String, problem: String) {
        #expect { try Appearance(text, palette: [:]) } throws: { "\($0)".contains(problem) }
    }

    @Test func `a theme that lacks roles says which`() {
        #expect { try Theme(name: "bare", roles: [.text: Appearance()]) } throws: { error in
            "\(error)".contains("border-focus") && !"\(error)".contains(" text,")
        }
    }

    @Test func `the selection is in reverse video in every theme`() {
        for theme in [Theme.dark, .mono] {
            for role in Role.allCases {
                let plain = theme.look(Style(role), depth: .palette).attributes.contains(.reverse)
                let selected = theme.look(Style(role, reversed: true), depth: .palette).attributes.contains(.reverse)
                #expect(plain != selected)
            }
        }
    }

    @Test func `without colours a background becomes reverse video`() {
        #expect(Theme.dark.look(Style(.bannerPast), depth: .none) == Look(attributes: [.bold, .reverse]))
        for role in Role.allCases {
            let look = Theme.mono.look(Style(role), depth: .palette)
            #expect(look.foreground == nil && look.background == nil)
        }
    }

    @Test func `contrast is that of WCAG`() {
        #expect(abs(RGB(0).contrast(RGB(0xFFFFFF)) - 21) < 0.001)
        #expect(abs(RGB(0x777777).contrast(RGB(0xFFFFFF)) - 4.48) < 0.01)
        #expect(
            RGB(0xFF0000).asDeuteranope.difference(RGB(0x9A8A00).asDeuteranope)
                < RGB(0xFF0000).difference(RGB(0x9A8A00))
        )
    }
}
