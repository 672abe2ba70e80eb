internal import BaadalModel
internal import Canvas

extension HeatMap.Band {
    fileprivate var role: Role {
        switch self {
        case .good: .gaugeLow
        case .fair: .gaugeMid
        case .poor: .gaugeHigh
        }
    }

    /// What stands for it where there is no room for a figure.
    fileprivate func sign(_ glyphs: GlyphSet) -> String {
        let level = [1, 4, 7][rawValue]
        return String(Character(glyphs.ramp[level]))
    }

    /// What follows a figure.
    fileprivate var suffix: String {
        switch self {
        case .good: " "
        case .fair: "+"
        case .poor: "!"
        }
    }
}

extension HeatMap.Figure {
    /// A figure with its unit.
    fileprivate func words(_ value: Double) -> String {
        let text = short(value)
        return switch self {
        case .latency where text.hasSuffix("s"): text.dropLast() + " s"
        case .latency: text + " ms"
        case .throughput where text.hasSuffix("G"): text.dropLast() + " Gbit/s"
        case .throughput: text + " Mbit/s"
        }
    }

    /// A figure in at most four cells.
    fileprivate func short(_ value: Double) -> String {
        switch (self, value) {
        case (.latency, ..<9.995): value.text(digits: 2)
        case (.latency, ..<99.95): value.text(digits: 1)
        case (.latency, ..<9_999.5): value.text(digits: 0)
        case (.latency, _): "\((value / 1000).text(digits: 0))s"
        case (.throughput, ..<9.95): value.text(digits: 1)
        case (.throughput, ..<999.5): value.text(digits: 0)
        case (.throughput, ..<9_950): "\((value / 1000).text(digits: 1))G"
        case (.throughput, _): "\((value / 1000).text(digits: 0))G"
        }
    }
}

extension Frame {
    /// Draws the matrix of hosts, its legend above, and below it what the cursor is on.
    mutating func drawHeat(_ state: DashboardState, in inner: Rect) {
        guard inner.rows > 3 else { return }
        guard let map = state.heat.map(state.figure), let graph = state.heat.graph else {
            return writeLine("reading ...", in: inner, line: 0, state)
        }
        guard !graph.nodes.isEmpty else { return writeLine("no host answers", in: inner, line: 0, state) }
        let layout = HeatLayout(state.heat, in: inner)
        drawLegend(map, layout, state, in: inner)
        drawNumbers(layout, state, in: inner)
        for line in 0..<layout.rows {
            let number = state.heat.first.row + line
            drawRow(number, of: map, layout, state, in: inner, at: inner.row + 1 + layout.header + line)
        }
        let foot = inner.rows - layout.foot
        writeLine(state.heatWords, in: inner, line: foot, state, role: .text)
        if layout.foot > 1 { drawPast(map.figure, state, in: inner, line: foot + 1) }
    }

    private mutating func writeLine(
        _ text: String,
        in inner: Rect,
        line: Int,
        _ state: DashboardState,
        role: Role = .dim
    ) {
        write(
            fitting: text,
            column: inner.column,
            row: inner.row + line,
            width: inner.columns,
            style: Style(role),
            glyphs: state.setup.glyphs
        )
    }

    private mutating func drawLegend(_ map: HeatMap, _ layout: HeatLayout, _ state: DashboardState, in inner: Rect) {
        guard let bounds = map.bounds else {
            return writeLine("nothing was measured yet; 'baadal job run network-graph' does", in: inner, line: 0, state)
        }
        let glyphs = state.setup.glyphs
        func mark(_ band: HeatMap.Band) -> String {
            layout.isDense ? band.sign(glyphs) + " " : band == .good ? "" : band.suffix + " "
        }
        let (good, fair) = (map.figure.words(bounds.good), map.figure.words(bounds.fair))
        let word = map.figure == .latency ? "up to" : "from"
        let rest = map.figure == .latency ? "above" : "below"
        let spans = [
            Span("\(mark(.good))\(word) \(good)  ", HeatMap.Band.good.role),
            Span("\(mark(.fair))\(word) \(fair)  ", HeatMap.Band.fair.role),
            Span("\(mark(.poor))\(rest)  ", HeatMap.Band.poor.role),
            Span("\(Character(glyphs.gap)) not measured", .unknown),
        ]
        write(spans, column: inner.column, row: inner.row, width: inner.columns)
    }

