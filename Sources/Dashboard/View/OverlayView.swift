internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws what lies over the panes.
    mutating func draw(_ overlay: Overlay, _ state: DashboardState, in rect: Rect) {
        switch overlay {
        case .prompt: break
        case .help(let top): drawPage("Keys in \(state.place.title)", state.help, top, state, in: rect)
        case .note(let title, let lines, let top): drawPage(title, lines, top, state, in: rect)
        case .why(let subject, let top): drawPage("Why", state.reasons(for: subject), top, state, in: rect)
        case .form(let form): draw(form, state, in: rect)
        case .destination(let destination): draw(destination, state, in: rect)
        case .menu(let actions, let chosen): draw(menu: actions, chosen, state, in: rect)
        case .confirm(let confirm) where confirm.level >= .dialog: draw(confirm, state, in: rect)
        case .confirm: break
        }
    }

    private mutating func drawPage(
        _ title: String,
        _ lines: [[Span]],
        _ top: Int,
        _ state: DashboardState,
        in rect: Rect
    ) {
        let room = max(1, rect.rows - 4)
        let first = max(0, min(top, lines.count - room))
        let more = lines.count > room ? " \(first + 1)-\(min(lines.count, first + room)) of \(lines.count)" : ""
        let page = Array(lines.dropFirst(first).prefix(room))
        let dialog = Dialog(title: title + more, lines: page, role: .borderFocus)
        draw(dialog, in: rect, glyphs: state.setup.glyphs)
    }

    private mutating func draw(menu actions: [Action.ID], _ chosen: Int, _ state: DashboardState, in rect: Rect) {
        let room = max(1, rect.rows - 4)
        let top = scrollOffset(0, selected: chosen, visible: room, count: actions.count)
        let lines = actions.enumerated().dropFirst(top).prefix(room).map { index, id -> [Span] in
            guard let action = state.keymap.action(id) else { return [] }
            let reason = state.disabledReason(id)
            let key = pad(action.keys.first?.label ?? "", 6)
            let isChosen = index == chosen
            let label = pad(action.label, 14)
            return [
                Span(key, reason == nil ? .key : .dim, reversed: isChosen),
                Span(label, reason == nil ? .text : .dim, reversed: isChosen),
                Span(fit(reason ?? action.summary, max(10, rect.columns - 30)), .dim, reversed: isChosen),
            ]
        }
        draw(Dialog(title: state.menuTitle, lines: lines, role: .borderFocus), in: rect, glyphs: state.setup.glyphs)
    }

    private mutating func draw(_ confirm: Confirm, _ state: DashboardState, in rect: Rect) {
        let glyphs = state.setup.glyphs
        let room = max(1, rect.rows - 12)
        var lines: [[Span]] = confirm.names.prefix(room).enumerated().map { index, name in
            let isHidden = index < confirm.hidden
            return [
                Span(
                    "  \(fit(name, 40, cut: .middle, glyphs: glyphs))\(isHidden ? "  hidden by the filter" : "")",
                    isHidden ? .warn : .text
                )
            ]
        }
        if confirm.names.count > room { lines.append([Span("  and \(confirm.names.count - room) more", .dim)]) }
        for why in confirm.leftOut.prefix(3) {
            lines.append([Span("  left out: \(fit(why, 60, glyphs: glyphs))", .dim)])
        }
        if confirm.leftOut.count > 3 { lines.append([Span("  left out: \(confirm.leftOut.count - 3) more", .dim)]) }
        if let consequence = confirm.consequence {
            lines += [[], [Span(fit(consequence, max(20, rect.columns - 6)), .warn)]]
        }
        if let option = confirm.option {
            lines += [
                [], [Span(option.isOn ? "  [x] " : "  [ ] ", .key), Span(option.label), Span("  (Space)", .dim)],
            ]
        }
        guard confirm.level == .typed else {
            let dialog = Dialog(
                title: "\(confirm.label)?",
                lines: lines,
                buttons: ["Cancel", confirm.verb],
                focused: confirm.isAccepting ? 1 : 0,
                role: .warn
            )
            draw(dialog, in: rect, glyphs: glyphs)
            return
        }
        lines += [
            [], [Span("Type '\(confirm.expected)' and Enter; Esc leaves it undone.", .text)],
            [Span(String(repeating: " ", count: 40))],
        ]
        let dialog = Dialog(title: "\(confirm.label)?", lines: lines, role: .bad)
        let inner = draw(dialog, in: rect, glyphs: glyphs)
        guard inner.rows > 0 else { return }
        draw(confirm.field, column: inner.column, row: inner.endRow - 1, width: min(40, inner.columns))
    }
}

extension DashboardState {
    /// What the menu would act on.
    fileprivate var menuTitle: String {
        let vms = chosenVMs
        switch place {
        case .vms, .vm: return vms.count == 1 ? vms[0].name : "\(vms.count) VMs"
        case .tasks, .task:
            let tasks = chosenTasks
            return tasks.count == 1 ? "\(tasks[0].id)" : "\(tasks.count) tasks"
        case .snapshots, .snapshot:
            let all = chosenSnapshots
            return all.count == 1 ? all[0].name : "\(all.count) snapshots"
        case .network, .connection:
            let all = chosenConnections
            return all.count == 1 ? all[0].name : all.isEmpty ? "Menu" : "\(all.count) \(lists.network.section.plural)"
        case .storage, .item:
            let all = chosenItems
            return all.count == 1 ? all[0].name : "\(all.count) \(lists.storage.section.plural)"
        case .balance: return lists.balance.chosen?.name ?? "Menu"
        case .hosts, .host:
            let hosts = chosenHosts
            return hosts.count == 1 ? hosts[0].name : hosts.isEmpty ? "Menu" : "\(hosts.count) hosts"
        case .pulse, .heat: return "Menu"
        }
    }

    /// The keys of this place, a line each: its own first, and of those what changes something.
    fileprivate var help: [[Span]] {
        let all = keymap.actions(in: place).filter { !$0.keys.isEmpty }
        let (known, common) = (all.filter { !$0.isEverywhere }, all.filter(\.isEverywhere))
        let own = known.filter { $0.kind != .look } + known.filter { $0.kind == .look }
        let isSplit = !own.isEmpty && !common.isEmpty
        return own.map(line) + (isSplit ? [[], [Span("Everywhere", .header)]] : []) + common.map(line)
    }

    private func line(_ action: Action) -> [Span] {
        let keys = action.keys.map(\.label).joined(separator: " ")
        let role: Role = action.kind == .look ? .key : .warn
        return [Span(pad(keys, 10), role), Span(pad(action.label, 16), .text), Span(action.summary, .dim)]
    }
}
