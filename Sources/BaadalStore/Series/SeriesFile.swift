internal import BaadalModel
internal import RRD

/// What is known of one opened file.
struct SeriesFile: Sendable {
    var file: RRDFile
    var units: SeriesUnits
    /// True for the shape of the original, whose only useful archive is MIN of single steps.
    var isOriginal: Bool
    /// When the file was last updated, as far as this process knows.
    var lastUpdate: Int64
    /// The last readings, where the file has counters.
    var counters: [Double?] = []

    /// Opens and judges a file.
    ///
    /// - Parameter originals: The profile of originals whose sidecar says nothing.
    init(opening path: String, isHost: Bool, originals: UnitProfile?) throws(RRDError) {
        file = try RRDFile(opening: path)
        let sidecar = try UnitSidecar(of: path)
        let profile =
            if let sidecar { sidecar.profile } else { try Self.detect(file, originals: originals) }
        isOriginal = SeriesLayout.isOriginal(file.info)
        units = SeriesUnits(profile: profile, isHost: isHost, step: file.info.step, cpus: sidecar?.cpus)
        lastUpdate = try file.lastUpdate()
        if units.hasCounters { counters = try file.lastReadings() }
    }

    /// The units of a file without a sidecar; see ``UnitProfile``.
    ///
    /// - Throws: `other` where the columns are not those of any of us.
    static func detect(_ file: RRDFile, originals: UnitProfile?) throws(RRDError) -> UnitProfile {
        let names = file.info.sources.map(\.name)
        let hasSensors = names == SeriesLayout.names + SeriesLayout.sensors
        guard hasSensors || names == SeriesLayout.names else {
            throw RRDError(
                .other,
                function: "open",
                path: file.path,
                message: "the columns are '\(names.prefix(9).joined(separator: " "))'; "
                    + "'\(SeriesLayout.names.joined(separator: " "))' are accepted"
            )
        }
        guard SeriesLayout.isOriginal(file.info) else { return .ours }
        if hasSensors { return .head }
        if let originals { return originals }
        let last = try file.lastUpdate()
        let rows = try file.fetch(.minimum, from: max(0, last - 200_000 * 300), to: last + 1, resolution: 300)
        // Percent never comes near; a guest that used a hundred-thousandth of a second does.
        return rows.column(0).contains { ($0 ?? 0) > 10_000 } ? .head : .j15
    }

    /// The columns without which something of the samples would be lost.
    ///
    /// Files of the original keep their shape.
    func missing(for samples: [SeriesSample]) -> [RRDSource] {
        guard units.isHost, units.profile == .ours, file.info.sources.count == SeriesLayout.names.count,
            samples.contains(where: { $0.usage.temperature != nil || $0.usage.watts != nil })
        else { return [] }
        let heartbeat = file.info.sources.map(\.heartbeat).min() ?? 3 * file.info.step
        return SeriesLayout.sensors.map { RRDSource($0, heartbeat: heartbeat) }
    }

    /// The rows to write for the samples of one subject, oldest first.
    ///
    /// A value holds for the time since the last update up to the heartbeat, which librrd fills by itself. After a
    /// longer pause the time that the sample does not cover is first made unknown.
    ///
    /// - Parameter poll: Seconds between two samples.
    mutating func rows(for samples: [SeriesSample], poll: Int64, report: inout SeriesStore.Report) -> [RRDSample] {
        let unit = min(file.info.step, poll)
        let heartbeat = max(unit, file.info.sources.map(\.heartbeat).min() ?? unit)
        let columns = file.info.sources.count
        var rows: [RRDSample] = []
        func add(at moment: Int64, _ values: [Double?]) {
            rows.append(RRDSample(at: moment, values: Array(values.prefix(columns))))
            lastUpdate = moment
        }
        for sample in samples {
            let moment = sample.usage.at.seconds - sample.usage.at.seconds % unit
            guard moment > lastUpdate else {
                if moment == lastUpdate { report.repeated += 1 } else { report.staleDropped += 1 }
                continue
            }
            if let cpus = sample.cpus { units.cpus = cpus }
            let begin = moment - Int64(min(max(1, sample.covers), 1_000)) * poll
            if moment - lastUpdate > heartbeat, begin > lastUpdate {
                add(at: begin, [Double?](repeating: nil, count: columns))
            }
            while lastUpdate < moment {
                let next = min(moment, lastUpdate + heartbeat - heartbeat % unit)
                let values = units.columns(sample.usage, over: next - lastUpdate, after: counters)
                if units.hasCounters { counters = zip(values, counters).map { $0 ?? $1 } }
                add(at: next, values)
            }
        }
        return rows
    }
}
