import BaadalModel
import BaadalStore
import Glibc

/// Stores samples as the controller does: one transaction and one batch of RRD updates a poll.
///
/// Usage: `StoreBench FOLDER VMS POLLS`. Prints microseconds of clock and of processor that one sample takes.
@main
struct StoreBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let count = Int(arguments[2]), let polls = Int(arguments[3]), polls > 0 else {
            exit(2)
        }
        let directory = StateDirectory(path: arguments[1])
        try directory.prepare()
        let store = try CloudStore.open(directory, role: .controller, config: CloudConfig(), isDemo: false)
        let start = Timestamp(seconds: 1_800_000_000)
        let host = Host(
            id: Host.ID(UniqueID(high: 1, low: 1)),
            name: "kvm1",
            uri: "test:///default",
            state: .up,
            since: start
        )
        try store.addHost(host)
        let vms = (0..<count).map { VM.ID(UniqueID(high: 2, low: UInt64($0))) }
        let domains = vms.enumerated().map { index, id in
            DomainReport(uuid: id, name: "vm-\(index)", state: .running, vcpus: 2, memory: .gibibytes(2))
        }
        // The first polls make rows and files.
        for poll in 0..<2 { try store.poll(poll, host.id, domains, vms, start) }
        let (clock, began, spent) = (ContinuousClock(), ContinuousClock.now, processor())
        for poll in 2..<polls + 2 { try store.poll(poll, host.id, domains, vms, start) }
        let samples = Double(count * polls)
        let took = Double((clock.now - began) / .microseconds(1))
        print((took / samples * 10).rounded() / 10, ((processor() - spent) / samples * 10).rounded() / 10)
    }

    /// Processor microseconds of this process so far.
    private static func processor() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1000
    }
}

extension CloudStore {
    /// One look at the host: every figure is another one than before.
    fileprivate func poll(
        _ number: Int,
        _ host: Host.ID,
        _ domains: [DomainReport],
        _ vms: [VM.ID],
        _ start: Timestamp
    ) throws {
        let moment = start.advanced(byMilliseconds: Int64(number) * 10_000)
        let usage = vms.enumerated().map { index, id in
            let value = Double((number * 31 + index * 17) % 1000)
            return (
                id,
                Usage(
                    at: moment,
                    cpu: value / 1000,
                    memory: Bytes(Int64(value) << 20),
                    diskRead: value * 100,
                    diskWrite: value * 50,
                    received: value * 1000,
                    sent: value * 300
                )
            )
        }
        let report = HostReport(
            host: host,
            at: moment,
            domains: domains,
            isComplete: true,
            usage: Dictionary(uniqueKeysWithValues: usage)
        )
        try apply(report)
        series.record(usage.map { (.vm($0), $1) }, createAtMost: vms.count)
    }
}
