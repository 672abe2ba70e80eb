/// What a series is measured on.
public enum SeriesSubject: Hashable, Sendable {
    case vm(VM.ID)
    case host(Host.ID)
    /// A public address: what comes for it, and what leaves with it.
    case address(IPv4)
}

/// The figures that are kept, in the order of the RRD data sources `cpu ram dr dw tx rx`, and `tmp pwr` of hosts.
public enum Metric: Int, CaseIterable, Hashable, Sendable {
    /// Share of the processors, 0 to 1.
    case cpu
    /// Bytes of memory.
    case memory
    /// Bytes per second.
    case diskRead, diskWrite, sent, received
    /// Degrees Celsius.
    case temperature
    /// Power.
    case watts

    /// Whether only hosts have it.
    public var isOfHosts: Bool { self == .temperature || self == .watts }
}

extension SeriesSubject {
    /// What is kept of it.
    public var metrics: [Metric] {
        switch self {
        case .vm: Metric.allCases.filter { !$0.isOfHosts }
        case .host: Metric.allCases
        case .address: [.sent, .received]
        }
    }
}

/// How far back a graph looks.
public enum Period: String, CaseIterable, Hashable, Sendable {
    case hour, day, week, month, year

    /// The length of the window in seconds.
    public var seconds: Int64 {
        switch self {
        case .hour: 3_600
        case .day: 86_400
        case .week: 7 * 86_400
        case .month: 30 * 86_400
        case .year: 365 * 86_400
        }
    }
}

/// A question about the past of one subject.
public struct SeriesQuery: Hashable, Sendable {
    /// What it is asked of.
    public var subject: SeriesSubject
    /// How far back the window reaches.
    public var period: Period
    /// The end of the window; `nil` for now.
    public var end: Timestamp?

    /// The last of a period, or the part of it that ends at a moment.
    public init(_ subject: SeriesSubject, period: Period, end: Timestamp? = nil) {
        self.subject = subject
        self.period = period
        self.end = end
    }
}

/// Evenly spaced values of all metrics of a subject, oldest first.
///
/// `nil` in a series is a gap: nothing was recorded. See ``Metric`` for the units.
public struct SeriesSet: Hashable, Sendable {
    /// The end of the first step.
    public var start: Timestamp
    /// Seconds between two values.
    public var step: Int64
    /// The mean of each step.
    public var average: [Metric: [Double?]]
    /// The least value of each step.
    public var minimum: [Metric: [Double?]]
    /// The greatest value of each step.
    public var maximum: [Metric: [Double?]]

    /// Series that begin at a moment.
    public init(
        start: Timestamp,
        step: Int64,
        average: [Metric: [Double?]] = [:],
        minimum: [Metric: [Double?]] = [:],
        maximum: [Metric: [Double?]] = [:]
    ) {
        self.start = start
        self.step = step
        self.average = average
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// Mean, extremes and 95th percentile of one metric over a window.
public struct SeriesSummary: Hashable, Sendable {
    /// The mean of the known averages.
    public var mean: Double
    /// The least value of the window.
    public var minimum: Double
    /// The greatest value of the window.
    public var maximum: Double
    /// The value that 95 % of the known averages do not exceed (nearest rank).
    public var percentile95: Double
    /// How many steps of the window were known.
    public var known: Int
    /// How many steps the window has.
    public var steps: Int
}

extension SeriesSet {
    /// The summary of one metric; `nil` where nothing was recorded.
    public func summary(_ metric: Metric) -> SeriesSummary? {
        let values = average[metric, default: []]
        let known = values.compactMap { $0 }.sorted()
        guard let first = known.first, let last = known.last else { return nil }
        let rank = max(1, Int((0.95 * Double(known.count)).rounded(.up)))
        return SeriesSummary(
            mean: known.reduce(0, +) / Double(known.count),
            minimum: minimum[metric, default: []].compactMap { $0 }.min() ?? first,
            maximum: maximum[metric, default: []].compactMap { $0 }.max() ?? last,
            percentile95: known[rank - 1],
            known: known.count,
            steps: values.count
        )
    }
}
