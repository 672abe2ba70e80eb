internal import BaadalModel
internal import Canvas

/// A snapshot as its row shows it.
struct SnapshotRow: Sendable {
    var snapshot: Snapshot
    /// `nil` where the VM is not known any more.
    var vm: String?
    /// Where it hangs; `nil` for one that comes after no other, and where the list is no tree.
    var place: SnapshotTree.Place?
    var now: Timestamp
    var glyphs: GlyphSet

    /// The columns that can be sorted by, from left to right.
    static let columns = ["vm", "name", "kind", "age", "size", "presence"]

    var age: String { Formats.span(now.milliseconds(since: snapshot.created)) }
    var kept: String { snapshot.hasMemory ? "memory" : "disk only" }

    /// Deep trees stay readable: from the fourth step on they go no further right.
    fileprivate var name: String {
        guard let place else { return snapshot.name }
        let indent = String(repeating: "  ", count: min(place.depth, 4) - 1)
        return "\(indent)\(glyphs.text(place.isLast ? .lastBranch : .branch)) \(snapshot.name)"
    }

    /// The table of snapshots.
    static func table(_ sort: SortOrder, columns: [String]? = nil, hasGutter: Bool = true) -> Table<SnapshotRow> {
        Table(shown.chosen(columns), sortedBy: sort.column, isDescending: sort.isDescending, hasGutter: hasGutter)
    }

    private static var shown: [Column<SnapshotRow>] {
        [
            Column("vm", title: "VM", minimum: 8, preferred: 12, maximum: 30, priority: 1, cut: .middle) {
                $0.vm ?? $0.glyphs.text(.none)
            },
            Column("name", title: "NAME", minimum: 12, preferred: 22, maximum: 60, cut: .middle) { $0.name },
            Column("current", title: "NOW", minimum: 3, priority: 5, style: { _ in Style(.mark) }) {
                $0.snapshot.isCurrent ? $0.glyphs.text(.mark) : ""
            },
            Column("kind", title: "KIND", minimum: 7, priority: 3) { $0.snapshot.kind.word },
            Column("age", title: "AGE", minimum: 6, alignment: .right, priority: 2) { $0.age },
            Column("size", title: "SIZE", minimum: 7, alignment: .right, priority: 4) {
                Formats.bytes($0.snapshot.size, $0.glyphs)
            },
            Column("kept", title: "KEEPS", minimum: 9, priority: 7, style: { _ in Style(.dim) }) { $0.kept },
            Column(
                "presence",
                title: "PRESENCE",
                minimum: 9,
                preferred: 10,
                style: { Style($0.snapshot.presence.word.role) },
                text: { $0.snapshot.presence.word.text($0.glyphs) }
            ),
            Column("note", title: "", minimum: 10, preferred: 20, maximum: 60, priority: 8, style: { _ in Style(.dim) })
            {
                $0.snapshot.note
            },
        ]
    }
}

extension Snapshot.Presence {
    var word: StateWord {
        switch self {
        case .present: StateWord(glyph: .active, word: rawValue, role: .ok)
        case .absent: StateWord(glyph: .failed, word: rawValue, role: .bad)
        case .orphan: StateWord(glyph: .unknown, word: rawValue, role: .warn)
        }
    }
}
