/// One figure between all hosts, a row and a column each.
public struct HeatMap: Hashable, Sendable {
    /// Which figure it is.
    public enum Figure: String, CaseIterable, Hashable, Sendable {
        /// Milliseconds there and back: less is better.
        case latency
        /// Megabits per second: more is better.
        case throughput
    }

    /// Which figure it is.
    public var figure: Figure
    /// The hosts' names, for rows and columns alike.
    public var names: [String]
    /// A row a host; `nil` where not measured, and between a host and itself.
    public var rows: [[Double?]]
    /// The least figure; `nil` where nothing was measured.
    public var minimum: Double?
    /// The greatest figure; `nil` where nothing was measured.
    public var maximum: Double?

    /// The matrix of a graph, alike on both sides of the diagonal.
    public init(_ graph: NetworkGraph, _ figure: Figure) {
        self.figure = figure
        names = graph.nodes.map(\.name)
        rows = names.map { _ in [Double?](repeating: nil, count: graph.nodes.count) }
        for edge in graph.edges {
            let value = figure == .latency ? edge.latency : edge.throughput
            rows[edge.id.source][edge.id.target] = value
            rows[edge.id.target][edge.id.source] = value
        }
        let known = graph.edges.compactMap { figure == .latency ? $0.latency : $0.throughput }
        (minimum, maximum) = (known.min(), known.max())
    }

    /// Where a figure lies between the least, 0, and the greatest, 1; `nil` where it is not known.
    ///
    /// Where all are alike, it is 0.
    public func share(row: Int, column: Int) -> Double? {
        guard rows.indices.contains(row), rows[row].indices.contains(column), let value = rows[row][column],
            let minimum, let maximum
        else { return nil }
        return maximum > minimum ? (value - minimum) / (maximum - minimum) : 0
    }
}
