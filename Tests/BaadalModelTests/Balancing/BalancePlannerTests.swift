import BaadalModel
import Testing

@Suite struct BalancePlannerTests {
    /// Two hosts, all four VMs on the first.
    private var uneven: Cluster {
        Cluster(hosts: [.sample("a"), .sample("b")], vms: ["p", "q", "r", "s"].map { .sample($0, on: 0) })
    }

    private func moves(_ plan: BalancePlan) -> [String] { plan.steps.map { "\($0.name) \($0.fromName) \($0.toName)" } }

    @Test func `VMs go where fewer are, the first of equals first`() {
        let plan = BalancePlanner(uneven).plan()
        #expect(moves(plan) == ["p a b", "q a b"])
        #expect(plan.scoreAfter == 0)
        #expect(plan.steps[0].score < plan.scoreBefore)
        #expect(plan.steps[0].reason == "evens out VMs per host, 8.000 to 4.000")
        #expect(plan.result.vms.map(\.host) == [1, 1, 0, 0])
    }

    @Test func `what hosts have promised is counted, and parts of a swap are numbered from one`() {
        let plan = BalancePlanner(uneven).plan()
        #expect(plan.cluster.promises.map(\.vms) == [4, 0])
        #expect(plan.result.promises.map(\.memory) == [.gibibytes(8), .gibibytes(8)])
        #expect(plan.result.promises.map(\.vcpus) == [4, 4])
        #expect(plan.steps[0].kind.words == "move")
        #expect(BalancePlan.Step.Kind.swap(0).words == "swap 1")
    }

    @Test func `a plan has no more moves than allowed, and none that gain too little`() {
        #expect(BalancePlanner(uneven, options: BalanceOptions(maximumMoves: 1)).plan().steps.count == 1)
        #expect(BalancePlanner(uneven, options: BalanceOptions(minimumGain: 10)).plan().steps.isEmpty)
    }

    @Test func `what stays is not moved, and closed hosts take nothing`() {
        var resting = uneven
        resting.vms[0].stays = "it was moved a moment ago"
        #expect(moves(BalancePlanner(resting).plan()) == ["q a b", "r a b"])
        for change in [{ (host: inout ClusterHost) in host.isCordoned = true }, { $0.isOffline = true }] {
            var closed = uneven
            change(&closed.hosts[1])
            #expect(BalancePlanner(closed).plan().steps.isEmpty)
        }
    }

    @Test func `a host that is down is emptied`() {
        var down = uneven
        down.hosts[0].isOffline = true
        #expect(BalancePlanner(down).plan().result.vms.map(\.host) == [1, 1, 1, 1])
    }

    @Test func `groups are kept apart and together`() {
        var apart = uneven
        for place in 0..<4 { apart.vms[place].apart = ["web"] }
        #expect(moves(BalancePlanner(apart).plan()) == ["p a b"])
        var together = uneven
        for place in 0..<3 { together.vms[place].together = "team" }
        #expect(moves(BalancePlanner(together).plan()) == ["s a b"])
    }

    @Test func `a VM goes where its disks are seen and hosts are of its kind`() {
        var unseen = uneven
        for place in 0..<3 { unseen.vms[place].allowedHosts = [.named("a")] }
        #expect(moves(BalancePlanner(unseen).plan()) == ["s a b"])
        var newer = uneven
        newer.hosts[0].migrationTags = ["cpu:new"]
        #expect(BalancePlanner(newer).plan().steps.isEmpty)
    }

    /// Two hosts that are full but for the last GiB, and the large VMs on one of them.
    private var crowded: Cluster {
        let hosts = [ClusterHost.sample("a", gibibytes: 33), .sample("b", gibibytes: 33)]
        let large = ["p", "q"].map { ClusterVM.sample($0, on: 0, gibibytes: 16, vcpus: 4) }
        let small = ["r", "s"].map { ClusterVM.sample($0, on: 1, gibibytes: 2, vcpus: 1) }
        return Cluster(hosts: hosts, vms: large + small)
    }

    private let once = ClusterLimits(memoryRatio: 1)

