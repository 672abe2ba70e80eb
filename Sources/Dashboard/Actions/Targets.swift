internal import BaadalModel

/// What an action would hit, or why it cannot.
enum Aim<Target: Sendable>: Sendable {
    case at(Target)
    /// In words, for the notice line.
    case nothing(String)
}

extension DashboardState {
    /// The place that keys are pressed in.
    var place: Place {
        if let detail { return detail.subject.place }
        switch pane {
        case .pulse: return .pulse
        case .hosts: return .hosts
        case .vms: return .vms
        case .tasks: return .tasks
        case .snapshots: return .snapshots
        case .network: return .network
        case .storage: return .storage
        case .balance: return .balance
        }
    }

    /// What the cursor is on, or whose details are open; `nil` for nothing.
    var subject: Subject? {
        if let detail { return detail.subject }
        switch pane {
        case .pulse: return nil
        case .hosts: return lists.hosts.selected.map { .host($0) }
        case .vms: return lists.vms.selected.map { .vm($0) }
        case .tasks: return lists.tasks.selected.map { .task($0) }
        case .snapshots: return lists.snapshots.selected.map { .snapshot($0) }
        case .network: return lists.network.list.selected.map { .network($0) }
        case .storage: return lists.storage.list.selected.map { .item($0) }
        case .balance: return lists.balance.chosen.map { .vm($0.vm) }
        }
    }

    /// Whether the cursor stands beside what it was on.
    var isDisarmed: Bool {
        detail == nil && list?.isDisarmed ?? false
    }

    /// The VMs that an action is meant for: all marked ones, or that of the cursor.
    var chosenVMs: [VM] {
        let inventory = cloud.inventory
        switch (place, subject) {
        case (.vms, _) where !lists.vms.marks.isEmpty:
            return lists.vms.marks.compactMap { inventory.vms[$0] }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        case (_, .vm(let id)?): return inventory.vms[id].map { [$0] } ?? []
        case (_, .task(let id)?):
            return inventory.tasks[id]?.command.vm.flatMap { inventory.vms[$0] }.map { [$0] } ?? []
        case (_, .snapshot?):
            let vms = Set(chosenSnapshots.map(\.vm)).compactMap { inventory.vms[$0] }
            return vms.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        case (_, .host?), (_, .item?), (_, .network?), (_, .heat?), (_, nil): return []
        }
    }

    /// The tasks that an action is meant for.
    var chosenTasks: [TaskRecord] {
        if place == .tasks, !lists.tasks.marks.isEmpty {
            return lists.tasks.marks.compactMap { cloud.inventory.tasks[$0] }.sorted { $0.id < $1.id }
        }
        guard case .task(let id)? = subject, let task = cloud.inventory.tasks[id] else { return [] }
        return [task]
    }

    /// The command that the key for pausing gives now: resume where all that are chosen are paused.
    var pauseKind: Command.Kind {
        let vms = chosenVMs
        return !vms.isEmpty && vms.allSatisfy { $0.state == .paused } ? .resume : .suspend
    }

    /// Why a VM refuses a command; `nil` where it accepts it.
    ///
    /// The controller decides; this saves a request that it would refuse.
    func refusal(of kind: Command.Kind, _ vm: VM) -> String? {
        if case .other(let cloud, _) = vm.claim, kind != .claim, kind != .adopt {
            return "\(vm.name) belongs to cloud \(cloud); 'claim' takes it"
        }
        if kind == .claim, vm.claim == .ours { return "\(vm.name) is ours already" }
        if vm.conflict == .activeTwice { return "\(vm.name) is active on two hosts; stop one of them by hand first" }
        if vm.host == nil || vm.state == .gone { return "no host shows \(vm.name) any more" }
        if let task = cloud.totals.openTask[vm.id].flatMap({ cloud.inventory.tasks[$0] }) {
            return task.command.kind == kind ? "\(vm.name) already has this order, \(task.id)" : nil
        }
        if kind.needsRecord, cloud.known.contains(.records), cloud.inventory.records[vm.id] == nil {
            return "\(vm.name) was found on its host; ':sanity' adopts it"
        }
        if kind == .clone, vm.state != .stopped { return "\(vm.name) is \(vm.state.rawValue); a copy needs it stopped" }
        guard let accepted = kind.acceptedStates, !accepted.contains(vm.state) else { return nil }
        let words = accepted.map(\.rawValue).sorted().joined(separator: " or ")
        return "\(vm.name) is \(vm.state.rawValue); this needs \(words)"
    }

