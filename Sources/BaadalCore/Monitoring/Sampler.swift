internal import BaadalModel

/// Turns the readings of one host into usage: rates over the true time between two readings.
///
/// A slow host is asked for memory and disks on some polls only. Until the next such poll the screen keeps the last
/// figures, and the series wait: then the rate over the true time is written to each step that it covers.
struct Sampler {
    /// What one reading says was used.
    struct Sample {
        var vms: [VM.ID: Usage] = [:]
        var host: Usage?
        /// Everything that is written to series now, each subject's oldest first.
        var series: [(SeriesSubject, Usage)] = []
    }

    private let host: Host.ID
    private let load: DemoLoad?
    private var earlier: [VM.ID: Counters] = [:]
    private var earlierHeavy: [VM.ID: Counters] = [:]
    private var lastHeavy: [VM.ID: Usage] = [:]
    private var waiting: [(SeriesSubject, Usage)] = []
    private var earlierHost: Counters?
    private var earlierCounted: HostCounters?
    /// Whether the demo's past was made.
    private var hasPast = false

    init(host: Host.ID, load: DemoLoad?) {
        self.host = host
        self.load = load
    }

    /// Forgets the last counters, so that no rate is computed over a time in which the host did not answer.
    mutating func forget() {
        (earlier, earlierHeavy, lastHeavy, waiting) = ([:], [:], [:], [])
        (earlierHost, earlierCounted) = (nil, nil)
    }

    /// The usage since the last reading.
    ///
    /// A VM that does not run uses nothing that is known, and has a gap.
    ///
    /// - Parameter isHeavy: Whether memory and disks were asked for.
    mutating func take(_ reading: HostReading, isHeavy: Bool = true, at moment: Timestamp) -> Sample {
        var sample = Sample()
        sample.vms.reserveCapacity(reading.domains.count)
        var now: [(SeriesSubject, Usage)] = []
        now.reserveCapacity(reading.domains.count + 1)
        if var usage = hostUsage(reading, at: moment) {
            usage.isSimulated = reading.isSimulated
            sample.host = usage
            now.append((.host(host), usage))
        }
        var counters: [VM.ID: Counters] = [:]
        counters.reserveCapacity(reading.domains.count)
        for domain in reading.domains where domain.state == .running || domain.state == .paused {
            guard let found = domain.counters else { continue }
            counters[domain.id] = found
            var usage = usage(of: domain, found, isHeavy: isHeavy, at: moment)
            usage.isSimulated = reading.isSimulated
            sample.vms[domain.id] = usage
            now.append((.vm(domain.id), usage))
        }
        earlier = counters
        (earlierHost, earlierCounted) = (reading.host, reading.counted)
        if isHeavy {
            sample.series = past(of: reading, before: moment) + filled(sample.vms) + now
            (earlierHeavy, lastHeavy, waiting) = (counters, sample.vms, [])
        } else {
            waiting += now
        }
        return sample
    }

    /// What a demo pretends to have measured before it began, so that its graphs show something; nothing otherwise.
    private mutating func past(of reading: HostReading, before moment: Timestamp) -> [(SeriesSubject, Usage)] {
        guard let load, !hasPast else { return [] }
        hasPast = true
        let moments = (1...DemoLoad.pastSteps).reversed().map { moment.advanced(byMilliseconds: Int64($0) * -10_000) }
        var past = moments.map { (SeriesSubject.host(host), load.usage(of: host, domains: reading.domains, at: $0)) }
        for domain in reading.domains where domain.state == .running || domain.state == .paused {
            guard let found = domain.counters else { continue }
            past += moments.map { at in
                (.vm(domain.id), load.usage(of: domain.id, counters: found, state: domain.state, at: at))
            }
        }
        return past
    }

    private func usage(
        of domain: DomainReading,
        _ found: Counters,
        isHeavy: Bool,
        at moment: Timestamp
    ) -> Usage {
        if let load { return load.usage(of: domain.id, counters: found, state: domain.state, at: moment) }
        var usage = found.usage(since: earlier[domain.id], at: moment)
        if isHeavy {
            let heavy = found.usage(since: earlierHeavy[domain.id], at: moment)
            (usage.diskRead, usage.diskWrite) = (heavy.diskRead, heavy.diskWrite)
        } else if let last = lastHeavy[domain.id] {
            (usage.memory, usage.diskRead, usage.diskWrite) = (last.memory, last.diskRead, last.diskWrite)
        }
        return usage
    }

    /// The waiting samples, with memory and disk rates of the reading that covers them.
    private func filled(_ heavy: [VM.ID: Usage]) -> [(SeriesSubject, Usage)] {
        waiting.map { subject, usage in
            guard case .vm(let vm) = subject, let known = heavy[vm] else { return (subject, usage) }
            var usage = usage
            (usage.memory, usage.diskRead, usage.diskWrite) = (known.memory, known.diskRead, known.diskWrite)
            return (subject, usage)
        }
    }

    /// What the host counts by itself, and libvirt's figures for what is not known so.
    ///
    /// Both see the same processors. Of memory libvirt takes all buffers and caches for free, those of guests as well.
    private func hostUsage(_ reading: HostReading, at moment: Timestamp) -> Usage? {
        if let load { return load.usage(of: host, domains: reading.domains, at: moment) }
        let seen = reading.host?.usage(since: earlierHost, at: moment)
        guard var usage = reading.counted?.usage(since: earlierCounted, at: moment) else { return seen }
        usage.cpu = usage.cpu ?? seen?.cpu
        usage.memory = usage.memory ?? seen?.memory
        return usage
    }
}
