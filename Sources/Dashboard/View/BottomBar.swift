internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws the line above the keys: what just happened, or the task at work.
    mutating func drawMessage(_ state: DashboardState, in rect: Rect) {
        if let notice = state.notice {
            write(
                fitting: " \(notice.text)",
                column: rect.column,
                row: rect.row,
                width: rect.columns,
                style: Style(notice.role),
                glyphs: state.setup.glyphs
            )
            return
        }
        guard let first = state.cloud.totals.atWork.first, let row = state.rows([first]).first else { return }
        let glyphs = state.setup.glyphs
        var spans = [Span(" \(row.task.stateWord.text(glyphs)) ", .busy)]
        spans.append(Span("\(row.task.verb) \(row.task.subject) \(row.task.id) ", .text))
        if let progress = row.progress {
            spans.append(Span(gauge(progress, width: 16, hasEnds: true, glyphs: glyphs), .tick))
            spans.append(Span(" \(Formats.percent(progress, glyphs))", .text))
        }
        spans.append(Span(" \(row.time)", .dim))
        let more = state.cloud.totals.atWork.count - 1
        let waiting = state.cloud.totals.waiting
        let rest = [more > 0 ? "\(more) more at work" : "", waiting > 0 ? "\(waiting) waiting" : ""]
        let trailing = rest.filter { !$0.isEmpty }.joined(separator: ", ")
        let width = trailing.isEmpty ? 0 : TextWidth.of(trailing) + 2
        write(spans, column: rect.column, row: rect.row, width: max(0, rect.columns - width))
        write(trailing, column: rect.endColumn - width + 1, row: rect.row, style: Style(.dim))
    }

    /// Draws the last line: the keys of this place, or what is being typed or asked.
    mutating func drawKeys(_ state: DashboardState, in rect: Rect) {
        switch state.overlay {
        case .prompt(let prompt): draw(prompt, state, in: rect)
        case .confirm(let confirm) where confirm.level == .yes: drawQuestion(confirm, state, in: rect)
        case .form: draw(Self.formHints, column: rect.column, row: rect.row, width: rect.columns)
        case .confirm, .help, .menu, .note, .why, .destination, nil:
            draw(
                state.hints,
                column: rect.column,
                row: rect.row,
                width: rect.columns,
                trailing: state.trailingHints
            )
        }
    }

    private static let formHints = [
        KeyHint("Tab", "next"), KeyHint("S-Tab", "before"), KeyHint("Enter", "next, and at the end do it"),
        KeyHint("Left/Right", "choose"), KeyHint("Esc", "leave"),
    ]

    private mutating func drawQuestion(_ confirm: Confirm, _ state: DashboardState, in rect: Rect) {
        fill(rect, style: Style(.input))
        var text = " \(confirm.label)"
        if confirm.names.count > 1 {
            text += " (\(confirm.names.prefix(4).joined(separator: ", "))\(confirm.names.count > 4 ? ", ..." : ""))"
        }
        if confirm.hidden > 0 { text += ", \(confirm.hidden) of them hidden by the filter" }
        if !confirm.leftOut.isEmpty { text += ", \(confirm.leftOut.count) left out" }
        if let consequence = confirm.consequence { text += ": \(consequence)" }
        let answer = [
            Span("? ", .warn), Span("y", .key), Span(" yes  ", .label), Span("n", .key), Span(" no ", .label),
        ]
        let room = rect.columns - 14
        let used = write(
            fit(text, room, glyphs: state.setup.glyphs),
            column: rect.column,
            row: rect.row,
            style: Style(.warn),
            width: room
        )
        write(answer, column: rect.column + used, row: rect.row)
    }

    private mutating func draw(_ prompt: Prompt, _ state: DashboardState, in rect: Rect) {
        let label =
            switch prompt.kind {
            case .filter: "/"
            case .command: ":"
            case .host: "add host, libvirt URI: "
            case .marks: "mark what fits: "
            }
        fill(rect, style: Style(.input))
        let used = write(label, column: rect.column, row: rect.row, style: Style(.key))
        draw(prompt.field, column: rect.column + used, row: rect.row, width: rect.columns - used)
        let advice = prompt.problem ?? state.candidates(of: prompt).prefix(24).joined(separator: "  ")
        guard !advice.isEmpty, rect.row > 1 else { return }
        let above = Rect(column: rect.column, row: rect.row - 1, columns: rect.columns, rows: 1)
        fill(above, style: Style(.dialog))
        let style = Style(prompt.problem == nil ? .dim : .warn)
        write(fitting: " \(advice)", column: above.column, row: above.row, width: above.columns, style: style)
    }
}

