/// One of the things that make up the score of a cluster; lower is better for each.
public enum ScoreTerm: Int, CaseIterable, Hashable, Sendable {
    /// How unequal the shares of free memory are.
    case memory
    /// The same, with VMs that are off counted as if they ran.
    case promisedMemory
    /// How unequal the shares of free disk are.
    case disk
    /// How unequal the shares of memory kept for mirrored VMs are.
    case reservedMemory
    /// How unequal promised processors are, by their speed.
    case cpus
    /// How unequal the load of processors is.
    case cpuLoad
    /// How unequal the load of memory is.
    case memoryLoad
    /// How unequal the load of disks is.
    case diskLoad
    /// How unequal the load of the network is.
    case networkLoad
    /// How unequal the use of spindles is.
    case spindles
    /// VMs on hosts that could not take over what they mirror.
    case failover
    /// VMs on hosts that are down.
    case offline
    /// VMs on one host that should be apart.
    case apart
    /// VMs in one location that should be apart.
    case apartLocations
    /// VMs outside of the location that they should be in.
    case wishedLocations
    /// The shares of memory kept for mirrored VMs, together.
    case reserve

    /// What it is of, as in "evens out ...".
    var subject: String {
        switch self {
        case .memory: "free memory"
        case .promisedMemory: "promised memory"
        case .disk: "free disk"
        case .reservedMemory, .reserve: "reserved memory"
        case .cpus: "vCPUs per processor"
        case .cpuLoad: "load of processors"
        case .memoryLoad: "load of memory"
        case .diskLoad: "load of disks"
        case .networkLoad: "load of the network"
        case .spindles: "use of spindles"
        case .failover: "room for mirrored VMs"
        case .offline: "VMs on hosts that are down"
        case .apart, .apartLocations: "VMs that should be apart"
        case .wishedLocations: "VMs outside of their location"
        }
    }

    /// How much it weighs.
    ///
    /// Disk, processors and spindles weigh twice the half of `hbal`: once as they are, once with instances to come.
    var weight: Double {
        switch self {
        case .memory, .promisedMemory: 0.5
        case .disk, .reservedMemory, .cpus, .cpuLoad, .memoryLoad, .diskLoad, .networkLoad, .spindles: 1
        case .failover, .apartLocations, .wishedLocations: 1
        case .apart: 2
        case .offline: 4
        case .reserve: 0.25
        }
    }

    /// Whether it is the standard deviation of a figure of the hosts; else it is a sum.
    var isSpread: Bool { rawValue <= ScoreTerm.spindles.rawValue }
}
