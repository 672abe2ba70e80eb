import BaadalModel
import BaadalStore
import Glibc

/// A cloud of 300 hosts, 10,000 VMs and 30,000 snapshots: how fast places are found and reserved in it.
///
/// Usage: `LifeBench FOLDER RESERVATIONS`. Prints milliseconds of a placement decision with its explanation, and
/// reservations a second. The store stays in the folder, for commands to be measured on it.
///
/// `LifeBench FOLDER writer FIRST COUNT` reserves so many VMs in a store that is there, numbered from FIRST: one of
/// several processes that do so at once.
@main
struct LifeBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 5, arguments[2] == "writer", let first = Int(arguments[3]), let count = Int(arguments[4])
        {
            let store = try CloudStore.open(StateDirectory(path: arguments[1]), role: .client)
            return try LifeBench(store: store).reserve(first..<first + count)
        }
        guard arguments.count == 3, let count = Int(arguments[2]), count > 0 else { exit(2) }
        let directory = StateDirectory(path: arguments[1])
        try directory.prepare()
        let store = try CloudStore.open(directory, role: .controller, config: CloudConfig(), isDemo: false)
        let bench = LifeBench(store: store)
        try await bench.fill()
        let decision = try await bench.decide()
        let rate = try bench.rate(count)
        print((decision * 100).rounded() / 100, rate.rounded())
    }

    let store: CloudStore
    private let start = Timestamp(seconds: 1_800_000_000)

    private func host(_ number: Int) -> Host.ID { Host.ID(UniqueID(high: 1, low: UInt64(number))) }
    private func vm(_ number: Int) -> VM.ID { VM.ID(UniqueID(high: 2, low: UInt64(number))) }

    private func fill() async throws {
        let admin = Requester(name: "asha", via: "bench")
        for change in [
            CatalogChange.addOrganisation(name: "IITD", details: "", adminMail: nil),
            .addUser(username: "asha", fullName: "", email: nil, organisation: RowID(1)),
            .addVLAN(name: "vlan1", tag: 1, network: nil),
            .addDomain(name: "Private", vlan: RowID(1), attachment: .bridge("br0"), organisations: nil),
            .addDatastore(name: "store", path: "/ds", capacity: .gibibytes(1_000_000), reserve: Bytes(0)),
            .addPrivate(
                try IPv4Range(from: IPv4(bits: 0x0A00_0001), to: IPv4(bits: 0x0A00_4000)),
                vlan: RowID(1),
                macs: .fromAddress
            ),
        ] { _ = try await store.submit(.catalog(change), by: admin) }
        for number in 0..<300 {
            try store.addHost(
                Host(
                    id: host(number),
                    name: "kvm\(number)",
                    uri: "qemu+tcp://kvm\(number)/system",
                    state: .up,
                    cpus: 64,
                    memory: .gibibytes(512),
                    since: start
                )
            )
            let vms = stride(from: number, to: 10_000, by: 300).map { vm($0) }
            try store.apply(
                HostReport(
                    host: host(number),
                    at: start,
                    domains: vms.map { id in
                        DomainReport(
                            uuid: id,
                            name: "vm-\(id.uuid.low)",
                            state: .running,
                            vcpus: 2,
                            memory: .gibibytes(4)
                        )
                    },
                    isComplete: true
                )
            )
            for id in vms { try keep(id) }
        }
        try store.noteDatastore(RowID(1), seenBy: (0..<300).map(host), available: nil, at: start)
    }

    private func keep(_ id: VM.ID) throws {
        let sights = (0..<3).map { number in
            SnapshotSight(
                name: "daily-\(number)",
                parent: number > 0 ? "daily-\(number - 1)" : nil,
                created: start.advanced(byMilliseconds: Int64(number) * 86_400_000),
                hasMemory: true,
                isExternal: false,
                isCurrent: number == 2,
                xml: "<domainsnapshot/>"
            )
        }
        try store.reconcileSnapshots(of: id, with: sights, at: start)
    }

    /// Milliseconds from the question to the verdicts of all hosts, the best of ten.
    private func decide() async throws -> Double {
        var best = Double.infinity
        for _ in 0..<10 {
            let began = ContinuousClock.now
            let wish = PlacementWish(memory: .gibibytes(8), vcpus: 4)
            let choice = HostChoice(wish, among: try await store.capacities())
            guard choice.verdicts.count == 300, choice.host != nil else { exit(1) }
            best = min(best, (ContinuousClock.now - began) / .milliseconds(1))
        }
        return best
    }

    private func rate(_ count: Int) throws -> Double {
        let began = ContinuousClock.now
        try reserve(0..<count)
        return Double(count) / ((ContinuousClock.now - began) / .seconds(1))
    }

    private func reserve(_ numbers: Range<Int>) throws {
        for number in numbers {
            let wish = Reservation(
                vm: VM.ID(UniqueID(high: 3, low: UInt64(number))),
                task: TaskRecord.ID(Int64(number + 1)),
                name: try VMName("new-\(number)"),
                owner: RowID(1),
                domain: RowID(1),
                vcpus: 1,
                memory: .mebibytes(64),
                disks: [Reservation.Image(role: .system, size: .mebibytes(1))],
                expires: start
            )
            _ = try store.reserve(wish, policy: PlacementPolicy(), at: start)
        }
    }
}
