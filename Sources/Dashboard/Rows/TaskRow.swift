internal import BaadalModel
internal import Canvas

/// A task as its row shows it.
struct TaskRow: Sendable {
    var task: TaskRecord
    var host: String?
    /// Why it waits; `nil` where it does not.
    var wait: WaitReason?
    /// Children that ended and all of them; `nil` for a task without any.
    var parts: (ended: Int, all: Int)?
    var now: Timestamp
    var glyphs: GlyphSet

    /// The columns that can be sorted by, from left to right.
    static let columns = ["id", "status", "kind", "subject", "host", "who", "age"]

    /// What it says of itself, or what it waits for.
    var remark: String {
        if let wait { return "waits for \(wait)" }
        if let parts, task.status.isOpen { return "\(parts.ended) of \(parts.all) done" }
        return task.message ?? task.step ?? ""
    }

    /// How long it works, worked, or waits.
    var time: String {
        if let ended = task.ended { return Formats.span(ended.milliseconds(since: task.started ?? ended)) }
        return Formats.span(now.milliseconds(since: task.started ?? task.created))
    }

    var progress: Double? {
        if let parts, parts.all > 0 { return Double(parts.ended) / Double(parts.all) }
        return task.progress
    }

    /// The table of tasks.
    static func table(_ sort: SortOrder, columns: [String]? = nil, hasGutter: Bool = true) -> Table<TaskRow> {
        Table(shown.chosen(columns), sortedBy: sort.column, isDescending: sort.isDescending, hasGutter: hasGutter)
    }

    private static var shown: [Column<TaskRow>] {
        [
            Column("id", title: "TASK", minimum: 5, preferred: 6, maximum: 8, alignment: .right) { "\($0.task.id)" },
            Column(
                "status",
                title: "STATUS",
                minimum: 11,
                preferred: 12,
                style: { Style($0.task.stateWord.role) },
                text: { $0.task.stateWord.text($0.glyphs) }
            ),
            Column("kind", title: "WHAT", minimum: 9, preferred: 11) { $0.task.verb },
            Column("subject", title: "ON", minimum: 8, preferred: 14, maximum: 30, priority: 1, cut: .middle) {
                ($0.task.parent == nil ? "" : $0.glyphs.text(.lastBranch)) + $0.task.subject
            },
            Column("host", title: "HOST", minimum: 4, preferred: 8, maximum: 16, priority: 4, cut: .middle) {
                $0.host ?? ""
            },
            Column(
                "age",
                title: "TIME",
                minimum: 6,
                alignment: .right,
                priority: 3,
                style: { _ in Style(.dim) },
                text: \.time
            ),
            Column("who", title: "WHO", minimum: 6, preferred: 8, maximum: 12, priority: 6, cut: .middle) {
                $0.task.requester
            },
            Column("remark", title: "", minimum: 10, preferred: 30, maximum: 120, priority: 2, text: \.remark),
        ]
    }
}
