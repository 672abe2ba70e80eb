internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// The rows of the focused list in sight.
    private var page: Int {
        let rect = arrangement.parts.first { $0.part == .list(pane) }?.rect
        return max(1, rect.map { capacity($0, of: pane) } ?? size.rows - 4)
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
        if detail?.subject == .heat { return moveOnHeat(id) }
        if let open = detail {
            let last = max(0, detailLines - 1)
            detail?.top = max(0, min(last, target(from: open.top, count: last + 1)))
            return
        }
        guard let list else { return }
        self.list?.move(to: target(from: list.index, count: list.count))
    }

    /// Does an action of lists.
    mutating func performOnList(_ id: Action.ID) -> [DashboardEffect] {
        switch id {
        case .filter:
            let text = filter
            overlay = .prompt(Prompt(kind: .filter, field: TextField(text), before: text))
        case .markMatching: overlay = .prompt(Prompt(kind: .marks, field: TextField()))
        case .faults: narrow(to: filter, isFaultsOnly: !isFaultsOnly)
        case .mark: list?.toggleMark()
        case .range: list?.toggleRange()
        case .invert: list?.invertMarks()
        case .nextSort: return sort { Self.turn(&$0, by: 1, in: $1) }
        case .previousSort: return sort { Self.turn(&$0, by: -1, in: $1) }
        case .reverse: return sort { order, _ in order.isDescending.toggle() }
        default: break
        }
        return []
    }

    // MARK: - Order

    private static func turn(_ order: inout SortOrder, by count: Int, in columns: [String]) {
        guard !columns.isEmpty else { return }
        let at = columns.firstIndex(of: order.column) ?? 0
        order.column = columns[((at + count) % columns.count + columns.count) % columns.count]
        // Loads are looked at from the top, names from the beginning.
        order.isDescending = ["cpu", "ram", "rx", "tx", "read", "write", "id", "task", "size"].contains(order.column)
    }

    /// The columns that the focused list can be sorted by.
    var sortColumns: [String] {
        switch pane {
        case .pulse: []
        case .hosts: HostRow.columns
        case .vms: VMRow.columns
        case .tasks: TaskRow.columns
        case .snapshots: SnapshotRow.columns
        case .network: lists.network.section.columns.map(\.id)
        case .storage: lists.storage.section.columns.map(\.id)
        // The order of a plan is the order in which it is done.
        case .balance: []
        }
    }

    /// Changes the order of the focused list, and keeps it for the next time.
    mutating func sort(_ change: (inout SortOrder, [String]) -> Void) -> [DashboardEffect] {
        guard var order = list?.sort else { return [] }
        change(&order, sortColumns)
        list?.sort = order
        reorder(isVanishing: false)
        // Each section has columns of its own; their orders are not kept.
        guard pane != .storage, pane != .network else { return [] }
        choices.sort[pane.word] = order.text
        return [.remember(choices)]
    }

    /// Filters and sorts the focused list anew.
    mutating func reorder(isVanishing: Bool) { reorder(pane, isVanishing: isVanishing) }

    /// Filters and sorts the list of a pane anew.
    mutating func reorder(_ pane: Pane, isVanishing: Bool) {
        switch pane {
        case .pulse: break
        case .hosts: orderHosts(isVanishing: isVanishing)
        case .vms: orderVMs(isVanishing: isVanishing)
        case .tasks: orderTasks(isVanishing: isVanishing)
        case .snapshots: orderSnapshots(isVanishing: isVanishing)
        case .network: orderNetwork(isVanishing: isVanishing)
        case .storage: orderStorage(isVanishing: isVanishing)
        case .balance: break
        }
    }

    // MARK: - Filter and marks

    /// The filter of the focused list.
    var filter: String { list?.filter ?? "" }

    private var isFaultsOnly: Bool { list?.isFaultsOnly ?? false }

    var isNarrowed: Bool { list?.isNarrowed ?? false }

    /// Narrows the focused list.
    mutating func narrow(to text: String, isFaultsOnly faults: Bool? = nil) {
        let faults = faults ?? isFaultsOnly
        list?.filter = text
        list?.isFaultsOnly = faults
        if text.isEmpty, !faults { list?.isGapsOnly = false }
        reorder(isVanishing: false)
    }

    /// What is wrong with a filter for the focused list; `nil` where nothing is.
    func problem(of filter: String) -> String? {
        do throws(FilterError) {
            switch pane {
            case .pulse: break
            case .hosts: _ = try Filter<HostSubject>(filter)
            case .vms: _ = try Filter<VMSubject>(filter)
            case .tasks: _ = try Filter<TaskSubject>(filter)
            case .snapshots: _ = try Filter<SnapshotSubject>(filter)
            case .network: _ = try Filter<NetworkSubject>(filter)
            case .storage: _ = try Filter<StorageSubject>(filter)
            case .balance: break
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
        list?.markAll()
        narrow(to: before)
    }

    /// How many rows of the focused list are marked.
    var markCount: Int { list?.markCount ?? 0 }

    var hasRange: Bool { list?.hasRange ?? false }

    mutating func clearMarks() { list?.clearMarks() }
}
