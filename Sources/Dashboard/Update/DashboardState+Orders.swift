internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// Does an action that changes something, once it is sure what it hits.
    mutating func change(_ id: Action.ID) -> [DashboardEffect] {
        guard keymap.action(id) != nil else { return [] }
        guard frozen == nil else { return refuse("the screen is frozen; p goes on") }
        // An undo is of what was just done, wherever the cursor is since.
        guard !isDisarmed || id == .undo else {
            return refuse("what the cursor was on is gone; move it, then try again")
        }
        if let reason = disabledReason(id) { return refuse(reason) }
        switch id {
        case .start: return order(.start)
        case .shutDown: return order(.shutDown)
        case .powerOff: return order(.powerOff)
        case .reboot: return order(.reboot)
        case .pause: return order(pauseKind)
        case .claim: return order(.claim)
        case .snapshot: return order(.snapshot)
        case .delete: return order(.delete)
        case .migrate: return chooseDestination()
        case .create: return open(createForm)
        case .clone: return chosenVMs.first.map { open(cloneForm($0)) } ?? []
        case .edit: return chosenVMs.first.map { open(editForm($0)) } ?? []
        case .attach: return chosenVMs.first.map { open(attachForm($0)) } ?? []
        case .revert: return revert()
        case .deleteSnapshot: return deleteSnapshots()
        case .grant, .map, .unmap, .revoke, .repair, .clearNAT: return changeNetwork(id)
        case .add, .change, .activate, .restore, .detach, .remove: return store(id)
        case .console: return openConsole()
        case .addHost: overlay = .prompt(Prompt(kind: .host, field: TextField("qemu:///system")))
        case .runPlan: return runPlan()
        case .dropStep: dropStep()
        case .maintain, .evacuate, .switchOn, .switchOff, .fence, .recover, .removeHost: return changeHosts(id)
        case .cancel:
            return onTasks("cancel", { $0.status.isOpen }, Request.cancel) { $0.contains { $0.status == .processing } }
        case .retry: return onTasks("retry", { $0.status.isRetryable }, Request.retry) { _ in true }
        case .ignore: return onTasks("ignore", { $0.status.isRetryable }, Request.ignore) { $0.count > 1 }
        case .undo:
            return undoable.map { .submit(.undo($0.id), label: "undo of \($0.verb) \($0.subject)") }
        default: break
        }
        return []
    }

    private mutating func refuse(_ why: String) -> [DashboardEffect] {
        say(why, .warn)
        return []
    }

    // MARK: - VMs

    private mutating func order(_ kind: Command.Kind) -> [DashboardEffect] {
        let chosen = chosenVMs
        let fitting = chosen.filter { refusal(of: kind, $0) == nil }
        let hidden = place == .vms ? lists.vms.hiddenMarks : []
        // Those that a filter hides are named first: nobody sees them in the list.
        let vms = fitting.filter { hidden.contains($0.id) } + fitting.filter { !hidden.contains($0.id) }
        let confirm = Confirm(
            requests: [.order(vms.compactMap { Command(kind, vm: $0.id) })],
            verb: kind.verb,
            names: vms.map(\.name),
            hidden: vms.count { hidden.contains($0.id) },
            leftOut: chosen.compactMap { refusal(of: kind, $0) },
            consequence: consequence(of: kind, vms),
            level: Self.level(kind, count: vms.count)
        )
        return ask(confirm)
    }

    private mutating func chooseDestination() -> [DashboardEffect] {
        let vms = chosenVMs.filter { refusal(of: .migrate, $0) == nil }
        let hidden = place == .vms ? lists.vms.hiddenMarks : []
        let ordered = vms.filter { hidden.contains($0.id) } + vms.filter { !hidden.contains($0.id) }
        overlay = .destination(Destination(vms: ordered.map(\.id), hidden: vms.count { hidden.contains($0.id) }))
        return []
    }

    /// How much is asked before an order on so many VMs.
    static func level(_ kind: Command.Kind, count: Int) -> Confirmation {
        if count > 20 || kind == .powerOff && count > 5 { return .typed }
        return kind.confirmation
    }

    private func consequence(of kind: Command.Kind, _ vms: [VM]) -> String? {
        let passing = vms.count { !$0.isPersistent }
        switch kind {
        case .powerOff, .shutDown:
            if passing > 0 { return "\(passing) of them is transient and will be gone when it stops" }
            return kind == .powerOff ? "as pulling the plug: what a guest has not written is lost" : nil
        case .reboot: return "each guest is asked to restart"
        case .claim: return "the other cloud will refuse to change it from then on"
        case .delete: return "disks and addresses are kept in the trash, and 'vm undelete' brings it back"
        case .purge: return "its disks are removed for good"
        case .revert: return "what was written since is lost, unless the present state is kept"
        case .undefine: return "it is stopped, and its definition removed; its disks stay"
        case .clearNAT: return "all public addresses and all ways to screens are taken back"
        case .forget: return "the cloud knows nothing of it any more; its files stay"
        case .start, .suspend, .resume, .adopt, .addHost, .removeHost, .bulk, .install, .attachDisk, .detachDisk,
            .resizeDisk,
            .edit, .snapshot, .deleteSnapshot, .checkSnapshots, .clone, .migrate, .moveDisks, .undelete, .saveTemplate,
            .addTemplate, .deleteTemplate, .checkDatastore, .cordon, .uncordon, .switchOn, .switchOff, .fence, .restart,
            .save, .restore, .grant, .repair, .job:
            return nil
        }
    }

    private mutating func openConsole() -> [DashboardEffect] {
        guard case .vm(let id)? = subject, let vm = cloud.inventory.vms[id] else { return [] }
        overlay = .confirm(
            Confirm(
                requests: [.console(id)],
                verb: "open the console of",
                names: [vm.name],
                consequence: "Ctrl-] leaves it",
                level: .yes
            )
        )
        return []
    }

    // MARK: - Tasks

    private mutating func onTasks(
        _ verb: String,
        _ fits: (TaskRecord) -> Bool,
        _ request: (TaskRecord.ID) -> Request,
        asksFor needsYes: ([TaskRecord]) -> Bool
    ) -> [DashboardEffect] {
        let tasks = chosenTasks.filter(fits)
        return ask(
            Confirm(
                requests: tasks.map { request($0.id) },
                verb: verb,
                names: tasks.map { "\($0.id) \($0.verb) \($0.subject)" },
                hidden: tasks.count { lists.tasks.hiddenMarks.contains($0.id) },
                level: tasks.count > 20 ? .typed : needsYes(tasks) ? .yes : .none
            )
        )
    }

    // MARK: - Asking

    /// Asks what the level wants to be asked.
    ///
    /// - Parameter isLookedAt: Whether a form or a choice was answered, which stands for a plain yes.
    mutating func ask(_ confirm: Confirm, isLookedAt: Bool = false) -> [DashboardEffect] {
        guard confirm.level > (isLookedAt ? .yes : .none) else { return send(confirm) }
        overlay = .confirm(confirm)
        return []
    }

    /// Sends what was confirmed, or needed no confirmation.
    mutating func send(_ confirm: Confirm) -> [DashboardEffect] {
        overlay = nil
        clearMarks()
        return confirm.chosen.map { request in
            if case .console(let vm) = request { return .console(vm) }
            return .submit(request, label: confirm.label)
        }
    }
}
