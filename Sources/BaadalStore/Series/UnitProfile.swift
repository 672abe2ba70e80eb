internal import BaadalModel

/// The units in which an RRD file holds its figures.
///
/// Files of the original Baadal differ among themselves, and nothing in them says how. Each file keeps its profile for
/// all its life: it is read and continued in its own units, never mixed.
///
/// How a file is taken, first match: what its sidecar `UUID.rrd.units` says (profile and, optionally, processors, as
/// `head 4`); without a step of 300 s, a MIN archive of single steps and no MAX archive, `ours`; with columns `tmp` and
/// `pwr`, `head`; the profile that the store was told for originals; with any `cpu` above 10 000, `head`; else `j15`.
public enum UnitProfile: String, CaseIterable, Hashable, Sendable {
    /// CPU in percent, memory in bytes, the rest in bytes per second; temperature and power as in the model, as in all.
    case ours
    /// The original of 2015: CPU in percent; a VM's disk and network figures are bytes gained in a step, a host's disk
    /// figures bytes per second and its network figures counters.
    case j15
    /// The last original: as `j15`, but CPU in nanoseconds gained in a step, summed over all processors.
    case head
}

/// How the columns of one file become the figures of the model.
struct SeriesUnits: Hashable, Sendable {
    /// The meaning of one column.
    enum Unit: Hashable, Sendable {
        /// The column is the figure times a factor.
        case scaled(Double)
        /// The column grows by the figure each second.
        case counter
        /// The column has no meaning without the number of processors.
        case unknown
    }

    var profile: UnitProfile
    var isHost: Bool
    /// Seconds of one step of the file.
    var step: Int64
    /// Processors of the subject; `nil` where nobody said.
    var cpus: Int?

    /// True where a column is a counter, so that a row needs the one before it.
    var hasCounters: Bool { isHost && profile != .ours }

    /// The meaning of the column of a metric.
    func unit(_ metric: Metric) -> Unit {
        switch (profile, metric) {
        case (.ours, .cpu), (.j15, .cpu): .scaled(100)
        case (.head, .cpu):
            if let cpus, cpus > 0 { .scaled(Double(cpus) * Double(step) * 1e9) } else { .unknown }
        case (.ours, _), (_, .memory), (_, .temperature), (_, .watts): .scaled(1)
        case (.j15, .diskRead), (.j15, .diskWrite), (.head, .diskRead), (.head, .diskWrite):
            .scaled(isHost ? 1 : Double(step))
        case (.j15, .sent), (.j15, .received), (.head, .sent), (.head, .received):
            isHost ? .counter : .scaled(Double(step))
        }
    }

    /// The figures of one metric from the column of it.
    ///
    /// - Parameter seconds: What one value of the column covers. A counter's first figure is always `nil`.
    func figures(_ metric: Metric, _ column: [Double?], every seconds: Int64) -> [Double?] {
        switch unit(metric) {
        case .scaled(let factor):
            return column.map { value in
                value.map { metric == .cpu ? min(1, $0 / factor) : $0 / factor }
            }
        case .counter:
            return column.indices.map { index in
                guard index > 0, let new = column[index], let old = column[index - 1], new >= old else { return nil }
                return (new - old) / Double(seconds)
            }
        case .unknown:
            return column.map { _ in nil }
        }
    }

    /// The columns for a usage.
    ///
    /// - Parameters:
    ///   - seconds: What the usage covers.
    ///   - counters: The last readings of the file; counters go on from there.
    func columns(_ usage: Usage, over seconds: Int64, after counters: [Double?]) -> [Double?] {
        Metric.allCases.map { metric in
            guard let figure = usage[metric] else { return nil }
            switch unit(metric) {
            case .scaled(let factor): return figure * factor
            case .counter:
                let last = metric.rawValue < counters.count ? counters[metric.rawValue] : nil
                return (last ?? 0) + figure * Double(seconds)
            case .unknown: return nil
            }
        }
    }
}

extension Usage {
    /// One figure in the units of ``Metric``; `nil` where it is not known.
    subscript(metric: Metric) -> Double? {
        switch metric {
        case .cpu: cpu
        case .memory: memory.map { Double($0.count) }
        case .diskRead: diskRead
        case .diskWrite: diskWrite
        case .sent: sent
        case .received: received
        case .temperature: temperature
        case .watts: watts
        }
    }
}
