internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws details: beside a list the facts and two small graphs, by themselves one tab of all there is.
    mutating func drawDetail(_ state: DashboardState, _ subject: Subject, isWhole: Bool, in rect: Rect) {
        let glyphs = state.setup.glyphs
        var title = [
            Span(" \(fit(state.title(of: subject), max(8, rect.columns / 2), cut: .middle, glyphs: glyphs)) ", .title)
        ]
        if isWhole, let detail = state.detail, subject.tabs.count > 1 {
            for tab in subject.tabs {
                title.append(Span(" \(tab.rawValue) ", tab == detail.tab ? .key : .dim, reversed: tab == detail.tab))
            }
        }
        let border: Role = isWhole ? .borderFocus : .border
        let inner = box(rect, style: Style(border), glyphs: glyphs, title: title).inset(columns: 1, rows: 0)
        if case .heat = subject { return drawHeat(state, in: inner) }
        guard isWhole, let detail = state.detail else { return drawPreview(state, subject, in: inner) }
        guard detail.tab != .graphs else { return drawGraphs(state, subject, in: inner) }
        let lines = state.lines(of: detail)
        guard detail.tab == .overview, subject.series != nil, inner.columns >= 100 else {
            return write(lines: lines, from: detail.top, in: inner)
        }
        let sides = inner.split(columns: [.weight(1), .fixed(2), .weight(1)])
        write(lines: lines, from: detail.top, in: sides[0])
        drawGraphs(state, subject, in: sides[2])
    }

    private mutating func drawPreview(_ state: DashboardState, _ subject: Subject, in rect: Rect) {
        let facts = state.lines(of: Detail(subject: subject))
        let hasGraphs = subject.series != nil && rect.rows >= facts.count + 9
        let parts = rect.split(rows: [.weight(1), .fixed(hasGraphs ? min(18, rect.rows - facts.count - 1) : 0)])
        write(lines: facts, from: 0, in: parts[0])
        if hasGraphs { drawGraphs(state, subject, metrics: [.cpu, .memory], in: parts[1]) }
    }

    private mutating func write(lines: [[Span]], from top: Int, in rect: Rect) {
        for (index, line) in lines.dropFirst(top).prefix(rect.rows).enumerated() {
            write(line, column: rect.column, row: rect.row + index, width: rect.columns)
        }
    }
}

extension DashboardState {
    func title(of subject: Subject) -> String {
        switch subject {
        case .host(let id): cloud.inventory.hosts[id]?.name ?? "host"
        case .vm(let id): cloud.inventory.vms[id]?.name ?? "VM"
        case .task(let id): "\(id)"
        case .snapshot(let id): cloud.inventory.snapshots[id]?.name ?? "snapshot"
        case .network(let id): lists.network.rows[id]?.name ?? id.section.noun
        case .item(let id): lists.storage.rows[id]?.name ?? id.section.noun
        case .heat: heatTitle
        }
    }

    /// What the network is called, with the age of what is newest of it.
    private var heatTitle: String {
        guard let newest = heat.graph?.edges.map(\.at).max() else { return "Network" }
        return "Network, measured \(Formats.span(now.milliseconds(since: newest))) ago"
    }

    /// How many lines the open tab has, for scrolling.
    var detailLines: Int {
        guard let detail else { return 0 }
        return detail.tab == .graphs ? metrics(of: detail.subject).count : lines(of: detail).count
    }

    /// The lines of a tab.
    func lines(of detail: Detail) -> [[Span]] {
        switch (detail.subject, detail.tab) {
        case (_, .graphs): []
        case (.host(let id), .overview): cloud.inventory.hosts[id].map { facts($0) } ?? []
        case (.vm(let id), .overview): cloud.inventory.vms[id].map { facts($0) } ?? []
        case (.task(let id), _): cloud.inventory.tasks[id].map { facts($0) } ?? []
        case (.snapshot(let id), _): cloud.inventory.snapshots[id].map { facts($0) } ?? []
        case (.network(let id), _): lists.network.rows[id].map { facts($0) } ?? []
        case (.item(let id), _): lists.storage.rows[id].map { facts($0) } ?? []
        case (.host(let id), .vms): vmLines(on: id)
        case (.host(let id), .tasks): taskLines { $0.host == id }
        case (.vm(let id), .tasks): taskLines { $0.command.vm == id }
        case (.vm(let id), .events): eventLines(id)
        case (.vm(let id), .xml): xmlLines(id)
        case (.host, .events), (.host, .xml), (.vm, .vms), (.heat, _): []
        case (_, .latency), (_, .throughput): []
        }
    }

    private func vmLines(on host: Host.ID) -> [[Span]] {
        let vms = cloud.inventory.vms.values.filter { $0.host == host }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        guard !vms.isEmpty else { return [[Span("no VM is here", .dim)]] }
        return vms.compactMap { row($0.id) }.map { row in
            [
                Span(pad(row.vm.name, 24, cut: .middle, glyphs: setup.glyphs) + " "),
                Span(pad(row.state.text(setup.glyphs), 15), row.state.role),
                Span(pad(Formats.percent(row.usage?.cpu, setup.glyphs), 5, .right)),
                Span("  \(Formats.ratio(row.usage?.memory, of: row.vm.memory, setup.glyphs))", .dim),
            ]
        }
    }

    private func taskLines(_ isMeant: (TaskRecord) -> Bool) -> [[Span]] {
        let tasks = cloud.inventory.tasks.values.filter(isMeant).sorted { $0.id > $1.id }
        guard !tasks.isEmpty else { return [[Span("no task is remembered", .dim)]] }
        return rows(tasks.map(\.id)).map { line($0) }
    }

    private func eventLines(_ vm: VM.ID) -> [[Span]] {
        guard let details = past.details, details.vm == vm else { return [[Span("reading ...", .dim)]] }
        guard !details.value.events.isEmpty else { return [[Span("nothing has happened yet", .dim)]] }
        return details.value.events.map { event in
            [
                Span(moment(event.at), .dim), Span(" \(pad(event.kind, 8))", .label), Span(event.text),
                Span(event.actor.map { "  by \($0)" } ?? "", .dim),
            ]
        }
    }

    private func xmlLines(_ vm: VM.ID) -> [[Span]] {
        guard let details = past.details, details.vm == vm else { return [[Span("reading ...", .dim)]] }
        guard let xml = details.value.xml else { return [[Span("its XML has not been read yet", .dim)]] }
        return xml.split(separator: "\n", omittingEmptySubsequences: false).map { [Span(String($0))] }
    }
}
