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
        guard Self.width(all) <= rect.columns else {
            guard rect.columns < 64 else { return drawSomeTabs(section, in: rect) }
            let place = (all.firstIndex(of: section) ?? 0) + 1
            let spans = [
                Span(" [ ", .key), Span(section.rawValue, .title, reversed: true), Span(" ] ", .key),
                Span("\(place) of \(all.count)", .dim),
            ]
            write(spans, column: rect.column, row: rect.row, width: rect.columns)
            return
        }
        write(Self.tabs(all, section), column: rect.column, row: rect.row, width: rect.columns)
    }

    private static func width(_ sections: some Collection<StorageSection>) -> Int {
        sections.reduce(0) { $0 + TextWidth.of($1.rawValue) + 1 }
    }

    private static func tabs(_ sections: some Collection<StorageSection>, _ chosen: StorageSection) -> [Span] {
        sections.flatMap { one in
            [Span(" "), Span(one.rawValue, one == chosen ? .key : .dim, reversed: one == chosen)]
        }
    }

    /// As many names as there is room for, the chosen one among them.
    private mutating func drawSomeTabs(_ section: StorageSection, in rect: Rect) {
        let (all, room) = (StorageSection.allCases, rect.columns - 4)
        let at = all.firstIndex(of: section) ?? 0
        var shown = 0..<at + 1
        while shown.count > 1, Self.width(all[shown]) > room { shown = shown.lowerBound + 1..<shown.upperBound }
        while shown.upperBound < all.count, Self.width(all[shown.lowerBound...shown.upperBound]) <= room {
            shown = shown.lowerBound..<shown.upperBound + 1
        }
        let before = shown.lowerBound > 0 ? [Span(" <", .key)] : []
        let after = shown.upperBound < all.count ? [Span(" >", .key)] : []
        let spans = before + Self.tabs(all[shown], section) + after
        write(spans, column: rect.column, row: rect.row, width: rect.columns)
    }
}
