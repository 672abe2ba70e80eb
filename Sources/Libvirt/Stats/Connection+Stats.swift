internal import CLibvirt
internal import Synchronization

extension Connection {
    /// Reads the counters of all domains, on or off, in one exchange with the host.
    ///
    /// A driver other than QEMU's that answers the state only is asked for each active domain and device instead;
    /// the result says so by ``DomainStats/isPartial``. QEMU's is never asked twice: what is missing there is a guest
    /// that does not answer, and another call would hang on it.
    ///
    /// - Parameters:
    ///   - groups: What to ask for. What the driver does not know is left out without an error.
    ///   - nowait: Leave out what a guest cannot give at once, rather than wait for it.
    public func domainStats(groups: StatsGroups, nowait: Bool) throws(LibvirtError) -> [DomainStats] {
        // Taken out for the time of the call, so that no lock is held while the host is slow.
        var memory = cache.withLock { cache in
            let taken = cache
            cache = StatsCache()
            return taken
        }
        defer { cache.withLock { $0 = memory } }
        var stats = try readAll(groups: groups, nowait: nowait, names: &memory)
        memory.remember(stats)
        if hypervisorType != "QEMU" { completeByCalls(&stats, groups: groups, cache: &memory) }
        return stats
    }

    /// Forgets which disks and interfaces a domain has, or all of them have, so that the next reading looks again.
    ///
    /// Needed where ``DomainStats/isPartial`` is true and a running domain was given a device or lost one; elsewhere it
    /// does nothing.
    public func forgetDevices(of uuid: DomainUUID? = nil) {
        cache.withLock { cache in
            if let uuid {
                cache.devices[uuid] = nil
            } else {
                cache.devices = [:]
            }
        }
    }

    private func readAll(
        groups: StatsGroups,
        nowait: Bool,
        names: inout StatsCache
    ) throws(LibvirtError) -> [DomainStats] {
        var records: UnsafeMutablePointer<virDomainStatsRecordPtr?>?
        // With no flag but this one, all domains are meant.
        let flags = nowait ? VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT.rawValue : 0
        let count = try call("virConnectGetAllDomainStats") {
            virConnectGetAllDomainStats(handle, groups.rawValue, &records, flags)
        }
        guard let records else { return [] }
        defer { virDomainStatsRecordListFree(records) }

        var stats: [DomainStats] = []
        stats.reserveCapacity(Int(count))
        for place in 0..<Int(count) {
            guard let record = records[place], let domain = record.pointee.dom else { continue }
            let uuid = try DomainUUID(of: domain)
            let id = virDomainGetID(domain)
            var one = DomainStats(
                uuid: uuid,
                name: names.name(of: uuid, at: place, bytes: virDomainGetName(domain)),
                runID: id == .max ? nil : id,
                status: DomainStatus(state: .noState)
            )
            if let fields = record.pointee.params { one.read(fields, count: Int(record.pointee.nparams)) }
            stats.append(one)
        }
        return stats
    }
}
