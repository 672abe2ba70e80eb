public import BaadalModel

public final class SeriesStore: Sendable {
    init(directory: String, step: Int64, layout: CloudConfig.RRD.Layout) {}
    public struct Outcome: Sendable { public var failures: [String] = [] }
    public func record(_ usages: [(SeriesSubject, Usage)], createAtMost: Int) -> Outcome { Outcome() }
    func history(_ query: SeriesQuery, now: Timestamp) throws -> SeriesSet { SeriesSet(start: now, step: 10) }
    func recent(_ m: Metric, of: [SeriesSubject], points: Int, step: Int64, now: Timestamp) -> [SeriesSubject:
        [Double?]]
    { [:] }
    public func retire(_ vms: [VM.ID]) {}
}
