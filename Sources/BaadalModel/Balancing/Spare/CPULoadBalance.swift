/// The specification's `load_balance`: takes load from the busiest host, one VM at a time, by measured processor use.
///
/// The specification's `get_migration_vector` is the mean of both hosts' use: the level that both should reach. The VM
/// that brings them nearest to it is moved, as long as it leaves a smaller gap than before. VMs weigh what they use on
/// the scale of the host they are on.
public struct CPULoadBalance: Hashable, Sendable {
    /// A host with its measured use.
    public struct HostLoad: Hashable, Sendable {
        /// The host.
        public var host: Host.ID
        /// What it is called.
        public var name: String
        /// Processors of the machine.
        public var cpus: Int
        /// Share of the processors that is used, 0 to 1.
        public var use: Double
        /// Memory of the machine.
        public var memory: Bytes
        /// Memory that its VMs and itself use.
        public var usedMemory: Bytes
        /// Whether VMs may come.
        public var isOpen: Bool

        /// A host with its measured use.
        public init(
            host: Host.ID,
            name: String,
            cpus: Int,
            use: Double,
            memory: Bytes,
            usedMemory: Bytes,
            isOpen: Bool = true
        ) {
            self.host = host
            self.name = name
            self.cpus = cpus
            self.use = use
            self.memory = memory
            self.usedMemory = usedMemory
            self.isOpen = isOpen
        }
    }

    /// A VM that may be moved, with its measured use.
    public struct VMLoad: Hashable, Sendable {
        /// The VM.
        public var vm: VM.ID
        /// What it is called.
        public var name: String
        /// Its host.
        public var host: Host.ID
        /// Processors' worth of time that it uses, 0 to its vCPUs.
        public var processors: Double
        /// Memory of the VM.
        public var memory: Bytes

        /// A VM with its measured use.
        public init(vm: VM.ID, name: String, host: Host.ID, processors: Double, memory: Bytes) {
            self.vm = vm
            self.name = name
            self.host = host
            self.processors = processors
            self.memory = memory
        }
    }

    /// One move.
    public struct Move: Hashable, Sendable {
        /// The VM.
        public var vm: VM.ID
        /// What it is called.
        public var name: String
        /// The host that it leaves, and the one that it goes to.
        public var from: Host.ID, to: Host.ID
        /// What those use afterwards, 0 to 1.
        public var fromUse: Double, toUse: Double
    }

    /// The moves, in order.
    public var moves: [Move] = []
    /// The hosts afterwards, in the order given.
    public var hosts: [HostLoad]

    /// Plans moves until the busiest host and the idlest are near each other, or nothing helps.
    ///
    /// - Parameters:
    ///   - threshold: The gap between the busiest host and another, 0 to 1, below which nothing is moved between them.
    ///   - memoryLimit: The share of its memory that a host may use with the VM.
    ///   - maximumMoves: How many moves there may be; each VM is moved once at most.
    public init(
        hosts: [HostLoad],
        vms: [VMLoad],
        threshold: Double = 0.1,
        memoryLimit: Double = 0.9,
        maximumMoves: Int = 10
    ) {
        self.hosts = hosts
        var resting = vms
        while moves.count < maximumMoves, let (vm, from, to) = Self.next(self.hosts, resting, threshold, memoryLimit) {
            let guest = resting.remove(at: vm)
            self.hosts[from].use -= guest.processors / Double(self.hosts[from].cpus)
            self.hosts[to].use += guest.processors / Double(self.hosts[to].cpus)
            self.hosts[from].usedMemory.count -= guest.memory.count
            self.hosts[to].usedMemory.count += guest.memory.count
            moves.append(
                Move(
                    vm: guest.vm,
                    name: guest.name,
                    from: self.hosts[from].host,
                    to: self.hosts[to].host,
                    fromUse: self.hosts[from].use,
                    toUse: self.hosts[to].use
                )
            )
        }
    }

    /// The first host, from the idlest up, that a VM of the busiest may go to, and the VM that suits it best.
    private static func next(
        _ hosts: [HostLoad],
        _ vms: [VMLoad],
        _ threshold: Double,
        _ memoryLimit: Double
    ) -> (vm: Int, from: Int, to: Int)? {
        let order = hosts.indices.filter { hosts[$0].cpus > 0 }.sorted {
            (hosts[$0].use, hosts[$0].name, hosts[$0].host) < (hosts[$1].use, hosts[$1].name, hosts[$1].host)
        }
        guard let busiest = order.max(by: { hosts[$0].use < hosts[$1].use }) else { return nil }
        for host in order where host != busiest && hosts[host].isOpen {
            let gap = hosts[busiest].use - hosts[host].use
            guard gap > 0, gap >= threshold else { return nil }
            let fitting = vms.indices.filter { vm in
                let memory = Double(hosts[host].usedMemory.count + vms[vm].memory.count)
                return vms[vm].host == hosts[busiest].host && vms[vm].processors > 0
                    && memory <= Double(hosts[host].memory.count) * memoryLimit
            }
            let distances = fitting.map { vm -> (distance: Double, vm: Int) in
                // By how much the gap shrinks; half of it for each where both have as many processors.
                let shift =
                    vms[vm].processors / Double(hosts[busiest].cpus) + vms[vm].processors / Double(hosts[host].cpus)
                return (abs(gap - shift), vm)
            }
            let best = distances.min { ($0.distance, vms[$0.vm].name) < ($1.distance, vms[$1.vm].name) }
            if let best, best.distance < gap { return (best.vm, busiest, host) }
        }
        return nil
    }
}
