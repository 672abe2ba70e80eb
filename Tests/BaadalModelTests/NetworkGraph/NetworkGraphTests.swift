import BaadalModel
import Foundation
import Testing

@Suite struct NetworkGraphTests {
    private let at = Timestamp(seconds: 1_800_000_000)

    // Foundation has a Host, too.
    private func id(_ number: Int) -> BaadalModel.Host.ID {
        BaadalModel.Host.ID(UniqueID(high: 0, low: UInt64(number)))
    }

    private func members(_ count: Int) -> [NetworkGraph.Member] {
        (0..<count).map { NetworkGraph.Member(id: id($0), name: "host\($0)", bandwidth: $0 == 0 ? 10_000 : nil) }
    }

    private func found(
        _ one: Int,
        _ other: Int,
        latency: Double? = nil,
        throughput: Double? = nil,
        later: Int64 = 0
    ) throws -> PairMeasurement {
        PairMeasurement(
            pair: try #require(HostPair(id(one), id(other))),
            at: at.advanced(byMilliseconds: later * 1000),
            tool: .qperf,
            figures: MeasuredFigures(latency: latency, throughput: throughput)
        )
    }

    @Test func `up to four hundred hosts have a place each, the same each time`() {
        for count in 0...400 {
            let places = GridPlace.ring(count)
            #expect(places.count == count)
            #expect(Set(places).count == count)
            #expect(places.allSatisfy { (0...19).contains($0.x) && (0...19).contains($0.y) })
        }
        #expect(GridPlace.ring(401).count == 400)
        #expect(GridPlace.ring(-1).isEmpty)
        #expect(GridPlace.ring(4) == GridPlace.ring(4))
    }

    @Test func `few hosts stand evenly on the outermost ring`() {
        let corners = [GridPlace(x: 0, y: 0), .init(x: 19, y: 0), .init(x: 19, y: 19), .init(x: 0, y: 19)]
        #expect(GridPlace.ring(4) == corners)
    }

    @Test func `a host beyond the four hundredth has no place`() {
        let graph = NetworkGraph(members(401), [])
        #expect(graph.nodes.last?.place == nil)
        #expect(graph.export.nodes.count == 400)
    }

    @Test func `an edge keeps both figures of the newest measurement`() throws {
        let graph = NetworkGraph(
            members(2),
            [
                try found(0, 1, latency: 9, throughput: 9),
                try found(1, 0, latency: 0.213, throughput: 941.4, later: 5),
                try found(0, 1, latency: 8, throughput: 8, later: 3),
            ]
        )
        #expect(graph.edges.count == 1)
        #expect(graph.edges.first?.id == NetworkGraph.Edge.ID(source: 0, target: 1))
        #expect(graph.edges.first?.latency == 0.213)
        #expect(graph.edges.first?.throughput == 941.4)
    }

    @Test func `hosts that do not answer take their edges along`() throws {
        let graph = NetworkGraph(
            Array(members(3).dropFirst()),
            [try found(0, 1, latency: 1), try found(1, 2, latency: 1)]
        )
        #expect(graph.nodes.map(\.name) == ["host1", "host2"])
        #expect(graph.edges.map(\.id) == [NetworkGraph.Edge.ID(source: 0, target: 1)])
    }

    @Test func `a host given twice is shown once`() {
        #expect(NetworkGraph(members(3) + members(3), []).nodes.map(\.name) == ["host0", "host1", "host2"])
    }

    @Test func `no two edges share an id`() throws {
        let pairs = try (0..<12).flatMap { one in try (one + 1..<13).map { try found(one, $0, latency: 1) } }
        let export = NetworkGraph(members(13), pairs).export
        #expect(Set(export.edges.map(\.id)).count == 78)
        #expect(export.edges.contains { $0.id == "1-11" })
    }

    @Test func `the exported shape is what pictures are drawn from`() throws {
        let graph = NetworkGraph(members(2), [try found(0, 1, latency: 0.213, throughput: 941.4)])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(graph.export), as: UTF8.self)
        #expect(
            text
                == #"{"edges":[{"at":"2027-01-15T08:00:00Z","id":"0-1","label":"0.21 ms : 941 Mbit/s","latency":0.213,"#
                + #""source":"0","target":"1","throughput":941.4}],"nodes":["#
                + #"{"bandwidth":10000,"id":"0","label":"host0(bandwidth: 10 Gbit/s)","size":4,"x":0,"y":0},"#
                + #"{"id":"1","label":"host1(bandwidth: unknown)","size":4,"x":19,"y":19}]}"#
        )
    }

    @Test func `a heat map is alike on both sides and knows its extremes`() throws {
        let graph = NetworkGraph(
            members(3),
            [try found(0, 1, latency: 0.2, throughput: 900), try found(1, 2, latency: 0.6)]
        )
        let latency = HeatMap(graph, .latency)
        #expect(latency.rows == [[nil, 0.2, nil], [0.2, nil, 0.6], [nil, 0.6, nil]])
        #expect((latency.minimum, latency.maximum) == (0.2, 0.6))
        #expect(latency.share(row: 2, column: 1) == 1)
        #expect(latency.share(row: 0, column: 2) == nil)
        #expect(latency.share(row: 7, column: -1) == nil)
        let throughput = HeatMap(graph, .throughput)
        #expect(throughput.share(row: 0, column: 1) == 0)
        #expect(HeatMap(NetworkGraph(members(2), []), .latency).minimum == nil)
    }

    @Test func `figures stand in bands by the median of all pairs`() throws {
        let graph = NetworkGraph(
            members(4),
            [
                try found(0, 1, latency: 0.1, throughput: 9_000), try found(0, 2, latency: 0.2, throughput: 6_000),
                try found(1, 2, latency: 0.2, throughput: 6_000), try found(1, 3, latency: 0.31, throughput: 3_000),
                try found(2, 3, latency: 0.7, throughput: 1_000),
            ]
        )
        func bands(_ figure: HeatMap.Figure) throws -> [HeatMap.Band] {
            let map = HeatMap(graph, figure)
            let bounds = try #require(map.bounds)
            return [(0, 1), (0, 2), (1, 3), (2, 3)].compactMap { row, column in
                map.rows[row][column].map { map.band(of: $0, in: bounds) }
            }
        }
        for figure in HeatMap.Figure.allCases {
            let found = try bands(figure)
            #expect(found == [.good, .good, .fair, .poor])
        }
        #expect(HeatMap(NetworkGraph(members(4), []), .latency).bounds == nil)
    }
}
