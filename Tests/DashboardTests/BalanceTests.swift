import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct BalanceTests {
    @Test func `a plan is read when its pane is opened, and again when it is asked for`() throws {
        var dashboard = TestDashboard()
        #expect(dashboard.state.lists.balance.plan == nil)
        dashboard.press(.character("9"))
        let plan = try #require(dashboard.state.lists.balance.plan)
        #expect(plan.scoreAfter < plan.scoreBefore)
        #expect(dashboard.state.lists.balance.list.count == plan.steps.count)
        dashboard.press(.character("s"))
        #expect(dashboard.state.lists.balance.swaps)
        #expect(dashboard.state.lists.balance.plan != nil)
    }

    @Test func `a move is left out, and the rest is scored again`() throws {
        var dashboard = TestDashboard(pane: .balance)
        let before = try #require(dashboard.state.lists.balance.plan)
        dashboard.press(.down, .character("X"))
        let after = try #require(dashboard.state.lists.balance.plan)
        #expect(after.steps.count < before.steps.count)
        #expect(!after.steps.contains { $0.vm == before.steps[1].vm })
        #expect(dashboard.submitted.isEmpty)
    }

    @Test func `the plan is one order, after it was looked at`() throws {
        var dashboard = TestDashboard(pane: .balance)
        let plan = try #require(dashboard.state.lists.balance.plan)
        dashboard.press(.character("S"))
        #expect(dashboard.isAsking)
        #expect(dashboard.submitted.isEmpty)
        dashboard.press(.tab, .enter)
        guard case .balance(let waves, _)? = dashboard.submitted.first else {
            Issue.record("nothing was ordered")
            return
        }
        #expect(waves.joined().count == plan.steps.count)
        #expect(Set(waves.joined().map(\.vm)) == Set(plan.steps.map(\.vm)))
    }
}
