/// What a host used between two readings of its counters.
///
/// Every figure is `nil` where it is not known: not measured, first reading, or a counter that went backward.
public struct HostUtilisation: Hashable, Codable, Sendable {
    /// The share of its processors' time, 0 to 1.
    public var cpu: Double?
    /// Memory in use at the second reading.
    public var memory: Bytes?
    /// Bytes per second read from all disks.
    public var diskRead: Double?
    /// Bytes per second written to all disks.
    public var diskWrite: Double?
    /// Bytes per second received by all uplinks.
    public var received: Double?
    /// Bytes per second sent by all uplinks.
    public var sent: Double?
    /// Degrees Celsius at the second reading.
    public var temperature: Double?
    /// Power at the second reading.
    public var watts: Double?

    /// What was used, as far as it is known.
    public init(
        cpu: Double? = nil,
        memory: Bytes? = nil,
        diskRead: Double? = nil,
        diskWrite: Double? = nil,
        received: Double? = nil,
        sent: Double? = nil,
        temperature: Double? = nil,
        watts: Double? = nil
    ) {
        self.cpu = cpu
        self.memory = memory
        self.diskRead = diskRead
        self.diskWrite = diskWrite
        self.received = received
        self.sent = sent
        self.temperature = temperature
        self.watts = watts
    }

    /// Bytes per second to and from all disks.
    public var disk: Double? {
        guard let diskRead, let diskWrite else { return nil }
        return diskRead + diskWrite
    }
}

extension HostCounters {
    /// What was used between an earlier reading and this one, over the time that passed on the host itself.
    ///
    /// After a restart nothing is known but what is no counter. A device counts that both readings know; one whose
    /// counter went backward makes its sum unknown.
    public func utilisation(since earlier: HostCounters?) -> HostUtilisation {
        var result = HostUtilisation(memory: memory, temperature: temperature, watts: watts)
        guard let earlier, !isRestarted(since: earlier) else { return result }
        if let old = earlier.processors, let new = processors, new.total > old.total, new.busy >= old.busy {
            // Idle time may go backward by a tick, which leaves more work than time.
            result.cpu = min(1, Double(new.busy - old.busy) / Double(new.total - old.total))
        }
        guard let start = earlier.uptime, let end = uptime, end > start else { return result }
        func rate(_ devices: KeyPath<HostCounters, [String: Traffic]>, _ part: KeyPath<Traffic, UInt64>) -> Double? {
            let old = earlier[keyPath: devices]
            var sum: Double?
            for (name, traffic) in self[keyPath: devices] {
                guard let before = old[name]?[keyPath: part] else { continue }
                let now = traffic[keyPath: part]
                guard now >= before else { return nil }
                sum = (sum ?? 0) + Double(now - before)
            }
            return sum.map { $0 / (end - start) }
        }
        result.diskRead = rate(\.disks, \.inward)
        result.diskWrite = rate(\.disks, \.outward)
        result.received = rate(\.uplinks, \.inward)
        result.sent = rate(\.uplinks, \.outward)
        return result
    }

    /// The time of the start is reckoned from the wall clock, and moves by a second with it.
    private func isRestarted(since earlier: HostCounters) -> Bool {
        if let old = earlier.uptime, let new = uptime, new < old { return true }
        guard let old = earlier.startedAt, let new = startedAt else { return false }
        let (moved, isAbsurd) = new.subtractingReportingOverflow(old)
        return isAbsurd || moved.magnitude > 2
    }
}
