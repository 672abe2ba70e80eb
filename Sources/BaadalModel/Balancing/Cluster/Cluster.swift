/// Hosts and VMs as the balancer sees them, for one decision; nothing in it changes by itself.
///
/// VMs name their host by its place in ``hosts``. Hosts and VMs keep their order: among equals the first is chosen.
public struct Cluster: Hashable, Sendable {
    /// The hosts.
    public var hosts: [ClusterHost]
    /// The VMs.
    public var vms: [ClusterVM]

    /// A cluster of those hosts and VMs.
    public init(hosts: [ClusterHost], vms: [ClusterVM]) {
        self.hosts = hosts
        self.vms = vms
    }

    /// Moves a VM to another host, by their places, with the memory and disk that hosts report as free.
    public mutating func move(_ vm: Int, to host: Int) {
        for (place, sign) in [(vms[vm].host, Int64(1)), (host, -1)] {
            hosts[place].freeMemory?.count += sign * vms[vm].usedMemory
            if vms[vm].isLocal { hosts[place].freeDisk.count += sign * vms[vm].disk.count }
        }
        vms[vm].host = host
    }

    /// What the VMs of a host come to.
    public struct Promise: Hashable, Sendable {
        /// How many VMs there are, whether they run or not.
        public var vms = 0
        /// The memory that they may use at most.
        public var memory = Bytes(0)
        /// Their processors.
        public var vcpus = 0
    }

    /// What each host has promised to its VMs, in the order of ``hosts``.
    public var promises: [Promise] {
        var promises = hosts.map { _ in Promise() }
        for vm in vms {
            promises[vm.host].vms += 1
            promises[vm.host].memory.count += vm.memory.count
            promises[vm.host].vcpus += vm.vcpus
        }
        return promises
    }

    /// The place of a host in ``hosts``; `nil` for one that is not there.
    public func place(of host: Host.ID) -> Int? { hosts.firstIndex { $0.id == host } }

    /// The place of a VM in ``vms``; `nil` for one that is not there.
    public func place(of vm: VM.ID) -> Int? { vms.firstIndex { $0.id == vm } }
}

/// Four figures of load, of a VM or of what a host can carry.
///
/// Only their relation counts: shares of a host, or whatever else is the same for all VMs.
public struct ClusterLoad: Hashable, Sendable {
    /// Load of processors.
    public var cpu: Double
    /// Load of memory.
    public var memory: Double
    /// Load of disks.
    public var disk: Double
    /// Load of the network.
    public var network: Double

    /// A load of those four figures.
    public init(cpu: Double, memory: Double, disk: Double, network: Double) {
        self.cpu = cpu
        self.memory = memory
        self.disk = disk
        self.network = network
    }

    /// One of each: what a VM counts for that nobody measured.
    public static let one = ClusterLoad(cpu: 1, memory: 1, disk: 1, network: 1)
}

/// What the balancer knows of a host.
public struct ClusterHost: Hashable, Sendable {
    /// The host.
    public var id: Host.ID
    /// What it is called.
    public var name: String
    /// Memory of the machine.
    public var memory: Bytes
    /// Memory that the host keeps for itself.
    public var reserved: Bytes
    /// Free memory as the host reports it; `nil` where what the VMs leave is taken.
    public var freeMemory: Bytes?
    /// Disk of the machine for VMs; none where all of it is shared.
    public var disk = Bytes(0)
    /// What is free of it.
    public var freeDisk = Bytes(0)
    /// Processors (threads) of the machine.
    public var cpus: Int
    /// Processors that the host keeps for itself.
    public var reservedCPUs = 0
    /// Speed of its processors beside that of a usual host.
    public var cpuSpeed = 1.0
    /// Spindles, for hosts whose VMs have their disks there; 0 where they do not count.
    public var spindles = 0
    /// What it can carry of each load.
    public var capacity = ClusterLoad.one
    /// Whether it is down: it takes nothing, is not compared with the others, and each VM there weighs heavily.
    public var isOffline = false
    /// Whether no VM is to come, though those that are there may stay.
    public var isCordoned = false
    /// Domains that fail together, such as a rack.
    public var locations: Set<String> = []
    /// What a VM that leaves it must find elsewhere, such as a generation of processors.
    public var migrationTags: Set<String> = []
    /// What VMs that come may ask for.
    public var acceptedTags: Set<String> = []

    /// A host of that size; the rest is set afterwards where it differs.
    public init(id: Host.ID, name: String, memory: Bytes, reserved: Bytes = Bytes(0), cpus: Int) {
        self.id = id
        self.name = name
        self.memory = memory
        self.reserved = reserved
        self.cpus = cpus
    }
}
