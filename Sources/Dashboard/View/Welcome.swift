internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws what to do where there is no host yet, or why nothing can be read.
    mutating func drawWelcome(_ state: DashboardState, in rect: Rect) {
        let glyphs = state.setup.glyphs
        let inner = box(rect, style: Style(state.border(state.pane)), glyphs: glyphs, title: [Span(" Baadal ", .title)])
        let lines = state.welcome
        let wide = lines.map { $0.reduce(0) { $0 + TextWidth.of($1.text) } }.max() ?? 0
        let part = inner.centred(columns: wide, rows: lines.count)
        for (index, line) in lines.prefix(part.rows).enumerated() {
            write(line, column: part.column, row: part.row + index, width: part.columns)
        }
    }
}

extension DashboardState {
    fileprivate var welcome: [[Span]] {
        if let problem = cloud.problem {
            return [[Span(problem, .warn)], [], [Span("It is tried again by itself.", .dim)]]
        }
        guard cloud.isLoaded else { return [[Span("Reading the store ...", .dim)]] }
        guard setup.mayChange else {
            return [
                [Span("This cloud has no host yet.", .text)], [],
                [Span("An admin adds one: baadal host add URI", .dim)],
            ]
        }
        return [
            [Span("This cloud has no host yet.", .title)],
            [],
            [Span("A", .key), Span("  add a libvirt host: all its VMs are here at once", .text)],
            [Span("   on this machine        qemu:///system", .dim)],
            [Span("   another, over SSH      qemu+ssh://root@kvm1/system", .dim)],
            [Span("   the same by command    \(setup.program) host add URI", .dim)],
            [],
            [Span("   or look around first   \(setup.program) --demo", .dim)],
            [],
            [Span("?", .key), Span("  all keys      ", .text), Span("q", .key), Span("  leave", .text)],
        ]
    }
}
