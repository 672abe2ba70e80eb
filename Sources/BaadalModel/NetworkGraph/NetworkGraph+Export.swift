extension NetworkGraph {
    /// The shape in which graphs are drawn by others: `{"nodes": […], "edges": […]}`.
    public struct Export: Hashable, Codable, Sendable {
        /// The hosts.
        public var nodes: [Node]
        /// The pairs.
        public var edges: [Edge]

        /// A host.
        public struct Node: Hashable, Codable, Sendable {
            /// Its place among the nodes, as text.
            public var id: String
            /// As `host1(bandwidth: 10 Gbit/s)`.
            public var label: String
            /// From 0 to 19.
            public var x: Int
            /// From 0 to 19.
            public var y: Int
            /// Always 4.
            public var size: Int
            /// Megabits per second; missing where not known.
            public var bandwidth: Int?
        }

        /// A pair.
        public struct Edge: Hashable, Codable, Sendable {
            /// Both ends, as `1-11`.
            public var id: String
            /// The `id` of one end.
            public var source: String
            /// The `id` of the other end.
            public var target: String
            /// As `0.21 ms : 941 Mbit/s`.
            public var label: String
            /// Milliseconds there and back; missing where not known.
            public var latency: Double?
            /// Megabits per second; missing where not known.
            public var throughput: Double?
            /// When it was measured.
            public var at: String
        }
    }

    /// The graph in that shape; hosts without a place, and what leads to them, are left out.
    public var export: Export {
        let shown = nodes.enumerated().compactMap { index, node -> Export.Node? in
            guard let place = node.place else { return nil }
            let bandwidth = node.bandwidth.map(Self.rate) ?? "unknown"
            return Export.Node(
                id: "\(index)",
                label: "\(node.name)(bandwidth: \(bandwidth))",
                x: place.x,
                y: place.y,
                size: 4,
                bandwidth: node.bandwidth
            )
        }
        let drawn = edges.filter { nodes[$0.id.source].place != nil && nodes[$0.id.target].place != nil }
        return Export(
            nodes: shown,
            edges: drawn.map { edge in
                let latency = edge.latency.map { "\(Self.decimal($0)) ms" } ?? "unknown"
                let throughput = edge.throughput.map { "\(Self.whole($0)) Mbit/s" } ?? "unknown"
                return Export.Edge(
                    id: "\(edge.id.source)-\(edge.id.target)",
                    source: "\(edge.id.source)",
                    target: "\(edge.id.target)",
                    label: "\(latency) : \(throughput)",
                    latency: edge.latency,
                    throughput: edge.throughput,
                    at: edge.at.iso8601
                )
            }
        )
    }

    /// As `1 Gbit/s`, `2.5 Gbit/s` or `100 Mbit/s`.
    static func rate(_ megabits: Int) -> String {
        guard megabits >= 1000 else { return "\(megabits) Mbit/s" }
        let tenths = megabits / 100
        return tenths % 10 == 0 ? "\(tenths / 10) Gbit/s" : "\(tenths / 10).\(tenths % 10) Gbit/s"
    }

    /// Two decimals.
    static func decimal(_ value: Double) -> String {
        guard value.magnitude < 1e12 else { return "\(value)" }
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(CivilTime.two(hundredths % 100))"
    }

    private static func whole(_ value: Double) -> String {
        value.magnitude < 1e15 ? "\(Int(value.rounded()))" : "\(value)"
    }
}
