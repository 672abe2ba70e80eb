import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct ScreenTests {
    @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 60)])
    func `the list of VMs is drawn at every size`(columns: Int, rows: Int) throws {
        let dashboard = TestDashboard(columns: columns, rows: rows)
        try expectGolden(view(dashboard.state).golden, "vms-\(columns)x\(rows)")
    }

    @Test(
        arguments: [Pane.pulse, .hosts, .tasks, .snapshots, .network, .storage, .balance],
        [(40, 10), (80, 24), (120, 40), (200, 60)]
    )
    func `every other pane is drawn at every size`(pane: Pane, size: (Int, Int)) throws {
        let cloud = pane == .network ? TestCloud.networked : TestCloud()
        let dashboard = TestDashboard(cloud, pane: pane, columns: size.0, rows: size.1)
        try expectGolden(view(dashboard.state).golden, "\(pane.word)-\(size.0)x\(size.1)")
    }

    @Test(arguments: Pane.allCases)
    func `a terminal with ASCII alone shows the same`(pane: Pane) throws {
        let cloud = pane == .network ? TestCloud.networked : TestCloud()
        let frame = view(TestDashboard(cloud, pane: pane, glyphs: .ascii).state)
        let shown = frame.text.unicodeScalars.filter { !$0.isASCII }
        // Names are not ours to spell: they may hold what the terminal lacks.
        #expect(Set(shown).isSubset(of: ["\u{FFFD}", "\u{4E2D}", "\u{6587}", "e", "\u{E9}"]))
        try expectGolden(frame.golden, "\(pane.word)-ascii")
    }

    @Test func `without colours the attributes are left`() throws {
        let frame = view(TestDashboard().state)
        try expectGolden(frame.ansi(.mono, depth: .none), "vms-mono")
        let snapshots = view(TestDashboard(pane: .snapshots).state)
        try expectGolden(snapshots.ansi(.mono, depth: .none), "snapshots-mono")
        let storage = view(TestDashboard(pane: .storage).state)
        try expectGolden(storage.ansi(.mono, depth: .none), "storage-mono")
    }

    @Test func `details of a VM show its facts, its past and its XML`() throws {
        var dashboard = TestDashboard()
        dashboard.press(.enter)
        try expectGolden(view(dashboard.state).golden, "vm-overview")
        dashboard.press(.character("]"))
        try expectGolden(view(dashboard.state).golden, "vm-graphs")
        dashboard.press(.character("}"))
        try expectGolden(view(dashboard.state).golden, "vm-graphs-day")
        dashboard.press(.character("x"))
        try expectGolden(view(dashboard.state).golden, "vm-xml")
    }

    @Test func `details of hosts and tasks show what is known`() throws {
        var dashboard = TestDashboard(pane: .hosts)
        dashboard.press(.enter)
        try expectGolden(view(dashboard.state).golden, "host-overview")
        dashboard.press(.escape, .character("4"), .enter)
        try expectGolden(view(dashboard.state).golden, "task-overview")
    }

    @Test func `a host's sensors are shown where it has some, and what is not known is a dash`() {
        func text(_ keys: Key...) -> String {
            var dashboard = TestDashboard(pane: .hosts)
            for key in keys { dashboard.press(key) }
            return view(dashboard.state).golden
        }
        let sensed = text(.enter)
        #expect(sensed.contains("Sensors    52 °C  214 W"))
        let plain = text(.down, .enter)
        #expect(plain.contains("Disk       read 11M/s  write 3.2M/s"))
        #expect(!plain.contains("Sensors"))
        let lost = text(.down, .down, .enter)
        #expect(lost.contains("Disk       read —  write —"))
        #expect(!lost.contains("Sensors"))
        #expect(text(.enter, .character("]")).contains("of 8, arrows go on"))
        #expect(text(.down, .enter, .character("]")).contains("of 6, arrows go on"))
    }

    @Test func `help, menu and questions lie over the list`() throws {
        var dashboard = TestDashboard()
        dashboard.press(.character("?"))
        try expectGolden(view(dashboard.state).golden, "help")
        dashboard.press(.escape, .character("m"))
        try expectGolden(view(dashboard.state).golden, "menu")
        dashboard.press(.escape, .character("K"))
        try expectGolden(view(dashboard.state).golden, "confirm-power-off")
        dashboard.press(.escape, .character("*"), .character("K"))
        try expectGolden(view(dashboard.state).golden, "confirm-power-off-many")
        dashboard.press(.escape, .escape, .character("i"))
        try expectGolden(view(dashboard.state).golden, "why")
    }

    @Test func `where there is nothing, it says how to begin`() throws {
        let cloud = TestCloud()
        var update = cloud.update
        (update.hosts, update.vms, update.tasks, update.usage, update.hostUsage) = ([], [], [], [:], [:])
        var dashboard = TestDashboard(nil)
        try expectGolden(view(dashboard.state).golden, "opening")
        dashboard.send(.inventory(update))
        try expectGolden(view(dashboard.state).golden, "welcome")
    }

    @Test func `the wall has no cursor and no changing key, and turns red when its data are old`() throws {
        var dashboard = TestDashboard(pane: .vms, mayChange: false, isWall: true)
        try expectGolden(view(dashboard.state).golden, "wall")
        dashboard.send(.clock(TestCloud.now.advanced(byMilliseconds: 155_000), utcOffset: 0))
        try expectGolden(view(dashboard.state).golden, "wall-stale")
    }

    @Test(arguments: [(1, 1), (39, 10), (40, 9), (10, 3)])
    func `a screen that is too small says what it needs`(columns: Int, rows: Int) {
        let frame = view(TestDashboard(columns: columns, rows: rows).state)
        #expect(frame.columns == columns && frame.rows == rows)
        #expect("\(columns)x\(rows); needs 40x10".hasPrefix(frame.text.split(separator: "\n")[0].prefix { $0 != " " }))
    }

    @Test func `every size from the least to the greatest can be drawn`() {
        for columns in stride(from: 40, through: 300, by: 13) {
            for rows in stride(from: 10, through: 100, by: 9) {
                for pane in Pane.allCases {
                    let frame = view(TestDashboard(pane: pane, columns: columns, rows: rows).state)
                    #expect(frame.text.split(separator: "\n", omittingEmptySubsequences: false).count == rows)
                }
            }
        }
    }
}
