/// What the balancer knows of a VM.
public struct ClusterVM: Hashable, Sendable {
    /// What the VM takes of its host.
    public enum Power: Hashable, Sendable {
        /// Memory and processors.
        case running
        /// Both are promised: it may be started.
        case off
        /// Neither: nobody means to start it.
        case retired
    }

    /// Where its disks are.
    public enum Storage: Hashable, Sendable {
        /// Where several hosts see them.
        case shared
        /// On the host, and moved with the VM.
        case local
        /// On the host and on a second one, by its place, which keeps memory for the VM. Such a VM is not moved.
        case mirrored(on: Int)
    }

    /// The VM.
    public var id: VM.ID
    /// What it is called.
    public var name: String
    /// Memory of the VM.
    public var memory: Bytes
    /// Processors of the VM.
    public var vcpus: Int
    /// Disks of the VM; counted where they are not shared.
    public var disk = Bytes(0)
    /// Spindles that its disks ask for; counted where they are not shared.
    public var spindles = 1
    /// What it takes of its host.
    public var power = Power.running
    /// Where its disks are.
    public var storage = Storage.shared
    /// The place of its host among the hosts of the cluster.
    public var host: Int
    /// Measured load; `nil` where nobody measured.
    public var load: ClusterLoad?
    /// Groups of which a host may have one VM.
    public var apart: Set<String> = []
    /// The group that is kept on one host; `nil` for none.
    public var together: String?
    /// Places that it should be in, by ``ClusterHost/locations``; a wish, not a limit.
    public var wishedLocations: Set<String> = []
    /// The hosts that see its disks; `nil` for all.
    public var allowedHosts: Set<Host.ID>?
    /// Why it stays where it is, such as an opt-out or a cool-down; `nil` where it may be moved.
    public var stays: String?
    /// Whether its mirror keeps memory for it.
    public var isRestarted = true
    /// What is restarted first after a host has failed: the highest.
    public var priority = 0

    /// A VM of that size on a host, by its place; the rest is set afterwards where it differs.
    public init(id: VM.ID, name: String, memory: Bytes, vcpus: Int, host: Int) {
        self.id = id
        self.name = name
        self.memory = memory
        self.vcpus = vcpus
        self.host = host
    }
}

extension ClusterVM {
    /// Whether it may be moved at all.
    var isMovable: Bool {
        switch storage {
        case .mirrored: false
        case .shared, .local: stays == nil
        }
    }

    /// The place of the host that mirrors it; `nil` for none.
    var mirror: Int? {
        switch storage {
        case .mirrored(let host): host
        case .shared, .local: nil
        }
    }

    /// Whether its disks take room of its host.
    var isLocal: Bool { storage != .shared }

    /// Memory that counts as used.
    var usedMemory: Int64 { power == .running ? memory.count : 0 }

    /// Processors that count as promised.
    var usedCPUs: Int { power == .retired ? 0 : vcpus }
}
