internal import BaadalModel
internal import RRD

/// The shape of a new file.
struct SeriesLayout {
    /// The columns of every file, in the order of ``Metric``.
    static let names = ["cpu", "ram", "dr", "dw", "tx", "rx"]
    /// The columns that a host's file of ours gets once a sensor of it shows something, and the last original's always
    /// have.
    static let sensors = ["tmp", "pwr"]

    var step: Int64
    var sources: [RRDSource]
    var archives: [RRDArchive]

    /// The shape that the configuration asks for.
    init(_ layout: CloudConfig.RRD.Layout, step: Int64) {
        switch layout {
        case .ours: self.init(step: step, heartbeat: 3 * step, archives: Self.ours(step: step))
        case .original: self.init(step: 300, heartbeat: 550, archives: Self.original)
        }
    }

    private init(step: Int64, heartbeat: Int64, archives: [RRDArchive]) {
        self.step = step
        sources = Self.names.map { RRDSource($0, heartbeat: heartbeat, minimum: 0) }
        self.archives = archives
    }

    /// Seconds per row, and seconds that are kept, of the archives behind a period.
    private static func span(_ period: Period) -> (resolution: Int64, kept: Int64) {
        switch period {
        case .hour: (1, 7_200)
        case .day: (60, 96_000)
        case .week: (600, 660_000)
        case .month: (1_800, 2_700_000)
        case .year: (7_200, 31_680_000)
        }
    }

    /// Seconds per row of the archives behind a period, in a file of ours.
    static func resolution(_ period: Period, step: Int64) -> Int64 {
        max(1, (span(period).resolution + step / 2) / step) * step
    }

    /// Spans are fixed, rows follow the step.
    ///
    /// The hour has averages only: of a single step they are the extremes too.
    private static func ours(step: Int64) -> [RRDArchive] {
        Period.allCases.flatMap { period in
            let resolution = resolution(period, step: step)
            let rows = (span(period).kept + resolution - 1) / resolution
            let kinds: [RRDConsolidation] = period == .hour ? [.average] : [.average, .minimum, .maximum]
            return kinds.map { RRDArchive($0, stepsPerRow: resolution / step, rows: rows) }
        }
    }

    private static let original: [RRDArchive] = [
        RRDArchive(.minimum, stepsPerRow: 1, rows: 200_000, unknownShare: 0),
        RRDArchive(.average, stepsPerRow: 12, rows: 100),
        RRDArchive(.average, stepsPerRow: 288, rows: 50),
        RRDArchive(.average, stepsPerRow: 8_928, rows: 24),
        RRDArchive(.average, stepsPerRow: 107_136, rows: 10),
    ]

    /// True for the shape of the original: single steps are kept as minima, and maxima not at all.
    static func isOriginal(_ info: RRDInfo) -> Bool {
        info.step == 300 && info.archives.contains { $0.consolidation == "MIN" && $0.stepsPerRow == 1 }
            && !info.archives.contains { $0.consolidation == "MAX" }
    }
}
