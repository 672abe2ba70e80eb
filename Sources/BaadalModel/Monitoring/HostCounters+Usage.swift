extension HostCounters {
    /// What was used between an earlier reading and this one, over the time that passed on the host itself.
    ///
    /// The first reading, and the first after a restart, know only what is no counter. A device counts that both
    /// readings know; one whose counter went backward makes its sum unknown.
    ///
    /// - Parameter moment: The wall-clock time of this reading.
    public func usage(since earlier: HostCounters?, at moment: Timestamp) -> Usage {
        var usage = Usage(at: moment, memory: memory, temperature: temperature, watts: watts)
        guard let earlier, !isRestarted(since: earlier) else { return usage }
        if let old = earlier.processors, let new = processors, new.total > old.total, new.busy >= old.busy {
            // Idle time may go backward by a tick, which leaves more work than time.
            usage.cpu = min(1, Double(new.busy - old.busy) / Double(new.total - old.total))
        }
        guard let start = earlier.uptime, let end = uptime, end > start else { return usage }
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
        usage.diskRead = rate(\.disks, \.inward)
        usage.diskWrite = rate(\.disks, \.outward)
        usage.received = rate(\.uplinks, \.inward)
        usage.sent = rate(\.uplinks, \.outward)
        return usage
    }

    /// The time of the start is reckoned from the wall clock, and moves by a second with it.
    private func isRestarted(since earlier: HostCounters) -> Bool {
        if let old = earlier.uptime, let new = uptime, new < old { return true }
        guard let old = earlier.startedAt, let new = startedAt else { return false }
        let (moved, isAbsurd) = new.subtractingReportingOverflow(old)
        return isAbsurd || moved.magnitude > 2
    }
}
