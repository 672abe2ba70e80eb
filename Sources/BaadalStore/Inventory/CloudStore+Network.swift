public import BaadalModel
internal import GRDB

extension CloudStore {
    /// The newest measurement of each pair of hosts.
    public func measurements() throws -> [PairMeasurement] {
        try read { try Self.measurements($0, where: "newest = 1") }
    }

    /// The network of the cloud as it was measured last.
    public func networkGraph() async throws -> NetworkGraph {
        try await onQueue {
            try self.read { database in
                let hosts = try Inventories.hosts(database).map {
                    NetworkGraph.Member(id: $0.id, name: $0.name, bandwidth: $0.inventory?.bandwidth)
                }
                return NetworkGraph(hosts, try Self.measurements(database, where: "newest = 1"))
            }
        }
    }

    /// The measurements of one pair of hosts, newest first, at most 500.
    public func measurements(of pair: HostPair) async throws -> [PairMeasurement] {
        try await onQueue {
            try self.read {
                try Self.measurements(
                    $0,
                    where: "first = ? AND second = ? ORDER BY at DESC LIMIT 500",
                    [pair.first.uuid.blob, pair.second.uuid.blob]
                )
            }
        }
    }

    /// Records a measurement.
    public func record(_ measurement: PairMeasurement) throws {
        try write { database, _ in
            let (first, second) = (measurement.pair.first.uuid.blob, measurement.pair.second.uuid.blob)
            try database.execute(
                sql: "UPDATE measurement SET newest = 0 WHERE first = ? AND second = ? AND newest = 1",
                arguments: [first, second]
            )
            let figures = measurement.figures
            try database.execute(
                sql: """
                    INSERT INTO measurement (first, second, at, tool, latency, throughput, failure, newest)
                    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, 1
                    WHERE EXISTS (SELECT 1 FROM host WHERE id = ?1) AND EXISTS (SELECT 1 FROM host WHERE id = ?2)
                    """,
                arguments: [
                    first, second, measurement.at.milliseconds, measurement.tool?.rawValue, figures.latency,
                    figures.throughput, figures.failure,
                ]
            )
            // A month of the past is enough to see what has become worse.
            let oldest = measurement.at.advanced(byMilliseconds: -31 * 86_400_000)
            try database.execute(
                sql: "DELETE FROM measurement WHERE newest = 0 AND at < ?",
                arguments: [oldest.milliseconds]
            )
        }
    }

    private static func measurements(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [PairMeasurement] {
        try Row.fetchAll(
            database,
            sql: "SELECT first, second, at, tool, latency, throughput, failure FROM measurement WHERE \(condition)",
            arguments: arguments
        ).compactMap { row in
            guard let first = row.uuid(0), let second = row.uuid(1),
                let pair = HostPair(BaadalModel.Host.ID(first), BaadalModel.Host.ID(second))
            else { return nil }
            return PairMeasurement(
                pair: pair,
                at: row.time(2),
                tool: (row[3] as String?).flatMap(MeasureTool.init(rawValue:)),
                figures: MeasuredFigures(latency: row[4], throughput: row[5], failure: row[6])
            )
        }
    }
}
