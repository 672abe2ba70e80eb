import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct KeyTests {
    @Test func `start asks nothing and names the VM under the cursor`() {
        var dashboard = TestDashboard()
        dashboard.type(":sort name")
        dashboard.press(.enter)
        let stopped = TestCloud.vm(7)
        dashboard.type("/state=stopped")
        dashboard.press(.enter, .character("S"))
        // Its start is at work already, so that nothing is sent a second time.
        #expect(dashboard.submitted == [])
        #expect(view(dashboard.state).text.contains("already has this order, #4711"))
        dashboard.press(.escape)
        dashboard.type("/state=crashed")
        dashboard.press(.enter, .character("S"))
        #expect(dashboard.submitted == [.order([.start(TestCloud.vm(9))])])
        #expect(stopped != TestCloud.vm(9))
    }

    @Test func `shut down waits for y`() {
        var dashboard = TestDashboard()
        dashboard.type("/web-0")
        dashboard.press(.enter, .character("T"))
        #expect(dashboard.submitted == [])
        dashboard.press(.character("n"))
        dashboard.press(.character("T"), .character("y"))
        #expect(dashboard.submitted == [.order([.shutDown(TestCloud.vm(0))])])
    }

    @Test func `power off opens a dialog with the focus on Cancel`() {
        var dashboard = TestDashboard()
        dashboard.type("/web-0")
        dashboard.press(.enter, .character("K"), .enter)
        #expect(dashboard.submitted == [])
        dashboard.press(.character("K"), .tab, .enter)
        #expect(dashboard.submitted == [.order([.powerOff(TestCloud.vm(0))])])
    }

    @Test func `more than five are powered off only when their count is typed`() {
        var dashboard = TestDashboard()
        dashboard.press(.character("*"), .character("K"), .enter)
        #expect(dashboard.submitted == [])
        dashboard.type("7")
        dashboard.press(.enter)
        #expect(dashboard.submitted == [])
        dashboard.press(.control("u"))
        guard case .confirm(let confirm)? = dashboard.state.overlay else {
            Issue.record("nothing is asked")
            return
        }
        dashboard.type("\(confirm.names.count)")
        dashboard.press(.enter)
        guard case .order(let commands, _, _)? = dashboard.submitted.first else {
            Issue.record("nothing is submitted")
            return
        }
        #expect(commands.count == confirm.names.count)
        #expect(commands.allSatisfy { $0.kind == .powerOff })
        // What another cloud claims, and what nobody knows the state of, is left out.
        #expect(!commands.contains(.powerOff(TestCloud.vm(6))))
        #expect(!commands.contains(.powerOff(TestCloud.vm(2))))
    }

    @Test func `marks that a filter hides are named first`() {
        var dashboard = TestDashboard()
        dashboard.type("/web-0")
        dashboard.press(.enter, .character(" "), .escape)
        dashboard.type("/lab")
        dashboard.press(.enter, .character("T"))
        guard case .confirm(let confirm)? = dashboard.state.overlay else {
            Issue.record("nothing is asked")
            return
        }
        #expect(confirm.names == ["web-0"])
        #expect(confirm.hidden == 1)
        #expect(view(dashboard.state).text.contains("1 of them hidden by the filter"))
    }

    @Test func `a key that would hit a neighbour is disarmed until the cursor moves`() {
        var cloud = TestCloud()
        var dashboard = TestDashboard(cloud)
        dashboard.type("/web")
        dashboard.press(.enter)
        let gone = dashboard.state.lists.vms.selected
        cloud.update.isFull = false
        cloud.update.revision = Revision(101)
        cloud.update.removedVMs = gone.map { [$0] } ?? []
        (cloud.update.vms, cloud.update.usage, cloud.update.tasks) = ([], [:], [])
        dashboard.send(.inventory(cloud.update))
        #expect(dashboard.state.lists.vms.selected != gone)
        dashboard.press(.character("T"), .character("y"))
        #expect(dashboard.submitted == [])
        dashboard.press(.down, .up, .character("T"), .character("y"))
        #expect(dashboard.submitted.count == 1)
    }

    @Test func `the cursor stays on its VM when the order changes under it`() {
        var cloud = TestCloud()
        var dashboard = TestDashboard(cloud)
        dashboard.type(":sort -cpu")
        dashboard.press(.enter, .down, .down)
        let held = dashboard.state.lists.vms.selected
        for id in cloud.update.usage.keys { cloud.update.usage[id]?.cpu = Double(id.uuid.low % 10) / 10 }
        cloud.update.isFull = false
        cloud.update.revision = Revision(101)
        dashboard.send(.inventory(cloud.update))
        #expect(dashboard.state.lists.vms.selected == held)
        #expect(dashboard.state.lists.vms.index != 2)
    }

    @Test func `Escape goes back by one thing at a time`() {
        var dashboard = TestDashboard()
        dashboard.type("/web")
        dashboard.press(.enter, .character(" "), .character("e"), .enter)
        #expect(dashboard.state.backStep == .details)
        let steps = (0..<4).map { _ in
            dashboard.press(.escape)
            return dashboard.state.backStep
        }
        #expect(steps == [.zoom, .filter, .marks, nil])
    }

    @Test func `a filter that cannot be read says where, and leaves the list as it was`() {
        var dashboard = TestDashboard()
        dashboard.type("/cpu")
        let before = dashboard.state.lists.vms.order
        dashboard.type(">")
        #expect(dashboard.state.lists.vms.order == before)
        #expect(view(dashboard.state).text.contains("column"))
        dashboard.type("80")
        #expect(!dashboard.state.lists.vms.order.isEmpty && before.isEmpty)
    }

    @Test func `what is pasted into a filter is cut where the field is full`() throws {
        var dashboard = TestDashboard()
        dashboard.type("/" + String(repeating: "x", count: 4 * TextField.limit))
        guard case .prompt(let prompt) = dashboard.state.overlay else {
            Issue.record("the filter is not open")
            return
        }
        #expect(prompt.field.text.utf8.count == TextField.limit)
        #expect(view(dashboard.state).text.contains("xxx"))
    }

    @Test func `undo submits the inverse of the newest own task for ten seconds`() {
        var cloud = TestCloud()
        var dashboard = TestDashboard(cloud)
        dashboard.press(.character("Z"))
        #expect(dashboard.submitted == [])
        let place = cloud.update.tasks.firstIndex { $0.command.kind == .suspend }
        cloud.update.tasks[place ?? 0].ended = TestCloud.ago(4)
        cloud.update.revision = Revision(101)
        dashboard.send(.inventory(cloud.update))
        dashboard.press(.character("Z"))
        #expect(dashboard.submitted == [.undo(TaskRecord.ID(4708))])
    }

    @Test func `tasks are cancelled, tried again and set aside`() {
        var dashboard = TestDashboard(pane: .tasks)
        dashboard.type("/status=pending")
        dashboard.press(.enter, .character("X"), .escape)
        dashboard.type("/status=failed")
        dashboard.press(.enter, .character("R"), .character("y"), .character("Y"))
        #expect(
            dashboard.submitted == [
                .cancel(TaskRecord.ID(4712)), .retry(TaskRecord.ID(4709)), .ignore(TaskRecord.ID(4709)),
            ]
        )
    }

    @Test func `a console is asked for before a machine is given input`() {
        var dashboard = TestDashboard()
        dashboard.type("/web-0")
        dashboard.press(.enter, .character("c"))
        #expect(!dashboard.effects.contains(.console(TestCloud.vm(0))))
        dashboard.press(.character("y"))
        #expect(dashboard.effects.contains(.console(TestCloud.vm(0))))
    }

    @Test func `a frozen screen changes nothing`() {
        var dashboard = TestDashboard()
        dashboard.type("/web-0")
        dashboard.press(.enter, .character("p"), .character("T"), .character("y"))
        #expect(dashboard.submitted == [])
        dashboard.press(.character("p"), .character("T"), .character("y"))
        #expect(dashboard.submitted.count == 1)
    }

    @Test func `a screen too small to draw changes nothing`() {
        var dashboard = TestDashboard()
        dashboard.send(.resize(columns: 30, rows: 8))
        for key in Action.all.flatMap(\.keys) where key != .character("q") { dashboard.press(key) }
        #expect(dashboard.effects.allSatisfy { !$0.isChange })
    }

    @Test func `the palette completes, runs what is unique, and says what there is`() {
        var dashboard = TestDashboard()
        dashboard.type(":zo")
        dashboard.press(.tab, .enter)
        #expect(dashboard.state.isZoomed)
        dashboard.type(":nonsense")
        dashboard.press(.enter)
        #expect(view(dashboard.state).text.contains("there is no 'nonsense'"))
        dashboard.press(.escape)
        dashboard.type(":theme light")
        dashboard.press(.enter)
        #expect(dashboard.effects.contains(.useTheme("light")))
        dashboard.type(":hosts kvm2")
        dashboard.press(.enter)
        #expect(dashboard.state.lists.hosts.order == [TestCloud.host(2)])
    }

    @Test func `an order of this screen is reported when it has ended`() {
        var cloud = TestCloud()
        var dashboard = TestDashboard(cloud)
        dashboard.send(.submitted([TaskRecord.ID(4712)], label: "reboot wiki-7"))
        let place = cloud.update.tasks.firstIndex { $0.id == TaskRecord.ID(4712) } ?? 0
        (cloud.update.tasks[place].status, cloud.update.tasks[place].message) = (.failed, "the host refused")
        cloud.update.tasks[place].ended = TestCloud.now
        cloud.update.revision = Revision(101)
        dashboard.send(.inventory(cloud.update))
        #expect(view(dashboard.state).text.contains("the host refused"))
    }

    @Test func `sorting is kept for the next run`() {
        var dashboard = TestDashboard()
        dashboard.type(":sort -cpu")
        dashboard.press(.enter)
        #expect(dashboard.effects.contains(.remember(DashboardChoices(sort: ["vms": "-cpu"]))))
    }

    @Test func `columns are chosen, kept, and refused with those there are`() {
        var dashboard = TestDashboard()
        dashboard.type(":columns name rx")
        dashboard.press(.enter)
        let header = view(dashboard.state).text.split(separator: "\n")[2]
        #expect(header.contains("NET IN") && !header.contains("STATE"))
        #expect(dashboard.effects.contains(.remember(DashboardChoices(columns: ["vms": ["name", "rx"]]))))
        dashboard.type(":columns colour")
        dashboard.press(.enter)
        #expect(view(dashboard.state).text.contains("columns: all, or some of name, state"))
    }

    @Test func `a hidden pane loads nothing`() {
        var dashboard = TestDashboard(nil, pane: .tasks)
        #expect(dashboard.state.scope == [.hosts, .vms, .tasks])
        dashboard.send(.inventory(TestCloud().update, scope: dashboard.state.scope))
        #expect(!dashboard.effects.contains { if case .load(.recent) = $0 { true } else { false } })
        dashboard.press(.character("3"))
        #expect(dashboard.state.scope == [.hosts, .vms, .tasks, .usage, .records, .catalog, .network])
        #expect(dashboard.effects.contains { if case .load(.recent) = $0 { true } else { false } })
    }
}
