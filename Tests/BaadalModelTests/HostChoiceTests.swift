import BaadalModel
import Testing

@Suite struct HostChoiceTests {
    private func host(
        _ name: String,
        gibibytes: Int64,
        cpus: Int,
        usedMebibytes: Int64 = 0,
        usedCPUs: Int = 0,
        closed: String? = nil,
        groups: Set<String> = []
    ) -> HostCapacity {
        HostCapacity(
            host: Host.ID(UniqueID(naming: name)),
            name: name,
            cpus: cpus,
            memory: .gibibytes(gibibytes),
            usedCPUs: usedCPUs,
            usedMemory: .mebibytes(usedMebibytes),
            closed: closed,
            groups: groups
        )
    }

    /// The worked example of the specification: a request of 4096 MB and 4 vCPUs.
    private var example: [HostCapacity] {
        [
            host("A", gibibytes: 16, cpus: 8, usedMebibytes: 24_576, usedCPUs: 10),
            host("B", gibibytes: 32, cpus: 16, usedMebibytes: 61_440, usedCPUs: 20),
            host("C", gibibytes: 64, cpus: 4, usedMebibytes: 0, usedCPUs: 6),
            host("D", gibibytes: 64, cpus: 32, usedMebibytes: 8192, usedCPUs: 4),
        ]
    }

    private let wish = PlacementWish(memory: .mebibytes(4096), vcpus: 4)

    @Test func `spread takes the emptiest of the example, pack the fullest below nine tenths`() {
        let spread = HostChoice(wish, among: example)
        #expect(spread.verdicts.map(\.name) == ["D", "A", "B", "C"])
        #expect(spread.verdicts.compactMap(\.score) == [0.125, 0.875, 1.0, 1.25])
        #expect(spread.verdicts.last?.refusal == "4 vCPUs wanted, 2 of 8 free")
        let pack = HostChoice(wish, among: example, policy: PlacementPolicy(strategy: .pack))
        #expect(pack.verdicts.first?.name == "A")
    }

    @Test func `the same hosts in any order give the same answer`() {
        let hosts = ["kvm2", "kvm1", "kvm3"].map { host($0, gibibytes: 8, cpus: 8) }
        #expect(HostChoice(wish, among: hosts).verdicts.map(\.name) == ["kvm1", "kvm2", "kvm3"])
        #expect(HostChoice(wish, among: hosts.reversed()).verdicts.map(\.name) == ["kvm1", "kvm2", "kvm3"])
    }

    @Test func `the first constraint that fails is told`() {
        let hosts = [
            host("down", gibibytes: 64, cpus: 64, closed: "it is down"), host("small", gibibytes: 64, cpus: 2),
            host("full", gibibytes: 2, cpus: 8, usedMebibytes: 1024), host("silent", gibibytes: 0, cpus: 0),
        ]
        let choice = HostChoice(wish, among: hosts)
        #expect(choice.host == nil)
        let why = Dictionary(uniqueKeysWithValues: choice.verdicts.map { ($0.name, $0.refusal) })
        #expect(why["down"] == "it is down")
        #expect(why["small"] == "4 vCPUs are more than its 2 processors")
        #expect(why["full"] == "4096 MiB wanted, 3072 MiB of 4096 MiB free")
        #expect(why["silent"] == "it has not told its size yet")
    }

    @Test func `groups are kept together, or apart`() {
        let hosts = [
            host("kvm1", gibibytes: 64, cpus: 64),
            host("kvm2", gibibytes: 64, cpus: 64, usedCPUs: 9, groups: ["db", "!web"]),
        ]
        var together = wish
        together.group = "db"
        #expect(HostChoice(together, among: hosts).verdicts.first?.name == "kvm2")
        var apart = wish
        apart.group = "!web"
        let choice = HostChoice(apart, among: hosts)
        #expect(choice.verdicts.first?.name == "kvm1")
        #expect(choice.verdicts.last?.refusal == "a VM of group 'web' is there, and they are kept apart")
    }

    @Test func `what a VM uses where it is does not count against it there`() {
        let full = host("kvm1", gibibytes: 4, cpus: 4, usedMebibytes: 8192, usedCPUs: 8)
        #expect(HostChoice(wish, among: [full]).host == nil)
        var present = wish
        present.present = full.host
        #expect(HostChoice(present, among: [full]).host == full.host)
    }
}
