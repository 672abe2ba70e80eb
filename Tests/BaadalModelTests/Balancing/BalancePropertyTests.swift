import BaadalModel
import Testing

@Suite struct BalancePropertyTests {
    /// 10,000 small clusters of hosts and VMs of all kinds, a tenth at a time.
    @Test(arguments: 0..<10)
    func `no step breaks a limit and no plan makes it worse`(tenth: Int) {
        var steps = 0
        for seed in tenth * 1000..<(tenth + 1) * 1000 {
            let limits = seed % 2 == 0 ? ClusterLimits() : .htools
            let cluster = Cluster.random(seed, limits: limits)
            let options = BalanceOptions(
                limits: limits,
                loads: BalanceOptions.Loads.allCases[seed % 3],
                maximumMoves: seed % 7 == 0 ? 5 : nil,
                minimumGain: seed % 5 == 0 ? 0.01 : 0,
                swaps: seed % 4 != 0
            )
            let plan = BalancePlanner(cluster, options: options).plan()
            steps += plan.steps.count
            check(plan, seed)
            guard seed % 10 == 0 else { continue }
            for step in plan.steps.indices { check(plan.dropping(step).plan, seed, isWhole: false) }
            check(inGroups: plan, seed)
        }
        #expect(steps > 1000)
    }

    /// Follows a plan with the plain rules beside it.
    private func check(_ plan: BalancePlan, _ seed: Int, isWhole: Bool = true) {
        var cluster = plan.cluster
        var score = plan.scoreBefore
        for (place, step) in plan.steps.enumerated() {
            guard follow(step, in: &cluster, plan.options.limits, seed) else { return }
            // Each step of some plans, and what every plan comes to.
            if seed % 10 == 0 || place + 1 == plan.steps.count {
                let reached = PlainScore(cluster: cluster, options: plan.options).total
                if abs(reached - step.score) > 1e-9 {
                    Issue.record("seed \(seed), step \(place): \(step.score), not \(reached)")
                }
            }
            // Between the parts of a change of places the score may be higher.
            let isEnd = place + 1 == plan.steps.count || plan.steps[place + 1].kind != step.kind || step.kind == .move
            guard isWhole, isEnd else { continue }
            if step.score >= score { Issue.record("seed \(seed), step \(place): the score rises to \(step.score)") }
            score = step.score
        }
        if let limit = plan.options.maximumMoves, plan.steps.count > limit {
            Issue.record("seed \(seed): too many moves")
        }
    }

    /// Does the steps group by group, those of each backward.
    private func check(inGroups plan: BalancePlan, _ seed: Int) {
        var cluster = plan.cluster
        for group in plan.groups {
            for step in group.reversed()
            where follow(plan.steps[step], in: &cluster, plan.options.limits, seed) == false {
                return
            }
        }
        if cluster != plan.result { Issue.record("seed \(seed): groups lead elsewhere") }
    }

    /// Does a step by the rules; answers whether it is of VMs and hosts that are there.
    private func follow(_ step: BalancePlan.Step, in cluster: inout Cluster, _ limits: ClusterLimits, _ seed: Int)
        -> Bool
    {
        guard let vm = cluster.place(of: step.vm), let host = cluster.place(of: step.to) else {
            Issue.record("seed \(seed): '\(step.name)' or '\(step.toName)' is not there")
            return false
        }
        let from = cluster.vms[vm].host
        if cluster.hosts[from].id != step.from { Issue.record("seed \(seed): '\(step.name)' is elsewhere") }
        if let broken = Rules.broken(by: cluster.vms[vm], on: host, in: cluster, limits, from: from) {
            Issue.record("seed \(seed): '\(step.name)' to '\(step.toName)' breaks \(broken)")
        }
        cluster.move(vm, to: host)
        if cluster.hosts[host].freeDisk.count <= 0 { Issue.record("seed \(seed): no disk on '\(step.toName)'") }
        return true
    }
}
