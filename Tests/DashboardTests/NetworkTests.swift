import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct NetworkTests {
    private func on(
        _ section: NetworkSection,
        _ cloud: TestCloud = .networked,
        columns: Int = 80,
        rows: Int = 24,
        mayChange: Bool = true
    ) -> TestDashboard {
        var dashboard = TestDashboard(cloud, pane: .network, columns: columns, rows: rows, mayChange: mayChange)
        for _ in NetworkSection.allCases where dashboard.state.lists.network.section != section {
            dashboard.press(.character("]"))
        }
        return dashboard
    }

    @Test(arguments: NetworkSection.allCases)
    func `every section is drawn`(section: NetworkSection) throws {
        try expectGolden(view(on(section).state).golden, "network-\(section.rawValue)")
        for (columns, rows) in [(40, 10), (57, 13), (200, 60), (300, 100)] {
            let frame = view(on(section, columns: columns, rows: rows).state)
            #expect(frame.text.split(separator: "\n", omittingEmptySubsequences: false).count == rows)
        }
        try expectGolden(view(on(section, columns: 130, rows: 32).state).golden, "network-\(section.rawValue)-130x32")
    }

    @Test func `without colours every standing still has a sign and a word`() throws {
        let frame = view(on(.mappings).state)
        try expectGolden(frame.ansi(.mono, depth: .none), "network-mono")
        #expect(Set(Standing.allCases.map { $0.word.word }).count == Standing.allCases.count)
        #expect(Set(Standing.allCases.map { $0.word.text(.ascii) }).count == Standing.allCases.count)
    }

    @Test func `details say how it stands, what that means and what the box says`() throws {
        var dashboard = on(.mappings)
        dashboard.press(.down, .enter)
        try expectGolden(view(dashboard.state).golden, "network-mapping")
        dashboard.press(.character("i"))
        #expect(view(dashboard.state).text.contains("203.0.113.8 leads nowhere"))
        dashboard.press(.escape, .enter)
        #expect(dashboard.state.detail?.subject == .vm(TestCloud.vm(1)))
        #expect(view(dashboard.state).text.contains("Public     203.0.113.8  ✗ drifting"))
        dashboard = on(.boxes)
        dashboard.press(.down, .enter)
        #expect(view(dashboard.state).text.contains("Screens at 203.0.113.1"))
        dashboard = on(.pools)
        dashboard.type("/public")
        dashboard.press(.enter, .enter)
        #expect(view(dashboard.state).text.contains("203.0.113.7     web-0"))
    }

    @Test func `a figure that is not known is a dash, never nought`() throws {
        let dashboard = on(.mappings)
        let row = try #require(dashboard.state.lists.network.rows[.mapping(TestCloud.outside(1))])
        #expect(row.cells.suffix(2).map(\.text) == ["—", "—"])
        var cloud = TestCloud.networked
        cloud.update.network?.boxes = [:]
        let boxes = on(.boxes, cloud).state.lists.network.rows
        #expect(boxes[.box(.nat)]?.cell("state")?.text == "? unknown")
        #expect(boxes[.box(.nat)]?.cell("at")?.text == "—")
    }

    // MARK: - Screens

    @Test func `a countdown runs with the clock, and the clock is told each second for it`() {
        var dashboard = on(.screens)
        let grant = NetworkID.grant(RowID(2))
        func left() -> String? { dashboard.state.lists.network.rows[grant]?.cell("left")?.text }
        #expect(left() == "07:31")
        dashboard.send(.clock(TestCloud.now.advanced(byMilliseconds: 32_000), utcOffset: 0))
        #expect(left() == "06:59")
        dashboard.send(.clock(TestCloud.now.advanced(byMilliseconds: 500_000), utcOffset: 0))
        #expect(left() == "00:00")
        #expect(dashboard.state.lists.network.rows[.grant(RowID(1))]?.cell("left")?.text == "—")
        #expect(dashboard.state.isCounting)
        #expect(Formats.countdown(7_537) == "2:05:37")
    }

    @Test func `details of an open way tell the password, once they are opened and to those who may change`() throws {
        func asked(_ dashboard: TestDashboard) -> Int { dashboard.effects.count { $0 == .load(.secret(RowID(2))) } }
        var dashboard = on(.screens)
        dashboard.type("/web-0")
        dashboard.press(.enter)
        #expect(asked(dashboard) == 0)
        dashboard.press(.enter)
        #expect(asked(dashboard) == 1)
        try expectGolden(view(dashboard.state).golden, "network-grant")
        dashboard.press(.escape)
        #expect(dashboard.state.past.secret == nil)
        dashboard.press(.enter)
        #expect(asked(dashboard) == 2)
        // Beside the list it would be on a screen that nobody asked for it on.
        var wide = on(.screens, columns: 130, rows: 32)
        wide.type("/web-0")
        wide.press(.enter)
        #expect(asked(wide) == 0 && !view(wide.state).text.contains("Password"))
        var reader = on(.screens, mayChange: false)
        reader.type("/web-0")
        reader.press(.enter, .enter)
        #expect(asked(reader) == 0 && !view(reader.state).text.contains("Password"))
        #expect(view(reader.state).text.contains("203.0.113.1:5900"))
    }

    @Test func `V opens a way to the screen of a VM by a form`() throws {
        var dashboard = TestDashboard(.networked)
        dashboard.type("/lab-22")
        dashboard.press(.enter, .character("V"))
        #expect(view(dashboard.state).text.contains("was found on its host"))
        dashboard = TestDashboard(Self.recorded(15))
        dashboard.type("/mail-15")
        dashboard.press(.enter, .character("V"))
        try expectGolden(view(dashboard.state).golden, "form-grant")
        dashboard.press(.control("u"))
        dashboard.type("0")
        dashboard.press(.tab)
        dashboard.type("10.0.0.0/8, 192.0.2.7 x")
        dashboard.press(.enter)
        #expect(dashboard.submitted == [])
        // The first field that is wrong has the focus.
        dashboard.press(.control("u"))
        dashboard.type("45")
        dashboard.press(.tab, .backspace, .backspace, .enter)
        let sources = [try IPv4Network("10.0.0.0/8"), try IPv4Network("192.0.2.7")]
        let order = try GrantOrder(seconds: 2700, sources: sources)
        #expect(dashboard.submitted == [.order([.grant(TestCloud.vm(15), order)])])
    }

    /// The networked cloud with one more VM that has a record.
    private static func recorded(_ index: UInt64) -> TestCloud {
        var cloud = TestCloud.networked
        cloud.update.records.append(TestCloud.record(index))
        return cloud
    }

    @Test func `V says why no way is opened`() {
        func refusal(_ name: String, _ change: (inout NetworkBooks) -> Void = { _ in }) -> String {
            var cloud = Self.recorded(4)
            var books = TestCloud.books
            change(&books)
            cloud.update.network = books
            var dashboard = TestDashboard(cloud)
            dashboard.type("/name=\(name)")
            dashboard.press(.enter, .character("V"))
            return dashboard.state.notice?.text ?? ""
        }
        #expect(refusal("web-0").hasPrefix("the screen of web-0 is open at 203.0.113.1:5900 already"))
        #expect(refusal("cache-6").contains("belongs to cloud north"))
        #expect(refusal("git-4", { $0.natType = nil }).hasPrefix("no NAT box is set up"))
        #expect(refusal("git-4", { $0.natType = .mapping }).hasPrefix("the NAT box is not ours"))
        #expect(refusal("git-4", { $0.screenAddress = nil }).contains("network.screen-address"))
        #expect(refusal("git-4") == "")
    }

    @Test func `X revokes ways to screens once it is answered with y`() {
        var dashboard = on(.screens)
        dashboard.type("/web-0")
        dashboard.press(.enter, .character("X"), .character("n"))
        #expect(dashboard.submitted == [])
        dashboard.press(.character("X"), .character("y"))
        #expect(dashboard.submitted == [.revoke([RowID(2)])])
        dashboard.press(.escape)
        // Of marked ones, what is closed is left out.
        dashboard.press(.character("*"), .character("X"), .character("y"))
        #expect(dashboard.submitted.last == .revoke([RowID(2), RowID(3), RowID(4)]))
        dashboard.type("/state=closed")
        dashboard.press(.enter, .character("X"))
        #expect(dashboard.state.notice?.text.hasSuffix("is closed") == true)
    }

    // MARK: - Mappings and boxes

    @Test func `A maps a VM by its name, D takes a mapping back`() throws {
        var dashboard = on(.mappings)
        dashboard.press(.character("A"))
        dashboard.type("web-10")
        dashboard.press(.enter)
        let given = try EditOrder(publicAddress: true)
        #expect(dashboard.submitted == [.order([.edit(TestCloud.vm(10), given)])])
        for (name, why) in [("web-0", "has 203.0.113.7 already"), ("lab-22", "was found on its host"), ("x", "no VM")] {
            dashboard.press(.character("A"))
            dashboard.type(name)
            dashboard.press(.enter)
            #expect(view(dashboard.state).text.contains(why), "\(name)")
            dashboard.press(.escape)
        }
        dashboard.press(.home, .character("D"), .tab, .enter)
        let taken = try EditOrder(publicAddress: false)
        #expect(dashboard.submitted.last == .order([.edit(TestCloud.vm(0), taken)]))
        dashboard.press(.end, .character("D"))
        #expect(dashboard.state.notice?.text == "203.0.113.11 is being taken back already")
        #expect(!dashboard.isAsking)
    }

    @Test func `a VM is not mapped where no address is left or no box maps`() {
        var full = TestCloud.networked
        for index in 0..<4 { full.update.catalog?.publicAddresses[index].holder = TestCloud.vm(0) }
        var dashboard = on(.mappings, full)
        dashboard.press(.character("A"))
        #expect(dashboard.state.notice?.text == "Available Public IPs are exhausted")
        dashboard = on(.mappings, TestCloud())
        dashboard.press(.character("A"))
        #expect(dashboard.state.notice?.text.hasPrefix("no NAT box is set up") == true)
    }

    @Test func `R repairs the box of the row, with what it touches in the question`() throws {
        var dashboard = on(.mappings)
        dashboard.press(.character("R"))
        try expectGolden(view(dashboard.state).golden, "network-repair")
        dashboard.press(.character("y"))
        #expect(dashboard.submitted == [.order([.repair(.nat)])])
        dashboard = on(.dhcp)
        dashboard.press(.character("R"), .character("y"))
        #expect(dashboard.submitted == [.order([.repair(.dhcp)])])
        dashboard = on(.pools, TestCloud())
        dashboard.press(.character("R"))
        #expect(dashboard.state.notice?.text.hasPrefix("no DHCP server is set up") == true)
    }

    @Test func `all is taken back by the menu or a word, once it is typed`() {
        var dashboard = on(.mappings)
        dashboard.type(":clear-nat")
        dashboard.press(.enter)
        #expect(view(dashboard.state).text.contains("4 public addresses and 3 ways to screens"))
        dashboard.press(.enter)
        #expect(dashboard.submitted == [])
        dashboard.type("NAT box")
        dashboard.press(.enter)
        #expect(dashboard.submitted == [.order([.clearNAT])])
    }

    // MARK: - Around it

    @Test func `y copies what one connects to`() {
        var dashboard = on(.mappings)
        dashboard.press(.character("y"))
        #expect(dashboard.effects.last == .copy("203.0.113.7"))
        dashboard = on(.screens)
        dashboard.type("/web-0")
        dashboard.press(.enter, .character("y"))
        #expect(dashboard.effects.last == .copy("203.0.113.1:5900"))
    }

    @Test func `faults, filters and sections work as in the storage pane`() {
        var dashboard = on(.mappings)
        dashboard.press(.character("f"))
        // What drifts, and what waits for the box that does.
        #expect(dashboard.state.lists.network.list.order == [1, 2, 4].map { .mapping(TestCloud.outside($0)) })
        dashboard.press(.escape)
        dashboard.type(":network screens")
        dashboard.press(.enter)
        #expect(dashboard.state.lists.network.section == .screens)
        dashboard.type("/left=1")
        #expect(view(dashboard.state).text.contains("left"))
        dashboard.press(.escape)
        dashboard.type(":network state=present")
        dashboard.press(.enter)
        #expect(dashboard.state.lists.network.list.count == 2)
    }

    @Test func `what is wrong with a box is in the title, on the pulse and in the status bar`() {
        let text = view(on(.mappings, columns: 130, rows: 32).state).text
        #expect(text.contains("NAT ✗ drifting 40 s ago") && text.contains("DHCP ✗ unreachable 5 min ago"))
        #expect(text.split(separator: "\n")[0].contains("screens 3 NAT ✗ DHCP ✗"))
        let pulse = view(TestDashboard(.networked, pane: .pulse, columns: 130, rows: 40).state).text
        #expect(pulse.contains("unreachable DHCP server 5 min ago: no answer within 10 s"))
        #expect(pulse.contains("✗ drifting 1 of what the NAT box is to do"))
    }

    @Test func `details of a VM say how it is reached`() throws {
        var dashboard = TestDashboard(.networked)
        dashboard.type("/name=web-0")
        dashboard.press(.enter, .enter)
        try expectGolden(view(dashboard.state).golden, "vm-reached")
        #expect(dashboard.state.isCounting)
        dashboard.press(.character("V"))
        #expect(dashboard.state.notice?.text.contains("open at 203.0.113.1:5900 already") == true)
    }

    @Test func `the desk shows five lists, and more room the details beside them`() throws {
        let desk = TestDashboard(.networked, columns: 160, rows: 45)
        try expectGolden(view(desk.state).golden, "desk-160x45")
        #expect(desk.state.scope.contains([.snapshots, .network]))
        var dashboard = desk
        for pane in [Pane.tasks, .snapshots, .network, .hosts] {
            dashboard.press(.tab)
            #expect(dashboard.state.pane == pane)
        }
        dashboard.press(.character("6"), .character("e"))
        #expect(dashboard.state.sight == [.network])
    }

    @Test func `it is read when it is in sight, and its rows are there as soon as it is`() {
        var dashboard = TestDashboard(nil, pane: .tasks)
        dashboard.send(.inventory(TestCloud.networked.update, scope: dashboard.state.scope))
        #expect(dashboard.state.scope.isDisjoint(with: .network))
        dashboard.press(.character("6"))
        #expect(dashboard.state.scope.contains([.network, .catalog, .records]))
        #expect(view(dashboard.state).text.contains("reading ..."))
        dashboard.send(.inventory(TestCloud.networked.update, scope: dashboard.state.scope))
        #expect(dashboard.state.lists.network.list.count == 4)
    }
}
