internal import CLibvirt

/// Kinds of figures that a bulk reading can ask for.
public struct StatsGroups: OptionSet, Hashable, Sendable {
    /// libvirt's `virDomainStatsTypes`.
    public let rawValue: UInt32

    /// Groups by libvirt's bits for them.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// State and reason; answered without asking the guest.
    public static let state = StatsGroups(rawValue: VIR_DOMAIN_STATS_STATE.rawValue)
    /// Processor time.
    public static let cpu = StatsGroups(rawValue: VIR_DOMAIN_STATS_CPU_TOTAL.rawValue)
    /// Memory.
    public static let balloon = StatsGroups(rawValue: VIR_DOMAIN_STATS_BALLOON.rawValue)
    /// Network counters; answered without asking the guest.
    public static let interface = StatsGroups(rawValue: VIR_DOMAIN_STATS_INTERFACE.rawValue)
    /// Disk counters.
    public static let block = StatsGroups(rawValue: VIR_DOMAIN_STATS_BLOCK.rawValue)
    /// How many virtual processors there are; asks the guest about each one, which costs most of all.
    public static let vcpu = StatsGroups(rawValue: VIR_DOMAIN_STATS_VCPU.rawValue)
}

/// What one domain's counters stood at in a bulk reading.
///
/// A figure is `nil` where it was not asked for, the driver has none, the domain is off, or the guest did not answer.
public struct DomainStats: Hashable, Sendable {
    /// The identifier.
    public var uuid: DomainUUID
    /// The name, unique on its host.
    public var name: String
    /// libvirt's number for this run of the domain, new at each start; `nil` while it is off.
    public var runID: UInt32?
    /// The state and its reason.
    public var status: DomainStatus
    /// Processor time used, in nanoseconds.
    public var cpuTime: UInt64?
    /// Virtual processors that are on.
    public var vcpus: Int?
    /// Memory, all in bytes.
    public var memory = Memory()
    /// Bytes read from all disks, CD-ROM drives included.
    public var diskRead: UInt64?
    /// Bytes written to all disks.
    public var diskWritten: UInt64?
    /// Bytes received by all interfaces.
    public var received: UInt64?
    /// Bytes sent by all interfaces.
    public var sent: UInt64?
    /// True where the driver's bulk answer held the state only.
    ///
    /// The figures come from one call for each domain and device then. Such a driver pretends: they may be invented.
    public var isPartial = false

    /// What is known of a domain's memory, in bytes.
    public struct Memory: Hashable, Sendable {
        /// What the guest has now.
        public var current: UInt64?
        /// The most that it may have.
        public var maximum: UInt64?
        /// What the guest sees as its memory.
        public var available: UInt64?
        /// What the guest does not use, not even for caches.
        public var unused: UInt64?
        /// What the hypervisor's process occupies of the host.
        public var resident: UInt64?

        /// Nothing known yet.
        public init() {}
    }

    /// A domain of which only the state is known yet.
    init(uuid: DomainUUID, name: String, runID: UInt32?, status: DomainStatus) {
        self.uuid = uuid
        self.name = name
        self.runID = runID
        self.status = status
    }

    /// Memory in use, in bytes.
    ///
    /// The guest's own word (what it sees less what it does not use) where it gives it, else what the hypervisor's
    /// process occupies, else all that the guest has.
    public var memoryInUse: UInt64? {
        if let available = memory.available, let unused = memory.unused, unused <= available {
            return available - unused
        }
        return memory.resident ?? memory.current
    }
}
