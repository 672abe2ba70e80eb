/// How many more VMs of one size there is room for, now and when any one host is lost.
public struct Capacity: Hashable, Sendable {
    /// A size of VM.
    public struct Size: Hashable, Sendable {
        /// Memory of each.
        public var memory: Bytes
        /// Processors of each.
        public var vcpus: Int

        /// VMs of that much each.
        public init(memory: Bytes, vcpus: Int) {
            self.memory = memory
            self.vcpus = vcpus
        }
    }

    /// What is left when one host is lost.
    public struct Loss: Hashable, Sendable {
        /// The host.
        public var host: Host.ID
        /// What it is called.
        public var name: String
        /// How many more VMs fit on the others when its own have restarted there; 0 where one of them does not.
        public var count: Int
        /// How many of its own VMs do not restart.
        public var left: Int
    }

    /// What was asked for.
    public var size: Size
    /// How many fit now.
    public var now: Int
    /// How many fit on each host now, in the order of the cluster.
    public var byHost: [Int]
    /// What is left without each host that is up, the worst first.
    public var losses: [Loss]

    /// How many there may be more, so that all still run when any one host is lost.
    public var afterLoss: Int { min(now, losses.first?.count ?? 0) }

    /// The host whose loss leaves the least room; `nil` where no host is up.
    public var worst: Loss? { losses.first }

    /// Counts how many more VMs fit.
    public init(for size: Size, in cluster: Cluster, limits: ClusterLimits = ClusterLimits()) {
        self.size = size
        byHost = Self.room(for: size, in: cluster, limits)
        now = byHost.reduce(0, +)
        losses = cluster.hosts.filter { !$0.isOffline }.map { host in
            let drill = Drill(failing: [host.id], of: cluster, limits: limits)
            let count = drill.left.isEmpty ? Self.room(for: size, in: drill.result, limits).reduce(0, +) : 0
            return Loss(host: host.id, name: host.name, count: count, left: drill.left.count)
        }
        losses.sort { ($0.count, -$0.left, $0.name, $0.host) < ($1.count, -$1.left, $1.name, $1.host) }
    }

    /// How many fit on each host.
    private static func room(for size: Size, in cluster: Cluster, _ limits: ClusterLimits) -> [Int] {
        let state = ClusterState(cluster, options: BalanceOptions(limits: limits, loads: .ignored))
        return cluster.hosts.indices.map { host in
            guard state.isOpen[host], size.vcpus <= cluster.hosts[host].cpus || limits.allowsWideVMs else { return 0 }
            // A size of nothing would fit without end; it is not counted.
            guard size.memory.count > 0, size.vcpus > 0 else { return 0 }
            let memory = max(0, state.memoryRoom[host]) / Double(size.memory.count)
            let cpus = max(0, state.cpuRoom[host]) / Double(size.vcpus)
            return Int(min(memory, cpus, 1e9))
        }
    }
}