    private mutating func drawNumbers(_ layout: HeatLayout, _ state: DashboardState, in inner: Rect) {
        for place in 0..<layout.columns {
            let number = state.heat.first.column + place
            let role: Role = number == state.heat.cell.column ? .key : .header
            let column = inner.column + layout.label + place * layout.cellWidth
            let text = pad("\(number + 1)", layout.isDense ? layout.digits : 5, .right)
            guard layout.isDense else {
                write(text, column: column, row: inner.row + 1, style: Style(role))
                continue
            }
            for (line, digit) in text.enumerated() {
                write(String(digit), column: column, row: inner.row + 1 + line, style: Style(role))
            }
        }
    }

    private mutating func drawRow(
        _ number: Int,
        of map: HeatMap,
        _ layout: HeatLayout,
        _ state: DashboardState,
        in inner: Rect,
        at row: Int
    ) {
        let (glyphs, cursor) = (state.setup.glyphs, state.heat.cell)
        let name = fit(map.names[number], layout.label - layout.digits - 2, cut: .middle, glyphs: glyphs)
        let label = "\(pad("\(number + 1)", layout.digits, .right)) \(name)"
        let role: Role = number == cursor.row ? .key : .header
        write(label, column: inner.column, row: row, style: Style(role), width: layout.label - 1)
        let bounds = map.bounds
        for place in 0..<layout.columns {
            let other = state.heat.first.column + place
            var (text, role) = (glyphs.text(.none), Role.dim)
            var suffix = " "
            if number != other {
                (text, role) = (String(Character(glyphs.gap)), .unknown)
                if let value = map.rows[number][other], let bounds {
                    let band = map.band(of: value, in: bounds)
                    (text, suffix) = (layout.isDense ? band.sign(glyphs) : map.figure.short(value), band.suffix)
                    role = state.isOld(number, other) ? .dim : band.role
                }
            }
            let isCursor = number == cursor.row && other == cursor.column
            if !layout.isDense { text = pad(text, 5, .right) + suffix }
            let column = inner.column + layout.label + place * layout.cellWidth
            write([Span(text, role, reversed: isCursor)], column: column, row: row, width: layout.cellWidth)
        }
    }

    /// Draws what was measured between the cursor's hosts before.
    private mutating func drawPast(_ figure: HeatMap.Figure, _ state: DashboardState, in inner: Rect, line: Int) {
        guard let past = state.heat.past, past.pair == state.heat.pair else { return }
        let values = past.value.prefix(30).reversed()
            .map { figure == .latency ? $0.figures.latency : $0.figures.throughput }
        let known = values.compactMap(\.self)
        guard let least = known.min(), let most = known.max(), most > 0 else {
            guard let why = past.value.first?.figures.failure else { return }
            return writeLine("no figure: \(why)", in: inner, line: line, state)
        }
        let bars = sparkline(values, width: values.count, top: most, glyphs: state.setup.glyphs)
        let tool = past.value.first?.tool?.rawValue ?? "ping"
        let range = "\(figure.words(least)) to \(figure.words(most))"
        let spans = [
            Span(bars, .spark), Span("  \(values.count) measurements, \(range), the last by \(tool)", .dim),
        ]
        write(spans, column: inner.column, row: inner.row + line, width: inner.columns)
    }
}

extension DashboardState {
    /// Whether a pair was measured more than a day ago.
    fileprivate func isOld(_ one: Int, _ other: Int) -> Bool {
        heat.edge(one, other).map { now.milliseconds(since: $0.at) > 86_400_000 } ?? false
    }
}
