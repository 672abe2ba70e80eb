internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws the past of a VM or a host, one graph a metric, in as many columns as there is room for.
    mutating func drawGraphs(_ state: DashboardState, _ subject: Subject, metrics: [Metric]? = nil, in rect: Rect) {
        guard let series = subject.series else { return }
        let period = state.detail?.period ?? .hour
        let parts = rect.split(rows: [.fixed(1), .weight(1)])
        var heading = Period.allCases.map {
            Span(" \($0.rawValue) ", $0 == period ? .key : .dim, reversed: $0 == period)
        }
        if metrics == nil { heading.append(Span("  { } changes", .dim)) }
        write(
            metrics == nil ? heading : [Span("last \(period.rawValue)", .dim)],
            column: rect.column,
            row: rect.row,
            width: rect.columns
        )
        guard let set = state.past.series[SeriesQuery(series, period: period)] else {
            write("reading ...", column: rect.column, row: parts[1].row, style: Style(.dim), width: rect.columns)
            return
        }
        let all = metrics ?? state.metrics(of: subject)
        let columns = parts[1].columns >= 120 && all.count > 1 ? 2 : 1
        // Fewer graphs that can be read, rather than all of them; the arrows go to the others.
        let room = max(1, min((all.count + columns - 1) / columns, parts[1].rows / 6)) * columns
        let top = metrics == nil ? max(0, min(state.detail?.top ?? 0, all.count - room)) : 0
        let shown = all.dropFirst(top).prefix(room)
        if shown.count < all.count {
            let note = "  graph \(top + 1)-\(top + shown.count) of \(all.count), arrows go on"
            write(note, column: rect.column + 42, row: rect.row, style: Style(.dim), width: rect.columns - 42)
        }
        let rows = (shown.count + columns - 1) / columns
        let lines = parts[1].split(rows: Array(repeating: .weight(1), count: rows))
        for (index, metric) in shown.enumerated() {
            let cells = lines[index / columns].split(columns: Array(repeating: .weight(1), count: columns))
            draw(metric, set, state, in: cells[index % columns])
        }
    }

    private mutating func draw(_ metric: Metric, _ set: SeriesSet, _ state: DashboardState, in rect: Rect) {
        guard rect.rows >= 4 else { return }
        let parts = rect.split(rows: [.fixed(1), .weight(1)])
        let glyphs = state.setup.glyphs
        var heading = [Span(metric.title, .header)]
        if let summary = set.summary(metric) {
            let figures = [
                ("mean", summary.mean), ("min", summary.minimum), ("max", summary.maximum),
                ("p95", summary.percentile95),
            ]
            for (name, value) in figures { heading.append(Span("  \(name) \(metric.text(value, glyphs))", .dim)) }
        } else {
            heading.append(Span("  nothing was recorded", .dim))
        }
        write(heading, column: rect.column, row: rect.row, width: rect.columns)
        let hasBand = set.minimum[metric] != set.average[metric]
        let line = Chart.Series(
            values: set.average[metric] ?? [],
            minimum: hasBand ? set.minimum[metric] : nil,
            maximum: hasBand ? set.maximum[metric] : nil,
            role: metric.role
        )
        let chart = Chart(
            series: [line],
            top: metric == .cpu ? 1 : nil,
            ticks: state.ticks(set, width: rect.columns),
            format: { metric.text($0, glyphs) }
        )
        draw(chart, in: parts[1], glyphs: glyphs)
    }
}

extension DashboardState {
    /// What is measured of a subject.
    func metrics(of subject: Subject) -> [Metric] {
        guard let series = subject.series else { return [] }
        guard case .host(let id) = series, let usage = cloud.inventory.hostUsage[id] else { return series.metrics }
        // Few hosts have all sensors; what none shows has no place.
        return series.metrics.filter { metric in
            switch metric {
            case .temperature: usage.temperature != nil
            case .watts: usage.watts != nil
            case .cpu, .memory, .diskRead, .diskWrite, .sent, .received: true
            }
        }
    }

    /// Moments on the time axis, by their place from 0 at the left to 1 at the right.
    fileprivate func ticks(_ set: SeriesSet, width: Int) -> [(position: Double, label: String)] {
        let count = set.average.values.map(\.count).max() ?? 0
        guard count > 1 else { return [] }
        let span = Int64(count) * set.step
        let wanted = max(2, min(6, width / 16))
        return (0..<wanted).map { index in
            let place = Double(index) / Double(wanted - 1)
            let at = set.start.seconds - set.step + Int64(Double(span) * place)
            let civil = CivilTime(Timestamp(seconds: at), utcOffset: utcOffset)
            let label =
                switch span {
                case ..<172_800: civil.clock
                case ..<3_000_000: "\(civil.date.suffix(5)) \(civil.clock)"
                default: civil.date
                }
            return (place, label)
        }
    }
}

extension Metric {
    fileprivate var title: String {
        switch self {
        case .cpu: "CPU"
        case .memory: "RAM"
        case .diskRead: "Disk read"
        case .diskWrite: "Disk write"
        case .sent: "Network out"
        case .received: "Network in"
        case .temperature: "Temperature"
        case .watts: "Power"
        }
    }

    fileprivate var role: Role {
        switch self {
        case .cpu: .series1
        case .memory: .series2
        case .diskRead: .series3
        case .diskWrite: .series4
        case .sent: .series5
        case .received: .series6
        case .temperature: .series1
        case .watts: .series2
        }
    }

    fileprivate func text(_ value: Double, _ glyphs: GlyphSet) -> String {
        switch self {
        case .cpu: Formats.percent(value, glyphs)
        case .memory: Formats.bytes(Bytes(Int64(value)), glyphs)
        case .diskRead, .diskWrite, .sent, .received: Formats.rate(value, glyphs) + "/s"
        case .temperature: Formats.celsius(value, glyphs)
        case .watts: Formats.watts(value, glyphs)
        }
    }
}