extension DashboardState {
    fileprivate func candidates(of prompt: Prompt) -> [String] {
        prompt.kind == .command ? candidates(for: prompt.field.text) : []
    }

    /// The keys that matter most here, the changing ones first.
    fileprivate var hints: [KeyHint] {
        let wanted: [Action.ID] =
            switch place {
            case .pulse: [.addHost, .hosts, .vms, .tasks, .command]
            case .hosts:
                [.addHost, .maintain, .evacuate, .open, .filter, .switchOn, .switchOff, .recover, .faults, .menu]
            case .vms:
                [
                    .start, .shutDown, .powerOff, .snapshot, .migrate, .create, .open, .filter, .menu, .mark, .reboot,
                    .pause,
                    .console, .grant,
                ]
            case .snapshots: [.snapshot, .revert, .deleteSnapshot, .open, .gaps, .filter, .faults, .mark, .menu]
            case .balance: [.runPlan, .dropStep, .swaps, .open, .refresh, .menu]
            case .network: [.nextTab] + connectionHints + [.open, .filter, .faults, .menu]
            case .connection: connectionHints + [.open, .copy, .back]
            case .storage: [.nextTab] + rowHints + [.open, .filter, .menu]
            case .item: rowHints + [.back]
            case .snapshot: [.open, .revert, .deleteSnapshot, .snapshot, .back]
            case .tasks: [.cancel, .retry, .ignore, .powerOff, .open, .filter, .menu]
            case .host: [.nextTab, .open, .maintain, .evacuate, .back, .wider, .removeHost]
            case .vm: [.nextTab, .wider, .start, .shutDown, .powerOff, .reboot, .pause, .console, .grant, .back]
            case .heat: [.figure, .open, .why, .copy, .back]
            case .task: [.open, .cancel, .retry, .ignore, .back]
            }
        return wanted.compactMap { keymap.action($0) }.compactMap { action in
            action.keys.first.map { KeyHint($0.label, sanityWord(for: action.id) ?? action.label) }
        }
    }

    /// What a key does in the comparison with the hosts, where nothing is added or deleted; `nil` elsewhere.
    private func sanityWord(for action: Action.ID) -> String? {
        guard place == .storage, lists.storage.section == .sanity else { return nil }
        switch action {
        case .add: return "adopt"
        case .remove: return "take out"
        default: return nil
        }
    }

    /// What can be done with rows of the section in sight.
    private var rowHints: [Action.ID] {
        switch lists.storage.section {
        case .disks: [.detach, .remove]
        case .trash: [.restore, .remove]
        case .sanity: [.add, .remove, .faults]
        case .vlans: [.add, .remove]
        case .domains: [.add, .change, .remove]
        case .privateAddresses, .publicAddresses: [.add, .activate, .remove]
        case .datastores, .templates, .organisations, .users: [.add, .change, .activate, .remove]
        }
    }

    /// What can be done with rows of the section in sight.
    private var connectionHints: [Action.ID] {
        switch lists.network.section {
        case .mappings: [.map, .unmap, .repair, .grant]
        case .screens: [.revoke, .repair]
        case .boxes, .pools, .dhcp: [.repair]
        }
    }

    fileprivate var trailingHints: [Span] {
        var spans: [Span] = []
        if let step = backStep, step != .details { spans += [Span("Esc", .key), Span(" \(step.rawValue)  ", .label)] }
        spans += [Span("?", .key), Span(" help ", .label)]
        if markCount > 0 {
            let hidden = list?.hiddenMarkCount ?? 0
            let note = hidden > 0 ? " (\(hidden) hidden)" : ""
            spans.append(Span("\(setup.glyphs.text(.mark))\(markCount)\(note) ", hidden > 0 ? .warn : .mark))
        }
        return spans
    }
}
