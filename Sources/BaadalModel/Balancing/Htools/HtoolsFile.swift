/// A cluster as Ganeti's htools write and read it (`hbal -t FILE`), memory and disk in MiB.
///
/// The form is that of htools(1), of version 3.0: five sections with an empty line between them.
public struct HtoolsFile: Hashable, Sendable {
    /// Hosts that VMs are moved among.
    public struct Group: Hashable, Sendable {
        /// What it is called.
        public var name: String
        /// What hosts name it by.
        public var uuid: String
        /// Whether new instances go there: `preferred`, `last_resort` or `unallocable`.
        public var policy: String
        /// Tags.
        public var tags: [String]
        /// Networks that it is connected to.
        public var networks: [String]
    }

    /// What a host has; `nil` where it did not say, which means that it is down.
    public struct Size: Hashable, Sendable {
        /// Memory of the host, what it uses itself, and what is free.
        public var memory: Int64, usedMemory: Int64, freeMemory: Int64
        /// Disk of the host, and what is free.
        public var disk: Int64, freeDisk: Int64
        /// Processors.
        public var cpus: Int64
    }

    /// A host.
    public struct Node: Hashable, Sendable {
        /// What it is called.
        public var name: String
        /// What it has; `nil` where it did not say.
        public var size: Size?
        /// What it does: up, down, or master.
        public var role: Role
        /// The UUID of its group.
        public var group: String
        /// Spindles.
        public var spindles: Int64
        /// Tags.
        public var tags: [String]
        /// Whether a spindle serves one instance.
        public var hasExclusiveStorage: Bool
        /// Spindles that are free.
        public var freeSpindles: Int64
        /// Processors that the host uses itself.
        public var usedCPUs: Int64
        /// Speed of its processors, beside that of a usual host.
        public var cpuSpeed: Double
    }

    /// What a host does.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        /// Takes instances.
        case online = "N"
        /// Takes none.
        case offline = "Y"
        /// Takes instances and rules the others.
        case master = "M"
    }

    /// A VM.
    public struct Instance: Hashable, Sendable {
        /// What it is called.
        public var name: String
        /// Memory, disk and processors.
        public var memory: Int64, disk: Int64, vcpus: Int64
        /// What it does.
        public var status: Status
        /// Whether it may be moved, and is restarted when its host fails.
        public var isBalanced: Bool
        /// Its host.
        public var primary: String
        /// The host of its mirror; `nil` for none.
        public var secondary: String?
        /// Where its disks are.
        public var template: Template
        /// Tags.
        public var tags: [String]
        /// Spindles that it asks for.
        public var spindleUse: Int64
        /// Spindles that it has; `nil` where nobody counts.
        public var spindles: Int64?
        /// Whether it is to come and not there yet.
        public var isForthcoming: Bool
    }

    /// What an instance does.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case running, down = "ADMIN_down", offline = "ADMIN_offline", wrongNode = "ERROR_wrongnode"
        case errorUp = "ERROR_up", errorDown = "ERROR_down", nodeDown = "ERROR_nodedown"
        case nodeOffline = "ERROR_nodeoffline", userDown = "USER_down"
    }

    /// Where an instance has its disks.
    public enum Template: String, Hashable, Sendable, CaseIterable {
        case diskless, file, sharedFile = "sharedfile", plain, block = "blockdev", drbd, rbd, ext, gluster
    }

    /// Sizes of an instance: memory, processors, disk, number of disks, of network cards, and spindles.
    public struct Spec: Hashable, Sendable {
        /// The six figures.
        public var figures: [Int64]
    }

    /// What a group, or the cluster, allows.
    public struct Policy: Hashable, Sendable {
        /// The group; empty for the cluster.
        public var owner: String
        /// The usual instance.
        public var standard: Spec
        /// The least and the most, pair by pair.
        public var ranges: [Spec]
        /// Where disks may be.
        public var templates: [Template]
        /// How many vCPUs a processor may serve.
        public var cpuRatio: Double
        /// How many instances a spindle may serve.
        public var spindleRatio: Double
    }

    /// The groups.
    public var groups: [Group]
    /// The hosts.
    public var nodes: [Node]
    /// The VMs.
    public var instances: [Instance]
    /// Tags of the cluster.
    public var tags: [String]
    /// Policies of the cluster and of groups; without any, htools' own hold.
    public var policies: [Policy]
}

/// A file of htools that does not follow the form.
public struct HtoolsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1; `nil` where the file as a whole is meant.
    public var line: Int?
    /// What is wrong, and what would be accepted.
    public var problem: String

    /// As `line 3: ...`.
    public var description: String { line.map { "line \($0): \(problem)" } ?? problem }
}
