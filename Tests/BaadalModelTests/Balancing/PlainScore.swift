import BaadalModel

/// The formula of the score, said a second time and as plainly as can be, for clusters without mirrors.
struct PlainScore {
    let cluster: Cluster
    let options: BalanceOptions

    /// The score without VMs on hosts that could not take over what they mirror.
    var total: Double {
        let loads = [\ClusterLoad.cpu, \.memory, \.disk, \.network]
        let spreads = loads.map { load in spread { sum($0) { self.load($0)[keyPath: load] } } }
        let down = cluster.vms.filter { cluster.hosts[$0.host].isOffline }
        return memory + disk + cpus + spindles + spreads.reduce(0, +) + 20 * Double(down.count) + groups
    }

    private var up: [Int] { cluster.hosts.indices.filter { !cluster.hosts[$0].isOffline } }

    private func vms(on host: Int) -> [ClusterVM] { cluster.vms.filter { $0.host == host } }

    private func sum(_ host: Int, _ value: (ClusterVM) -> Double) -> Double {
        vms(on: host).reduce(0) { $0 + value($1) }
    }

    private func spread(_ value: (Int) -> Double) -> Double {
        let values = up.map(value)
        guard !values.isEmpty else { return 0 }
        let mean = values.reduce(0, +) / Double(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }

    private func load(_ vm: ClusterVM) -> ClusterLoad {
        switch options.loads {
        case .measured: vm.load ?? .one
        case .counted: .one
        case .ignored: ClusterLoad(cpu: 0, memory: 0, disk: 0, network: 0)
        }
    }

    private var memory: Double {
        func share(_ host: Int, isPromised: Bool) -> Double {
            let machine = cluster.hosts[host]
            let all = Double(machine.memory.count) * options.limits.memoryRatio
            let extra = all - Double(machine.memory.count)
            let running = sum(host) { $0.power == .running ? Double($0.memory.count) : 0 }
            let recorded = Double(machine.memory.count - machine.reserved.count) - running
            let reported = machine.freeMemory.map { Double($0.count) } ?? recorded
            let resting = sum(host) { $0.power == .running ? 0 : Double($0.memory.count) }
            return (extra + (isPromised ? reported - resting : recorded - max(0, recorded - reported))) / all
        }
        return 0.5 * spread { share($0, isPromised: false) } + 0.5 * spread { share($0, isPromised: true) }
    }

    private var disk: Double {
        spread { Double(cluster.hosts[$0].freeDisk.count) / Double(cluster.hosts[$0].disk.count) }
    }

    private var cpus: Double {
        spread { host in
            let (machine, vcpus) = (cluster.hosts[host], sum(host) { $0.power == .retired ? 0 : Double($0.vcpus) })
            return (vcpus + Double(machine.reservedCPUs)) / Double(machine.cpus) / machine.cpuSpeed
        }
    }

    private var spindles: Double {
        spread { host in
            let used = sum(host) { $0.storage == .shared ? 0 : Double($0.spindles) }
            return used / (Double(cluster.hosts[host].spindles) * options.limits.spindleRatio)
        }
    }

    private var groups: Double {
        let vms = cluster.vms.filter { up.contains($0.host) }
        func extra(_ keys: [String]) -> Double { Double(keys.count - Set(keys).count) }
        let onHosts = extra(vms.flatMap { vm in vm.apart.map { "\(vm.host) \($0)" } })
        let inLocations = extra(
            vms.flatMap { vm in cluster.hosts[vm.host].locations.flatMap { place in vm.apart.map { "\(place) \($0)" } }
            }
        )
        let unmet = vms.reduce(0) { $0 + $1.wishedLocations.subtracting(cluster.hosts[$1.host].locations).count }
        return 2 * onHosts + inLocations + Double(unmet)
    }
}
