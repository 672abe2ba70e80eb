internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// What a VM is called, also where only its record is left; `nil` where nothing is known of it.
    func name(of vm: VM.ID) -> String? { cloud.inventory.vms[vm]?.name ?? cloud.inventory.records[vm]?.identity }

    /// The row of a snapshot; `nil` where it is not known any more.
    func row(_ id: Snapshot.ID) -> SnapshotRow? {
        guard let snapshot = cloud.inventory.snapshots[id] else { return nil }
        return SnapshotRow(
            snapshot: snapshot,
            vm: name(of: snapshot.vm),
            place: lists.tree.places[id],
            now: now,
            glyphs: setup.glyphs
        )
    }

    /// Filters and sorts the snapshots anew; a pane that is not in sight waits until it is.
    mutating func orderSnapshots(isVanishing: Bool) {
        let (inventory, list) = (cloud.inventory, lists.snapshots)
        cloud.coverage = Coverage(inventory, now: now)
        let filter = list.filter.isEmpty ? nil : try? Filter<SnapshotSubject>(list.filter)
        let shown = inventory.snapshots.values.filter { snapshot in
            if list.isFaultsOnly, snapshot.presence == .present { return false }
            guard let filter else { return true }
            let host = inventory.vms[snapshot.vm]?.host.flatMap { inventory.hosts[$0]?.name }
            let subject = SnapshotSubject(snapshot, vmName: name(of: snapshot.vm), hostName: host, now: now)
            return filter.matches(subject)
        }
        guard list.sort.column != "vm" else {
            lists.tree = SnapshotTree(shown, names: { name(of: $0) ?? "" }, isDescending: list.sort.isDescending)
            lists.snapshots.replace(lists.tree.order, isVanishing: isVanishing)
            return
        }
        lists.tree = SnapshotTree()
        let order = shown.ordered(list.sort, id: \.id, name: \.name) { sortKey($0, list.sort.column) }
        lists.snapshots.replace(order, isVanishing: isVanishing)
    }

    private func sortKey(_ snapshot: Snapshot, _ column: String) -> SortKey {
        switch column {
        case "kind": .text(snapshot.kind.word)
        case "age": .number(-Double(snapshot.created.milliseconds))
        case "size": snapshot.size.map { .number(Double($0.count)) } ?? .unknown
        case "presence": .text(snapshot.presence.rawValue)
        default: .text(snapshot.name)
        }
    }

    /// Goes to the snapshots: of the VM whose details are open, or of all with the cursor at the VM that was chosen.
    mutating func showSnapshots() {
        let from = subject
        let wasOpen = detail != nil
        (detail, pane) = (nil, .snapshots)
        guard case .vm(let vm)? = from else { return orderSnapshots(isVanishing: false) }
        if wasOpen, let name = name(of: vm) { lists.snapshots.filter = "vm=\(FilterText.quoted(name))" }
        orderSnapshots(isVanishing: false)
        let first = lists.snapshots.order.first { cloud.inventory.snapshots[$0]?.vm == vm }
        if let first { lists.snapshots.select(first) }
    }

    /// Shows the running VMs that nobody could go back on.
    mutating func showGaps() {
        let isOn = pane == .vms && lists.vms.isGapsOnly
        (detail, pane) = (nil, .vms)
        lists.vms.isGapsOnly = !isOn
        cloud.coverage = Coverage(cloud.inventory, now: now)
        orderVMs(isVanishing: false)
    }

    /// What the pane says of all VMs.
    var coverageLine: [Span] {
        let coverage = cloud.coverage
        guard cloud.known.contains(.snapshots) else { return [Span("reading ...", .dim)] }
        guard !coverage.gaps.isEmpty else {
            return [Span("all \(coverage.running) running VMs have a snapshot of the last 7 days", .dim)]
        }
        return [
            Span("\(coverage.running) VMs run: ", .label), Span("\(coverage.none) have no snapshot", .warn),
            Span(", \(coverage.old) none for 7 days  ", .label), Span("u", .key), Span(" shows them", .label),
        ]
    }

    // MARK: - Orders

    /// The snapshots that an action is meant for: all marked ones, or that of the cursor.
    var chosenSnapshots: [Snapshot] {
        if place == .snapshots, !lists.snapshots.marks.isEmpty {
            return lists.snapshots.marks.compactMap { cloud.inventory.snapshots[$0] }.sorted { $0.id < $1.id }
        }
        guard case .snapshot(let id)? = subject, let snapshot = cloud.inventory.snapshots[id] else { return [] }
        return [snapshot]
    }

    /// Why a snapshot refuses a command; `nil` where it accepts it.
    func refusal(of kind: Command.Kind, _ snapshot: Snapshot) -> String? {
        guard let vm = cloud.inventory.vms[snapshot.vm] else { return "no host shows the VM of \(snapshot.name)" }
        if kind == .revert, snapshot.presence == .absent { return "libvirt does not have \(snapshot.name) any more" }
        return refusal(of: kind, vm)
    }

    /// Why none of the chosen snapshots accepts a command; `nil` where one does.
    func snapshotReason(_ kind: Command.Kind) -> String? {
        let all = chosenSnapshots
        guard let first = all.first else { return "there is no snapshot here" }
        if kind == .revert, all.count > 1 { return "a VM goes back to one snapshot, and \(all.count) are marked" }
        return all.contains { refusal(of: kind, $0) == nil } ? nil : refusal(of: kind, first)
    }

    mutating func revert() -> [DashboardEffect] {
        guard let snapshot = chosenSnapshots.first else { return [] }
        func request(_ keeps: Bool) -> Request {
            .order([.revert(snapshot.vm, snapshot: snapshot.name, keepsPresent: keeps)])
        }
        var confirm = Confirm(
            requests: [request(true)],
            verb: Command.Kind.revert.verb,
            names: ["\(name(of: snapshot.vm) ?? "VM") to \(snapshot.name)"],
            consequence: snapshot.hasMemory
                ? "it goes on as it ran \(age(snapshot.created)); what came after is lost"
                : "its disks become as \(age(snapshot.created)); what came after is lost",
            level: Command.Kind.revert.confirmation
        )
        confirm.option = Confirm.Option(label: "keep the present state first", otherwise: [request(false)])
        return ask(confirm)
    }

    mutating func deleteSnapshots() -> [DashboardEffect] {
        let chosen = chosenSnapshots
        let fitting = chosen.filter { refusal(of: .deleteSnapshot, $0) == nil }
        let hidden = place == .snapshots ? lists.snapshots.hiddenMarks : []
        let all = fitting.filter { hidden.contains($0.id) } + fitting.filter { !hidden.contains($0.id) }
        var confirm = Confirm(
            requests: [.order(all.map { .deleteSnapshot($0.vm, snapshot: $0.name) })],
            verb: all.count == 1 ? "delete snapshot" : "delete",
            names: all.map { "\(name(of: $0.vm) ?? "VM") \($0.name)" },
            hidden: all.count { hidden.contains($0.id) },
            leftOut: chosen.compactMap { refusal(of: .deleteSnapshot, $0) },
            consequence: "what it kept is gone for good; the VM goes on as it is",
            level: all.count > 5 ? .typed : Command.Kind.deleteSnapshot.confirmation
        )
        confirm.noun = "snapshots"
        return ask(confirm)
    }

    private func age(_ moment: Timestamp) -> String { "\(Formats.span(now.milliseconds(since: moment))) ago" }

    // MARK: - Details

    /// What is known of a snapshot.
    func facts(_ snapshot: Snapshot) -> [[Span]] {
        guard let row = row(snapshot.id) else { return [] }
        let none = setup.glyphs.text(.none)
        return [
            fact("Presence", snapshot.presence.word.text(setup.glyphs), snapshot.presence.word.role),
            fact("VM", row.vm ?? none), fact("Kind", snapshot.kind.word),
            fact("Taken", "\(moment(snapshot.created)), \(age(snapshot.created))"),
            fact("After", snapshot.parent ?? none), fact("Keeps", row.kept),
            fact("Lies", snapshot.isExternal ? "in files of its own" : "inside the disk images"),
            fact("Size", Formats.bytes(snapshot.size, setup.glyphs)),
            fact("Now", snapshot.isCurrent ? "the present state came from it" : "another is nearer"),
            fact("Note", snapshot.note.isEmpty ? none : snapshot.note),
        ]
    }
}
