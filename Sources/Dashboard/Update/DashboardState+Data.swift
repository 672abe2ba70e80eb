internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// Takes in what changed in the store.
    mutating func learn(_ update: InventoryUpdate, _ scope: InventoryScope) {
        cloud.known = update.isFull ? scope : cloud.known
        cloud.problem = nil
        let isFirst = !cloud.isLoaded
        let isRenamed =
            !update.removedVMs.isEmpty || update.vms.contains { cloud.inventory.vms[$0.id]?.name != $0.name }
        let hadController = hasController
        cloud.inventory.apply(update)
        cloud.alone = hasController ? nil : cloud.alone ?? now
        guard isFirst || update.hasRows || hadController != hasController else { return }
        cloud.queue = TaskQueue(cloud.inventory)
        cloud.totals = Totals(cloud.inventory, now: now)
        sample()
        if isFirst || update.isFull || !update.hosts.isEmpty || !update.hostUsage.isEmpty
            || !update.removedHosts.isEmpty
        {
            orderHosts(isVanishing: true)
        }
        if isFirst || update.isFull || update.mayReorderVMs(lists.vms, isRenamed: isRenamed) {
            orderVMs(isVanishing: true)
        }
        if isFirst || update.isFull || !update.tasks.isEmpty || !update.removedTasks.isEmpty {
            orderTasks(isVanishing: true)
        }
        if sight.contains(.snapshots), update.isFull || update.hasLife || isRenamed {
            orderSnapshots(isVanishing: true)
        }
        if sight.contains(.network),
            update.isFull || update.network != nil || update.hasLife || isRenamed || !update.hosts.isEmpty
        {
            orderNetwork(isVanishing: true)
        }
        if pane == .storage, update.isFull || update.hasLife || isRenamed || !update.hosts.isEmpty {
            orderStorage(isVanishing: true)
        }
        if lists.vms.isGapsOnly {
            cloud.coverage = Coverage(cloud.inventory, now: now)
            orderVMs(isVanishing: true)
        }
        forget()
        report(own)
    }

    /// Keeps the cloud's load of this run, one value a step.
    private mutating func sample() {
        if let last = cloud.sampled, now.milliseconds(since: last) < cloud.step * 1000 { return }
        cloud.sampled = now
        let memory = cloud.totals.memory.map { Double($0.used.count) / Double(max(1, $0.of.count)) }
        cloud.cpu = cloud.cpu.suffix(299) + [cloud.totals.cpu]
        cloud.memory = cloud.memory.suffix(299) + [memory]
    }

    /// Lets go of what is gone.
    private mutating func forget() {
        let inventory = cloud.inventory
        if !lists.vms.marks.isEmpty { lists.vms.marks.formIntersection(inventory.vms.keys) }
        if !lists.snapshots.marks.isEmpty { lists.snapshots.marks.formIntersection(inventory.snapshots.keys) }
        if !lists.hosts.marks.isEmpty { lists.hosts.marks.formIntersection(inventory.hosts.keys) }
        if !lists.tasks.marks.isEmpty { lists.tasks.marks.formIntersection(inventory.tasks.keys) }
        let isGone =
            switch detail?.subject {
            case .host(let id)?: inventory.hosts[id] == nil
            case .vm(let id)?: inventory.vms[id] == nil
            case .task(let id)?: inventory.tasks[id] == nil
            case .snapshot(let id)?: inventory.snapshots[id] == nil
            case .item(let id)?: lists.storage.rows[id] == nil
            case .network(let id)?: lists.network.rows[id] == nil
            case .heat?, nil: false
            }
        guard isGone else { return }
        detail = nil
        say("what was shown here is gone", .warn)
    }

    /// Says of own orders that ended how they did.
    mutating func report(_ ids: some Collection<TaskRecord.ID>) {
        guard !ids.isEmpty else { return }
        let ended = ids.compactMap { cloud.inventory.tasks[$0] }.filter { !$0.status.isOpen }
        own.subtract(ended.map(\.id))
        // The parent of a bulk order speaks for its parts.
        guard let task = ended.filter({ $0.parent == nil }).max(by: { $0.id < $1.id }) else { return }
        let undo = task.command.kind.inverse != nil && task.status == .success ? "; Z undoes it" : ""
        say("\(task.stateWord.text(setup.glyphs)): \(task.message ?? task.verb)\(undo)", task.stateWord.role)
    }

    // MARK: - Orders of lists

    /// Filters and sorts the hosts anew.
    mutating func orderHosts(isVanishing: Bool) {
        let filter = try? Filter<HostSubject>(lists.hosts.filter)
        let (inventory, list) = (cloud.inventory, lists.hosts)
        let shown = inventory.hosts.values.filter { host in
            if list.isFaultsOnly, host.state == .up { return false }
            return filter?.matches(HostSubject(host, usage: inventory.hostUsage[host.id])) ?? true
        }
        let order = shown.ordered(list.sort, id: \.id, name: \.name) { sortKey($0, list.sort.column) }
        lists.hosts.replace(order, isVanishing: isVanishing)
    }

    /// Filters and sorts the VMs anew.
    mutating func orderVMs(isVanishing: Bool) {
        let filter = lists.vms.filter.isEmpty ? nil : try? Filter<VMSubject>(lists.vms.filter)
        let (inventory, list, gaps) = (cloud.inventory, lists.vms, cloud.coverage.gaps)
        let shown = inventory.vms.values.filter { vm in
            if list.isFaultsOnly, !vm.isFaulty { return false }
            if list.isGapsOnly, !gaps.contains(vm.id) { return false }
            guard let filter else { return true }
            let host = vm.host.flatMap { inventory.hosts[$0]?.name }
            return filter.matches(VMSubject(vm, hostName: host, usage: inventory.usage[vm.id]))
        }
        let order = shown.ordered(list.sort, id: \.id, name: \.name) { sortKey($0, list.sort.column) }
        lists.vms.replace(order, isVanishing: isVanishing)
    }

    /// Filters and sorts the tasks anew.
    mutating func orderTasks(isVanishing: Bool) {
        let filter = try? Filter<TaskSubject>(lists.tasks.filter)
        let (inventory, list) = (cloud.inventory, lists.tasks)
        let shown = inventory.tasks.values.filter { task in
            if list.isFaultsOnly, !task.status.isRetryable || task.cause == .cancelled { return false }
            let host = task.host.flatMap { inventory.hosts[$0]?.name }
            return filter?.matches(TaskSubject(task, hostName: host)) ?? true
        }
        let order = shown.ordered(list.sort, id: \.id, name: { _ in "" }) { sortKey($0, list.sort.column) }
        lists.tasks.replace(order, isVanishing: isVanishing)
    }
}

