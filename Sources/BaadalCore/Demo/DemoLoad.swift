internal import BaadalModel
internal import Glibc

/// A load that a seed makes, for the demo: the test driver measures nothing.
///
/// A pure function of seed, subject and time, so that a restart goes on where it was. Everything that comes from here is
/// marked as simulated.
struct DemoLoad: Sendable {
    let seed: UInt64

    /// How many steps of ten seconds lie behind a demo when it begins: two hours, which the finest archive holds.
    static let pastSteps = 719

    /// What a running domain uses at a moment.
    func usage(of vm: VM.ID, counters: Counters, state: VM.State, at moment: Timestamp) -> Usage {
        usage(of: vm, memory: counters.memory ?? Bytes.gibibytes(1), state: state, at: moment)
    }

    /// What a domain with that much memory uses at a moment.
    ///
    /// A paused one holds its memory and does nothing.
    func usage(of vm: VM.ID, memory: Bytes, state: VM.State, at moment: Timestamp) -> Usage {
        let key = vm.uuid.low ^ seed
        let share = state == .running ? wave(key, moment) : 0
        let disk = state == .running ? burst(key &+ 1, moment) * 4_000_000 : 0
        let net = state == .running ? burst(key &+ 2, moment) * 1_500_000 : 0
        return Usage(
            at: moment,
            cpu: share,
            memory: Bytes(Int64(Double(memory.count) * (0.35 + 0.4 * unit(key &+ 3) + 0.1 * share))),
            diskRead: disk * 0.6,
            diskWrite: disk * 0.4,
            received: net,
            sent: net * 0.3,
            isSimulated: true
        )
    }

    /// What a host uses: the sum of its guests on 16 processors, and a little of its own; its sensors follow the load.
    func usage(of host: Host.ID, domains: [DomainReading], at moment: Timestamp) -> Usage {
        var total = Usage(at: moment, isSimulated: true)
        var (cpu, memory) = (0.3, 2.0 * 1_073_741_824)
        for domain in domains where domain.state == .running || domain.state == .paused {
            guard let counters = domain.counters else { continue }
            let used = usage(of: domain.id, counters: counters, state: domain.state, at: moment)
            cpu += (used.cpu ?? 0) * Double(counters.cpus)
            memory += Double(used.memory?.count ?? 0)
            total.diskRead = (total.diskRead ?? 0) + (used.diskRead ?? 0)
            total.diskWrite = (total.diskWrite ?? 0) + (used.diskWrite ?? 0)
            total.received = (total.received ?? 0) + (used.received ?? 0)
            total.sent = (total.sent ?? 0) + (used.sent ?? 0)
        }
        let share = min(1, cpu / Double(DemoCloud.processors))
        total.cpu = share
        total.temperature = 36 + 34 * share
        total.watts = 110 + 190 * share
        total.memory = Bytes(Int64(memory))
        return total
    }

    /// A load between 0 and 1 that has a level of its own, days, minutes and noise.
    private func wave(_ key: UInt64, _ moment: Timestamp) -> Double {
        let seconds = Double(moment.milliseconds) / 1000
        let level = 0.08 + 0.5 * unit(key) * unit(key &+ 7)
        let day = 0.12 * sin(seconds / 86_400 * 2 * .pi + unit(key &+ 8) * 6.28)
        let minutes = 0.18 * unit(key &+ 9) * sin(seconds / (120 + 600 * unit(key &+ 10)) * 2 * .pi)
        let noise = 0.1 * (unit(key ^ UInt64(bitPattern: moment.seconds / 10)) - 0.5)
        return max(0.004, min(1, level + day + minutes + noise))
    }

    /// Mostly little, at times much.
    private func burst(_ key: UInt64, _ moment: Timestamp) -> Double {
        let value = unit(key ^ UInt64(bitPattern: moment.seconds / 10) &* 31)
        return 0.01 + value * value * value * unit(key &+ 11)
    }

    /// A number from 0 to 1 that a key always gives again (SplitMix64).
    private func unit(_ key: UInt64) -> Double {
        var value = key &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        value ^= value >> 31
        return Double(value >> 11) / Double(1 << 53)
    }
}
