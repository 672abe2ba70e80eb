/// What is used of each host, as the formula reads it; amounts in bytes.
struct HostBooks: Sendable {
    /// Memory that may be promised.
    var memory: [Double]
    /// What is left of it beside running VMs and what is missing without a reason.
    var unallocated: [Double]
    /// What would be left with VMs that are off running.
    var promisable: [Double]
    /// Memory kept for the most that one other host's failure would bring.
    var mirrored: [Double]
    /// Memory that each host keeps free.
    let spare: Double
    /// Disk that is free.
    var freeDisk: [Double]
    /// Processors that are promised.
    var cpus: [Int]
    /// Spindles that are used, and how many may be.
    var spindles: [Double], spindleLimit: [Double]
    /// How many VMs are there, and how many mirror theirs there.
    var primaries: [Int], secondaries: [Int]
    /// Whether the host could not take over what it mirrors.
    var fails: [Bool]

    init(_ cluster: Cluster, limits: ClusterLimits) {
        let hosts = cluster.hosts
        let none = [Double](repeating: 0, count: hosts.count)
        memory = hosts.map { Double($0.memory.count) * limits.memoryRatio }
        spare = Double(limits.spareMemory.count)
        freeDisk = hosts.map { Double($0.freeDisk.count) }
        spindleLimit = hosts.map { Double($0.spindles) * limits.spindleRatio }
        cpus = hosts.map(\.reservedCPUs)
        (spindles, mirrored, unallocated, promisable) = (none, none, none, none)
        (primaries, secondaries, fails) = (hosts.map { _ in 0 }, hosts.map { _ in 0 }, hosts.map { _ in false })
        let (running, resting) = count(cluster.vms)
        for (place, host) in hosts.enumerated() {
            let recorded = Double(host.memory.count - host.reserved.count) - running[place]
            let reported = host.freeMemory.map { Double($0.count) } ?? recorded
            let extra = memory[place] - Double(host.memory.count)
            unallocated[place] = min(recorded, reported) + extra
            promisable[place] = reported - resting[place] + extra
            fails[place] = reported + extra < mirrored[place]
        }
    }

    /// Counts what VMs take; answers the memory of those that run and of those that do not, by host.
    private mutating func count(_ vms: [ClusterVM]) -> (running: [Double], resting: [Double]) {
        var running = memory.map { _ in 0.0 }, resting = running
        var promised: [[Int: Double]] = memory.map { _ in [:] }
        for vm in vms {
            primaries[vm.host] += 1
            cpus[vm.host] += vm.usedCPUs
            let memory = Double(vm.memory.count)
            if vm.power == .running { running[vm.host] += memory } else { resting[vm.host] += memory }
            if vm.isLocal { spindles[vm.host] += Double(vm.spindles) }
            guard let mirror = vm.mirror else { continue }
            secondaries[mirror] += 1
            spindles[mirror] += Double(vm.spindles)
            if vm.isRestarted, vm.power != .retired { promised[mirror][vm.host, default: 0] += memory }
        }
        mirrored = promised.map { $0.values.max() ?? 0 }
        return (running, resting)
    }
}
