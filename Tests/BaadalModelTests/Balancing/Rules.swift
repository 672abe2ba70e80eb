import BaadalModel

/// The hard limits, said a second time and as plainly as can be, to judge plans by.
enum Rules {
    /// Which limit a VM would break on a host, by its place, with all others where they are; `nil` for none.
    static func broken(
        by vm: ClusterVM,
        on host: Int,
        in cluster: Cluster,
        _ limits: ClusterLimits,
        from: Int? = nil
    ) -> String? {
        let machine = cluster.hosts[host]
        let others = cluster.vms.filter { $0.id != vm.id }
        let there = others.filter { $0.host == host }
        if machine.isOffline || machine.isCordoned { return "closed" }
        let memory = there.reduce(vm.memory.count) { $0 + $1.memory.count }
        let cap = Double(machine.memory.count) * limits.memoryRatio - Double(machine.reserved.count)
        if Double(memory + limits.spareMemory.count) > cap { return "memory" }
        let cpus = (there + [vm]).reduce(machine.reservedCPUs) { $0 + ($1.power == .retired ? 0 : $1.vcpus) }
        if vm.power != .retired, Double(cpus) > Double(machine.cpus) * limits.cpuRatio { return "processors" }
        if vm.vcpus > machine.cpus, !limits.allowsWideVMs { return "wide" }
        if there.contains(where: { !$0.apart.isDisjoint(with: vm.apart) }) { return "apart" }
        if let group = vm.together {
            let members = others.filter { $0.together == group }
            if !members.isEmpty, !members.contains(where: { $0.host == host }) { return "together" }
        }
        if let allowed = vm.allowedHosts, !allowed.contains(machine.id) { return "sight" }
        if let from, !cluster.hosts[from].migrationTags.isSubset(of: machine.acceptedTags) { return "route" }
        if vm.stays != nil, from != nil { return "stays" }
        return nil
    }
}
