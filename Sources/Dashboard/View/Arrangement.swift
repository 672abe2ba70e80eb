internal import BaadalModel
internal import Canvas

/// Which part of the screen shows what.
struct Arrangement: Sendable {
    enum Part: Hashable, Sendable {
        /// What to do where there is nothing to show.
        case welcome
        case list(Pane)
        /// Details; not the whole screen where the list is beside them.
        case detail(Subject, isWhole: Bool)
    }

    var status: Rect
    /// Where running tasks and notices are shown; `nil` while there are none.
    var message: Rect?
    var keys: Rect
    var parts: [(part: Part, rect: Rect)]

    /// The least size at which anything is drawn.
    static let smallest = (columns: 40, rows: 10)
    /// The width from which details stand beside the list.
    static let sideBySide = 110
    /// The size from which all lists are shown at once.
    static let desk = (columns: 160, rows: 45)
    /// The rows between the bars from which these leave room for details.
    static let roomyDesk = 54
}

extension DashboardState {
    /// Whether the screen is too small to draw on; changing keys do nothing then.
    var isTooSmall: Bool { size.columns < Arrangement.smallest.columns || size.rows < Arrangement.smallest.rows }

    /// Whether there is anything that lists could show.
    private var isEmpty: Bool { cloud.inventory.hosts.isEmpty && cloud.inventory.tasks.isEmpty }

    var arrangement: Arrangement {
        let screen = Rect(column: 0, row: 0, columns: size.columns, rows: size.rows)
        let hasMessage = notice != nil || !cloud.totals.atWork.isEmpty
        let rows = screen.split(rows: [.fixed(1), .weight(1), .fixed(hasMessage ? 1 : 0), .fixed(1)])
        return Arrangement(
            status: rows[0],
            message: hasMessage ? rows[2] : nil,
            keys: rows[3],
            parts: parts(in: rows[1])
        )
    }

    private func parts(in body: Rect) -> [(part: Arrangement.Part, rect: Rect)] {
        if let detail { return [(.detail(detail.subject, isWhole: true), body)] }
        if isEmpty { return [(.welcome, body)] }
        guard pane != .pulse, !isZoomed, body.columns >= Arrangement.sideBySide else { return [(.list(pane), body)] }
        if hasDesk { return desk(in: body) }
        guard let subject else { return [(.list(pane), body)] }
        let sides = body.split(columns: [.weight(58), .weight(42)])
        return [(.list(pane), sides[0]), (.detail(subject, isWhole: false), sides[1])]
    }

    private func desk(in body: Rect) -> [(part: Arrangement.Part, rect: Rect)] {
        let sides = body.split(columns: [.weight(42), .weight(58)])
        let left = sides[0].split(rows: [.weight(1), .weight(1)])
        // Five lists come first; details find room beside them on greater screens only.
        let hasRoom = body.rows >= Arrangement.roomyDesk
        let right = sides[1].split(rows: hasRoom ? [.weight(8), .weight(5), .weight(9)] : [.weight(11), .weight(9)])
        let below = right[1].split(columns: [.weight(1), .weight(1)])
        let lists: [(part: Arrangement.Part, rect: Rect)] = [
            (.list(.hosts), left[0]), (.list(.tasks), left[1]), (.list(.vms), right[0]), (.list(.snapshots), below[0]),
            (.list(.network), below[1]),
        ]
        guard hasRoom else { return lists }
        return lists + [(subject.map { .detail($0, isWhole: false) } ?? .list(.pulse), right[2])]
    }

    /// The panes that are shown together where there is room.
    private static let desk: [Pane] = [.hosts, .vms, .tasks, .snapshots, .network]

    /// Whether five lists are shown at once, as soon as there is anything in them.
    var hasDesk: Bool {
        let isLarge = size.columns >= Arrangement.desk.columns && size.rows >= Arrangement.desk.rows
        return isLarge && detail == nil && !isZoomed && Self.desk.contains(pane)
    }

    /// The panes whose lists are in sight, or are gone back to.
    var sight: Set<Pane> {
        var panes: Set<Pane> = [pane]
        for case (.list(let pane), _) in arrangement.parts { panes.insert(pane) }
        return panes
    }

    /// How many rows of a list a part has room for: its frame and its header take three, a line of sums one more.
    func capacity(_ rect: Rect, of pane: Pane) -> Int {
        max(0, rect.rows - ([.snapshots, .network, .storage].contains(pane) ? 4 : pane == .balance ? 5 : 3))
    }

    /// The panes that Tab goes through.
    var panesInSight: [Pane] {
        let lists = arrangement.parts.compactMap { part, _ in if case .list(let pane) = part { pane } else { nil } }
        return lists.count > 1 ? Self.desk : Pane.allCases
    }
}
