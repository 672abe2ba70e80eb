public import BaadalModel
internal import RRD

extension SeriesStore {
    /// The newest averages of one metric for many subjects, oldest first, `points` each.
    ///
    /// One read a subject. A subject whose file is missing or cannot be read has gaps only. The newest point is left
    /// out while its last sample is still under way, so that a line does not end in a gap at every step.
    ///
    /// - Parameters:
    ///   - step: Seconds that one point covers. At least 1.
    ///   - cpus: Processors by subject; only files in nanoseconds need them.
    public func recent(
        _ metric: Metric,
        of subjects: [SeriesSubject],
        points: Int,
        step: Int64,
        now: Timestamp,
        cpus: [SeriesSubject: Int] = [:]
    ) -> [SeriesSubject: [Double?]] {
        guard points > 0, step > 0 else { return [:] }
        let last = now.seconds - now.seconds % step
        var answer: [SeriesSubject: [Double?]] = [:]
        answer.reserveCapacity(subjects.count)
        for subject in subjects {
            let found = try? withFile(subject) { known throws(RRDError) in
                var file = known
                file.units.cpus = cpus[subject] ?? file.units.cpus
                return try file.points(metric, count: points + 1, step: step, end: last)
            }
            guard let found else {
                answer[subject] = [Double?](repeating: nil, count: points)
                continue
            }
            let isUnderWay = found[points] == nil && found[points - 1] != nil
            answer[subject] = Array(isUnderWay ? found.dropLast() : found.dropFirst())
        }
        return answer
    }
}

extension SeriesFile {
    /// Points of a given width, whatever the archive has: several rows are averaged, a wider row is repeated.
    fileprivate func points(_ metric: Metric, count: Int, step: Int64, end: Int64) throws(RRDError) -> [Double?] {
        let first = end - Int64(count) * step
        // A counter needs the row before.
        let rows = try file.fetch(
            isOriginal ? .minimum : .average,
            from: first - (units.hasCounters ? file.info.step : 0),
            to: end,
            resolution: step
        )
        let values = figures(metric, rows)
        return (0..<count).map { index in
            let begin = first + Int64(index) * step
            let from = max(0, (begin - rows.start) / rows.step)
            let to = max(from + 1, (begin + step - rows.start + rows.step - 1) / rows.step)
            guard begin + step > rows.start, from < values.count else { return nil }
            let known = values[Int(from)..<min(values.count, Int(to))].compactMap { $0 }
            return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        }
    }
}
