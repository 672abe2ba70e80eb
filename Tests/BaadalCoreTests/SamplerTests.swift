import BaadalModel
import Testing

@testable import BaadalCore

@Suite struct SamplerTests {
    private let vm = VM.ID(UniqueID(high: 1, low: 1))
    private let host = Host.ID(UniqueID(high: 9, low: 9))

    private func reading(second: UInt64, cpu: UInt64, received: UInt64, state: VM.State = .running) -> HostReading {
        let counters = Counters(
            monotonic: second * 1_000_000_000,
            cpuTime: cpu,
            cpus: 2,
            memory: .mebibytes(96),
            received: received,
            sent: 0
        )
        return HostReading(domains: [DomainReading(id: vm, name: "a", state: state, counters: counters)])
    }

    @Test func `rates are over the true time between two readings`() {
        var sampler = Sampler(host: host, load: nil)
        _ = sampler.take(reading(second: 10, cpu: 0, received: 0), at: Timestamp(seconds: 10))
        let sample = sampler.take(reading(second: 14, cpu: 4_000_000_000, received: 400), at: Timestamp(seconds: 14))
        #expect(sample.vms[vm]?.cpu == 0.5)
        #expect(sample.vms[vm]?.received == 100)
    }

    @Test func `a counter that went backward gives an unknown, not a negative`() {
        var sampler = Sampler(host: host, load: nil)
        _ = sampler.take(reading(second: 10, cpu: 5_000_000_000, received: 900), at: Timestamp(seconds: 10))
        let sample = sampler.take(reading(second: 20, cpu: 1_000_000, received: 10), at: Timestamp(seconds: 20))
        #expect(sample.vms[vm]?.cpu == nil)
        #expect(sample.vms[vm]?.received == nil)
        #expect(sample.vms[vm]?.memory == .mebibytes(96))
    }

    @Test func `a VM that does not run has no sample`() {
        var sampler = Sampler(host: host, load: nil)
        let sample = sampler.take(
            reading(second: 10, cpu: 0, received: 0, state: .stopped),
            at: Timestamp(seconds: 10)
        )
        #expect(sample.vms.isEmpty)
        #expect(sample.series.isEmpty)
    }

    /// What libvirt sees, and what the host counts by itself where it was asked.
    private func host(second: UInt64, cpu: UInt64, counted: String?) -> HostReading {
        let seen = Counters(monotonic: second * 1_000_000_000, cpuTime: cpu, cpus: 1, memory: .mebibytes(900))
        return HostReading(domains: [], host: seen, counted: counted.flatMap { HostCounters(parsing: $0) })
    }

    private func counted(uptime: Int, busy: Int, written: Int, heat: Int) -> String {
        """
        cpu \(busy) 0 0 \(uptime * 100 - busy) 0 0 0 0 0 0
        uptime \(uptime).00 1.00
        MemTotal: 4096000 kB
        MemAvailable: 3072000 kB
        8 0 sda 1 0 0 1 1 0 \(written) 1 0 0 0
        /sys/class/hwmon/hwmon0/temp1_input:\(heat)000
        """
    }

    @Test func `what a host counts by itself goes before what libvirt sees`() {
        var sampler = Sampler(host: host, load: nil)
        let first = counted(uptime: 100, busy: 0, written: 0, heat: 40)
        let next = counted(uptime: 110, busy: 250, written: 20, heat: 45)
        _ = sampler.take(host(second: 10, cpu: 0, counted: first), at: Timestamp(seconds: 10))
        let sample = sampler.take(host(second: 20, cpu: 9_000_000_000, counted: next), at: Timestamp(seconds: 20))
        let used = Usage(
            at: Timestamp(seconds: 20),
            cpu: 0.25,
            memory: .kibibytes(1_024_000),
            diskRead: 0,
            diskWrite: 1024,
            temperature: 45
        )
        #expect(sample.host == used)
        #expect(sample.series.map(\.1) == [used])
    }

    @Test func `a host that does not give its counters is seen by libvirt meanwhile, and has no rate over the gap`() {
        var sampler = Sampler(host: host, load: nil)
        let first = counted(uptime: 100, busy: 0, written: 0, heat: 40)
        let last = counted(uptime: 120, busy: 250, written: 20, heat: 45)
        _ = sampler.take(host(second: 10, cpu: 0, counted: first), at: Timestamp(seconds: 10))
        let gap = sampler.take(host(second: 20, cpu: 9_000_000_000, counted: nil), at: Timestamp(seconds: 20))
        #expect(gap.host == Usage(at: Timestamp(seconds: 20), cpu: 0.9, memory: .mebibytes(900)))
        let back = sampler.take(host(second: 30, cpu: 12_000_000_000, counted: last), at: Timestamp(seconds: 30))
        #expect(back.host?.cpu == 0.3)
        #expect(back.host?.memory == .kibibytes(1_024_000))
        #expect(back.host?.diskWrite == nil)
        #expect(back.host?.temperature == 45)
    }

    @Test func `nothing is computed over a time without answer`() {
        var sampler = Sampler(host: host, load: nil)
        _ = sampler.take(reading(second: 10, cpu: 0, received: 0), at: Timestamp(seconds: 10))
        sampler.forget()
        let sample = sampler.take(reading(second: 50, cpu: 40_000_000_000, received: 9), at: Timestamp(seconds: 50))
        #expect(sample.vms[vm]?.cpu == nil)
    }
}

@Suite struct SlowHostTests {
    private let vm = VM.ID(UniqueID(high: 1, low: 1))

    private func reading(second: UInt64, read: UInt64?) -> HostReading {
        let counters = Counters(monotonic: second * 1_000_000_000, cpuTime: second * 100_000_000, diskRead: read)
        return HostReading(domains: [DomainReading(id: vm, name: "a", state: .running, counters: counters)])
    }

    @Test func `a rate over three steps is written to each of them`() {
        var sampler = Sampler(host: Host.ID(UniqueID(high: 9, low: 9)), load: nil)
        _ = sampler.take(reading(second: 10, read: 0), at: Timestamp(seconds: 10))
        let light = sampler.take(reading(second: 20, read: nil), isHeavy: false, at: Timestamp(seconds: 20))
        _ = sampler.take(reading(second: 30, read: nil), isHeavy: false, at: Timestamp(seconds: 30))
        let heavy = sampler.take(reading(second: 40, read: 3000), at: Timestamp(seconds: 40))
        #expect(light.series.isEmpty)
        #expect(light.vms[vm]?.cpu == 0.1)
        #expect(heavy.series.map(\.1.at.seconds) == [20, 30, 40])
        #expect(heavy.series.map(\.1.diskRead) == [100, 100, 100])
    }
}
