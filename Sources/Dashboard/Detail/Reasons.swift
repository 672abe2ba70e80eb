internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// Why something is as it is, in lines.
    func reasons(for subject: Subject) -> [[Span]] {
        switch subject {
        case .host(let id): cloud.inventory.hosts[id].map { reasons($0) } ?? []
        case .vm(let id): cloud.inventory.vms[id].map { reasons($0) } ?? []
        case .task(let id): cloud.inventory.tasks[id].map { reasons($0) } ?? []
        case .heat: heatReasons
        case .network(let id): reasons(for: id)
        case .item(let id): lists.storage.rows[id].map { facts($0) } ?? []
        case .snapshot(let id): cloud.inventory.snapshots[id].map { reasons($0) } ?? []
        }
    }

    private func reasons(_ snapshot: Snapshot) -> [[Span]] {
        let why =
            switch snapshot.presence {
            case .present: "the cloud and libvirt both know it"
            case .absent: "the cloud took it, and libvirt does not have it any more"
            case .orphan: "libvirt has it, and the cloud did not take it"
            }
        let word = snapshot.presence.word
        return [[Span("\(snapshot.name) is "), Span(word.word, word.role)], [Span(why, .dim)]]
    }

    private func reasons(_ host: Host) -> [[Span]] {
        let since = "since \(moment(host.since))"
        var lines = [[Span("\(host.name) is "), Span(host.state.rawValue, host.state.word.role), Span(" \(since)")]]
        lines.append([Span(host.reason ?? "it answers, and nothing is wrong", .dim)])
        if let seen = host.seen { lines.append([Span("last answer \(moment(seen))", .dim)]) }
        return lines
    }

    private func reasons(_ vm: VM) -> [[Span]] {
        let host = vm.host.flatMap { cloud.inventory.hosts[$0] }
        var lines = [
            [Span("\(vm.name) is "), Span(vm.state.rawValue, vm.state.word.role), Span(" since \(moment(vm.since))")]
        ]
        switch vm.state {
        case .unknown:
            lines.append([
                Span(
                    "its host \(host?.name ?? "") does not answer: \(host?.reason ?? host?.state.rawValue ?? "")",
                    .dim
                )
            ])
        case .unresponsive:
            lines.append([Span("its host answers, but a call about this VM does not: its process hangs", .dim)])
        case .gone:
            lines.append([
                Span("its host answered and does not have it any more; it is forgotten after ten minutes", .dim)
            ])
        case .crashed:
            lines.append([
                Span(
                    "the hypervisor says that it crashed; start it, or look at its log on \(host?.name ?? "its host")",
                    .dim
                )
            ])
        case .running, .paused, .stopping, .stopped: break
        }
        if vm.conflict == .activeTwice {
            lines.append([Span("active on two hosts: nothing is changed until one is stopped by hand", .bad)])
        }
        if let task = cloud.totals.openTask[vm.id], let row = rows([task]).first { lines += [[], line(row)] }
        lines += [[], [Span("Now possible", .header)]]
        let possible: [(id: Action.ID, kind: Command.Kind)] = [
            (.start, .start), (.shutDown, .shutDown), (.powerOff, .powerOff), (.reboot, .reboot),
            (.pause, vm.state == .paused ? .resume : .suspend), (.snapshot, .snapshot), (.migrate, .migrate),
            (.clone, .clone), (.edit, .edit), (.attach, .attachDisk), (.delete, .delete), (.grant, .grant),
        ]
        for (id, kind) in possible {
            guard let action = Action.all.first(where: { $0.id == id }) else { continue }
            let why = kind == .grant ? screenRefusal(vm) : refusal(of: kind, vm)
            lines.append([
                Span(pad(action.label, 12), why == nil ? .text : .dim),
                Span(why ?? "key \(action.keys.first?.label ?? "")", .dim),
            ])
        }
        return lines + placementReasons(vm)
    }

    private func reasons(_ task: TaskRecord) -> [[Span]] {
        guard let row = rows([task.id]).first else { return [] }
        var lines = [
            [Span("\(task.id) \(task.verb) \(task.subject) is "), Span(task.stateWord.word, task.stateWord.role)]
        ]
        if let wait = row.wait { lines.append([Span("it waits for \(wait)", .warn)]) }
        if let message = task.message { lines.append([Span(message)]) }
        if let cause = task.cause { lines.append([Span("cause: \(cause.rawValue)", .dim)]) }
        if task.status == .failed, task.command.kind == .shutDown, task.cause == .deadline {
            lines.append([Span("the guest did not follow; K cuts its power", .warn)])
        }
        return lines
    }
}
