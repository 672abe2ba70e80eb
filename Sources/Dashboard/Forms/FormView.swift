internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws a form, with the choice of a host beside it or below where it has one.
    mutating func draw(_ form: Form, _ state: DashboardState, in rect: Rect) {
        let isWide = rect.columns >= Arrangement.sideBySide
        let placement = form.purpose.hasPlacement ? state.placementLines(form) : []
        let width = min(rect.columns - 6, isWide && !placement.isEmpty ? 104 : 70)
        let own = isWide && !placement.isEmpty ? 50 : width
        var (lines, focus) = form.lines(width: own, glyphs: state.setup.glyphs)
        let room = max(1, rect.rows - 4)
        if isWide, !placement.isEmpty {
            lines = beside(lines, placement, own)
        } else if !placement.isEmpty, lines.count + 3 <= room {
            lines += [[]] + placement.prefix(room - lines.count - 1)
        }
        let top = scrollOffset(0, selected: focus + 1, visible: room, count: lines.count)
        let shown = lines.dropFirst(top).prefix(room).map { line in
            line + [Span(String(repeating: " ", count: max(0, width - line.cells)))]
        }
        let inner = draw(
            Dialog(title: form.title, lines: Array(shown), role: .borderFocus),
            in: rect,
            glyphs: state.setup.glyphs
        )
        guard form.fields.indices.contains(form.focused), case .text(let field) = form.fields[form.focused].input,
            (0..<inner.rows).contains(focus - top)
        else { return }
        let column = inner.column + Form.labelWidth
        let end = min(inner.endColumn, inner.column + own)
        draw(field, column: column, row: inner.row + focus - top, width: max(1, end - column))
    }

    private func beside(_ left: [[Span]], _ right: [[Span]], _ width: Int) -> [[Span]] {
        (0..<max(left.count, right.count)).map { index in
            let line = index < left.count ? left[index] : []
            let gap = Span(String(repeating: " ", count: max(0, width - line.cells) + 2))
            return line + [gap] + (index < right.count ? right[index] : [])
        }
    }

    /// Draws the choice of a destination.
    mutating func draw(_ destination: Destination, _ state: DashboardState, in rect: Rect) {
        let verdicts = state.verdicts(for: destination.vms)
        let best = verdicts.first { $0.refusal == nil }
        let note =
            state.past.capacities == nil
            ? "reading ..." : best.map { "now \($0.name)" } ?? "none fits at the moment"
        var lines: [[Span]] = [[Span("  \(pad("best host", 12)) "), Span(note, best == nil ? .warn : .dim)]]
        lines += state.lines(verdicts, chosen: nil)
        let hosts: [Host.ID?] = [nil] + verdicts.map(\.host)
        let chosen = hosts.firstIndex(of: destination.host) ?? 0
        let room = max(1, rect.rows - 4)
        let top = scrollOffset(0, selected: chosen, visible: room, count: lines.count)
        let shown = lines.enumerated().dropFirst(top).prefix(room).map { index, line in
            index == chosen ? line.map { Span($0.text, $0.style.role, reversed: true) } : line
        }
        let names =
            destination.vms.count == 1
            ? state.cloud.inventory.vms[destination.vms[0]]?.name ?? "VM" : "\(destination.vms.count) VMs"
        draw(
            Dialog(title: "migrate \(names) to", lines: Array(shown), role: .borderFocus),
            in: rect,
            glyphs: state.setup.glyphs
        )
    }
}

extension Form {
    /// Cells of a label, with what separates it from its value.
    static let labelWidth = 18

    /// The fields, each with what is wrong with it below, and the line of the one with the focus.
    fileprivate func lines(width: Int, glyphs: GlyphSet) -> (lines: [[Span]], focus: Int) {
        var lines: [[Span]] = []
        var focus = 0
        for (index, field) in fields.enumerated() {
            let hasFocus = index == focused
            if hasFocus { focus = lines.count }
            lines.append(
                [
                    Span(hasFocus ? "\(glyphs.text(.cursor)) " : "  ", .key),
                    Span(pad(field.label, Self.labelWidth - 2), hasFocus ? .title : .label),
                ] + field.spans(hasFocus, max(1, width - Self.labelWidth), glyphs)
            )
            if field.isTouched, let problem = field.problem { lines += problem.wrapped(width - 4, .warn) }
        }
        if let note { lines += [[]] + note.wrapped(width - 4, .dim) }
        if let problem { lines += problem.wrapped(width - 4, .bad) }
        return (lines, focus)
    }
}

extension FormField {
    fileprivate func spans(_ hasFocus: Bool, _ width: Int, _ glyphs: GlyphSet) -> [Span] {
        switch input {
        case .text(let field): return [Span(fit(field.text, width, glyphs: glyphs), .text)]
        case .flag(let isOn): return [Span(isOn ? "[x] yes" : "[ ] no", .text, reversed: hasFocus)]
        case .choice(let choices, let at):
            guard choices.indices.contains(at) else { return [Span(glyphs.text(.none), .dim)] }
            let count = hasFocus && choices.count > 1 ? "  \(at + 1) of \(choices.count)" : ""
            let label = fit(choices[at].label, max(1, width - count.count - 4), glyphs: glyphs)
            guard hasFocus else { return [Span(label)] }
            return [Span("< ", .key), Span(label, .text, reversed: true), Span(" >", .key), Span(count, .dim)]
        }
    }
}

extension DashboardState {
    /// The choice of a host for what a form asks for.
    fileprivate func placementLines(_ form: Form) -> [[Span]] {
        let title = [Span("Placement", .header)]
        guard past.capacities != nil else { return [title, [Span("reading ...", .dim)]] }
        guard let choice = choice(for: form) else { return [title, [Span("vCPUs and RAM come first", .dim)]] }
        return [title] + lines(choice.verdicts, chosen: choice.host)
    }
}

extension [Span] {
    /// How wide the pieces are together.
    var cells: Int { reduce(0) { $0 + TextWidth.of($1.text) } }
}

extension String {
    /// Broken at blanks into lines of a width, each set in a little.
    func wrapped(_ width: Int, _ role: Role) -> [[Span]] {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let last = lines.last, TextWidth.of(last) + 1 + TextWidth.of(word) <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { [Span("    \($0)", role)] }
    }
}
