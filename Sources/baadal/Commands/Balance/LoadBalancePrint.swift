internal import BaadalModel

/// What the job `load-balance` would move, for people.
struct LoadBalancePrint {
    let plan: CPULoadBalance

    init(_ plan: CPULoadBalance) { self.plan = plan }

    /// A move each.
    var json: [JSON] {
        let names = Dictionary(plan.hosts.map { ($0.host, $0.name) }, uniquingKeysWith: { first, _ in first })
        return plan.moves.map { move in
            [
                "vm": .text(move.name), "from": .known(names[move.from]), "fromUse": .known(move.fromUse),
                "to": .known(names[move.to]), "toUse": .known(move.toUse),
            ]
        }
    }

    /// The lines of a table, and what becomes of them.
    var lines: [String] {
        guard !plan.moves.isEmpty else { return ["the hosts are near each other; nothing would be moved"] }
        let names = Dictionary(plan.hosts.map { ($0.host, $0.name) }, uniquingKeysWith: { first, _ in first })
        var table = TextTable("VM", "FROM", ">CPU THEN", "TO", ">CPU THEN")
        for move in plan.moves {
            table.add(
                Printable.text(move.name),
                Printable.text(names[move.from]),
                Printable.share(move.fromUse),
                Printable.text(names[move.to]),
                Printable.share(move.toUse)
            )
        }
        return table.lines + ["\(plan.moves.count) move(s); done is what a second look a minute later finds as well"]
    }
}
