internal import BaadalModel
internal import Canvas

/// A move of a plan as its row shows it.
struct BalanceRow: Sendable {
    var place: Int
    var step: BalancePlan.Step
    var wave: Int

    static func table(hasGutter: Bool) -> Table<BalanceRow> {
        let columns: [Column<BalanceRow>] = [
            Column("number", title: "#", minimum: 3, alignment: .right) { "\($0.place + 1)" },
            Column("vm", title: "VM", minimum: 10, preferred: 18, maximum: 40, cut: .middle) { $0.step.name },
            Column("from", title: "FROM", minimum: 6, preferred: 10, maximum: 24, cut: .middle) { $0.step.fromName },
            Column("to", title: "TO", minimum: 6, preferred: 10, maximum: 24, cut: .middle) { $0.step.toName },
            Column("score", title: "SCORE", minimum: 8, alignment: .right) { $0.step.score.text(digits: 3) },
            Column("wave", title: "WAVE", minimum: 4, alignment: .right, priority: 3) { "\($0.wave)" },
            Column("kind", title: "KIND", minimum: 7, priority: 4) { $0.step.kind.words },
            Column(
                "why",
                title: "WHY",
                minimum: 12,
                preferred: 30,
                maximum: 70,
                priority: 5,
                style: { _ in Style(.dim) },
                text: { $0.step.reason }
            ),
        ]
        return Table(columns, sortedBy: "number", isDescending: false, hasGutter: hasGutter)
    }
}

extension Frame {
    /// Draws the plan, and below it what it comes to for the score and for each host's memory.
    mutating func drawBalance(_ state: DashboardState, in rect: Rect) {
        let balance = state.lists.balance
        let visible = state.capacity(rect, of: .balance)
        let inner = frame(state, .balance, balance.list, of: balance.plan?.steps.count ?? 0, visible, in: rect)
        guard inner.rows > 2 else { return }
        guard let plan = balance.plan else {
            write(
                fitting: " planning ...",
                column: inner.column,
                row: inner.row,
                width: inner.columns,
                style: Style(.dim)
            )
            return
        }
        if plan.steps.isEmpty {
            let fixed = plan.fixedWords.map { "; \($0)" } ?? ""
            let words = "no move would make the hosts more even\(fixed)"
            // Why VMs stay is half of the answer; the last lines are the score's.
            for (line, spans) in words.wrapped(inner.columns - 4, .dim).prefix(max(1, inner.rows - 2)).enumerated() {
                write(spans, column: inner.column, row: inner.row + line, width: inner.columns)
            }
        }
        let rows = balance.list.inSight(visible).compactMap { place -> BalanceRow? in
            guard plan.steps.indices.contains(place) else { return nil }
            return BalanceRow(place: place, step: plan.steps[place], wave: balance.waves[place])
        }
        let table = BalanceRow.table(hasGutter: !state.isRotating)
        if !rows.isEmpty {
            draw(table, rows: rows, in: inner, selected: state.cursor(balance.list), glyphs: state.setup.glyphs) { _ in
                false
            }
        }
        let arrow = state.setup.glyphs.text(.arrowRight)
        let score = "score \(plan.scoreBefore.text(digits: 3)) \(arrow) \(plan.scoreAfter.text(digits: 3))"
        let words = " \(score) by \(plan.steps.count) moves, \(balance.swaps ? "with" : "without") swaps"
        write(fitting: words, column: inner.column, row: inner.endRow - 2, width: inner.columns, style: Style(.text))
        let gauges = Self.memory(plan, arrow)
        write(
            fitting: " RAM promised: \(gauges)",
            column: inner.column,
            row: inner.endRow - 1,
            width: inner.columns,
            style: Style(.dim)
        )
    }

    /// What each host has promised of its memory, before and after.
    private static func memory(_ plan: BalancePlan, _ arrow: String) -> String {
        func shares(_ cluster: Cluster) -> [Int64] {
            zip(cluster.promises, cluster.hosts).map {
                $1.memory.count > 0 ? $0.memory.count * 100 / $1.memory.count : 0
            }
        }
        return zip(zip(plan.cluster.hosts, shares(plan.cluster)), shares(plan.result))
            .map { "\($0.0.name) \($0.1)\(arrow)\($1) %" }.joined(separator: "  ")
    }
}
