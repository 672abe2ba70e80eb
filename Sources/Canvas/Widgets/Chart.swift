/// Values over time, to be drawn with axes.
public struct Chart: Sendable {
    /// One line of a chart, evenly spaced, oldest first.
    public struct Series: Sendable {
        /// The mean of each step; `nil` is a gap.
        public var values: [Double?]
        /// The least of each step; `nil` for a line without a band.
        public var minimum: [Double?]?
        /// The greatest of each step; `nil` for a line without a band.
        public var maximum: [Double?]?
        /// What it looks like.
        public var role: Role

        /// A line, with a band between extremes where they are given.
        public init(values: [Double?], minimum: [Double?]? = nil, maximum: [Double?]? = nil, role: Role) {
            self.values = values
            self.minimum = minimum
            self.maximum = maximum
            self.role = role
        }
    }

    /// The lines, the last over the others.
    public var series: [Series]
    /// The value at the upper edge; `nil` for a round one above all that is shown.
    public var top: Double?
    /// Labels of the time axis, by their place from 0 at the left to 1 at the right.
    public var ticks: [(position: Double, label: String)]
    /// A value in words, for the labels at the left.
    public var format: @Sendable (Double) -> String

    /// A chart with everything given.
    public init(
        series: [Series],
        top: Double? = nil,
        ticks: [(position: Double, label: String)] = [],
        format: @escaping @Sendable (Double) -> String
    ) {
        self.series = series
        self.top = top
        self.ticks = ticks
        self.format = format
    }

    /// The least of 1, 2 and 5 times a power of ten that is no less than a value; 1 for nothing and less.
    public static func niceTop(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 1 }
        var power = 1.0
        while power * 10 <= value { power *= 10 }
        while power > value { power /= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= value } ?? power * 10
    }

    /// The value at the upper edge.
    var edge: Double {
        if let top { return top > 0 ? top : 1 }
        let all = series.flatMap { $0.values + ($0.maximum ?? []) }.compactMap { $0 }.filter(\.isFinite)
        return Chart.niceTop(all.max() ?? 0)
    }
}

/// What one column of dots shows: a mean, and a band around it.
private struct Sample {
    var mean: Double?
    var low: Double?
    var high: Double?
}

extension Chart.Series {
    /// As many samples as there is room for: means of the known, least of the least, greatest of the greatest.
    fileprivate func samples(_ count: Int) -> [Sample] {
        guard count > 0, !values.isEmpty else { return [] }
        return (0..<count).map { index in
            let first = index * values.count / count
            let last = max(first + 1, (index + 1) * values.count / count)
            func known(_ all: [Double?]?) -> [Double] {
                guard let all, first < all.count else { return [] }
                return all[first..<min(last, all.count)].compactMap { $0 }.filter(\.isFinite)
            }
            let means = known(values)
            let mean = means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
            return Sample(mean: mean, low: known(minimum).min(), high: known(maximum).max())
        }
    }
}

extension Frame {
    /// Draws a chart: labels at the left, time below, gaps left open.
    public mutating func draw(_ chart: Chart, in rect: Rect, glyphs: GlyphSet = .block) {
        guard rect.columns > 0, rect.rows > 0 else { return }
        let edge = chart.edge
        let labels = [edge, edge / 2, 0].map(chart.format)
        let margin = min(rect.columns / 3, (labels.map { TextWidth.of($0) }.max() ?? 0) + 1)
        let foot = rect.rows >= 5 ? 2 : 0
        let plot = Rect(
            column: rect.column + margin,
            row: rect.row,
            columns: rect.columns - margin,
            rows: rect.rows - foot
        )
        guard !plot.isEmpty else { return }
        let lines = [0, (plot.rows - 1) / 2, plot.rows - 1]
        for (label, line) in zip(labels, lines) where plot.rows >= 3 || line == 0 {
            write(
                fitting: label,
                column: rect.column,
                row: plot.row + line,
                width: max(0, margin - 1),
                alignment: .right,
                style: Style(.axis),
                glyphs: glyphs
            )
        }
        for series in chart.series {
            switch glyphs {
            case .braille: drawDots(series, edge, in: plot)
            case .block, .ascii: drawBars(series, edge, in: plot, glyphs)
            }
        }
        if foot > 0 { drawFoot(chart, plot, row: plot.endRow, glyphs) }
    }

