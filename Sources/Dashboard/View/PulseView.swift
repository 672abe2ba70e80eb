internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws the cloud at a glance: how much there is, what needs somebody, and what is busiest.
    mutating func drawPulse(_ state: DashboardState, in rect: Rect) {
        let glyphs = state.setup.glyphs
        let inner = box(
            rect,
            style: Style(state.border(.pulse)),
            glyphs: glyphs,
            title: [Span(" \(Pane.pulse.title) ", .title)],
            trailing: [Span(" 1 ", .key)]
        ).inset(columns: 1, rows: 0)
        let isBig = inner.columns >= 76 && inner.rows >= 20
        let parts = inner.split(rows: [.fixed(isBig ? 8 : 0), .fixed(3), .weight(1)])
        if isBig { drawBigFigures(state, in: parts[0]) }
        drawLoads(state, in: parts[1])
        let isWide = inner.columns >= 76
        let sides = parts[2].split(columns: [.weight(1), .fixed(isWide ? 2 : 0), .weight(isWide ? 1 : 0)])
        let left = isWide ? [state.attention, state.taskLines] : [state.attention, state.busiest, state.taskLines]
        write(blocks: left, in: sides[0])
        if isWide { write(blocks: [state.busiest, state.busiestHostLines], in: sides[2]) }
    }

    private mutating func drawBigFigures(_ state: DashboardState, in rect: Rect) {
        let totals = state.cloud.totals
        let faults = totals.faulty + totals.failed + totals.hosts - totals.hostsUp
        let figures: [(title: String, text: String, role: Role)] = [
            ("hosts up", "\(totals.hostsUp)/\(totals.hosts)", totals.hostsUp < totals.hosts ? .bad : .ok),
            ("VMs running", "\(totals.running)", .ok),
            ("faults", "\(faults)", faults > 0 ? .bad : .ok),
            ("", CivilTime(state.now, utcOffset: state.utcOffset).clock, .dim),
        ]
        let places = rect.split(columns: [.weight(1), .weight(1), .weight(1), .weight(1)])
        for (figure, place) in zip(figures, places) {
            write(figure.title, column: place.column, row: rect.row, style: Style(.label), width: place.columns)
            writeBig(
                figure.text,
                column: place.column,
                row: rect.row + 1,
                style: Style(figure.role),
                glyphs: state.setup.glyphs
            )
        }
    }

    private mutating func drawLoads(_ state: DashboardState, in rect: Rect) {
        let glyphs = state.setup.glyphs
        let totals = state.cloud.totals
        let memory = totals.memory.map { Double($0.used.count) / Double(max(1, $0.of.count)) }
        let loads = [("CPU", totals.cpu, state.cloud.cpu), ("RAM", memory, state.cloud.memory)]
        for (index, load) in loads.enumerated() where index < rect.rows {
            let row = rect.row + index
            var at = rect.column + write("\(load.0) ", column: rect.column, row: row, style: Style(.label))
            let share = pad(Formats.percent(load.1, glyphs), 4, .right)
            at += write(share, column: at, row: row, style: Style(state.setup.bands.role(load.1))) + 1
            let wide = max(8, (rect.endColumn - at) / 2 - 1)
            let bar = gauge(load.1, width: wide, glyphs: glyphs)
            at += write(bar, column: at, row: row, style: Style(state.setup.bands.role(load.1))) + 2
            let past = sparkline(load.2, width: max(0, rect.endColumn - at), glyphs: glyphs)
            write(past, column: at, row: row, style: Style(.spark))
        }
    }

    /// Writes blocks of lines below each other with a blank line between, as far as there is room.
    private mutating func write(blocks: [[[Span]]], in rect: Rect) {
        var row = rect.row
        for block in blocks where !block.isEmpty {
            for line in block where row < rect.endRow {
                write(line, column: rect.column, row: row, width: rect.columns)
                row += 1
            }
            row += 1
        }
    }
}

