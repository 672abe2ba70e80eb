internal import BaadalModel
internal import Canvas

/// A piece of the status bar; those with the highest number leave first where there is no room.
private struct Segment {
    var spans: [Span]
    var priority: Int

    init(_ spans: [Span], _ priority: Int) {
        self.spans = spans
        self.priority = priority
    }

    var width: Int { spans.reduce(0) { $0 + TextWidth.of($1.text) } }
}

extension Frame {
    /// Draws the line at the top: whose cloud, what may be done, how it is, and how old that is.
    mutating func drawStatusBar(_ state: DashboardState, in rect: Rect) {
        fill(rect, style: Style(.status))
        var segments = state.segments
        let separator = " \(state.setup.glyphs.text(.separator)) "
        func used() -> Int { segments.reduce(-2) { $0 + $1.width + 3 } }
        while used() > rect.columns, let worst = segments.map(\.priority).max(), worst > 0 {
            segments.removeAll { $0.priority == worst }
        }
        var at = rect.column + 1
        for (index, segment) in segments.enumerated() {
            if index > 0 { at += write(separator, column: at, row: rect.row, style: Style(.border)) }
            at += write(segment.spans, column: at, row: rect.row, width: rect.endColumn - at)
        }
    }
}

extension DashboardState {
    fileprivate var segments: [Segment] {
        [nameSegment, modeSegment].compactMap { $0 } + bannerSegments
            + (cloud.isLoaded ? countSegments + loadSegments + [taskSegment] + networkSegments : [])
            + [freshnessSegment, Segment([Span(clock, .status)], 3)].compactMap { $0 }
    }

    private var nameSegment: Segment { Segment([Span(cloud.inventory.cloud?.name ?? "baadal", .title)], 5) }

    private var modeSegment: Segment {
        if setup.isWall { return Segment([Span("MONITOR", .bannerReadonly)], 2) }
        return Segment([setup.mayChange ? Span("WRITE", .status) : Span("READ ONLY", .bannerReadonly)], 2)
    }

    private var bannerSegments: [Segment] {
        var banners: [Segment] = []
        if cloud.inventory.cloud?.isDemo == true { banners.append(Segment([Span("DEMO simulated", .bannerDemo)], 0)) }
        if setup.isPersonal, cloud.inventory.cloud?.isDemo != true {
            banners.append(Segment([Span("PERSONAL", .bannerDemo)], 6))
        }
        if let frozen {
            let age = Formats.span(now.milliseconds(since: frozen))
            banners.append(Segment([Span("FROZEN \(age)", .bannerPast)], 0))
        }
        return banners
    }

    private var countSegments: [Segment] {
        let totals = cloud.totals
        let glyphs = setup.glyphs
        let hostRole: Role = totals.hostsUp < totals.hosts ? .bad : .status
        var vms = [Span("vms ", .status), Span("\(totals.running)\(glyphs.text(.active))", .ok)]
        vms.append(Span(" \(totals.stopped)\(glyphs.text(.inactive))", .off))
        if totals.paused > 0 { vms.append(Span(" \(totals.paused)\(glyphs.text(.paused))", .warn)) }
        if totals.unknown > 0 { vms.append(Span(" \(totals.unknown)\(glyphs.text(.unknown))", .unknown)) }
        if totals.faulty > 0 { vms.append(Span(" \(totals.faulty)\(glyphs.text(.failed))", .bad)) }
        return [
            Segment([Span("hosts ", .status), Span("\(totals.hostsUp)/\(totals.hosts)", hostRole)], 1),
            Segment(vms, 1),
        ]
    }

    private var loadSegments: [Segment] {
        let glyphs = setup.glyphs
        func segment(_ name: String, _ past: [Double?], _ share: Double?) -> Segment {
            let spans = [
                Span("\(name) ", .status), Span(sparkline(past, width: 8, glyphs: glyphs), .spark),
                Span(" \(Formats.percent(share, glyphs))", setup.bands.role(share)),
            ]
            return Segment(spans, 7)
        }
        let memory = cloud.totals.memory.map { Double($0.used.count) / Double(max(1, $0.of.count)) }
        return [segment("cpu", cloud.cpu, cloud.totals.cpu), segment("ram", cloud.memory, memory)]
    }

    private var taskSegment: Segment {
        let totals = cloud.totals
        let glyphs = setup.glyphs
        var spans = [Span("tasks ", .status)]
        spans.append(Span("\(totals.working)\(glyphs.text(.working))", totals.working > 0 ? .busy : .status))
        spans.append(Span(" \(totals.waiting)\(glyphs.text(.waiting))", .status))
        if totals.failed > 0 { spans.append(Span(" \(totals.failed)\(glyphs.text(.failed))", .bad)) }
        return Segment(spans, 2)
    }

    private var networkSegments: [Segment] { networkSpans.isEmpty ? [] : [Segment(networkSpans, 6)] }

    /// What is wrong with the data; `nil` where they are of now.
    private var freshnessSegment: Segment? {
        if let problem = cloud.problem { return Segment([Span(fit(problem, 32, glyphs: setup.glyphs), .warn)], 0) }
        guard cloud.isLoaded else { return Segment([Span("reading", .dim)], 0) }
        if let age = staleness, hasController { return Segment([Span("data \(Formats.span(age)) old", .warn)], 0) }
        switch cloud.inventory.controller {
        case .running: return nil
        case .stopped:
            // Another takes over, or is started, within seconds.
            let isBrief = cloud.alone.map { now.milliseconds(since: $0) < 10_000 } ?? true
            return Segment([Span(isBrief ? "controller restarting" : "no controller", .warn)], 0)
        case .halted(let process):
            return Segment([Span("controller halted, kill -CONT \(process)", .warn)], 0)
        case .never: return Segment([Span("no controller has run yet", .warn)], 0)
        }
    }

    /// The age of the newest answer of any host in milliseconds; `nil` while it is of now.
    var staleness: Int64? {
        guard let newest = cloud.inventory.hostUsage.values.map(\.at).max() else { return nil }
        return Freshness(since: newest, now: now, step: cloud.step) == .now ? nil : now.milliseconds(since: newest)
    }

    private var clock: String { CivilTime(now, utcOffset: utcOffset).clock }
}
