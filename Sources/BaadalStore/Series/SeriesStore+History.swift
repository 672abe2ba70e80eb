public import BaadalModel
internal import RRD

extension SeriesStore {
    /// The past of one subject.
    ///
    /// A subject without a file has gaps only.
    ///
    /// - Parameters:
    ///   - now: The end of the window where the query names none.
    ///   - cpus: Processors of the subject; only files in nanoseconds need it, and without it have no CPU.
    /// - Throws: What is wrong with a file that is there and cannot be read.
    public func history(_ query: SeriesQuery, now: Timestamp, cpus: Int? = nil) throws -> SeriesSet {
        let end = (query.end ?? now).seconds
        do throws(RRDError) {
            return try withFile(query.subject) { known throws(RRDError) in
                var file = known
                file.units.cpus = cpus ?? file.units.cpus
                return file.isOriginal
                    ? try file.original(query.period, end: end) : try file.ours(query.period, end: end)
            }
        } catch {
            guard error.kind == .missing else { throw error }
            return gaps(query, end: end)
        }
    }

    /// A window in which nothing is known.
    private func gaps(_ query: SeriesQuery, end: Int64) -> SeriesSet {
        let resolution = SeriesLayout.resolution(query.period, step: step)
        let count = query.period.seconds / resolution
        let gap = [Double?](repeating: nil, count: Int(count))
        let metrics = Dictionary(uniqueKeysWithValues: query.subject.metrics.map { ($0, gap) })
        return SeriesSet(
            start: Timestamp(seconds: end - end % resolution - (count - 1) * resolution),
            step: resolution,
            average: metrics,
            minimum: metrics,
            maximum: metrics
        )
    }
}

extension SeriesFile {
    /// The rows of all metrics.
    private func figures(_ rows: RRDRows) -> [Metric: [Double?]] {
        let metrics = Metric.allCases.filter { units.isHost || !$0.isOfHosts }
        return Dictionary(uniqueKeysWithValues: metrics.map { ($0, figures($0, rows)) })
    }

    /// The rows of one metric; gaps where the file has no such column.
    func figures(_ metric: Metric, _ rows: RRDRows) -> [Double?] {
        guard metric.rawValue < rows.names.count else { return [Double?](repeating: nil, count: rows.count) }
        return units.figures(metric, rows.column(metric.rawValue), every: rows.step)
    }

    /// A window of a file with averages, minima and maxima.
    fileprivate func ours(_ period: Period, end: Int64) throws(RRDError) -> SeriesSet {
        let resolution = SeriesLayout.resolution(period, step: file.info.step)
        let last = end - end % resolution
        let first = last - period.seconds / resolution * resolution
        let rows = try file.fetch(.average, from: first, to: last, resolution: resolution)
        let average = figures(rows)
        var set = SeriesSet(
            start: Timestamp(seconds: rows.start + rows.step),
            step: rows.step,
            average: average,
            minimum: average,
            maximum: average
        )
        guard rows.step > file.info.step else { return set }
        for (kind, part) in [(RRDConsolidation.minimum, \SeriesSet.minimum), (.maximum, \.maximum)] {
            let extremes = try file.fetch(kind, from: first, to: last, resolution: rows.step)
            guard (extremes.start, extremes.step, extremes.count) == (rows.start, rows.step, rows.count) else {
                continue
            }
            set[keyPath: part] = figures(extremes)
        }
        return set
    }

    /// A window of an original, consolidated here from its single steps to at most 800 points.
    fileprivate func original(_ period: Period, end: Int64) throws(RRDError) -> SeriesSet {
        let single = file.info.step
        let group = (period.seconds / single + 799) / 800
        let resolution = group * single
        let count = (period.seconds + resolution - 1) / resolution
        // The newest point of several steps is shown as soon as one of them is known.
        let last = group == 1 ? end - end % single : (end + resolution - 1) / resolution * resolution
        let first = last - count * resolution
        let rows = try file.fetch(.minimum, from: first - single, to: last, resolution: single)
        var set = SeriesSet(start: Timestamp(seconds: first + resolution), step: resolution)
        for (metric, steps) in figures(rows) {
            var points = (0..<Int(count)).map { _ in Point() }
            for (index, value) in steps.enumerated() {
                let place = rows.start + Int64(index) * rows.step - first
                guard place >= 0, let value, place / resolution < count else { continue }
                points[Int(place / resolution)].add(value)
            }
            set.average[metric] = points.map(\.average)
            set.minimum[metric] = points.map(\.minimum)
            set.maximum[metric] = points.map(\.maximum)
        }
        return set
    }
}

/// Several values as one.
private struct Point {
    var sum = 0.0
    var known = 0
    var minimum: Double?
    var maximum: Double?

    var average: Double? { known > 0 ? sum / Double(known) : nil }

    mutating func add(_ value: Double) {
        sum += value
        known += 1
        minimum = min(minimum ?? value, value)
        maximum = max(maximum ?? value, value)
    }
}
