import BaadalModel
import Testing

@Suite struct DrillTests {
    private let once = ClusterLimits(memoryRatio: 1)

    private func restarts(_ drill: Drill) -> [String] { drill.restarts.map { "\($0.name) \($0.toName)" } }

    @Test func `what ran on the host restarts by priority and size, spread over the others`() {
        let vms = [
            ClusterVM.sample("small", on: 0, gibibytes: 2), .sample("large", on: 0, gibibytes: 16),
            ClusterVM.sample("first", on: 0, gibibytes: 1).with { $0.priority = 5 },
            ClusterVM.sample("off", on: 0).with { $0.power = .off }, .sample("other", on: 1),
        ]
        let cluster = Cluster(hosts: ["a", "b", "c"].map { .sample($0) }, vms: vms)
        let drill = Drill(failing: [.named("a")], of: cluster, limits: once)
        #expect(restarts(drill) == ["first c", "large c", "small b"])
        #expect(drill.left.isEmpty)
        #expect(drill.failed == ["a"])
        #expect(drill.result.vms.map(\.host) == [1, 2, 2, 0, 1])
    }

    @Test func `nothing is promised twice, and who is left is told why by each host`() {
        let vms = ["p", "q"].map { ClusterVM.sample($0, on: 0, gibibytes: 40) }
        let hosts = [ClusterHost.sample("a", gibibytes: 128), .sample("b"), .sample("c", gibibytes: 32)]
        let drill = Drill(failing: [.named("a")], of: Cluster(hosts: hosts, vms: vms), limits: once)
        #expect(restarts(drill) == ["p b"])
        #expect(drill.left.map(\.name) == ["q"])
        #expect(
            drill.left.first?.refusals.map { "\($0.name): \($0.why)" } == [
                "b: 40960 MiB wanted, 24576 MiB free", "c: 40960 MiB wanted, 32768 MiB free",
            ]
        )
    }

    @Test func `hosts are filled where spreading would leave one behind`() {
        // Of 10, 10 and 20 GiB: on the emptiest each, the two small ones take both hosts.
        let vms = [
            ClusterVM.sample("one", on: 0, gibibytes: 10).with { $0.priority = 1 },
            ClusterVM.sample("two", on: 0, gibibytes: 10).with { $0.priority = 1 },
            ClusterVM.sample("large", on: 0, gibibytes: 20),
        ]
        let hosts = [ClusterHost.sample("a"), .sample("b", gibibytes: 24), .sample("c", gibibytes: 24)]
        let drill = Drill(failing: [.named("a")], of: Cluster(hosts: hosts, vms: vms), limits: once)
        #expect(drill.left.isEmpty)
    }

    @Test func `disks, groups and closed hosts are kept to`() {
        let vms = [
            ClusterVM.sample("local", on: 0).with { $0.storage = .local },
            ClusterVM.sample("seen", on: 0).with { $0.allowedHosts = [.named("a"), .named("c")] },
            ClusterVM.sample("web1", on: 0).with { $0.apart = ["web"] },
            ClusterVM.sample("web2", on: 1).with { $0.apart = ["web"] },
            ClusterVM.sample("team1", on: 0).with { $0.together = "team" },
            ClusterVM.sample("team2", on: 0).with { $0.together = "team" },
        ]
        var cluster = Cluster(hosts: ["a", "b", "c"].map { .sample($0) }, vms: vms)
        var drill = Drill(failing: [.named("a")], of: cluster)
        #expect(drill.left.map(\.name) == ["local"])
        #expect(drill.left.first?.refusals.first?.why == "its disks are on the host that failed")
        #expect(drill.result.vms[1].host == 2)
        #expect(drill.result.vms[2].host == 2)
        #expect(drill.result.vms[4].host == drill.result.vms[5].host)
        cluster.hosts[2].isCordoned = true
        drill = Drill(failing: [.named("a")], of: cluster)
        #expect(Set(drill.left.map(\.name)) == ["local", "seen", "web1"])
        #expect(drill.left.first { $0.name == "web1" }?.refusals.map(\.why).contains("it is cordoned") == true)
    }

    @Test func `several hosts may fail, and all of them`() {
        let vms = [ClusterVM.sample("p", on: 0), .sample("q", on: 1)]
        let cluster = Cluster(hosts: ["a", "b", "c"].map { .sample($0) }, vms: vms)
        #expect(restarts(Drill(failing: [.named("a"), .named("b")], of: cluster)) == ["p c", "q c"])
        let all = Drill(failing: Set(cluster.hosts.map(\.id)), of: cluster)
        #expect(all.left.map(\.name) == ["p", "q"])
        #expect(all.left.allSatisfy { $0.refusals.isEmpty })
    }

    @Test func `a VM with a mirror restarts there, on what was kept for it`() throws {
        let cluster = try HtoolsFile(HtoolsSamples.mirrored).cluster()
        let drill = Drill(failing: [.named("b")], of: cluster, limits: .htools)
        #expect(restarts(drill).contains("i2 a"))
    }
}

@Suite struct CapacityTests {
    private let size = Capacity.Size(memory: .gibibytes(8), vcpus: 2)
    private let limits = ClusterLimits(memoryRatio: 1, cpuRatio: 1)

    @Test func `memory and processors say how many more fit, now and without the worst host`() {
        let hosts = [ClusterHost.sample("a", gibibytes: 64, cpus: 8), .sample("b", gibibytes: 32, cpus: 16)]
        let capacity = Capacity(for: size, in: Cluster(hosts: hosts, vms: []), limits: limits)
        #expect(capacity.byHost == [4, 4])
        #expect(capacity.now == 8)
        #expect(capacity.afterLoss == 4)
        #expect(capacity.worst?.name == "a")
    }

    @Test func `the VMs of a lost host take their room first`() {
        let hosts = [ClusterHost.sample("a"), .sample("b"), .sample("c", gibibytes: 128, cpus: 32)]
        let vms = (0..<4).map { ClusterVM.sample("v\($0)", on: 2, gibibytes: 16) }
        let capacity = Capacity(for: size, in: Cluster(hosts: hosts, vms: vms), limits: limits)
        #expect(capacity.now == 24)
        #expect(capacity.worst.map { "\($0.name) \($0.count) \($0.left)" } == "c 8 0")
        #expect(capacity.losses.map(\.count) == [8, 16, 16])
    }

    @Test func `there is none where what runs would not restart`() {
        let hosts = [ClusterHost.sample("a"), .sample("b")]
        let vms = (0..<5).map { ClusterVM.sample("v\($0)", on: $0 % 2, gibibytes: 16) }
        let capacity = Capacity(for: size, in: Cluster(hosts: hosts, vms: vms), limits: limits)
        #expect(capacity.now == 6)
        #expect(capacity.afterLoss == 0)
        #expect(capacity.worst?.left == 1)
    }

    @Test func `closed hosts, one host and no host`() {
        let hosts = [ClusterHost.sample("a").with { $0.isCordoned = true }, .sample("b").with { $0.isOffline = true }]
        let closed = Capacity(for: size, in: Cluster(hosts: hosts, vms: []), limits: limits)
        #expect(closed.now == 0)
        #expect(closed.losses.map(\.name) == ["a"])
        let alone = Capacity(for: size, in: Cluster(hosts: [.sample("a")], vms: []), limits: limits)
        #expect(alone.now == 8)
        #expect(alone.afterLoss == 0)
        #expect(Capacity(for: size, in: Cluster(hosts: [], vms: [])).worst == nil)
    }
}
