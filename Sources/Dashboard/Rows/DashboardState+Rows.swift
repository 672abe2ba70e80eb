internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// The row of a VM; `nil` where it is not known any more.
    func row(_ id: VM.ID) -> VMRow? {
        guard let vm = cloud.inventory.vms[id] else { return nil }
        let usage = vm.state.isActive || vm.state == .unknown ? cloud.inventory.usage[id] : nil
        return VMRow(
            vm: vm,
            host: vm.host.flatMap { cloud.inventory.hosts[$0]?.name },
            usage: usage,
            freshness: usage == nil ? .now : Freshness(since: usage?.at, now: now, step: cloud.step),
            task: cloud.totals.openTask[id].flatMap { cloud.inventory.tasks[$0] },
            past: past.recent[.vm(id)] ?? [],
            glyphs: setup.glyphs,
            bands: setup.bands
        )
    }

    /// The row of a host; `nil` where it is not known any more.
    func row(_ id: Host.ID) -> HostRow? {
        guard let host = cloud.inventory.hosts[id] else { return nil }
        let usage = cloud.inventory.hostUsage[id]
        let count = cloud.totals.byHost[id] ?? (0, 0)
        return HostRow(
            host: host,
            usage: usage,
            freshness: usage == nil ? .now : Freshness(since: usage?.at, now: now, step: cloud.step),
            running: count.running,
            all: count.all,
            past: past.recent[.host(id)] ?? [],
            now: now,
            glyphs: setup.glyphs,
            bands: setup.bands
        )
    }

    /// The rows of tasks.
    func rows(_ ids: some Sequence<TaskRecord.ID>) -> [TaskRow] {
        ids.compactMap { id in
            guard let task = cloud.inventory.tasks[id] else { return nil }
            var row = TaskRow(task: task, now: now, glyphs: setup.glyphs)
            row.host = task.host.flatMap { cloud.inventory.hosts[$0]?.name }
            row.wait = cloud.queue.waitReason(task, now: now)
            if task.command.kind == .bulk { row.parts = cloud.totals.parts[id] ?? (0, 0) }
            return row
        }
    }

    /// Whether somebody works the queue.
    var hasController: Bool {
        if case .running = cloud.inventory.controller { true } else { false }
    }
}
