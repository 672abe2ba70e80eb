import BaadalModel
import Testing

@Suite struct ClusterScoreTests {
    @Test func `a cluster of equals without fault scores nothing`() {
        let hosts = ["a", "b"].map { ClusterHost.sample($0) }
        let cluster = Cluster(hosts: hosts, vms: [.sample("x", on: 0), .sample("y", on: 1)])
        #expect(ClusterScore(cluster).total == 0)
    }

    @Test func `the score is that which hbal prints`() throws {
        let score = ClusterScore(
            try HtoolsFile(HtoolsSamples.mirrored).cluster(),
            options: BalanceOptions(limits: .htools)
        )
        #expect(abs(score.total - 24.526_586_58) < 1e-8)
        let locations = ClusterScore(
            try HtoolsFile(HtoolsSamples.located).cluster(),
            options: BalanceOptions(limits: .htools)
        )
        #expect(abs(locations.total - 30.258_096_72) < 1e-8)
        #expect(abs(locations[.apartLocations] - 2) < 1e-12)
    }

    @Test func `measured loads count, or one each, or nothing`() {
        let load = ClusterLoad(cpu: 0.5, memory: 0, disk: 0, network: 0)
        let cluster = Cluster(
            hosts: [.sample("a"), .sample("b")],
            vms: [ClusterVM.sample("x", on: 0).with { $0.load = load }, .sample("y", on: 1).with { $0.load = load }]
        )
        var uneven = cluster
        uneven.vms[0].load?.cpu = 0.9
        #expect(abs(ClusterScore(uneven)[.cpuLoad] - 0.2) < 1e-12)
        #expect(ClusterScore(uneven, options: BalanceOptions(loads: .counted)).total == 0)
        #expect(ClusterScore(uneven, options: BalanceOptions(loads: .ignored)).total == 0)
    }

    @Test func `memory that may be promised twice halves what is used`() {
        let cluster = Cluster(hosts: [.sample("a"), .sample("b")], vms: [.sample("x", on: 0, gibibytes: 32)])
        let once = ClusterScore(cluster, options: BalanceOptions(limits: ClusterLimits(memoryRatio: 1)))
        let twice = ClusterScore(cluster, options: BalanceOptions(limits: ClusterLimits(memoryRatio: 2)))
        #expect(abs(once[.memory] - 0.125) < 1e-12)
        #expect(abs(twice[.memory] - 0.0625) < 1e-12)
    }

    @Test(arguments: [ClusterLimits.htools, ClusterLimits()])
    func `what moves come to is what the formula gives`(limits: ClusterLimits) {
        var worst = 0.0, rounding = 0.0
        for seed in 0..<400 {
            var cluster = Cluster.random(seed, limits: limits)
            var dice = Dice(state: UInt64(seed))
            if seed % 2 == 0 { cluster.reportFreeMemory(&dice) }
            let options = BalanceOptions(limits: limits, loads: BalanceOptions.Loads.allCases[seed % 3])
            var score = ClusterScore(cluster, options: options)
            // Any move, whether limits are kept or not.
            for _ in 0..<20 where !cluster.vms.isEmpty {
                let vm = Int.random(in: cluster.vms.indices, using: &dice)
                let host = Int.random(in: cluster.hosts.indices, using: &dice)
                let promised = score.total(moving: vm, to: host)
                score.move(vm, to: host)
                cluster.move(vm, to: host)
                let plain = PlainScore(cluster: cluster, options: options).total
                worst = max(worst, abs(score.total - score[.failover] - plain))
                // What is left of large figures that become alike is rounded, and the root of that is larger.
                rounding = max(rounding, abs(promised - score.total))
                worst = max(worst, abs(ScoreTerm.allCases.reduce(0) { $0 + score[$1] } - score.total))
            }
        }
        #expect(worst < 1e-9)
        #expect(rounding < 1e-6)
    }
}

extension Cluster {
    /// Has every host report less free memory than its VMs leave, or more.
    fileprivate mutating func reportFreeMemory(_ dice: inout Dice) {
        for place in hosts.indices {
            let used = vms.reduce(hosts[place].reserved.count) {
                $0 + ($1.host == place && $1.power == .running ? $1.memory.count : 0)
            }
            hosts[place].freeMemory = Bytes(
                hosts[place].memory.count - used + Int64.random(in: -3...3, using: &dice) << 30
            )
        }
    }
}
