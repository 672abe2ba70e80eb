internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// Takes in what happened, and answers what should be done because of it.
    public mutating func update(_ event: DashboardEvent) -> [DashboardEffect] {
        let before = sight
        let effects = take(event)
        // What was hidden was not kept in order.
        for pane in sight.subtracting(before) { reorder(pane, isVanishing: false) }
        settle()
        return effects + loads()
    }

    private mutating func take(_ event: DashboardEvent) -> [DashboardEffect] {
        switch event {
        case .key(let key):
            touched = now
            return press(key)
        case .resize(let columns, let rows): size = (max(1, columns), max(1, rows))
        case .clock(let moment, let offset): pass(to: moment, offset)
        case .inventory(let update, let scope): learn(update, scope)
        case .unreadable(let why): cloud.problem = why
        case .recent(let found):
            past.recent.merge(found) { $1 }
            if sight.contains(.network), lists.network.section == .mappings { orderNetwork(isVanishing: false) }
        case .series(let query, let set): past.series[query] = set
        case .details(let vm, let details): past.details = (vm, details)
        case .steps(let task, let steps): past.steps = (task, steps)
        case .capacities(let hosts): past.capacities = hosts
        case .balance(let plan, let swaps): lists.balance.take(plan, swaps: swaps)
        case .network(let graph): heat.take(graph)
        case .measurements(let pair, let found): heat.take(found, of: pair)
        case .secret(let grant, let value): past.secret = (grant, value)
        case .identifier(let id): past.spare = id
        case .submitted(let ids, let label): accept(ids, label)
        case .refused(let why): say(why, .bad)
        case .themed(let name): return adopt(theme: name)
        }
        return []
    }

    /// Shows a line for some seconds.
    mutating func say(_ text: String, _ role: Role = .text) {
        notice = Notice(text: text, role: role, until: now.advanced(byMilliseconds: role == .bad ? 8_000 : 5_000))
    }

    private mutating func pass(to moment: Timestamp, _ offset: Int) {
        (now, utcOffset) = (moment, offset)
        if let until = notice?.until, until <= now { notice = nil }
        rotate()
        ageNetwork()
    }

    private mutating func accept(_ ids: [TaskRecord.ID], _ label: String) {
        own.formUnion(ids)
        // The cloud is about to be another than the plan was made for.
        if pane == .balance { lists.balance.forget() }
        guard let first = ids.first else { return say("\(label): done", .ok) }
        say("\(first) \(label)", .busy)
        // What ended before its number was known here has been seen already.
        report(ids.filter { cloud.inventory.tasks[$0] != nil })
    }

    private mutating func adopt(theme name: String) -> [DashboardEffect] {
        choices.theme = name
        say("theme \(name)")
        return [.remember(choices)]
    }

    /// Keeps every cursor in sight.
    private mutating func settle() {
        past.forgetSecret(unless: detail?.subject)
        let arrangement = arrangement
        for case (.list(let pane), let rect) in arrangement.parts {
            let page = isRotating ? rotation : nil
            let visible = capacity(rect, of: pane)
            self[list: pane]?.scroll(visible, page)
        }
        if let layout = heatLayout { heat.scroll(rows: layout.rows, columns: layout.columns) }
    }
}

// MARK: - The wall

extension DashboardState {
    /// Seconds that a wall stays on a pane.
    private static let stay: Int64 = 15
    /// Milliseconds without a key after which a wall moves on by itself.
    private static let patience: Int64 = 30_000

    /// Whether the wall shows its panes in turn.
    var isRotating: Bool { setup.isWall && now.milliseconds(since: touched) > Self.patience }

    /// How often all panes have been shown; long lists show another page each time.
    private var rotation: Int { Int(now.seconds / Self.stay / Int64(Pane.allCases.count)) }

    private mutating func rotate() {
        guard isRotating else { return }
        (detail, overlay, isZoomed) = (nil, nil, false)
        let next = Pane.allCases[Int(now.seconds / Self.stay % Int64(Pane.allCases.count))]
        guard next != pane else { return }
        pane = next
        // A wall shows another section each time round.
        let sections = StorageSection.allCases
        if next == .storage { lists.storage.section = sections[rotation % sections.count] }
        let connections = NetworkSection.allCases
        if next == .network { lists.network.section = connections[rotation % connections.count] }
    }
}

extension ListState {
    /// Moves the list so that the cursor is in sight, or to a page of a wall.
    ///
    /// - Parameter page: Counts on; `nil` where the cursor leads.
    mutating func scroll(_ visible: Int, _ page: Int?) {
        if let page, visible > 0 {
            let pages = max(1, (order.count + visible - 1) / visible)
            top = scrollOffset(page % pages * visible, selected: nil, visible: visible, count: order.count)
        } else {
            top = scrollOffset(top, selected: selected == nil ? nil : index, visible: visible, count: order.count)
        }
    }
}
