extension Inventory {
    /// Compares the books with what the hosts show: a row for each VM by name, then the snapshots on which they differ.
    ///
    /// It needs the hosts, VMs, tasks, records and snapshots.
    public func sanity() -> [SanityRow] {
        let open = openTasks
        let silent = silentHosts
        let shown = vms.values.filter { $0.state != .gone }.compactMap { row($0, open[$0.id]) }
        let lost = records.values.filter { vms[$0.id].map { $0.state == .gone } ?? true }
            .compactMap { row($0, open[$0.id], silent) }
        let differing = snapshots.values.filter { $0.presence != .present }.compactMap { row($0) }
        return Self.sorted(shown + lost) + Self.sorted(differing)
    }

    /// The row of one VM, and all its snapshots.
    public func sanity(of vm: VM.ID) -> [SanityRow] {
        let open = openTasks[vm]
        let present = vms[vm].flatMap { $0.state == .gone ? nil : $0 }
        let own = present.map { row($0, open) } ?? records[vm].flatMap { row($0, open, silentHosts) }
        return (own.map { [$0] } ?? []) + snapshots(of: vm).compactMap { row($0) }
    }

    /// The names of the hosts that do not answer, and may have any VM.
    private var silentHosts: [String] {
        hosts.values.filter { $0.state != .up && $0.state != .maintenance }.map(\.name).sorted()
    }

    /// The oldest open task of each VM.
    private var openTasks: [VM.ID: TaskRecord] {
        var open: [VM.ID: TaskRecord] = [:]
        for task in tasks.values.filter(\.status.isOpen).sorted(by: { $0.id > $1.id }) {
            for vm in [task.command.vm, task.command.source].compactMap(\.self) { open[vm] = task }
        }
        return open
    }

    private static func sorted(_ rows: [SanityRow]) -> [SanityRow] {
        rows.sorted { ($0.name, $0.snapshot ?? "", $0.id) < ($1.name, $1.snapshot ?? "", $1.id) }
    }

    private func hostName(_ id: Host.ID?) -> String { id.flatMap { hosts[$0]?.name } ?? "none" }

    // MARK: - VMs that a host shows

    private func row(_ vm: VM, _ open: TaskRecord?) -> SanityRow? {
        let record = records[vm.id]
        if record?.stage == .installing { return nil }
        var (finding, remedies, words) = verdict(of: vm, record)
        if finding != .expected, let open {
            (finding, remedies) = (.changing, [])
            words = "\(open.id) \(open.command.kind.rawValue) is at work on it"
        }
        return SanityRow(
            id: .vm(vm.id),
            vm: vm.id,
            name: vm.name,
            host: vm.host,
            hostName: vm.host.flatMap { hosts[$0]?.name },
            state: vm.state,
            finding: finding,
            message: words,
            remedies: remedies
        )
    }

    private func verdict(
        of vm: VM,
        _ record: VMRecord?
    ) -> (finding: SanityRow.Finding, remedies: Set<SanityRow.Remedy>, words: String) {
        let host = hostName(vm.host)
        let several = vm.placements.filter { !$0.isInbound }.count > 1
        guard let record else {
            let words = "Orphan, VM is not in database"
            // What a host that does not answer showed last may be otherwise by now.
            if vm.state == .unknown { return (.orphan, [], "\(words); \(host) does not answer") }
            if several { return (.orphan, [], "\(words); defined on \(definers(vm))") }
            if vm.placements.contains(where: \.isInbound) { return (.orphan, [], "\(words); it is being moved") }
            if case .other(let cloud, _) = vm.claim { return (.orphan, [], "\(words); it belongs to cloud \(cloud)") }
            return (.orphan, vm.isPersistent ? [.adopt, .undefine] : [.undefine], words)
        }
        if record.stage == .trashed { return (.revived, [], "VM is in the trash, and on host \(host)") }
        if several { return (.doubled, [], "VM is defined on \(definers(vm))") }
        if let expected = record.host, let there = vm.host, expected != there {
            return (.moved, [], "Moved from \(hostName(expected)) to \(host)")
        }
        return (.expected, [], "VM is on expected host \(host)")
    }

    private func definers(_ vm: VM) -> String {
        vm.placements.map { hostName($0.host) }.sorted().joined(separator: " and ")
    }

    // MARK: - VMs that no host shows

    private func row(_ record: VMRecord, _ open: TaskRecord?, _ silent: [String]) -> SanityRow? {
        guard record.stage == .ready else { return nil }
        var row = SanityRow(
            id: .vm(record.id),
            vm: record.id,
            name: record.identity,
            host: record.host,
            hostName: record.host.flatMap { hosts[$0]?.name },
            state: .gone,
            finding: .missing,
            message: "VM not found",
            remedies: [.forget]
        )
        if let open {
            (row.finding, row.remedies) = (.changing, [])
            row.message = "\(open.id) \(open.command.kind.rawValue) is at work on it"
        } else if !silent.isEmpty || hosts.isEmpty {
            let names = silent.joined(separator: ", ")
            (row.finding, row.remedies, row.state) = (.unheard, [], .unknown)
            row.message = "VM not found so far; " + (silent.isEmpty ? "there is no host" : "no answer from \(names)")
        }
        return row
    }

    // MARK: - Snapshots

    private func row(_ snapshot: Snapshot) -> SanityRow? {
        guard let vm = vms[snapshot.vm], vm.state != .gone else { return nil }
        return SanityRow(
            id: .snapshot(snapshot.id),
            vm: vm.id,
            name: vm.name,
            snapshot: snapshot.name,
            host: vm.host,
            hostName: vm.host.flatMap { hosts[$0]?.name },
            state: vm.state,
            finding: .snapshot(snapshot.presence),
            message: snapshot.presence.sanityWords,
            remedies: snapshot.presence == .present ? [] : [.deleteSnapshot]
        )
    }
}

extension Snapshot.Presence {
    /// Whether books and libvirt agree about a snapshot, in the specification's words.
    public var sanityWords: String {
        switch self {
        case .present: "Snapshot present"
        case .absent: "Snapshot not present"
        case .orphan: "Orphan Snapshot"
        }
    }
}
