internal import BaadalModel
internal import Canvas

/// A VM as its row shows it.
struct VMRow: Sendable {
    var vm: VM
    var host: String?
    /// `nil` where it does not run or was never measured.
    var usage: Usage?
    var freshness: Freshness
    var task: TaskRecord?
    var past: [Double?]
    var glyphs: GlyphSet
    var bands: ClosedRange<Double>

    /// The columns that can be sorted by, from left to right.
    static let columns = ["name", "state", "host", "cpu", "ram", "rx", "tx", "read", "write", "vcpus", "task"]

    var state: StateWord { vm.state.word }

    fileprivate func figure(_ value: (Usage) -> Double?) -> String {
        freshness.text(Formats.rate(usage.flatMap(value), glyphs), glyphs)
    }

    fileprivate var ram: String { freshness.text(Formats.ratio(usage?.memory, of: vm.memory, glyphs), glyphs) }
    fileprivate var cpu: String { freshness.text(Formats.percent(usage?.cpu, glyphs), glyphs) }

    fileprivate var memoryShare: Double? {
        guard vm.memory.count > 0 else { return nil }
        return usage?.memory.map { Double($0.count) / Double(vm.memory.count) }
    }

    fileprivate var taskText: String { task.map { "\($0.id) \($0.verb)" } ?? "" }

    /// The table of VMs.
    ///
    /// - Parameter step: Seconds that one cell of the sparkline covers.
    static func table(_ sort: SortOrder, step: Int64, columns: [String]? = nil, hasGutter: Bool = true) -> Table<VMRow>
    {
        Table(
            shown(step: step).chosen(columns),
            sortedBy: sort.column,
            isDescending: sort.isDescending,
            hasGutter: hasGutter
        )
    }

    private static func shown(step: Int64) -> [Column<VMRow>] {
        [
            Column("name", title: "NAME", minimum: 8, preferred: 14, maximum: 36, cut: .middle) { $0.vm.name },
            Column("state", title: "STATE", minimum: 14, style: { Style($0.state.role) }) {
                $0.state.text($0.glyphs)
            },
            Column("host", title: "HOST", minimum: 4, preferred: 8, maximum: 20, priority: 3, cut: .middle) {
                $0.host ?? $0.glyphs.text(.none)
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
                minimum: 9,
                preferred: 10,
                alignment: .right,
                priority: 2,
                style: { Style($0.freshness.role($0.bands.role($0.memoryShare) == .gaugeHigh ? .gaugeHigh : .text)) },
                text: \.ram
            ),
            rate("rx", "NET IN", priority: 5) { $0.received },
            rate("tx", "NET OUT", priority: 6) { $0.sent },
            rate("read", "DISK R", priority: 8) { $0.diskRead },
            rate("write", "DISK W", priority: 9) { $0.diskWrite },
            Column("vcpus", title: "vCPU", minimum: 5, alignment: .right, priority: 10) { "\($0.vm.vcpus)" },
            Column(
                "task",
                title: "TASK",
                minimum: 8,
                preferred: 16,
                priority: 7,
                style: { _ in Style(.busy) },
                text: \.taskText
            ),
        ]
    }

    private static func rate(
        _ id: String,
        _ title: String,
        priority: Int,
        _ value: @escaping @Sendable (Usage) -> Double?
    ) -> Column<VMRow> {
        Column(
            id,
            title: title,
            minimum: 7,
            alignment: .right,
            priority: priority,
            style: { Style($0.freshness.role(.text)) },
            text: { $0.figure(value) }
        )
    }
}