    @Test func `VMs change places where no single move helps`() {
        let plain = BalancePlanner(crowded, options: BalanceOptions(limits: once)).plan()
        #expect(plain.steps.isEmpty)
        let plan = BalancePlanner(crowded, options: BalanceOptions(limits: once, swaps: true)).plan()
        // The large one first: there is room for it, and none for the small one where it is.
        #expect(moves(plan) == ["p a b", "r b a"])
        #expect(plan.steps.map(\.kind) == [.swap(0), .swap(0)])
        #expect(plan.scoreAfter < 1e-12)
        #expect(plan.steps[0].reason.hasPrefix("'p' and 'r' change places: evens out "))
    }

    @Test func `with a stop-over where neither can go first, and not at all without one`() {
        var full = crowded
        full.vms[2].memory = .gibibytes(14)
        full.vms[3].memory = .gibibytes(14)
        let options = BalanceOptions(limits: once, swaps: true)
        #expect(BalancePlanner(full, options: options).plan().steps.isEmpty)
        // The third takes one of them for a while: it has room, and VMs that stay.
        full.hosts.append(ClusterHost.sample("c", gibibytes: 33))
        full.vms += [("t", Int64(8)), ("u", 7)].map { name, size in
            ClusterVM.sample(name, on: 2, gibibytes: size, vcpus: 2).with { $0.stays = "its owner wants it so" }
        }
        let once = BalancePlanner(full, options: BalanceOptions(limits: once, maximumMoves: 3, swaps: true)).plan()
        #expect(moves(once) == ["p a c", "r b a", "p c b"])
        #expect(Set(once.steps.map(\.kind)) == [.swap(0)])
        #expect(once.scoreAfter < once.scoreBefore)
    }

    @Test func `a plan without some steps says what falls away with them`() {
        let plan = BalancePlanner(crowded, options: BalanceOptions(limits: once, swaps: true)).plan()
        let (rest, lost) = plan.dropping(0)
        #expect(rest.steps.isEmpty)
        #expect(rest.scoreAfter == plan.scoreBefore)
        #expect(lost.map(\.step.name) == ["r"])
        #expect(lost.map(\.why) == ["what it changes places with stays"])
        let (one, none) = BalancePlanner(uneven).plan().dropping(0)
        #expect(moves(one) == ["q a b"])
        #expect(one.scoreAfter > 0)
        #expect(none.isEmpty)
    }

    @Test func `a step that needs a dropped one is lost, with the reason`() {
        func staying(_ count: Int, on host: Int) -> [ClusterVM] {
            (0..<count).map { ClusterVM.sample("s\(host)\($0)", on: host).with { $0.stays = "it was just moved" } }
        }
        func web(_ name: String, on host: Int, _ hosts: [String]) -> ClusterVM {
            ClusterVM.sample(name, on: host).with {
                $0.apart = ["web"]
                $0.allowedHosts = Set(hosts.map { .named($0) })
            }
        }
        let vms = staying(4, on: 0) + staying(2, on: 1) + [web("x", on: 1, ["b", "c"]), web("y", on: 0, ["a", "b"])]
        let cluster = Cluster(hosts: ["a", "b", "c"].map { .sample($0) }, vms: vms)
        let plan = BalancePlanner(cluster).plan()
        #expect(moves(plan) == ["x b c", "y a b"])
        let (rest, lost) = plan.dropping(0)
        #expect(rest.steps.isEmpty)
        #expect(lost.map(\.why) == ["a VM of group 'web' is there, and they are kept apart"])
    }

    @Test func `steps that meet no host twice may be done at once`() {
        let hosts = ["a", "b", "c", "d"].map { ClusterHost.sample($0) }
        let vms = (0..<4).map { ClusterVM.sample("x\($0)", on: 0) } + (0..<4).map { ClusterVM.sample("y\($0)", on: 2) }
        let plan = BalancePlanner(Cluster(hosts: hosts, vms: vms)).plan()
        #expect(plan.groups.count < plan.steps.count)
        #expect(plan.groups.joined().sorted() == Array(plan.steps.indices))
        for group in plan.groups {
            let met = group.flatMap { [plan.steps[$0].from, plan.steps[$0].to] }
            #expect(Set(met).count == met.count)
        }
    }
}
