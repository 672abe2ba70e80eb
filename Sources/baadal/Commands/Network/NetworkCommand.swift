internal import ArgumentParser
internal import BaadalModel

/// The network between hosts.
struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "Show latency and throughput between hosts, as 'job run network-graph' has measured them.",
        subcommands: [NetworkShow.self, NetworkHistory.self]
    )
}

/// Shows the network.
struct NetworkShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a matrix of milliseconds and one of Mbit/s; with --json nodes and edges with coordinates."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let graph = try await Session.look(options).cloud.networkGraph()
        if options.json { return print(JSON.lines([json(graph.export)])) }
        for figure in HeatMap.Figure.allCases {
            let map = HeatMap(graph, figure)
            print(figure == .latency ? "latency, ms" : "throughput, Mbit/s")
            print(lines(map).joined(separator: "\n"))
        }
    }

    private func lines(_ map: HeatMap) -> [String] {
        var table = TextTable(titles: [""] + map.names.map { ">" + Printable.text($0) })
        for (name, row) in zip(map.names, map.rows) {
            table.add(row: [Printable.text(name)] + row.map { $0.map { figure($0) } ?? Printable.unknown })
        }
        return table.lines
    }

    private func json(_ export: NetworkGraph.Export) -> JSON {
        [
            "nodes": .array(
                export.nodes.map { node in
                    [
                        "id": .text(node.id), "label": .text(node.label), "x": .integer(Int64(node.x)),
                        "y": .integer(Int64(node.y)), "size": .integer(Int64(node.size)),
                        "bandwidthMbit": .known(node.bandwidth),
                    ]
                }
            ),
            "edges": .array(
                export.edges.map { edge in
                    [
                        "id": .text(edge.id), "source": .text(edge.source), "target": .text(edge.target),
                        "label": .text(edge.label), "latencyMilliseconds": .known(edge.latency, decimals: 3),
                        "throughputMbit": .known(edge.throughput), "at": .text(edge.at),
                    ]
                }
            ),
        ]
    }
}

/// Shows the past of one pair.
struct NetworkHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what was measured between two hosts, newest first."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name or the UUID of a host.") var one: String
    @Argument(help: "The name or the UUID of another host.") var other: String

    func run() async throws {
        let session = try await Session.look(options)
        let inventory = try await session.inventory([.hosts])
        guard let pair = HostPair(try inventory.host(one).id, try inventory.host(other).id) else {
            throw Failure(.usage, "'\(one)' and '\(other)' are one host; two are accepted")
        }
        let found = try await session.cloud.measurements(of: pair)
        if options.json {
            return print(
                JSON.lines(
                    found.map {
                        [
                            "at": .text($0.at.iso8601), "tool": .known($0.tool?.rawValue),
                            "latencyMilliseconds": .known($0.figures.latency, decimals: 3),
                            "throughputMbit": .known($0.figures.throughput), "failure": .known($0.figures.failure),
                        ]
                    }
                )
            )
        }
        var table = TextTable("AT", "BY", ">MS", ">MBIT/S", "WHY NOT")
        for entry in found {
            table.add(
                Printable.moment(entry.at),
                entry.tool?.rawValue ?? "ping",
                entry.figures.latency.map { figure($0) } ?? Printable.unknown,
                entry.figures.throughput.map { figure($0) } ?? Printable.unknown,
                Printable.text(entry.figures.failure)
            )
        }
        print(table.lines.joined(separator: "\n"))
    }
}

/// A figure with three digits after the point while it is small, and none where it is not.
private func figure(_ value: Double) -> String { value.text(digits: value >= 100 ? 0 : 3) }
