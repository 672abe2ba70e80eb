extension ClusterState {
    /// Whether a host suits a VM beside memory and processors.
    func suits(_ vm: Int, _ host: Int) -> Bool {
        reach.sees(vm, host) && reach.leads(from: place(of: vm), to: host) && !clashes(vm, host)
            && !isParted(vm, host) && diskRefusal(vm, host) == nil
    }

    /// Whether a VM of one of its groups is there already.
    private func clashes(_ vm: Int, _ host: Int) -> Bool {
        score.counts.groups[vm].contains { score.counts.count(of: $0, on: host) > 0 }
    }

    /// Whether all others of its group would be elsewhere.
    private func isParted(_ vm: Int, _ host: Int, isRestart: Bool = false) -> Bool {
        let others = circles.members[vm].filter {
            $0 != vm && !(isRestart && cluster.hosts[place(of: $0)].isOffline)
        }
        return !others.isEmpty && !others.contains { place(of: $0) == host }
    }

    private func diskRefusal(_ vm: Int, _ host: Int) -> String? {
        let (machine, guest) = (cluster.hosts[host], cluster.vms[vm])
        guard guest.isLocal else { return nil }
        let left = books.freeDisk[host] - Double(guest.disk.count)
        if left <= 0 || left < (Double(machine.disk.count) * options.limits.diskReserve).rounded(.down) {
            return "\(Self.mebibytes(Double(guest.disk.count))) of disk wanted, "
                + "\(Self.mebibytes(books.freeDisk[host])) free, "
                + "\(Self.mebibytes(Double(machine.disk.count) * options.limits.diskReserve)) kept"
        }
        if machine.spindles > 0, books.spindles[host] + Double(guest.spindles) > books.spindleLimit[host] {
            return "its spindles serve all the VMs that they may"
        }
        return nil
    }

    /// Why a VM may not go to a host, in words; `nil` where it may.
    ///
    /// - Parameter isRestart: Whether its host failed: it is started anew, on what is kept for it where it is mirrored,
    ///   and only those of its group that still run are kept together with it.
    func refusal(_ vm: Int, on host: Int, isRestart: Bool = false) -> String? {
        let (machine, guest) = (cluster.hosts[host], cluster.vms[vm])
        if !isRestart, accepts(vm, on: host) { return nil }
        if machine.isOffline { return "it is down" }
        if machine.isCordoned { return "it is cordoned" }
        if !reach.sees(vm, host) { return "it does not see the disks" }
        if !isRestart, !reach.leads(from: place(of: vm), to: host) {
            let missing = cluster.hosts[place(of: vm)].migrationTags.subtracting(machine.acceptedTags).sorted()
            return "it does not take VMs from hosts with '\(missing.joined(separator: "', '"))'"
        }
        if guest.vcpus > machine.cpus, !options.limits.allowsWideVMs {
            return "\(guest.vcpus) vCPUs are more than its \(machine.cpus) processors"
        }
        let kept = isRestart && guest.mirror == host ? books.mirrored[host] : 0
        let room = (isRunning[vm] ? memoryRoom[host] : restingRoom[host]) + kept
        if memory[vm] > room {
            return "\(Self.mebibytes(memory[vm])) wanted, \(Self.mebibytes(max(0, room))) free"
        }
        if cpus[vm] > cpuRoom[host] {
            let all = Int(Double(machine.cpus) * options.limits.cpuRatio)
            return "\(Int(cpus[vm])) vCPUs wanted, \(max(0, Int(cpuRoom[host]))) of \(all) free"
        }
        if clashes(vm, host) {
            let there = residents[host].reduce(into: Set<String>()) { $0.formUnion(cluster.vms[$1].apart) }
            let groups = guest.apart.intersection(there).sorted()
            return "a VM of group '\(groups.first ?? "")' is there, and they are kept apart"
        }
        if isParted(vm, host, isRestart: isRestart) {
            return "the VMs of group '\(guest.together ?? "")' are elsewhere, and they are kept together"
        }
        return isRestart ? nil : diskRefusal(vm, host)
    }

    static func mebibytes(_ bytes: Double) -> String { "\(Int64(bytes) >> 20) MiB" }
}
