extension HeatMap {
    /// How a figure stands beside all others.
    public enum Band: Int, CaseIterable, Hashable, Sendable {
        /// As most are, or better.
        case good
        /// Notably worse than most.
        case fair
        /// Far worse than most.
        case poor
    }

    /// Where bands end, in the figure's own unit: the last that is good, and the last that is fair.
    ///
    /// They are told from the median, so that a slow pair stands out in a slow network as it does in a fast one: for
    /// latency one and a half and three times of it, for throughput two thirds and one third. `nil` where nothing was
    /// measured.
    public var bounds: (good: Double, fair: Double)? {
        let known = rows.enumerated().flatMap { $1.dropFirst($0 + 1).compactMap(\.self) }.sorted()
        guard !known.isEmpty else { return nil }
        let median = (known[known.count / 2] + known[(known.count - 1) / 2]) / 2
        return switch figure {
        case .latency: (median * 1.5, median * 3)
        case .throughput: (median * 2 / 3, median / 3)
        }
    }

    /// The band of a figure, with the ends that ``bounds`` gave.
    public func band(of value: Double, in bounds: (good: Double, fair: Double)) -> Band {
        switch figure {
        case .latency: value <= bounds.good ? .good : value <= bounds.fair ? .fair : .poor
        case .throughput: value >= bounds.good ? .good : value >= bounds.fair ? .fair : .poor
        }
    }
}
