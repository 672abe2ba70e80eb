internal import BaadalModel

/// A balance plan for people or scripts.
struct PlanPrint {
    let plan: BalancePlan

    init(_ plan: BalancePlan) { self.plan = plan }

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
                step.kind.words,
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
        let promises = zip(plan.cluster.promises, plan.result.promises)
        for (host, (before, after)) in zip(plan.cluster.hosts, promises) {
            func share(_ memory: Bytes) -> String {
                Printable.share(host.memory.count > 0 ? Double(memory.count) / Double(host.memory.count) : nil)
            }
            table.add(
                Printable.text(host.name),
                "\(before.vms)",
                "\(after.vms)",
                share(before.memory),
                share(after.memory),
                "\(before.vcpus)",
                "\(after.vcpus)"
            )
        }
        return table.lines
    }

    /// The form with `--json`.
    var json: String {
        let waves = plan.waveNumbers
        let steps = plan.steps.enumerated().map { place, step -> JSON in
            [
                "vm": .text(step.name),
                "from": .text(step.fromName),
                "to": .text(step.toName),
                "kind": .text(step.kind.words),
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
