import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct SnapshotTests {
    private func on(_ filter: String) -> TestDashboard {
        var dashboard = TestDashboard(pane: .snapshots)
        dashboard.type("/\(filter)")
        dashboard.press(.enter)
        return dashboard
    }

    @Test func `snapshots hang below the one that they came after`() {
        let dashboard = TestDashboard(pane: .snapshots)
        let ids = dashboard.state.lists.snapshots.order.map(\.number)
        // By VM, then by time; a branch stays together.
        #expect(ids.filter { $0 < 6 } == [5, 1, 2, 3, 4])
        let places = dashboard.state.lists.tree.places
        #expect(places[RowID(2)] == SnapshotTree.Place(depth: 1, isLast: false))
        #expect(places[RowID(4)] == SnapshotTree.Place(depth: 2, isLast: true))
        #expect(places[RowID(1)] == nil)
    }

    @Test func `parents that go round lose no snapshot`() {
        var all = TestCloud.snapshots
        all[0].parent = "try-more"
        all[1].parent = "nightly"
        let tree = SnapshotTree(all, names: { "\($0)" }, isDescending: false)
        #expect(Set(tree.order) == Set(all.map(\.id)))
        #expect(tree.order.count == all.count)
    }

    @Test(arguments: [
        ("web-0", [1, 2, 3, 4]), ("vm=db-1", [5]), ("kind=user and age<2", [3, 4, 7]), ("presence=absent", [6]),
        ("host=kvm2", [5]), ("size>1G", [4, 6, 7]),
    ])
    func `the filter knows what a snapshot is`(filter: String, ids: [Int64]) {
        #expect(Set(on(filter).state.lists.snapshots.order.map(\.number)) == Set(ids))
    }

    @Test func `faults are those that only one side knows`() {
        var dashboard = TestDashboard(pane: .snapshots)
        dashboard.press(.character("f"))
        #expect(Set(dashboard.state.lists.snapshots.order.map(\.number)) == [6, 7])
    }

    @Test func `revert keeps the present state unless that is switched off`() throws {
        var dashboard = on("name=try")
        dashboard.press(.character("R"))
        try expectGolden(view(dashboard.state).golden, "revert")
        dashboard.press(.enter)
        #expect(dashboard.submitted == [])
        dashboard.press(.character("R"), .tab, .enter, .character("R"), .character(" "), .tab, .enter)
        let vm = TestCloud.vm(0)
        let kept = Request.order([.revert(vm, snapshot: "try", keepsPresent: true)])
        let lost = Request.order([.revert(vm, snapshot: "try", keepsPresent: false)])
        #expect(dashboard.submitted == [kept, lost])
    }

    @Test func `what libvirt lacks is not gone back to, and may be deleted`() {
        var dashboard = on("presence=absent")
        dashboard.press(.character("R"))
        #expect(!dashboard.isAsking)
        dashboard.press(.character("D"), .tab, .enter)
        #expect(dashboard.submitted == [.order([.deleteSnapshot(TestCloud.vm(9), snapshot: "lost")])])
    }

    @Test func `a snapshot of the VM that the cursor is on`() {
        var dashboard = on("name=week")
        dashboard.press(.character("H"))
        #expect(dashboard.submitted == [.order([.snapshot(TestCloud.vm(1), SnapshotOrder(.user))])])
    }

    @Test func `from a VM one goes to its snapshots, and on to what has none`() {
        var dashboard = TestDashboard()
        dashboard.type("/web-0")
        dashboard.press(.enter, .character("5"))
        #expect(dashboard.state.lists.snapshots.selected == RowID(1))
        dashboard.press(.character("3"), .enter, .character("5"))
        #expect(dashboard.state.lists.snapshots.order.count == 4)
        dashboard.press(.character("3"), .escape, .character("u"))
        let shown = dashboard.state.lists.vms.order
        #expect(!shown.isEmpty && !shown.contains(TestCloud.vm(0)) && shown.contains(TestCloud.vm(1)))
        #expect(shown.allSatisfy { dashboard.state.cloud.inventory.vms[$0]?.state == .running })
        dashboard.press(.escape)
        #expect(dashboard.state.lists.vms.order.count == 24)
    }

    @Test func `details of a snapshot say where it comes from`() throws {
        var dashboard = on("name=try-more")
        dashboard.press(.enter)
        try expectGolden(view(dashboard.state).golden, "snapshot-overview")
        dashboard.press(.enter)
        #expect(dashboard.state.detail?.subject == .vm(TestCloud.vm(0)))
    }

    @Test func `a pane that is not in sight loads no snapshots`() {
        var dashboard = TestDashboard(nil, pane: .tasks)
        dashboard.send(.inventory(TestCloud().update, scope: [.hosts, .vms, .tasks]))
        #expect(dashboard.state.scope.isDisjoint(with: .snapshots))
        #expect(dashboard.state.lists.snapshots.order.isEmpty)
        dashboard.press(.character("5"))
        #expect(dashboard.state.scope.contains([.snapshots, .records]))
        #expect(view(dashboard.state).text.contains("reading ..."))
    }

    @Test func `thirty thousand snapshots are sorted once and drawn as far as they are in sight`() {
        var cloud = TestCloud(vms: 3000)
        cloud.update.snapshots = (0..<30_000).map(Self.nightly)
        var dashboard = TestDashboard(cloud)
        dashboard.press(.character("5"))
        let shown = view(dashboard.state).text
        #expect(dashboard.state.lists.snapshots.order.count == 30_000)
        #expect(shown.contains("nightly-0"))
    }

    private static func nightly(_ index: Int) -> Snapshot {
        Snapshot(
            id: RowID(Int64(index)),
            vm: TestCloud.vm(UInt64(index % 3000)),
            name: "nightly-\(index / 3000)",
            kind: .daily,
            parent: index < 3000 ? nil : "nightly-\(index / 3000 - 1)",
            created: TestCloud.ago(Int64(900_000 - index)),
            hasMemory: false
        )
    }
}
