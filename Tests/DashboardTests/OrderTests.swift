import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct OrderTests {
    /// A dashboard on the VM of a filter.
    private func on(_ filter: String, _ cloud: TestCloud = TestCloud()) -> TestDashboard {
        var dashboard = TestDashboard(cloud)
        dashboard.type("/\(filter)")
        dashboard.press(.enter)
        return dashboard
    }

    private static let spare = VM.ID(UniqueID(high: 0xC, low: 1))

    @Test func `a snapshot asks nothing`() {
        var dashboard = on("web-0")
        dashboard.press(.character("H"))
        #expect(dashboard.submitted == [.order([.snapshot(TestCloud.vm(0), SnapshotOrder(.user))])])
    }

    @Test func `delete wants the name of one and the count of several`() {
        var dashboard = on("web-0")
        dashboard.press(.character("D"))
        dashboard.type("web-1")
        dashboard.press(.enter)
        #expect(dashboard.submitted == [])
        dashboard.press(.backspace)
        dashboard.type("0")
        dashboard.press(.enter)
        #expect(dashboard.submitted == [.order([.delete(TestCloud.vm(0))])])
        dashboard = on("name=web-0 or name=web-10")
        dashboard.press(.character("*"), .character("D"))
        dashboard.type("2")
        dashboard.press(.enter)
        guard case .order(let commands, _, _)? = dashboard.submitted.first else {
            Issue.record("nothing is submitted")
            return
        }
        #expect(Set(commands) == [.delete(TestCloud.vm(0)), .delete(TestCloud.vm(10))])
    }

    @Test func `what was found on its host is not deleted`() {
        var dashboard = on("ci-23")
        dashboard.press(.character("D"))
        #expect(!dashboard.isAsking)
        dashboard = on("lab-22")
        dashboard.press(.character("D"))
        #expect(view(dashboard.state).text.contains("was found on its host"))
    }

    @Test func `migrate shows the hosts and goes where the cursor is`() throws {
        var dashboard = on("name=web-0")
        dashboard.press(.character("M"))
        try expectGolden(view(dashboard.state).golden, "migrate")
        dashboard.press(.down, .down, .enter)
        // The first below "best host" fits; the next is where it is already.
        #expect(dashboard.submitted == [])
        #expect(view(dashboard.state).text.contains("it is there already"))
        dashboard.press(.up, .enter)
        #expect(dashboard.submitted == [.order([.migrate(TestCloud.vm(0), MigrateOrder(host: TestCloud.host(2)))])])
        dashboard.press(.character("M"), .enter)
        #expect(dashboard.submitted.last == .order([.migrate(TestCloud.vm(0), MigrateOrder())]))
    }

    @Test func `a VM that runs is not copied, one that is off gets a name`() throws {
        var dashboard = on("name=web-0")
        dashboard.press(.character("C"))
        #expect(view(dashboard.state).text.contains("a copy needs it stopped"))
        var cloud = TestCloud()
        cloud.update.vms[0].state = .stopped
        dashboard = on("name=web-0", cloud)
        dashboard.press(.character("C"))
        try expectGolden(view(dashboard.state).golden, "clone")
        dashboard.press(.control("u"))
        dashboard.type("bad name")
        dashboard.press(.tab, .character(" "), .tab)
        #expect(view(dashboard.state).text.contains("1 to 30 letters"))
        dashboard.press(.enter)
        #expect(dashboard.submitted == [])
        dashboard.press(.control("u"))
        dashboard.type("copy")
        dashboard.press(.tab, .tab)
        dashboard.type("kvm2")
        dashboard.press(.enter)
        let order = CloneOrder(
            parent: TestCloud.vm(0),
            name: try VMName("copy"),
            isLinked: true,
            host: TestCloud.host(2)
        )
        #expect(dashboard.submitted == [.order([.clone(Self.spare, order)])])
    }

    @Test func `edit sends only what differs, and asks before`() throws {
        var dashboard = on("name=web-0")
        dashboard.press(.character("E"), .pageDown, .enter)
        #expect(view(dashboard.state).text.contains("nothing is changed yet"))
        dashboard.press(.pageUp, .control("u"))
        dashboard.type("65")
        try expectGolden(view(dashboard.state).golden, "edit-refused")
        dashboard.press(.control("u"))
        dashboard.type("4")
        dashboard.press(.pageDown, .enter)
        try expectGolden(view(dashboard.state).golden, "edit-confirm")
        #expect(dashboard.submitted == [])
        dashboard.press(.tab, .enter)
        #expect(dashboard.submitted == [.order([.edit(TestCloud.vm(0), try EditOrder(vcpus: 4))])])
    }

    @Test func `a disk has a size and may have a datastore`() {
        var dashboard = on("name=web-0")
        dashboard.press(.character("L"))
        dashboard.type("20G")
        dashboard.press(.tab, .right, .enter)
        #expect(
            dashboard.submitted == [
                .order([.attachDisk(TestCloud.vm(0), size: .gibibytes(20), datastore: RowID(1))])
            ]
        )
    }

    @Test func `a form is for one VM at a time, and Escape leaves it`() {
        var dashboard = on("web")
        dashboard.press(.character("*"), .character("E"))
        #expect(view(dashboard.state).text.contains("one VM at a time"))
        dashboard = on("name=web-0")
        dashboard.press(.character("E"), .escape)
        #expect(!dashboard.isAsking)
        #expect(dashboard.submitted == [])
    }

    @Test func `a delete is undone`() {
        var cloud = TestCloud()
        var dashboard = TestDashboard(cloud)
        var task = cloud.update.tasks[3]
        task = TaskRecord(
            id: TaskRecord.ID(4720),
            command: .delete(TestCloud.vm(0)),
            status: .success,
            requester: "asha",
            subject: "web-0",
            created: task.created,
            ended: TestCloud.ago(3)
        )
        cloud.update.tasks.append(task)
        cloud.update.revision = Revision(101)
        dashboard.send(.inventory(cloud.update))
        dashboard.press(.character("Z"))
        #expect(dashboard.submitted == [.undo(TaskRecord.ID(4720))])
    }

    @Test(arguments: [(40, 10), (120, 40), (200, 60)])
    func `forms and choices are drawn at every size`(columns: Int, rows: Int) throws {
        var cloud = TestCloud()
        cloud.update.vms[0].state = .stopped
        var dashboard = TestDashboard(cloud, columns: columns, rows: rows)
        dashboard.type("/name=web-0")
        dashboard.press(.enter, .character("C"))
        try expectGolden(view(dashboard.state).golden, "clone-\(columns)x\(rows)")
        dashboard.press(.escape, .character("M"))
        try expectGolden(view(dashboard.state).golden, "migrate-\(columns)x\(rows)")
    }
}
