internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// Does what a key means now.
    mutating func press(_ key: Key) -> [DashboardEffect] {
        if key == .control("c") { return [.quit] }
        if key == .control("l") { return [.repaint] }
        if isTooSmall { return key == .character("q") ? [.quit] : [] }
        if overlay != nil { return pressOnOverlay(key) }
        guard let id = keymap.action(key, in: place) else {
            explain(key)
            return []
        }
        return perform(id)
    }

    /// Says why a key does nothing here, where it does something elsewhere.
    private mutating func explain(_ key: Key) {
        let places = keymap.places(of: key).map(\.title)
        if !places.isEmpty {
            say("\(key.label) works in: \(places.joined(separator: ", "))", .dim)
        } else if !setup.mayChange, Action.all.contains(where: { $0.keys.contains(key) }) {
            say("read only: nothing can be changed here", .bannerReadonly)
        }
    }

    /// Does an action.
    mutating func perform(_ id: Action.ID) -> [DashboardEffect] {
        switch id {
        case .up, .down, .top, .bottom, .pageUp, .pageDown, .halfUp, .halfDown: move(id)
        case .left, .right: step(by: id == .left ? -1 : 1)
        case .open: open()
        case .back: back()
        case .quit:
            guard detail != nil else { return [.quit] }
            detail = nil
        case .pulse: focus(.pulse)
        case .hosts: focus(.hosts)
        case .vms: focus(.vms)
        case .tasks: focus(.tasks)
        case .snapshots: showSnapshots()
        case .network: focus(.network)
        case .storage: focus(.storage)
        case .sanity:
            focus(.storage)
            show(.sanity)
        case .balance: focus(.balance)
        case .heat: detail = Detail(subject: .heat, tab: .latency)
        case .figure: turnTab(by: 1)
        case .swaps: lists.balance.toggleSwaps()
        case .gaps: showGaps()
        case .nextPane: turn(by: 1)
        case .previousPane: turn(by: -1)
        case .zoom: isZoomed.toggle()
        case .nextTab: turnTab(by: 1)
        case .previousTab: turnTab(by: -1)
        case .wider: look(by: 1)
        case .narrower: look(by: -1)
        case .why: explainSubject()
        case .raw: openXML()
        case .filter, .faults, .nextSort, .previousSort, .reverse, .mark, .range, .markMatching, .invert:
            return performOnList(id)
        case .freeze: return freeze()
        case .copy: return copy()
        case .menu: overlay = .menu(keymap.menu(in: place), chosen: 0)
        case .help: overlay = .help(top: 0)
        case .command: overlay = .prompt(Prompt(kind: .command, field: TextField()))
        case .columns: overlay = .prompt(Prompt(kind: .command, field: TextField("columns ")))
        case .theme: overlay = .prompt(Prompt(kind: .command, field: TextField("theme ")))
        case .refresh:
            lists.balance.forget()
            return [.refresh]
        case .repaint: return [.repaint]
        case .suspend: return [.suspend]
        case .start, .shutDown, .powerOff, .reboot, .pause, .claim, .console, .addHost, .removeHost, .maintain,
            .evacuate,
            .switchOn, .switchOff, .fence, .recover, .runPlan, .dropStep, .cancel, .retry, .ignore, .undo, .snapshot,
            .delete, .migrate,
            .clone, .edit, .attach, .create, .revert,
            .deleteSnapshot, .grant, .map, .unmap, .revoke, .repair, .clearNAT, .add, .change, .activate, .restore,
            .detach, .remove:
            return change(id)
        }
        return []
    }

    // MARK: - Where one is

    private mutating func focus(_ new: Pane) {
        detail = nil
        pane = new
    }

    private mutating func turn(by count: Int) {
        let panes = panesInSight
        let at = panes.firstIndex(of: pane) ?? 0
        focus(panes[((at + count) % panes.count + panes.count) % panes.count])
    }

    private mutating func turnTab(by count: Int) {
        guard detail == nil else {
            detail?.turn(by: count)
            return
        }
        if pane == .network { show(lists.network.section(by: count)) }
        if pane == .storage { show(lists.storage.section(by: count)) }
    }

    private mutating func step(by count: Int) {
        guard detail != nil else { return turn(by: count) }
        if detail?.subject == .heat { return moveOnHeat(count < 0 ? .left : .right) }
        detail?.turn(by: count)
    }

    private mutating func look(by count: Int) {
        detail?.widen(by: count)
        detail?.tab = .graphs
    }

    private mutating func open() {
        if case .host(let id)? = detail?.subject, let host = cloud.inventory.hosts[id] {
            // A second Enter goes from a host to its VMs.
            focus(.vms)
            lists.vms.filter = "host=\(FilterText.quoted(host.name))"
            orderVMs(isVanishing: false)
        } else if case .task(let id)? = detail?.subject, let vm = cloud.inventory.tasks[id]?.command.vm {
            guard cloud.inventory.vms[vm] != nil else { return say("the VM of this task is gone", .dim) }
            detail = Detail(subject: .vm(vm))
        } else if case .snapshot(let id)? = detail?.subject, let vm = cloud.inventory.snapshots[id]?.vm {
            guard cloud.inventory.vms[vm] != nil else { return say("no host shows its VM", .dim) }
            detail = Detail(subject: .vm(vm))
        } else if case .network(let id)? = detail?.subject, let vm = vm(of: id) {
            guard cloud.inventory.vms[vm] != nil else { return say("no host shows its VM", .dim) }
            detail = Detail(subject: .vm(vm))
        } else if detail?.subject == .heat {
            guard let graph = heat.graph, graph.nodes.indices.contains(heat.cell.row) else { return }
            let id = graph.nodes[heat.cell.row].id
            guard cloud.inventory.hosts[id] != nil else { return say("this host is gone", .dim) }
            detail = Detail(subject: .host(id))
        } else if detail == nil, let subject {
            detail = Detail(subject: subject)
        }
    }

    private mutating func openXML() {
        guard let subject else { return say("there is no VM here", .dim) }
        detail = Detail(subject: subject, tab: .xml)
    }

    /// Goes back by exactly one thing.
    private mutating func back() {
        switch backStep {
        case .details: detail = nil
        case .zoom: isZoomed = false
        case .range: list?.endRange()
        case .filter: narrow(to: "", isFaultsOnly: false)
        case .marks: clearMarks()
        case .freeze: frozen = nil
        case nil: break
        }
    }

    /// What Escape would take away.
    enum BackStep: String {
        case details, zoom, range, filter, marks, freeze
    }

    var backStep: BackStep? {
        if detail != nil { return .details }
        if isZoomed { return .zoom }
        if hasRange { return .range }
        if isNarrowed { return .filter }
        if markCount > 0 { return .marks }
        return frozen == nil ? nil : .freeze
    }

    private mutating func freeze() -> [DashboardEffect] {
        if frozen == nil {
            frozen = now
            return []
        }
        frozen = nil
        return [.refresh]
    }
}

/// Texts as the filter reads them.
enum FilterText {
    /// A value that is taken literally, whatever is in it.
    static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value) || scalar == "-" || scalar == "."
                || scalar == "_"
        }
        guard !isPlain else { return text }
        var quoted = "\""
        for character in text {
            if character == "\"" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "\""
    }
}
