import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct HeatTests {
    /// A heat map of so many hosts, opened by its key.
    private func opened(
        _ hosts: Int = 40,
        columns: Int = 80,
        rows: Int = 24,
        mayChange: Bool = true,
        glyphs: GlyphSet = .braille
    ) -> TestDashboard {
        var dashboard = TestDashboard(pane: .hosts, columns: columns, rows: rows, mayChange: mayChange, glyphs: glyphs)
        dashboard.press(.character("b"))
        dashboard.send(.network(TestCloud.network(hosts)))
        return dashboard
    }

    @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 60)])
    func `the network of forty hosts is drawn at every size`(columns: Int, rows: Int) throws {
        let dashboard = opened(columns: columns, rows: rows)
        try expectGolden(view(dashboard.state).golden, "heat-\(columns)x\(rows)")
    }

    @Test func `where there is room figures are drawn, and one key turns to the other kind`() throws {
        var dashboard = opened(8)
        try expectGolden(view(dashboard.state).golden, "heat-latency")
        dashboard.press(.character("b"))
        try expectGolden(view(dashboard.state).golden, "heat-throughput")
    }

    @Test func `a terminal with ASCII alone or without colours tells bands by their signs`() throws {
        let ascii = view(opened(glyphs: .ascii).state)
        #expect(ascii.text.unicodeScalars.filter { !$0.isASCII }.isEmpty)
        try expectGolden(ascii.golden, "heat-ascii")
        try expectGolden(view(opened(8).state).ansi(.mono, depth: .none), "heat-mono")
    }

    @Test func `what cannot be shown is said`() throws {
        var dashboard = opened(0)
        #expect(view(dashboard.state).text.contains("no host answers"))
        let alone = NetworkGraph([NetworkGraph.Member(id: TestCloud.host(1), name: "kvm1")], [])
        dashboard.send(.network(alone))
        #expect(view(dashboard.state).text.contains("nothing was measured yet"))
        #expect(dashboard.state.heatWords == "kvm1, the bandwidth of its uplinks is not known")
    }

    @Test func `the cursor goes through the cells, and what is in sight follows`() throws {
        var dashboard = opened(columns: 80, rows: 24)
        #expect(dashboard.state.heatNames.map { [$0.row, $0.column] } == ["kvm1", "kvm2"])
        dashboard.press(.end)
        for _ in 0..<50 { dashboard.press(.right) }
        #expect(dashboard.state.heat.cell == (39, 39))
        let layout = try #require(dashboard.state.heatLayout)
        #expect(dashboard.state.heat.first == (40 - layout.rows, 40 - layout.columns))
        #expect(layout.rows < 40 && layout.columns < 40)
        try expectGolden(view(dashboard.state).golden, "heat-end")
        dashboard.press(.home, .left, .left)
        #expect(dashboard.state.heat.cell == (0, 37))
        #expect(dashboard.state.heat.first.row == 0)
    }

    @Test func `the cursor stays on its hosts when others come and go`() {
        var dashboard = opened(8)
        dashboard.press(.down, .down, .right, .right)
        #expect(dashboard.state.heatNames.map { [$0.row, $0.column] } == ["kvm3", "kvm4"])
        var members = (1...8).map { NetworkGraph.Member(id: TestCloud.host($0), name: "kvm\($0)") }
        members.removeFirst()
        dashboard.send(.network(NetworkGraph(members, [])))
        #expect(dashboard.state.heat.cell == (1, 2))
        members.removeAll { $0.name == "kvm3" }
        dashboard.send(.network(NetworkGraph(members, [])))
        // The row's host is gone: the row is the next one's now.
        #expect(dashboard.state.heatNames.map { [$0.row, $0.column] } == ["kvm4", "kvm4"])
    }

    @Test func `the pair of the cursor is told with its figures, their age and their past`() {
        var dashboard = opened(8)
        #expect(dashboard.state.heatWords == "kvm1 to kvm2: 0.130 ms, 9412 Mbit/s, 3 min ago")
        #expect(dashboard.state.heat.past?.pair == dashboard.state.heat.pair)
        dashboard.press(.character("y"))
        #expect(dashboard.effects.last == .copy("kvm1 to kvm2: 0.130 ms, 9412 Mbit/s, 3 min ago"))
        for _ in 0..<6 { dashboard.press(.right) }
        #expect(dashboard.state.heatWords == "kvm1 to kvm8: not measured yet")
        dashboard.press(.character("i"))
        #expect(view(dashboard.state).text.contains("median of all pairs"))
    }

    @Test func `Enter opens the row's host, and Escape goes back to the list`() {
        var dashboard = opened(3)
        dashboard.press(.down, .enter)
        #expect(dashboard.state.detail?.subject == .host(TestCloud.host(2)))
        dashboard.press(.escape)
        #expect(dashboard.state.detail == nil)
        dashboard.press(.character(":"))
        dashboard.type("heat")
        dashboard.press(.enter)
        #expect(dashboard.state.detail?.subject == .heat)
        dashboard.press(.character("]"))
        #expect(dashboard.state.figure == .throughput)
        dashboard.press(.escape)
        #expect(dashboard.state.detail == nil)
    }

    @Test func `it is read anew every ten seconds while it is in sight, and never changes anything`() {
        var dashboard = opened(3, mayChange: false)
        func reads() -> Int { dashboard.effects.count { $0 == .load(.network) } }
        #expect(reads() == 1)
        dashboard.send(.clock(TestCloud.now.advanced(byMilliseconds: 9_000), utcOffset: 0))
        #expect(reads() == 1)
        dashboard.send(.clock(TestCloud.now.advanced(byMilliseconds: 10_000), utcOffset: 0))
        #expect(reads() == 2)
        dashboard.press(.escape)
        dashboard.send(.clock(TestCloud.now.advanced(byMilliseconds: 30_000), utcOffset: 0))
        #expect(reads() == 2)
        #expect(dashboard.effects.filter(\.isChange).isEmpty)
    }
}
