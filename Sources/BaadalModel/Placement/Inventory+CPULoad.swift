extension CPULoadBalance {
    /// What would be moved in a cloud by measured CPU.
    ///
    /// A host that was not measured, and one that does not answer, takes no part.
    public init(_ inventory: Inventory, config: CloudConfig, now: Timestamp) {
        let cluster = inventory.cluster(now: now)
        var loads: [HostLoad] = []
        for node in cluster.hosts {
            guard let usage = inventory.hostUsage[node.id], let cpu = usage.cpu, let memory = usage.memory else {
                continue
            }
            loads.append(
                HostLoad(
                    host: node.id,
                    name: node.name,
                    cpus: node.cpus,
                    use: cpu,
                    memory: node.memory,
                    usedMemory: memory,
                    isOpen: !node.isCordoned
                )
            )
        }
        let measured = Set(loads.map(\.host))
        let vms = cluster.vms.compactMap { vm -> VMLoad? in
            let host = cluster.hosts[vm.host].id
            // A VM that may not go wherever the others may is left to the planner, which knows of such things.
            let isFree = vm.apart.isEmpty && vm.together == nil && (vm.allowedHosts?.isSuperset(of: measured) ?? true)
            guard vm.stays == nil, vm.power == .running, isFree, measured.contains(host), let load = vm.load else {
                return nil
            }
            return VMLoad(vm: vm.id, name: vm.name, host: host, processors: load.cpu, memory: vm.memory)
        }
        self.init(
            hosts: loads,
            vms: vms,
            threshold: Double(config.jobs.balanceGap) / 100,
            maximumMoves: config.jobs.balanceMoves
        )
    }
}
