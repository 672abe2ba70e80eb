import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct CreateTests {
    private func opened(_ cloud: TestCloud = TestCloud(), columns: Int = 80, rows: Int = 24) -> TestDashboard {
        var dashboard = TestDashboard(cloud, columns: columns, rows: rows)
        dashboard.press(.character("A"))
        return dashboard
    }

    @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 60)])
    func `the form shows where the VM would go`(columns: Int, rows: Int) throws {
        var dashboard = opened(columns: columns, rows: rows)
        dashboard.type("lab")
        try expectGolden(view(dashboard.state).golden, "create-\(columns)x\(rows)")
    }

    @Test func `a form reads on a plain terminal too`() throws {
        var dashboard = TestDashboard(glyphs: .ascii)
        dashboard.press(.character("A"), .tab)
        try expectGolden(view(dashboard.state).golden, "create-ascii")
        try expectGolden(view(dashboard.state).ansi(.mono, depth: .none), "create-mono")
    }

    @Test func `forms and choices can be drawn at every size`() {
        for columns in stride(from: 40, through: 300, by: 13) {
            for rows in stride(from: 10, through: 100, by: 9) {
                var dashboard = opened(columns: columns, rows: rows)
                dashboard.press(.pageDown, .enter)
                var text = view(dashboard.state).text
                #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == rows)
                dashboard.press(.escape, .character("M"))
                text = view(dashboard.state).text
                #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == rows)
            }
        }
    }

    @Test func `each key counts the hosts anew`() {
        var dashboard = opened()
        #expect(view(dashboard.state).text.contains("✓ kvm1         fits   28%"))
        dashboard.type("lab")
        dashboard.press(.tab, .tab, .tab, .tab, .control("u"))
        dashboard.type("24")
        #expect(view(dashboard.state).text.contains("24 vCPUs are more than its 16 processors"))
        dashboard.press(.control("u"))
        #expect(view(dashboard.state).text.contains("vCPUs and RAM come first"))
        dashboard.type("16")
        #expect(view(dashboard.state).text.contains("kvm2         fits  100%"))
        dashboard.press(.pageDown, .enter)
        #expect(dashboard.submitted.count == 1)
    }

    @Test func `what was filled in becomes an order under a new identifier`() throws {
        var dashboard = opened()
        dashboard.type("lab-new")
        dashboard.press(.tab)
        dashboard.type("ra")
        dashboard.press(.tab, .tab)
        dashboard.type("staff")
        dashboard.press(.tab, .control("u"))
        dashboard.type("4")
        dashboard.press(.tab, .control("u"))
        dashboard.type("8G")
        dashboard.press(.tab)
        dashboard.type("50G")
        dashboard.press(.tab)
        dashboard.type("!web")
        dashboard.press(.tab, .right, .right, .enter)
        dashboard.type("thesis")
        dashboard.press(.enter)
        let order = try InstallOrder(
            name: try VMName("lab-new"),
            owner: RowID(2),
            source: .template(RowID(1)),
            domain: RowID(2),
            vcpus: 4,
            memory: .gibibytes(8),
            extraDisk: .gibibytes(50),
            host: TestCloud.host(2),
            purpose: "thesis",
            group: "!web"
        )
        #expect(dashboard.submitted == [.order([.install(VM.ID(UniqueID(high: 0xC, low: 1)), order)])])
        // The next one gets another identifier.
        dashboard.press(.character("A"))
        #expect(dashboard.effects.count { $0 == .load(.identifier) } == 2)
    }

    @Test func `a name that is refused has the focus again`() throws {
        var dashboard = opened()
        dashboard.press(.pageDown, .enter)
        #expect(dashboard.submitted == [])
        guard case .form(let form)? = dashboard.state.overlay else {
            Issue.record("the form is gone")
            return
        }
        #expect(form.focused == 0)
        #expect(view(dashboard.state).text.contains("1 to 30 letters"))
    }

    @Test func `where no host has room the form says so`() {
        var dashboard = opened()
        dashboard.type("huge")
        dashboard.press(.tab, .tab, .tab, .tab, .tab, .control("u"))
        dashboard.type("4096G")
        dashboard.press(.pageDown, .enter)
        #expect(dashboard.submitted == [])
        #expect(view(dashboard.state).text.contains("No active host is available"))
    }

    @Test func `without a catalogue it says what comes first`() {
        var cloud = TestCloud()
        cloud.update.catalog?.templates = []
        let dashboard = opened(cloud)
        #expect(!dashboard.isAsking)
        #expect(view(dashboard.state).text.contains("an active template comes first"))
    }

    @Test func `schedule and group are set without a task`() {
        var dashboard = TestDashboard()
        dashboard.type("/name=db-1")
        dashboard.press(.enter, .character("E"), .tab, .tab, .tab, .control("u"))
        dashboard.type("daily")
        dashboard.press(.tab, .control("u"), .enter)
        #expect(
            dashboard.submitted == [.schedule(TestCloud.vm(1), [.daily]), .group(TestCloud.vm(1), nil)]
        )
    }

    @Test func `a VM says whose it is, and why it is where it is`() throws {
        var dashboard = TestDashboard()
        dashboard.type("/name=web-0")
        dashboard.press(.enter, .enter)
        try expectGolden(view(dashboard.state).golden, "vm-record")
        dashboard.press(.character("i"), .pageDown)
        try expectGolden(view(dashboard.state).golden, "why-placement")
    }
}