    /// Why an action can do nothing now; `nil` where it can.
    func disabledReason(_ id: Action.ID) -> String? {
        switch id {
        case .start: reason(.start)
        case .shutDown: reason(.shutDown)
        case .powerOff: reason(.powerOff)
        case .reboot: reason(.reboot)
        case .pause: reason(pauseKind)
        case .claim: reason(.claim)
        case .create: createRefusal
        case .snapshot: reason(.snapshot)
        case .delete: reason(.delete)
        case .migrate: reason(.migrate)
        case .clone: oneAtATime ?? reason(.clone)
        case .edit: oneAtATime ?? reason(.edit)
        case .attach: oneAtATime ?? reason(.attachDisk)
        case .revert: snapshotReason(.revert)
        case .deleteSnapshot: snapshotReason(.deleteSnapshot)
        case .add, .change, .activate, .restore, .detach, .remove: storageReason(id)
        case .grant, .map, .unmap, .revoke, .repair, .clearNAT: networkReason(id)
        case .console: consoleRefusal
        case .runPlan, .dropStep:
            lists.balance.plan?.steps.isEmpty ?? true ? "there is no move in the plan" : nil
        case .maintain, .evacuate, .switchOn, .switchOff, .fence, .recover, .removeHost: hostReason(id)
        case .cancel: taskReason("cancelled") { $0.status.isOpen }
        case .retry: taskReason("retried") { $0.status.isRetryable }
        case .ignore: taskReason("ignored") { $0.status.isRetryable }
        case .undo:
            undoable.isEmpty
                ? "there is nothing to undo: only suspend, resume and delete can be, for 10 s" : nil
        default: nil
        }
    }

    private var oneAtATime: String? {
        let count = chosenVMs.count
        return count > 1 ? "this is for one VM at a time, and \(count) are marked" : nil
    }

    private func reason(_ kind: Command.Kind) -> String? {
        let vms = chosenVMs
        guard let first = vms.first else { return "there is no VM here" }
        guard vms.allSatisfy({ refusal(of: kind, $0) != nil }) else { return nil }
        return refusal(of: kind, first)
    }

    private func taskReason(_ done: String, _ fits: (TaskRecord) -> Bool) -> String? {
        let tasks = chosenTasks
        guard let first = tasks.first else { return "there is no task here" }
        return tasks.contains(where: fits) ? nil : "\(first.id) is \(first.status.word) and cannot be \(done)"
    }

    private var consoleRefusal: String? {
        guard case .vm(let id)? = subject, let vm = cloud.inventory.vms[id] else { return "there is no VM here" }
        return vm.state == .running || vm.state == .paused
            ? nil : "\(vm.name) is \(vm.state.rawValue); a console needs running or paused"
    }

    /// The newest own task that can be undone now, with those of the same order.
    var undoable: [TaskRecord] {
        let all = cloud.inventory.tasks.values
            .filter { task in
                guard task.requester == setup.requester.name, task.status == .success, let ended = task.ended else {
                    return false
                }
                return task.command.kind.inverse != nil && now.milliseconds(since: ended) < 10_000
            }
            .sorted { ($0.ended ?? $0.created, $0.id) < ($1.ended ?? $1.created, $1.id) }
        guard let newest = all.last else { return [] }
        return newest.parent == nil ? [newest] : all.filter { $0.parent == newest.parent }
    }
}

extension Command.Kind {
    /// Whether the cloud must know whose the VM and its disks are.
    var needsRecord: Bool {
        switch self {
        case .delete, .clone, .attachDisk, .detachDisk, .resizeDisk, .moveDisks, .saveTemplate, .grant: true
        case .start, .shutDown, .powerOff, .reboot, .suspend, .resume, .claim, .adopt, .undefine, .forget, .addHost,
            .removeHost, .install, .edit, .snapshot, .revert, .deleteSnapshot, .checkSnapshots, .migrate, .undelete,
            .purge, .addTemplate,
            .deleteTemplate, .checkDatastore, .cordon, .uncordon, .switchOn, .switchOff, .fence, .save, .restore,
            .restart, .repair, .clearNAT, .job, .bulk:
            false
        }
    }
}
