import BaadalModel

extension Host.ID {
    /// The host that a name always gives.
    static func named(_ name: String) -> Host.ID { Host.ID(UniqueID(naming: name)) }
}

extension VM.ID {
    /// The VM that a name always gives.
    static func named(_ name: String) -> VM.ID { VM.ID(UniqueID(naming: name)) }
}

extension ClusterHost {
    /// A host of so many GiB.
    static func sample(_ name: String, gibibytes: Int64 = 64, cpus: Int = 16) -> ClusterHost {
        ClusterHost(id: .named(name), name: name, memory: .gibibytes(gibibytes), cpus: cpus)
    }

    /// The host with something changed.
    func with(_ change: (inout ClusterHost) -> Void) -> ClusterHost {
        var host = self
        change(&host)
        return host
    }
}

extension ClusterVM {
    /// A VM of so many GiB on a host, by its place.
    static func sample(_ name: String, on host: Int, gibibytes: Int64 = 4, vcpus: Int = 2) -> ClusterVM {
        ClusterVM(id: .named(name), name: name, memory: .gibibytes(gibibytes), vcpus: vcpus, host: host)
    }

    /// The VM with something changed.
    func with(_ change: (inout ClusterVM) -> Void) -> ClusterVM {
        var vm = self
        change(&vm)
        return vm
    }
}

/// SplitMix64, so that a seed always gives the same cluster.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

extension Cluster {
    /// A small cluster with a little of everything, whose VMs keep the limits where they are.
    static func random(_ seed: Int, limits: ClusterLimits) -> Cluster {
        var dice = Dice(state: UInt64(seed))
        var cluster = Cluster(hosts: (0..<Int.random(in: 2...5, using: &dice)).map { host($0, &dice) }, vms: [])
        for number in 0..<Int.random(in: 1...16, using: &dice) {
            let vm = vm(number, cluster, &dice)
            // The reference says where it fits; what fits nowhere is left out.
            let fitting = cluster.hosts.indices.filter { host in
                Rules.broken(by: vm, on: host, in: cluster, limits) == nil
            }
            // Most go to the first hosts, so that there is something to balance.
            guard let host = fitting.first(where: { _ in Bool.random(using: &dice) }) ?? fitting.last else { continue }
            cluster.vms.append(vm.with { $0.host = host })
        }
        for place in cluster.hosts.indices where Int.random(in: 0..<12, using: &dice) == 0 {
            if Bool.random(using: &dice) {
                cluster.hosts[place].isOffline = true
            } else {
                cluster.hosts[place].isCordoned = true
            }
        }
        return cluster
    }

    private static func host(_ number: Int, _ dice: inout Dice) -> ClusterHost {
        let gibibytes = [16, 32, 64].randomElement(using: &dice) ?? 16
        return ClusterHost.sample("h\(number)", gibibytes: Int64(gibibytes), cpus: Int.random(in: 4...16, using: &dice))
            .with {
                $0.reserved = .gibibytes(Int64.random(in: 0...2, using: &dice))
                $0.reservedCPUs = Int.random(in: 0...1, using: &dice)
                $0.cpuSpeed = [0.8, 1, 1.3].randomElement(using: &dice) ?? 1
                $0.disk = .gibibytes(200)
                $0.spindles = 2
                $0.freeDisk = .gibibytes(Int64.random(in: 20...200, using: &dice))
                $0.locations = Bool.random(using: &dice) ? ["rack:1"] : ["rack:2"]
                if Int.random(in: 0..<8, using: &dice) == 0 { $0.migrationTags = ["new"] }
                $0.acceptedTags = $0.migrationTags.union(number == 0 ? ["new"] : [])
            }
    }

    private static func vm(_ number: Int, _ cluster: Cluster, _ dice: inout Dice) -> ClusterVM {
        let size = [(1, 1), (2, 1), (4, 2), (8, 4), (16, 8)].randomElement(using: &dice) ?? (1, 1)
        func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &dice) == 0 }
        return ClusterVM.sample("v\(number)", on: 0, gibibytes: Int64(size.0), vcpus: size.1).with { vm in
            vm.disk = .gibibytes(10)
            if chance(6) { vm.apart = ["web"] }
            if chance(12) { vm.apart.insert("db") }
            if chance(10) { vm.together = "team" }
            if chance(8) { vm.power = .off } else if chance(20) { vm.power = .retired }
            if chance(10) { vm.storage = .local }
            if chance(8) { vm.stays = "it was moved a moment ago" }
            if chance(8) { vm.wishedLocations = ["rack:1"] }
            if chance(6) { vm.allowedHosts = Set(cluster.hosts.map(\.id).filter { _ in !chance(3) }) }
            if chance(2) {
                vm.load = ClusterLoad(
                    cpu: Double.random(in: 0...1, using: &dice),
                    memory: Double.random(in: 0...1, using: &dice),
                    disk: Double.random(in: 0...1, using: &dice),
                    network: 0.5
                )
            }
        }
    }
}
