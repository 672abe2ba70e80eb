internal import BaadalModel

/// A balance plan for people or scripts.
struct PlanPrint {
    let plan: BalancePlan

    init(_ plan: BalancePlan) { self.plan = plan }

    private func word(_ kind: BalancePlan.Step.Kind) -> String {
        switch kind {
        case .move: "move"
        case .swap(let number): "swap \(number + 1)"
        }
    }

    /// The lines of a table, and what comes of it.
    var lines: [String] {
        let (before, after) = (plan.scoreBefore.text(digits: 4), plan.scoreAfter.text(digits: 4))
        let fixed = plan.fixedWords.map { [Printable.text($0)] } ?? []
        guard !plan.steps.isEmpty else { return ["score \(before); no move would lower it"] + fixed }
        var table = TextTable(">", "KIND", "VM", "FROM", "TO", ">WAVE", ">SCORE", "WHY")
        let waves = plan.waveNumbers
        for (place, step) in plan.steps.enumerated() {
            table.add(
                "\(place + 1)",
                word(step.kind),
                Printable.text(step.name),
                Printable.text(step.fromName),
                Printable.text(step.toName),
                "\(waves[place])",
                step.score.text(digits: 4),
                step.reason
            )
        }
        return table.lines + ["score \(before) becomes \(after) by \(plan.steps.count) moves"] + fixed + gauges
    }

    /// What each host has promised before and after.
    private var gauges: [String] {
        var table = TextTable("HOST", ">VMS", ">THEN", ">RAM", ">THEN", ">VCPUS", ">THEN")
        for ((host, before), after) in zip(zip(plan.cluster.hosts, use(plan.cluster)), use(plan.result)) {
            func share(_ memory: Int64) -> String {
                Printable.share(host.memory.count > 0 ? Double(memory) / Double(host.memory.count) : nil)
            }
            table.add(
                Printable.text(host.name),
                "\(before.count)",
                "\(after.count)",
                share(before.memory),
                share(after.memory),
                "\(before.cpus)",
                "\(after.cpus)"
            )
        }
        return table.lines
    }

    private func use(_ cluster: Cluster) -> [(count: Int, memory: Int64, cpus: Int)] {
        var use = cluster.hosts.map { _ in (count: 0, memory: Int64(0), cpus: 0) }
        for vm in cluster.vms {
            use[vm.host].count += 1
            use[vm.host].memory += vm.memory.count
            use[vm.host].cpus += vm.vcpus
        }
        return use
    }

    /// The form with `--json`.
    var json: String {
        let waves = plan.waveNumbers
        let steps = plan.steps.enumerated().map { place, step -> JSON in
            [
                "vm": .text(step.name),
                "from": .text(step.fromName),
                "to": .text(step.toName),
                "kind": .text(word(step.kind)),
                "wave": .integer(Int64(waves[place])),
                "score": .number(step.score),
                "reason": .text(step.reason),
            ]
        }
        return JSON.lines([
            [
                "scoreBefore": .number(plan.scoreBefore), "scoreAfter": .number(plan.scoreAfter),
                "steps": .array(steps),
            ]
        ])
    }
}
