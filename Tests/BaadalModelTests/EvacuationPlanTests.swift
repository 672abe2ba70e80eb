import BaadalModel
import Testing

@Suite struct EvacuationPlanTests {
    private static func capacity(_ name: String, gibibytes: Int64) -> HostCapacity {
        HostCapacity(host: Host.ID(UniqueID(naming: name)), name: name, cpus: 64, memory: .gibibytes(gibibytes))
    }

    private func guest(_ name: String, gibibytes: Int64, rank: Int = 0, group: String? = nil) -> EvacuationPlan.Guest {
        let vm = VM(
            id: VM.ID(UniqueID(naming: name)),
            name: name,
            state: .running,
            host: nil,
            vcpus: 1,
            memory: .gibibytes(gibibytes),
            since: Timestamp(seconds: 0),
            seen: Timestamp(seconds: 0)
        )
        let wish = PlacementWish(memory: vm.memory, vcpus: 1, group: group)
        return EvacuationPlan.Guest(vm: vm, wish: wish, rank: rank)
    }

    private let once = PlacementPolicy(cpuRatio: 1, memoryRatio: 1)
    private let two = [Self.capacity("kvm1", gibibytes: 8), Self.capacity("kvm2", gibibytes: 4)]

    @Test func `what one VM takes is not there for the next`() {
        let guests = [guest("a", gibibytes: 4), guest("b", gibibytes: 4), guest("c", gibibytes: 4)]
        let plan = EvacuationPlan(guests, among: two, policy: once)
        #expect(plan.stranded.isEmpty)
        let counts = Dictionary(plan.moves.map { ($0.host, 1) }, uniquingKeysWith: +)
        #expect(counts == [two[0].host: 2, two[1].host: 1])
    }

    @Test func `the most urgent goes first, then the largest, and what is left is told why`() {
        let guests = [
            guest("small", gibibytes: 1), guest("large", gibibytes: 8), guest("urgent", gibibytes: 1, rank: 9),
        ]
        let plan = EvacuationPlan(guests, among: [two[0]], policy: once)
        #expect(plan.moves.map(\.name) == ["urgent", "large", "small"])
        #expect(plan.stranded.map(\.name) == ["large"])
        #expect(plan.stranded[0].reasons == ["kvm1: 8192 MiB wanted, 7168 MiB of 8192 MiB free"])
    }

    @Test func `a group that is kept apart goes apart, one that is kept together goes together`() {
        let apart = EvacuationPlan(
            [guest("a", gibibytes: 1, group: "!db"), guest("b", gibibytes: 1, group: "!db")],
            among: two,
            policy: once
        )
        #expect(Set(apart.moves.map(\.host)).count == 2)
        let together = EvacuationPlan(
            [guest("a", gibibytes: 2, group: "web"), guest("b", gibibytes: 2, group: "web")],
            among: two,
            policy: once
        )
        #expect(Set(together.moves.map(\.host)).count == 1)
        #expect(together.stranded.isEmpty)
    }
}
