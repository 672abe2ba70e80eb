import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct HostTests {
    /// The hosts of the test cloud, of which so many answer and are in maintenance.
    private func marked(_ mode: Host.Mode = .active, _ change: (inout InventoryUpdate) -> Void = { _ in })
        -> TestDashboard
    {
        var cloud = TestCloud()
        for index in 0..<2 { cloud.update.hosts[index].mode = mode }
        change(&cloud.update)
        var dashboard = TestDashboard(cloud, pane: .hosts)
        dashboard.press(.character(" "), .character(" "))
        return dashboard
    }

    private static let two = [TestCloud.host(1), TestCloud.host(2)]

    @Test func `P keeps VMs off all marked hosts, with how many stay there`() {
        var dashboard = marked()
        dashboard.press(.character("P"))
        #expect(view(dashboard.state).text.contains("cordon 2 hosts?"))
        #expect(view(dashboard.state).text.contains("their 16 VMs stay"))
        dashboard.press(.tab, .enter)
        #expect(dashboard.submitted == [.order(Self.two.map { .cordon($0) })])
        #expect(dashboard.state.lists.hosts.marks.isEmpty)
        dashboard = marked(.maintenance)
        dashboard.press(.character("P"))
        #expect(dashboard.submitted == [.order(Self.two.map { .uncordon($0) })])
        // Of marked ones that differ, those that take VMs come first.
        dashboard = marked { $0.hosts[0].mode = .maintenance }
        dashboard.press(.character("P"), .tab, .enter)
        #expect(dashboard.submitted == [.order([.cordon(TestCloud.host(2))])])
    }

    @Test func `W empties all marked hosts, unless VMs would go from one to another`() {
        var dashboard = marked()
        dashboard.press(.character("W"))
        #expect(!dashboard.isAsking)
        #expect(dashboard.state.notice?.text.hasPrefix("VMs of others would move to kvm1") == true)
        dashboard = marked(.maintenance)
        dashboard.press(.character("W"))
        #expect(view(dashboard.state).text.contains("evacuate 2 hosts?"))
        #expect(view(dashboard.state).text.contains("16 VMs move away"))
        dashboard.press(.tab, .enter)
        let policy = PlacementPolicy()
        #expect(dashboard.submitted == Self.two.map { .evacuate($0, policy: policy) })
    }

    @Test func `T leaves out hosts on which something runs`() {
        var dashboard = marked { update in
            for index in update.vms.indices where update.vms[index].host == TestCloud.host(2) {
                update.vms[index].state = .stopped
            }
        }
        dashboard.press(.character("T"))
        #expect(view(dashboard.state).text.contains("left out: 6 VMs run on kvm1"))
        dashboard.type("kvm2")
        dashboard.press(.enter)
        #expect(dashboard.submitted == [.order([.switchOff(TestCloud.host(2))])])
    }

    @Test func `what is for one host is refused for several`() {
        for key in ["K", "R", "D"] as [Character] {
            var dashboard = marked()
            dashboard.press(.character(key))
            #expect(!dashboard.isAsking)
            #expect(dashboard.state.notice?.text == "this is for one host at a time, and 2 are marked")
        }
    }

    @Test func `a marked host is meant, not that of the cursor`() {
        var dashboard = TestDashboard(pane: .hosts)
        dashboard.press(.character(" "), .end, .character("D"))
        dashboard.type("kvm1")
        dashboard.press(.enter)
        #expect(dashboard.submitted == [.order([.removeHost(TestCloud.host(1))])])
    }
}
