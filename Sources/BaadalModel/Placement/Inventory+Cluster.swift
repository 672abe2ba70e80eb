extension Inventory {
    /// The cloud as the balancer sees it: the hosts that answer, and what is on them.
    ///
    /// - Parameters:
    ///   - now: The moment from which a rest after a move is counted.
    ///   - rest: Milliseconds that a VM rests after it was moved.
    public func cluster(now: Timestamp, rest: Int64 = 3_600_000) -> Cluster {
        let known = hosts.values.filter(\.state.answers).sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1.id, $0) })
        let scale = LoadScale(self, hosts: known)
        let rests = resting(now: now, rest: rest)
        let disks = Dictionary(grouping: disks.values, by: \.vm)
        let guests = vms.values.filter { $0.host.map { places[$0] != nil } ?? false && $0.state != .gone }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        return Cluster(
            hosts: known.map { host in
                var node = ClusterHost(
                    id: host.id,
                    name: host.name,
                    memory: host.memory ?? Bytes(0),
                    cpus: host.cpus ?? 0
                )
                node.isCordoned = host.state != .up
                node.capacity.cpu = Double(max(1, host.cpus ?? 1))
                node.capacity.memory = Double(max(1, host.memory?.count ?? 1))
                return node
            },
            vms: guests.compactMap { vm in
                guard let place = vm.host.flatMap({ places[$0] }) else { return nil }
                var guest = ClusterVM(id: vm.id, name: vm.name, memory: vm.memory, vcpus: vm.vcpus, host: place)
                let record = records[vm.id]
                guest.power = vm.state.isActive ? .running : .off
                guest.load = scale.load(of: vm, presentUsage(of: vm))
                guest.priority = record?.rank ?? 0
                if let group = record?.group {
                    if group.hasPrefix("!") { guest.apart = [group] } else { guest.together = group }
                }
                let own = Set((disks[vm.id] ?? []).map(\.datastore))
                let seeing = catalog.datastores.filter { own.contains($0.id) }.map { Set($0.hosts) }
                guest.allowedHosts = seeing.reduce(nil) { $0?.intersection($1) ?? $1 }
                guest.stays = rests[vm.id] ?? fixed(vm, record, hasDisks: !own.isEmpty)
                return guest
            }
        )
    }

    /// Why a VM is left where it is; `nil` where it may be moved.
    private func fixed(_ vm: VM, _ record: VMRecord?, hasDisks: Bool) -> String? {
        if record?.stays ?? false { return "it is to stay where it is" }
        if case .other(let cloud, _) = vm.claim { return "it belongs to cloud \(cloud)" }
        if vm.conflict == .activeTwice { return "it is active on two hosts" }
        if !hasDisks { return "it was not made here, and who sees its disks is not known" }
        switch vm.state {
        case .running, .paused, .stopped, .crashed: return nil
        case .stopping, .unresponsive, .unknown, .gone: return "it is \(vm.state.rawValue)"
        }
    }

    /// VMs that something is being done to, or that were moved a short while ago.
    private func resting(now: Timestamp, rest: Int64) -> [VM.ID: String] {
        var rests: [VM.ID: String] = [:]
        for task in tasks.values {
            guard let vm = task.command.vm else { continue }
            if task.status.isOpen {
                rests[vm] = "\(task.id) works on it"
            } else if task.command.kind == .migrate, task.status == .success, let ended = task.ended,
                now.milliseconds(since: ended) < rest, rests[vm] == nil
            {
                rests[vm] = "it was moved a short while ago"
            }
        }
        return rests
    }
}

/// What measured figures count for: processors and bytes as they are, rates beside the mean of a host.
private struct LoadScale {
    private let disk: Double
    private let network: Double

    /// Below it a rate is noise, whatever the others do.
    private static let quiet = 10_000_000.0

    init(_ inventory: Inventory, hosts: [Host]) {
        let active = inventory.vms.values.compactMap { inventory.presentUsage(of: $0) }
        let count = Double(max(1, hosts.count))
        disk = max(Self.quiet, active.reduce(0) { $0 + ($1.diskRead ?? 0) + ($1.diskWrite ?? 0) } / count)
        network = max(Self.quiet, active.reduce(0) { $0 + ($1.received ?? 0) + ($1.sent ?? 0) } / count)
    }

    /// A VM that was not measured, or is off, counts for nothing.
    func load(of vm: VM, _ usage: Usage?) -> ClusterLoad {
        ClusterLoad(
            cpu: (usage?.cpu ?? 0) * Double(vm.vcpus),
            memory: Double(usage?.memory?.count ?? 0),
            disk: ((usage?.diskRead ?? 0) + (usage?.diskWrite ?? 0)) / disk,
            network: ((usage?.received ?? 0) + (usage?.sent ?? 0)) / network
        )
    }
}

extension PlacementPolicy {
    /// The limits that a balancer keeps under this policy.
    public var limits: ClusterLimits { ClusterLimits(memoryRatio: memoryRatio, cpuRatio: cpuRatio) }
}