extension DashboardState {
    /// What is not well, the worst first.
    fileprivate var attention: [[Span]] {
        let glyphs = setup.glyphs
        let inventory = cloud.inventory
        var lines: [[Span]] = []
        for host in inventory.hosts.values.filter({ $0.state != .up }).sorted(by: { $0.name < $1.name }) {
            let reason = host.reason.map { ": \($0)" } ?? ""
            let age = Formats.span(now.milliseconds(since: host.since))
            lines.append([
                Span("\(host.state.word.text(glyphs)) ", host.state.word.role), Span("\(host.name) \(age)\(reason)"),
            ])
        }
        let faulty = cloud.totals.attention.compactMap { inventory.vms[$0] }
        for vm in faulty.sorted(by: { ($0.name, $0.id) < ($1.name, $1.id) }).prefix(20) {
            let why =
                vm.conflict == .activeTwice ? "active on two hosts" : Formats.span(now.milliseconds(since: vm.since))
            lines.append([Span("\(vm.state.word.text(glyphs)) ", vm.state.word.role), Span("\(vm.name) \(why)")])
        }
        if cloud.totals.unknown > 0 {
            lines.append([
                Span("\(glyphs.text(.unknown)) ", .unknown),
                Span("\(cloud.totals.unknown) VMs of which nothing is known now"),
            ])
        }
        let failed = inventory.tasks.values.filter { $0.status.isRetryable && $0.cause != .cancelled }
        for task in failed.sorted(by: { $0.id > $1.id }).prefix(10) {
            let text = "\(task.id) \(task.verb) \(task.subject): \(task.message ?? "")"
            lines.append([Span("\(task.stateWord.text(glyphs)) ", task.stateWord.role), Span(text)])
        }
        lines += networkAttention
        let isWell = lines.isEmpty
        if isWell { lines = [[Span("\(glyphs.text(.mark)) ", .ok), Span("all is well", .dim)]] }
        return [[Span("Needs somebody", .header)]] + lines
    }

    /// The VMs with the highest load.
    fileprivate var busiest: [[Span]] {
        let rows = busiestVMs.compactMap { row($0) }
        guard !rows.isEmpty else { return [] }
        return [[Span("Busiest VMs", .header)]]
            + rows.map { line($0.vm.name, $0.usage?.cpu, $0.past, $0.host ?? "", $0.freshness) }
    }

    /// The hosts with the highest load.
    fileprivate var busiestHostLines: [[Span]] {
        let rows = busiestHosts.compactMap { row($0) }
        guard !rows.isEmpty else { return [] }
        return [[Span("Busiest hosts", .header)]]
            + rows.map { line($0.host.name, $0.usage?.cpu, $0.past, "\($0.running) VMs", $0.freshness) }
    }

    private func line(
        _ name: String,
        _ cpu: Double?,
        _ past: [Double?],
        _ remark: String,
        _ freshness: Freshness
    ) -> [Span] {
        let glyphs = setup.glyphs
        return [
            Span(pad(name, 16, cut: .middle, glyphs: glyphs) + " "),
            Span(
                pad(freshness.text(Formats.percent(cpu, glyphs), glyphs), 5, .right),
                freshness.role(setup.bands.role(cpu))
            ),
            Span(" \(sparkline(past, width: 12, glyphs: glyphs)) ", freshness.role(.spark)), Span(remark, .dim),
        ]
    }

    /// The tasks at work and the newest that ended.
    fileprivate var taskLines: [[Span]] {
        let tasks = cloud.inventory.tasks.values.filter { $0.parent == nil }
            .max(8) { (($0.status.isOpen ? 1 : 0), $0.id) < (($1.status.isOpen ? 1 : 0), $1.id) }
        guard !tasks.isEmpty else { return [] }
        return [[Span("Tasks", .header)]]
            + rows(tasks.map(\.id)).map { row in
                let word = pad(row.task.stateWord.text(setup.glyphs), 12)
                return [
                    Span(word, row.task.stateWord.role), Span("\(row.task.id) \(row.task.verb) \(row.task.subject) "),
                    Span(row.time, .dim),
                ]
            }
    }
}