extension VM {
    /// Whether somebody should look at it.
    var isFaulty: Bool {
        switch state {
        case .crashed, .unresponsive, .unknown, .gone: true
        case .running, .paused, .stopping, .stopped: conflict != nil
        }
    }
}

extension InventoryUpdate {
    /// Whether anything is in it.
    fileprivate var hasRows: Bool {
        isFull || !hosts.isEmpty || !hostUsage.isEmpty || !vms.isEmpty || !usage.isEmpty || !tasks.isEmpty
            || !removedHosts.isEmpty || !removedVMs.isEmpty || !removedTasks.isEmpty || network != nil || hasLife
    }

    /// Whether records, disks, snapshots or the catalogue changed.
    var hasLife: Bool {
        catalog != nil || !records.isEmpty || !disks.isEmpty || !snapshots.isEmpty || !removedRecords.isEmpty
            || !removedDisks.isEmpty || !removedSnapshots.isEmpty
    }

    /// Whether a list of VMs may have to be sorted or filtered anew; for 10,000 of them that is not free.
    fileprivate func mayReorderVMs(_ list: ListState<VM.ID>, isRenamed: Bool) -> Bool {
        if isRenamed { return true }
        guard list.sort.column != "name" || list.isNarrowed else { return false }
        if !vms.isEmpty || !hosts.isEmpty { return true }
        let isStatic = ["state", "host", "vcpus"].contains(list.sort.column) && !list.isNarrowed
        return !isStatic && (!usage.isEmpty || !tasks.isEmpty)
    }
}
