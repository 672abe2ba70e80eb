/// What a VM or a host used over the interval that ended at a moment.
///
/// Every figure is `nil` where it is not known: not measured, first sample, or a counter that went backward.
public struct Usage: Hashable, Sendable {
    /// The end of the interval.
    public var at: Timestamp
    /// The share of its own vCPUs' (a host: its processors') time that was used, 0 to 1.
    public var cpu: Double?
    /// Memory in use.
    public var memory: Bytes?
    /// Bytes per second read from all disks.
    public var diskRead: Double?
    /// Bytes per second written to all disks.
    public var diskWrite: Double?
    /// Bytes per second received by all interfaces; a host: by all uplinks.
    public var received: Double?
    /// Bytes per second sent by all interfaces; a host: by all uplinks.
    public var sent: Double?
    /// Degrees Celsius at that moment; of hosts only.
    public var temperature: Double?
    /// Power that is drawn at that moment; of hosts only.
    public var watts: Double?
    /// True where a load model stands in for a driver that measures nothing.
    public var isSimulated: Bool

    /// Usage at a moment, with what is known.
    public init(
        at: Timestamp,
        cpu: Double? = nil,
        memory: Bytes? = nil,
        diskRead: Double? = nil,
        diskWrite: Double? = nil,
        received: Double? = nil,
        sent: Double? = nil,
        temperature: Double? = nil,
        watts: Double? = nil,
        isSimulated: Bool = false
    ) {
        self.at = at
        self.cpu = cpu
        self.memory = memory
        self.diskRead = diskRead
        self.diskWrite = diskWrite
        self.received = received
        self.sent = sent
        self.temperature = temperature
        self.watts = watts
        self.isSimulated = isSimulated
    }
}

/// What the counters of a VM or a host stood at, all read in one call.
public struct Counters: Hashable, Sendable {
    /// Nanoseconds on a clock that never steps.
    public var monotonic: UInt64
    /// Processor nanoseconds since the guest began.
    public var cpuTime: UInt64?
    /// Processors that `cpuTime` is summed over.
    ///
    /// At least 1.
    public var cpus: Int
    /// Memory in use at that moment.
    ///
    /// Not a counter.
    public var memory: Bytes?
    /// Bytes read from all disks; `nil` where not known.
    public var diskRead: UInt64?
    /// Bytes written to all disks; `nil` where not known.
    public var diskWrite: UInt64?
    /// Bytes received by all interfaces; `nil` where not known.
    public var received: UInt64?
    /// Bytes sent by all interfaces; `nil` where not known.
    public var sent: UInt64?

    /// Counters at a moment, with what is known.
    public init(
        monotonic: UInt64,
        cpuTime: UInt64? = nil,
        cpus: Int = 1,
        memory: Bytes? = nil,
        diskRead: UInt64? = nil,
        diskWrite: UInt64? = nil,
        received: UInt64? = nil,
        sent: UInt64? = nil
    ) {
        self.monotonic = monotonic
        self.cpuTime = cpuTime
        self.cpus = cpus
        self.memory = memory
        self.diskRead = diskRead
        self.diskWrite = diskWrite
        self.received = received
        self.sent = sent
    }

    /// The usage between earlier counters and these.
    ///
    /// A counter that went backward (reboot, migration, wrap) gives `nil` for this interval, never a negative rate.
    /// The first reading (`earlier` is `nil`) knows memory only.
    ///
    /// - Parameter moment: The wall-clock time of these counters.
    public func usage(since earlier: Counters?, at moment: Timestamp) -> Usage {
        guard let earlier, monotonic > earlier.monotonic else { return Usage(at: moment, memory: memory) }
        let seconds = Double(monotonic - earlier.monotonic) / 1e9
        func rate(_ old: UInt64?, _ new: UInt64?) -> Double? {
            guard let old, let new, new >= old else { return nil }
            return Double(new - old) / seconds
        }
        return Usage(
            at: moment,
            cpu: rate(earlier.cpuTime, cpuTime).map { min(1, $0 / 1e9 / Double(max(1, cpus))) },
            memory: memory,
            diskRead: rate(earlier.diskRead, diskRead),
            diskWrite: rate(earlier.diskWrite, diskWrite),
            received: rate(earlier.received, received),
            sent: rate(earlier.sent, sent)
        )
    }
}
