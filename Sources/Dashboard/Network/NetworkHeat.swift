internal import BaadalModel
internal import Canvas

/// The network between hosts as the screen has it, and the cell of the cursor.
struct NetworkHeat: Sendable {
    /// What was measured; `nil` before it was read.
    private(set) var graph: NetworkGraph?
    private var maps: [HeatMap.Figure: HeatMap] = [:]
    private var edges: [NetworkGraph.Edge.ID: NetworkGraph.Edge] = [:]
    /// The hosts of the cursor's row and column; it stays on them when others come and go.
    private var hosts: (row: Host.ID, column: Host.ID)?
    /// The cursor's row and column.
    private(set) var cell = (row: 0, column: 0)
    /// The first row and column in sight.
    private(set) var first = (row: 0, column: 0)
    /// What was measured between two hosts, newest first.
    private(set) var past: (pair: HostPair, value: [PairMeasurement])?

    /// How many hosts there are.
    var count: Int { graph?.nodes.count ?? 0 }

    /// All figures of a kind; `nil` before they were read.
    func map(_ figure: HeatMap.Figure) -> HeatMap? { maps[figure] }

    /// The pair of the cursor; `nil` between a host and itself.
    var pair: HostPair? {
        guard let hosts else { return nil }
        return HostPair(hosts.row, hosts.column)
    }

    /// What was measured at the cursor last; `nil` where nothing was.
    var edge: NetworkGraph.Edge? { edge(cell.row, cell.column) }

    /// What was measured between the hosts at two places last; `nil` where nothing was.
    func edge(_ one: Int, _ other: Int) -> NetworkGraph.Edge? {
        edges[NetworkGraph.Edge.ID(source: min(one, other), target: max(one, other))]
    }

    /// Takes what was read.
    mutating func take(_ graph: NetworkGraph) {
        let isFirst = self.graph == nil
        self.graph = graph
        maps = Dictionary(uniqueKeysWithValues: HeatMap.Figure.allCases.map { ($0, HeatMap(graph, $0)) })
        edges = Dictionary(graph.edges.map { ($0.id, $0) }) { $1 }
        func place(_ id: Host.ID?) -> Int? { graph.nodes.firstIndex { $0.id == id } }
        let start = isFirst ? (row: 0, column: 1) : cell
        go(row: place(hosts?.row) ?? start.row, column: place(hosts?.column) ?? start.column)
    }

    /// Takes the past of a pair.
    mutating func take(_ past: [PairMeasurement], of pair: HostPair) { self.past = (pair, past) }

    /// Puts the cursor on a cell, or on the nearest there is.
    mutating func go(row: Int, column: Int) {
        guard let nodes = graph?.nodes, !nodes.isEmpty else {
            (cell, hosts) = ((0, 0), nil)
            return
        }
        func near(_ place: Int) -> Int { max(0, min(place, nodes.count - 1)) }
        cell = (near(row), near(column))
        hosts = (nodes[cell.row].id, nodes[cell.column].id)
    }

    /// Moves what is in sight so that the cursor is.
    mutating func scroll(rows: Int, columns: Int) {
        first = (
            scrollOffset(first.row, selected: cell.row, visible: rows, count: count),
            scrollOffset(first.column, selected: cell.column, visible: columns, count: count)
        )
    }
}

/// Where the parts of the heat map are.
struct HeatLayout: Sendable {
    /// Cells hold a sign each, because there is no room for figures.
    let isDense: Bool
    /// How many digits the numbers of hosts have.
    let digits: Int
    /// The names of hosts, with their numbers before them.
    let label: Int
    let cellWidth: Int
    /// How many rows and columns are in sight.
    let rows: Int, columns: Int
    /// Lines for the numbers of columns, and lines below.
    let header: Int, foot: Int

    init(_ heat: NetworkHeat, in inner: Rect) {
        let names = heat.graph?.nodes.map { TextWidth.of($0.name) }.max() ?? 0
        digits = "\(max(1, heat.count))".count
        label = digits + 2 + min(names, inner.columns < 60 ? 8 : 16)
        let room = max(0, inner.columns - label)
        isDense = heat.count * 6 > room
        cellWidth = isDense ? 2 : 6
        header = isDense ? digits : 1
        foot = inner.rows < 12 ? 1 : 2
        columns = min(heat.count, room / cellWidth)
        rows = min(heat.count, max(0, inner.rows - 1 - header - foot))
    }
}

extension DashboardState {
    /// The figure of the open heat map.
    var figure: HeatMap.Figure { detail?.tab == .throughput ? .throughput : .latency }

    /// Where the parts of the open heat map are; `nil` where none is open.
    var heatLayout: HeatLayout? {
        for case (.detail(.heat, _), let rect) in arrangement.parts {
            return HeatLayout(heat, in: rect.inset().inset(columns: 1, rows: 0))
        }
        return nil
    }

    /// Moves the cursor of the heat map.
    mutating func moveOnHeat(_ id: Action.ID) {
        let (cell, page) = (heat.cell, heatLayout?.rows ?? 1)
        switch id {
        case .up: heat.go(row: cell.row - 1, column: cell.column)
        case .down: heat.go(row: cell.row + 1, column: cell.column)
        case .pageUp: heat.go(row: cell.row - page, column: cell.column)
        case .pageDown: heat.go(row: cell.row + page, column: cell.column)
        case .halfUp: heat.go(row: cell.row - page / 2, column: cell.column)
        case .halfDown: heat.go(row: cell.row + page / 2, column: cell.column)
        case .top: heat.go(row: 0, column: cell.column)
        case .bottom: heat.go(row: heat.count - 1, column: cell.column)
        case .left: heat.go(row: cell.row, column: cell.column - 1)
        default: heat.go(row: cell.row, column: cell.column + 1)
        }
    }

    /// The names of the cursor's row and column; `nil` where there is no host.
    var heatNames: (row: String, column: String)? {
        guard let nodes = heat.graph?.nodes, nodes.indices.contains(heat.cell.row),
            nodes.indices.contains(heat.cell.column)
        else { return nil }
        return (nodes[heat.cell.row].name, nodes[heat.cell.column].name)
    }

    /// What the cursor's pair comes to, in words.
    var heatWords: String {
        guard let names = heatNames else { return "" }
        guard heat.cell.row != heat.cell.column else {
            let bandwidth = heat.graph?.nodes[heat.cell.row].bandwidth
            let uplinks = bandwidth.map { "uplinks of \($0) Mbit/s" } ?? "the bandwidth of its uplinks is not known"
            return "\(names.row), \(uplinks)"
        }
        let pair = "\(names.row) to \(names.column)"
        guard let edge = heat.edge else { return "\(pair): not measured yet" }
        let parts = [
            edge.latency.map { "\($0.text(digits: 3)) ms" }, edge.throughput.map { "\($0.text(digits: 0)) Mbit/s" },
        ]
        let known = parts.compactMap(\.self)
        let figures = known.isEmpty ? "no figure" : known.joined(separator: ", ")
        return "\(pair): \(figures), \(Formats.span(now.milliseconds(since: edge.at))) ago"
    }

    /// How the heat map is read.
    var heatReasons: [[Span]] {
        [
            [Span(heatWords)],
            [Span("The job 'network-graph' measures pairs of hosts by the programs that both have.", .dim)],
            [Span("Colours are told from the median of all pairs: latency is fair up to three times of it,", .dim)],
            [Span("throughput down to a third. What is older than a day is dim.", .dim)],
            [Span("'baadal network show --json' has the same, with coordinates for a picture.", .dim)],
        ]
    }
}