    /// A line of dots, two columns and four rows a cell, and a fainter band where its cells are free.
    private mutating func drawDots(_ series: Chart.Series, _ edge: Double, in plot: Rect) {
        let samples = series.samples(plot.columns * 2)
        let height = plot.rows * 4
        func level(_ value: Double) -> Int {
            max(0, min(height - 1, Int((value / edge * Double(height - 1)).rounded())))
        }
        var previous: Int?
        for (column, sample) in samples.enumerated() {
            if let low = sample.low, let high = sample.high {
                for dot in level(low)...max(level(low), level(high)) { setDot(column, dot, .dim, in: plot) }
            }
            guard let mean = sample.mean else {
                previous = nil
                continue
            }
            let at = level(mean)
            let from = previous.map { $0 < at ? $0 + 1 : $0 > at ? $0 - 1 : at } ?? at
            for dot in min(from, at)...max(from, at) { setDot(column, dot, series.role, in: plot) }
            previous = at
        }
    }

    /// Sets one dot of a braille cell, counted from the lower left; a line takes a cell from a band, not the reverse.
    private mutating func setDot(_ column: Int, _ level: Int, _ role: Role, in plot: Rect) {
        let at = (column: plot.column + column / 2, row: plot.endRow - 1 - level / 4)
        let bits: [[UInt32]] = [[0x40, 0x04, 0x02, 0x01], [0x80, 0x20, 0x10, 0x08]]
        let old = self[at.column, at.row]
        let isBraille = (0x2800...0x28FF).contains(old.scalar.value)
        let kept = isBraille ? old.scalar.value & 0xFF : 0
        guard let scalar = Unicode.Scalar(0x2800 | kept | bits[column % 2][level % 4]) else { return }
        let isLine = isBraille && old.style.role != .dim
        self[at.column, at.row] = Cell(scalar, isLine && role == .dim ? old.style : Style(role))
    }

    /// Columns up to the mean, and a shade above it up to the greatest.
    private mutating func drawBars(_ series: Chart.Series, _ edge: Double, in plot: Rect, _ glyphs: GlyphSet) {
        let height = Double(plot.rows * 8)
        for (column, sample) in series.samples(plot.columns).enumerated() {
            guard let mean = sample.mean else { continue }
            func eighths(_ value: Double) -> Int { max(0, min(plot.rows * 8, Int((value / edge * height).rounded()))) }
            let filled = max(1, eighths(mean))
            let shaded = sample.high.map(eighths) ?? filled
            for line in 0..<plot.rows {
                let part = max(0, min(8, filled - line * 8))
                let place = (column: plot.column + column, row: plot.endRow - 1 - line)
                if part > 0 {
                    self[place.column, place.row] = Cell(
                        glyphs == .ascii ? "#" : glyphs.ramp[part - 1],
                        Style(series.role)
                    )
                } else if shaded - line * 8 >= 4 {
                    self[place.column, place.row] = Cell(glyphs == .ascii ? ":" : "\u{2591}", Style(.dim))
                }
            }
        }
    }

    /// The axis of time, dotted where nothing is known, and its labels.
    private mutating func drawFoot(_ chart: Chart, _ plot: Rect, row: Int, _ glyphs: GlyphSet) {
        let samples = chart.series.map { $0.samples(plot.columns) }
        for column in 0..<plot.columns {
            let isKnown = samples.contains { column < $0.count && $0[column].mean != nil }
            let scalar = isKnown ? glyphs.lines.horizontal : glyphs == .ascii ? "." : glyphs[.dot]
            self[plot.column + column, row] = Cell(scalar, Style(.axis))
        }
        var free = plot.column
        for tick in chart.ticks {
            let width = TextWidth.of(tick.label)
            let centre = plot.column + Int((tick.position * Double(plot.columns - 1)).rounded())
            let start = max(plot.column, min(centre - width / 2, plot.endColumn - width))
            guard start >= free, width <= plot.columns else { continue }
            self[max(plot.column, min(centre, plot.endColumn - 1)), row].scalar = glyphs.lines.teeTop
            write(tick.label, column: start, row: row + 1, style: Style(.axis), width: width)
            free = start + width + 1
        }
    }
}
