/// What would happen if some hosts failed: which of their VMs restart where, and which do not.
public struct Drill: Hashable, Sendable {
    /// A VM that restarts on another host.
    public struct Restart: Hashable, Sendable {
        /// The VM.
        public var vm: VM.ID
        /// What it is called.
        public var name: String
        /// The host that failed.
        public var from: Host.ID
        /// The host where it restarts.
        public var to: Host.ID
        /// What that is called.
        public var toName: String
    }

    /// A VM that nobody has room for.
    public struct Left: Hashable, Sendable {
        /// The VM.
        public var vm: VM.ID
        /// What it is called.
        public var name: String
        /// The host that failed.
        public var from: Host.ID
        /// Why each host that is up refuses it, in the order of the cluster.
        public var refusals: [Refusal]
    }

    /// Why a host refuses a VM.
    public struct Refusal: Hashable, Sendable {
        /// The host.
        public var host: Host.ID
        /// What it is called.
        public var name: String
        /// Why, in words.
        public var why: String
    }

    /// VMs that restart, in the order in which they do.
    public var restarts: [Restart] = []
    /// VMs that do not, those of the highest priority first.
    public var left: [Left] = []
    /// The hosts that failed, by name, that are in the cluster.
    public var failed: [String]
    /// The cluster afterwards: what did not restart is still on its host, and that is down.
    public var result: Cluster

    /// Lets hosts fail, and restarts what ran there: the highest priority first, then the largest, each on the host
    /// that is emptiest with it, and nothing promised twice.
    ///
    /// Where something does not fit that way, hosts are filled one after the other instead if that leaves less behind.
    /// VMs with disks on their host alone do not restart; those with a mirror restart there.
    public init(failing hosts: Set<Host.ID>, of cluster: Cluster, limits: ClusterLimits = ClusterLimits()) {
        var broken = cluster
        for place in broken.hosts.indices where hosts.contains(broken.hosts[place].id) {
            broken.hosts[place].isOffline = true
        }
        failed = broken.hosts.filter { hosts.contains($0.id) }.map(\.name)
        result = broken
        var state = ClusterState(broken, options: BalanceOptions(limits: limits, loads: .ignored))
        let victims = broken.vms.indices.filter {
            hosts.contains(broken.hosts[broken.vms[$0].host].id) && broken.vms[$0].power == .running
        }
        .sorted { Self.isBefore(broken.vms[$0], broken.vms[$1]) }
        let places = Self.place(victims, in: &state)
        for (vm, place) in zip(victims, places) {
            let (guest, from) = (cluster.vms[vm], cluster.hosts[cluster.vms[vm].host].id)
            guard let place else {
                let refusals = Self.refusals(vm, state)
                left.append(Left(vm: guest.id, name: guest.name, from: from, refusals: refusals))
                continue
            }
            let host = cluster.hosts[place]
            restarts.append(Restart(vm: guest.id, name: guest.name, from: from, to: host.id, toName: host.name))
            result.move(vm, to: place)
        }
    }

    private static func isBefore(_ one: ClusterVM, _ other: ClusterVM) -> Bool {
        if one.priority != other.priority { return one.priority > other.priority }
        if one.memory != other.memory { return one.memory > other.memory }
        return (one.name, one.id) < (other.name, other.id)
    }

    /// Finds hosts for VMs in their order, and moves them there.
    private static func place(_ victims: [Int], in state: inout ClusterState) -> [Int?] {
        var (spread, packed) = (state, state)
        let first = place(victims, in: &spread, isPacking: false)
        guard first.contains(nil) else {
            state = spread
            return first
        }
        let second = place(victims, in: &packed, isPacking: true)
        // What counts is who is left: by priority, then how many.
        func missing(_ places: [Int?]) -> [Int: Int] {
            zip(victims, places).reduce(into: [:]) {
                $0[state.cluster.vms[$1.0].priority, default: 0] += $1.1 == nil ? 1 : 0
            }
        }
        let (one, other) = (missing(first), missing(second))
        let differing = one.keys.sorted(by: >).first { one[$0] != other[$0] }
        let isBetter = differing.map { (other[$0] ?? 0) < (one[$0] ?? 0) } ?? false
        state = isBetter ? packed : spread
        return isBetter ? second : first
    }

    private static func place(_ victims: [Int], in state: inout ClusterState, isPacking: Bool) -> [Int?] {
        victims.map { vm in
            let hosts = state.cluster.hosts.indices.filter { state.restartRefusal(vm, on: $0) == nil }
            func share(_ host: Int) -> Double { state.share(with: vm, on: host) }
            let best = isPacking ? hosts.max { share($0) < share($1) } : hosts.min { share($0) < share($1) }
            if let best { state.move(vm, to: best) }
            return best
        }
    }

    private static func refusals(_ vm: Int, _ state: ClusterState) -> [Refusal] {
        state.cluster.hosts.enumerated().filter { !$1.isOffline }.map { place, host in
            let why = state.restartRefusal(vm, on: place) ?? "others were there first"
            return Refusal(host: host.id, name: host.name, why: why)
        }
    }
}

extension ClusterState {
    /// Why a VM of a failed host may not restart on another; `nil` where it may.
    func restartRefusal(_ vm: Int, on host: Int) -> String? {
        switch cluster.vms[vm].storage {
        case .local: "its disks are on the host that failed"
        case .mirrored(let mirror) where mirror != host: "its mirror is on '\(cluster.hosts[mirror].name)'"
        case .mirrored, .shared: refusal(vm, on: host, isRestart: true)
        }
    }

    /// How full a host is with a VM: the greater share of memory and of processors.
    func share(with vm: Int, on host: Int) -> Double {
        let processors = Double(cluster.hosts[host].cpus) * options.limits.cpuRatio
        let memory = books.memory[host] > 0 ? 1 - (memoryRoom[host] - self.memory[vm]) / books.memory[host] : .infinity
        let cpus = processors > 0 ? 1 - (cpuRoom[host] - self.cpus[vm]) / processors : .infinity
        return max(memory, cpus)
    }
}
