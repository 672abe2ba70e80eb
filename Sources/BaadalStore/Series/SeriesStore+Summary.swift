public import BaadalModel

/// Six figures of one subject over one period; `nil` where nothing was recorded.
public struct SeriesSummaries: Hashable, Sendable {
    /// Bytes of memory.
    public var memory: SeriesSummary?
    /// Share of the processors, 0 to 1.
    public var cpu: SeriesSummary?
    /// Bytes per second read from disks.
    public var diskRead: SeriesSummary?
    /// Bytes per second written to disks.
    public var diskWrite: SeriesSummary?
    /// Bytes per second received.
    public var netRead: SeriesSummary?
    /// Bytes per second sent.
    public var netWrite: SeriesSummary?
}

extension SeriesStore {
    /// Mean, extremes and 95th percentile of the six figures over a period that ends now.
    ///
    /// Net read is what was received and net write what was sent.
    ///
    /// - Parameter cpus: Processors of the subject; only files in nanoseconds need it.
    /// - Throws: What is wrong with a file that is there and cannot be read.
    public func fetchRRDData(
        _ subject: SeriesSubject,
        period: Period,
        now: Timestamp,
        cpus: Int? = nil
    ) throws -> SeriesSummaries {
        let set = try history(SeriesQuery(subject, period: period), now: now, cpus: cpus)
        return SeriesSummaries(
            memory: set.summary(.memory),
            cpu: set.summary(.cpu),
            diskRead: set.summary(.diskRead),
            diskWrite: set.summary(.diskWrite),
            netRead: set.summary(.received),
            netWrite: set.summary(.sent)
        )
    }
}
