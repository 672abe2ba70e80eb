internal import BaadalModel
internal import Canvas

/// What every list can do, whatever is in it.
///
/// Lets the keys of lists be written once.
extension DashboardState {
    /// Does something to the list with the focus; nothing where there is none.
    private mutating func onList(
        _ hosts: (inout ListState<Host.ID>) -> Void,
        _ vms: (inout ListState<VM.ID>) -> Void,
        _ tasks: (inout ListState<TaskRecord.ID>) -> Void
    ) {
        switch pane {
        case .pulse: break
        case .hosts: hosts(&lists.hosts)
        case .vms: vms(&lists.vms)
        case .tasks: tasks(&lists.tasks)
        }
    }

    /// The rows of the focused list in sight.
    private var page: Int {
        let rect = arrangement.parts.first { $0.part == .list(pane) }?.rect
        return max(1, rect.map { capacity($0) } ?? size.rows - 4)
    }

    /// Moves the cursor, or the lines of open details.
    mutating func move(_ id: Action.ID) {
        let page = page
        func target(from at: Int, count: Int) -> Int {
            switch id {
            case .up: at - 1
            case .down: at + 1
            case .pageUp: at - page
            case .pageDown: at + page
            case .halfUp: at - page / 2
            case .halfDown: at + page / 2
            case .top: 0
            default: count - 1
            }
        }
        if let open = detail {
            let last = max(0, detailLines - 1)
            detail?.top = max(0, min(last, target(from: open.top, count: last + 1)))
            return
        }
        onList(
            { $0.move(to: target(from: $0.index, count: $0.order.count)) },
            { $0.move(to: target(from: $0.index, count: $0.order.count)) },
            { $0.move(to: target(from: $0.index, count: $0.order.count)) }
        )
    }

    /// Does an action of lists.
    mutating func performOnList(_ id: Action.ID) -> [DashboardEffect] {
        switch id {
        case .filter:
            let text = filter
            overlay = .prompt(Prompt(kind: .filter, field: TextField(text), before: text))
        case .markMatching: overlay = .prompt(Prompt(kind: .marks, field: TextField()))
        case .faults: narrow(to: filter, isFaultsOnly: !isFaultsOnly)
        case .mark: onList({ $0.toggleMark() }, { $0.toggleMark() }, { $0.toggleMark() })
        case .range: onList({ $0.toggleRange() }, { $0.toggleRange() }, { $0.toggleRange() })
        case .invert: onList({ $0.invertMarks() }, { $0.invertMarks() }, { $0.invertMarks() })
        case .nextSort: return sort { Self.turn(&$0, by: 1, in: $1) }
        case .previousSort: return sort { Self.turn(&$0, by: -1, in: $1) }
        case .reverse: return sort { order, _ in order.isDescending.toggle() }
        default: break
        }
        return []
    }

    // MARK: - Order

    private static func turn(_ order: inout SortOrder, by count: Int, in columns: [String]) {
        let at = columns.firstIndex(of: order.column) ?? 0
        order.column = columns[((at + count) % columns.count + columns.count) % columns.count]
        // Loads are looked at from the top, names from the beginning.
        order.isDescending = ["cpu", "ram", "rx", "tx", "read", "write", "id", "task", "size"].contains(order.column)
    }

    /// Changes the order of the focused list, and keeps it for the next time.
    mutating func sort(_ change: (inout SortOrder, [String]) -> Void) -> [DashboardEffect] {
        onList(
            { change(&$0.sort, HostRow.columns) },
            { change(&$0.sort, VMRow.columns) },
            { change(&$0.sort, TaskRow.columns) }
        )
        reorder()
        choices.sort[pane.word] = sortOrder?.text
        return [.remember(choices)]
    }

    private var sortOrder: SortOrder? {
        switch pane {
        case .pulse: nil
        case .hosts: lists.hosts.sort
        case .vms: lists.vms.sort
        case .tasks: lists.tasks.sort
        }
    }

    private mutating func reorder() {
        switch pane {
        case .pulse: break
        case .hosts: orderHosts(isVanishing: false)
        case .vms: orderVMs(isVanishing: false)
        case .tasks: orderTasks(isVanishing: false)
        }
    }

    // MARK: - Filter and marks

    /// The filter of the focused list.
    var filter: String {
        switch pane {
        case .pulse: ""
        case .hosts: lists.hosts.filter
        case .vms: lists.vms.filter
        case .tasks: lists.tasks.filter
        }
    }

    private var isFaultsOnly: Bool {
        switch pane {
        case .pulse: false
        case .hosts: lists.hosts.isFaultsOnly
        case .vms: lists.vms.isFaultsOnly
        case .tasks: lists.tasks.isFaultsOnly
        }
    }

    var isNarrowed: Bool { !filter.isEmpty || isFaultsOnly }

    /// Narrows the focused list.
    mutating func narrow(to text: String, isFaultsOnly faults: Bool? = nil) {
        let faults = faults ?? isFaultsOnly
        onList(
            { ($0.filter, $0.isFaultsOnly) = (text, faults) },
            { ($0.filter, $0.isFaultsOnly) = (text, faults) },
            { ($0.filter, $0.isFaultsOnly) = (text, faults) }
        )
        reorder()
    }

    /// What is wrong with a filter for the focused list; `nil` where nothing is.
    func problem(of filter: String) -> String? {
        do throws(FilterError) {
            switch pane {
            case .pulse: break
            case .hosts: _ = try Filter<HostSubject>(filter)
            case .vms: _ = try Filter<VMSubject>(filter)
            case .tasks: _ = try Filter<TaskSubject>(filter)
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Marks all rows of the focused list that fit a filter.
    mutating func mark(fitting text: String) {
        let before = filter
        narrow(to: text)
        onList({ $0.marks.formUnion($0.order) }, { $0.marks.formUnion($0.order) }, { $0.marks.formUnion($0.order) })
        narrow(to: before)
    }

    /// How many rows of the focused list are marked.
    var markCount: Int {
        switch pane {
        case .pulse: 0
        case .hosts: lists.hosts.marks.count
        case .vms: lists.vms.marks.count
        case .tasks: lists.tasks.marks.count
        }
    }

    var hasRange: Bool {
        switch pane {
        case .pulse: false
        case .hosts: lists.hosts.anchor != nil
        case .vms: lists.vms.anchor != nil
        case .tasks: lists.tasks.anchor != nil
        }
    }

    mutating func clearMarks() { onList({ $0.marks = [] }, { $0.marks = [] }, { $0.marks = [] }) }
}
