internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws the names of all sections, and below them the list of one.
    ///
    /// - Parameter empty: What is said where there is nothing; `nil` while it is being read.
    mutating func drawSection<ID>(
        _ lists: SectionLists<ID>,
        _ state: DashboardState,
        empty: String?,
        in inner: Rect
    ) {
        guard inner.rows > 1 else { return }
        drawTabs(lists.section, in: Rect(column: inner.column, row: inner.row, columns: inner.columns, rows: 1))
        let body = Rect(column: inner.column, row: inner.row + 1, columns: inner.columns, rows: inner.rows - 1)
        let list = lists.list
        let table = SectionRow<ID>.table(lists.section, list.sort, hasGutter: !state.isRotating)
        let rows = list.inSight(max(0, body.rows - 1)).compactMap { lists.rows[$0] }
        draw(table, rows: rows, in: body, selected: state.cursor(list), glyphs: state.setup.glyphs) {
            list.marks.contains($0.id)
        }
        guard list.order.isEmpty, body.rows > 1 else { return }
        let text = empty.map { list.isNarrowed ? "nothing fits; Esc shows all" : $0 } ?? "reading ..."
        write(fitting: text, column: body.column + 3, row: body.row + 1, width: body.columns - 3, style: Style(.dim))
    }

    private mutating func drawTabs<Section: ListSection>(_ section: Section, in rect: Rect) {
        let all = Array(Section.allCases)
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

    private static func width(_ sections: some Collection<some ListSection>) -> Int {
        sections.reduce(0) { $0 + TextWidth.of($1.rawValue) + 1 }
    }

    private static func tabs<Section: ListSection>(_ sections: some Collection<Section>, _ chosen: Section) -> [Span] {
        sections.flatMap { one in
            [Span(" "), Span(one.rawValue, one == chosen ? .key : .dim, reversed: one == chosen)]
        }
    }

    /// As many names as there is room for, the chosen one among them.
    private mutating func drawSomeTabs<Section: ListSection>(_ section: Section, in rect: Rect) {
        let (all, room) = (Array(Section.allCases), rect.columns - 4)
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
