internal import CLibvirt

extension Connection {
    /// Fills in what a driver's bulk answer left out, by one call for each active domain and device.
    ///
    /// A domain that is gone meanwhile, and a figure that the driver does not have, stay as they are.
    func completeByCalls(_ stats: inout [DomainStats], groups: StatsGroups, cache: inout StatsCache) {
        guard !groups.isDisjoint(with: [.cpu, .balloon, .vcpu, .interface, .block]) else { return }
        for place in stats.indices where stats[place].lacksFigures {
            guard let domain = try? domain(stats[place].uuid) else { continue }
            stats[place].isPartial = true
            if !groups.isDisjoint(with: [.cpu, .balloon, .vcpu]), let info = try? domain.info() {
                stats[place].take(info, groups: groups)
            }
            guard !groups.isDisjoint(with: [.interface, .block]) else { continue }
            guard let known = domain.devices(ofRun: stats[place].runID, in: &cache) else { continue }
            if groups.contains(.interface) { domain.addInterfaces(known.interfaces, to: &stats[place]) }
            if groups.contains(.block) { domain.addDisks(known.disks, to: &stats[place]) }
        }
    }
}

extension DomainStats {
    /// True for an active domain whose answer held none of the figures asked for.
    fileprivate var lacksFigures: Bool {
        guard status.state.isActive else { return false }
        return cpuTime == nil && memory == Memory() && vcpus == nil && received == nil && diskRead == nil
    }

    fileprivate mutating func take(_ info: DomainInfo, groups: StatsGroups) {
        if groups.contains(.cpu) { cpuTime = info.cpuTime }
        vcpus = info.vcpus
        if groups.contains(.balloon) {
            memory.current = info.memory
            memory.maximum = info.maximumMemory
        }
    }
}

extension Domain {
    /// The devices as they were last read, or else by the domain's XML; `nil` where that cannot be read.
    fileprivate func devices(ofRun runID: UInt32?, in cache: inout StatsCache) -> DomainDevices? {
        if let known = cache.devices[uuid], known.runID == runID { return known.devices }
        guard let xml = try? xml(), let devices = try? DomainDevices(xml: xml) else { return nil }
        cache.devices[uuid] = (runID, devices)
        return devices
    }

    fileprivate func addInterfaces(_ interfaces: [DomainDevices.Interface], to stats: inout DomainStats) {
        var sums: (received: UInt64, sent: UInt64) = (0, 0)
        for target in interfaces.compactMap(\.target) {
            var counters = virDomainInterfaceStatsStruct()
            let size = MemoryLayout.size(ofValue: counters)
            guard virDomainInterfaceStats(handle, target, &counters, size) == 0 else { return }
            guard let received = UInt64(exactly: counters.rx_bytes), let sent = UInt64(exactly: counters.tx_bytes)
            else {
                return
            }
            sums = (sums.received &+ received, sums.sent &+ sent)
        }
        (stats.received, stats.sent) = sums
    }

    fileprivate func addDisks(_ disks: [DomainDevices.Disk], to stats: inout DomainStats) {
        var sums: (read: UInt64, written: UInt64) = (0, 0)
        for disk in disks {
            var counters = virDomainBlockStatsStruct()
            let size = MemoryLayout.size(ofValue: counters)
            guard virDomainBlockStats(handle, disk.target, &counters, size) == 0 else { return }
            guard let read = UInt64(exactly: counters.rd_bytes), let written = UInt64(exactly: counters.wr_bytes) else {
                return
            }
            sums = (sums.read &+ read, sums.written &+ written)
        }
        (stats.diskRead, stats.diskWritten) = sums
    }
}
