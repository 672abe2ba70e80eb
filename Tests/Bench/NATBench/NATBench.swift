import BaadalModel
import BaadalStore
import Glibc

/// VMs with public addresses, for a controller to have a NAT box lead there.
///
/// `NATBench FOLDER fill COUNT` makes a store with one VM more than COUNT, of which COUNT are to be led to;
/// `NATBench FOLDER one COUNT` has the last one led to as well.
@main
struct NATBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let count = Int(arguments[3]), (1...60_000).contains(count) else { exit(2) }
        let directory = StateDirectory(path: arguments[1])
        try directory.prepare()
        switch arguments[2] {
        case "fill":
            var config = CloudConfig()
            config.network.natType = .software
            let store = try CloudStore.open(directory, role: .controller, config: config)
            try await fill(store, count)
        case "one":
            let store = try CloudStore.open(directory, role: .client)
            _ = try store.wantMapping(of: vm(count), takingAddress: true)
        default: exit(2)
        }
    }

    private static func vm(_ number: Int) -> VM.ID { VM.ID(UniqueID(high: 3, low: UInt64(number))) }

    private static func fill(_ store: CloudStore, _ count: Int) async throws {
        let (start, admin) = (Timestamp(seconds: 1_800_000_000), Requester(name: "asha", via: "bench"))
        let (inside, outside) = (IPv4(bits: 0x0A64_0001), IPv4(bits: 0xC612_0001))
        let last = UInt32(count)
        let organisation = Organisation.ID(1)
        for change in [
            CatalogChange.addOrganisation(name: "IITD", details: "", adminMail: nil),
            .addUser(username: "asha", fullName: "", email: nil, organisation: organisation),
            .addVLAN(name: "vlan1", tag: 1, network: nil),
            .addDomain(name: "Private", vlan: RowID(1), attachment: .bridge("br0"), organisations: nil),
            .addDatastore(name: "store", path: "/ds", capacity: .gibibytes(1_000_000), reserve: Bytes(0)),
            .addPrivate(
                try IPv4Range(from: inside, to: IPv4(bits: inside.bits + last)),
                vlan: RowID(1),
                macs: .fromAddress
            ),
            .addPublic(try IPv4Range(from: outside, to: IPv4(bits: outside.bits + last))),
        ] { _ = try await store.submit(.catalog(change), by: admin) }
        let host = Host.ID(UniqueID(high: 1, low: 1))
        try store.addHost(
            Host(
                id: host,
                name: "kvm1",
                uri: "test:///default",
                state: .up,
                cpus: 64_000,
                memory: .gibibytes(65_536),
                since: start
            )
        )
        try store.noteDatastore(RowID(1), seenBy: [host], available: nil, at: start)
        for number in 0...count {
            var wish = Reservation(
                vm: vm(number),
                task: TaskRecord.ID(Int64(number + 1)),
                name: try VMName("vm-\(number)"),
                owner: RowID(1),
                domain: RowID(1),
                vcpus: 1,
                memory: .mebibytes(64),
                disks: [],
                expires: start
            )
            wish.wantsPublicAddress = number < count
            _ = try store.reserve(wish, policy: PlacementPolicy(), at: start)
            try store.completeRecord(vm(number))
            if number < count { _ = try store.wantMapping(of: vm(number)) }
        }
    }
}
