internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws the list of hosts.
    mutating func drawHosts(_ state: DashboardState, in rect: Rect) {
        let list = state.lists.hosts
        let inner = frame(state, .hosts, list, of: state.cloud.totals.hosts, state.capacity(rect, of: .hosts), in: rect)
        let rows = list.inSight(max(0, inner.rows - 1)).compactMap { state.row($0) }
        let table = HostRow.table(
            list.sort,
            step: state.cloud.step,
            columns: state.choices.columns["hosts"],
            hasGutter: !state.isRotating
        )
        draw(table, rows: rows, in: inner, selected: state.cursor(list), glyphs: state.setup.glyphs) {
            list.marks.contains($0.host.id)
        }
    }

    /// Draws the list of VMs.
    mutating func drawVMs(_ state: DashboardState, in rect: Rect) {
        let list = state.lists.vms
        let inner = frame(state, .vms, list, of: state.cloud.totals.vms, state.capacity(rect, of: .vms), in: rect)
        let rows = list.inSight(max(0, inner.rows - 1)).compactMap { state.row($0) }
        let table = VMRow.table(
            list.sort,
            step: state.cloud.step,
            columns: state.choices.columns["vms"],
            hasGutter: !state.isRotating
        )
        draw(table, rows: rows, in: inner, selected: state.cursor(list), glyphs: state.setup.glyphs) {
            list.marks.contains($0.vm.id)
        }
    }

    /// Draws the task queue.
    mutating func drawTasks(_ state: DashboardState, in rect: Rect) {
        let list = state.lists.tasks
        let inner = frame(
            state,
            .tasks,
            list,
            of: state.cloud.inventory.tasks.count,
            state.capacity(rect, of: .tasks),
            in: rect
        )
        let rows = state.rows(list.inSight(max(0, inner.rows - 1)))
        let table = TaskRow.table(list.sort, columns: state.choices.columns["tasks"], hasGutter: !state.isRotating)
        draw(table, rows: rows, in: inner, selected: state.cursor(list), glyphs: state.setup.glyphs) {
            list.marks.contains($0.task.id)
        }
    }

    /// Draws the frame of a list with what narrows it, and says so where nothing is left.
    mutating func frame<ID>(
        _ state: DashboardState,
        _ pane: Pane,
        _ list: ListState<ID>,
        of all: Int,
        _ visible: Int,
        notes: [(text: String, role: Role)] = [],
        in rect: Rect
    ) -> Rect {
        let glyphs = state.setup.glyphs
        let line = String(Character(glyphs.lines.horizontal))
        let count = list.isNarrowed ? "\(list.order.count) of \(all)" : "\(all)"
        var title = [Span(" \(pane.title) \(count) ", .title)]
        if !list.filter.isEmpty { title += [Span(line, .border), Span(" /\(list.filter) ", .match)] }
        if list.isGapsOnly { title += [Span(line, .border), Span(" no snapshot for 7 days ", .match)] }
        if list.isFaultsOnly { title += [Span(line, .border), Span(" faults only ", .match)] }
        for note in notes { title += [Span(line, .border), Span(" \(note.text) ", note.role)] }
        var trailing: [Span] = []
        if list.order.count > visible, visible > 0 {
            trailing.append(Span(" \(list.top + 1)-\(min(list.top + visible, list.order.count)) ", .dim))
        }
        trailing += [Span(line, .border), Span(" \(pane.rawValue) ", .key)]
        let inner = box(rect, style: Style(state.border(pane)), glyphs: glyphs, title: title, trailing: trailing)
        if list.order.isEmpty, inner.rows > 1, ![.network, .storage, .balance].contains(pane) {
            let isRead = pane != .snapshots || state.cloud.known.contains(.snapshots)
            let text =
                !isRead
                ? "reading ..." : list.isNarrowed ? "nothing fits; Esc shows all" : "there are no \(pane.word) yet"
            write(
                fitting: text,
                column: inner.column + 3,
                row: inner.row + 1,
                width: inner.columns - 3,
                style: Style(.dim)
            )
        }
        return inner
    }
}

extension DashboardState {
    /// The row of those in sight that the cursor is on; `nil` where there is no cursor.
    func cursor<ID>(_ list: ListState<ID>) -> Int? {
        guard !isRotating, list.selected != nil else { return nil }
        return list.index - list.top
    }

    /// The frame of a pane: bright with the focus, red on a wall whose data are old.
    func border(_ pane: Pane) -> Role {
        if setup.isWall, staleness != nil || cloud.problem != nil { return .bad }
        return pane == self.pane && !isRotating ? .borderFocus : .border
    }
}
