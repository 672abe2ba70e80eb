internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws a section of the storage pane below the names of all.
    mutating func drawStorage(_ state: DashboardState, in rect: Rect) {
        let list = state.lists.storage.list
        let section = state.lists.storage.section
        let visible = state.capacity(rect, of: .storage)
        let all = state.lists.storage.rows.count
        let inner = frame(state, .storage, list, of: all, visible, in: rect)
        guard inner.rows > 1 else { return }
        drawTabs(section, state, in: Rect(column: inner.column, row: inner.row, columns: inner.columns, rows: 1))
        let body = Rect(column: inner.column, row: inner.row + 1, columns: inner.columns, rows: inner.rows - 1)
        let table = StorageRow.table(section, list.sort, hasGutter: !state.isRotating)
        let rows = list.inSight(visible).compactMap { state.lists.storage.rows[$0] }
        draw(table, rows: rows, in: body, selected: state.cursor(list), glyphs: state.setup.glyphs) {
            list.marks.contains($0.id)
        }
        guard list.order.isEmpty, body.rows > 1 else { return }
        let text =
            !state.isStorageRead
            ? "reading ..."
            : list.isNarrowed
                ? "nothing fits; Esc shows all"
                : section == .trash ? "the trash is empty" : "there are no \(section.plural) yet"
        write(fitting: text, column: body.column + 3, row: body.row + 1, width: body.columns - 3, style: Style(.dim))
    }

    private mutating func drawTabs(_ section: StorageSection, _ state: DashboardState, in rect: Rect) {
        let all = StorageSection.allCases
        guard all.reduce(0, { $0 + TextWidth.of($1.rawValue) + 1 }) <= rect.columns else {
            let place = (all.firstIndex(of: section) ?? 0) + 1
            let spans = [
                Span(" [ ", .key), Span(section.rawValue, .title, reversed: true), Span(" ] ", .key),
                Span("\(place) of \(all.count)", .dim),
            ]
            write(spans, column: rect.column, row: rect.row, width: rect.columns)
            return
        }
        let spans = all.flatMap { one in
            [Span(" "), Span(one.rawValue, one == section ? .key : .dim, reversed: one == section)]
        }
        write(spans, column: rect.column, row: rect.row, width: rect.columns)
    }
}
