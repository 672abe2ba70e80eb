internal import BaadalModel
internal import Canvas

/// A host as its row shows it.
struct HostRow: Sendable {
    var host: Host
    var usage: Usage?
    var freshness: Freshness
    var running: Int
    var all: Int
    var past: [Double?]
    var now: Timestamp
    var glyphs: GlyphSet
    var bands: ClosedRange<Double>

    /// The columns that can be sorted by, from left to right.
    static let columns = ["name", "state", "cpu", "ram", "vms", "size"]

    var state: StateWord {
        var word = host.state.word
        if host.state == .down { word.word += " \(Formats.span(now.milliseconds(since: host.since)))" }
        return word
    }

    var memoryShare: Double? {
        guard let all = host.memory, all.count > 0 else { return nil }
        return usage?.memory.map { Double($0.count) / Double(all.count) }
    }

    fileprivate var cpu: String { freshness.text(Formats.percent(usage?.cpu, glyphs), glyphs) }
    fileprivate var ram: String { freshness.text(Formats.percent(memoryShare, glyphs), glyphs) }
    fileprivate var vms: String { "\(host.state.answers ? "\(running)" : "?")/\(all)" }
    fileprivate var size: String {
        "\(host.cpus.map { "\($0)" } ?? glyphs.text(.none)) x \(Formats.bytes(host.memory, glyphs))"
    }

    /// The table of hosts.
    ///
    /// - Parameter step: Seconds that one cell of the sparkline covers.
    static func table(_ sort: SortOrder, step: Int64, columns: [String]? = nil, hasGutter: Bool = true) -> Table<
        HostRow
    > {
        Table(
            shown(step: step).chosen(columns),
            sortedBy: sort.column,
            isDescending: sort.isDescending,
            hasGutter: hasGutter
        )
    }

    private static func shown(step: Int64) -> [Column<HostRow>] {
        [
            Column("name", title: "NAME", minimum: 8, preferred: 12, maximum: 30, cut: .middle) { $0.host.name },
            Column("state", title: "STATE", minimum: 11, preferred: 15, style: { Style($0.state.role) }) {
                $0.state.text($0.glyphs)
            },
            Column(
                "cpu",
                title: "CPU",
                minimum: 5,
                alignment: .right,
                priority: 1,
                style: { Style($0.freshness.role($0.bands.role($0.usage?.cpu))) },
                text: \.cpu
            ),
            Column(
                "spark",
                title: "per \(step) s",
                minimum: 8,
                preferred: 12,
                maximum: 30,
                priority: 4,
                style: { Style($0.freshness.role(.spark)) },
                drawing: { sparkline($0.past, width: $1, glyphs: $0.glyphs) }
            ),
            Column(
                "ram",
                title: "RAM",
                minimum: 5,
                alignment: .right,
                priority: 2,
                style: { Style($0.freshness.role($0.bands.role($0.memoryShare))) },
                text: \.ram
            ),
            Column(
                "gauge",
                title: "",
                minimum: 6,
                preferred: 8,
                maximum: 16,
                priority: 6,
                style: { Style($0.freshness.role($0.bands.role($0.memoryShare))) },
                drawing: { gauge($0.memoryShare, width: $1, glyphs: $0.glyphs) }
            ),
            Column("vms", title: "VMs", minimum: 5, preferred: 7, alignment: .right, priority: 3, text: \.vms),
            Column(
                "size",
                title: "CPUs x RAM",
                minimum: 10,
                preferred: 11,
                alignment: .right,
                priority: 5,
                text: \.size
            ),
            Column(
                "reason",
                title: "",
                minimum: 12,
                preferred: 24,
                maximum: 60,
                priority: 7,
                style: { _ in Style(.dim) }
            ) {
                $0.host.reason ?? $0.host.uri
            },
        ]
    }
}
