/// A term that is a standard deviation, while the columns are made: one figure a host, and what a VM adds to it.
struct SpreadColumn {
    var weight = 0.0
    var values: [Double]
    var scales: [Double]
    var amounts: [Double]

    init(_ term: ScoreTerm, _ cluster: Cluster, _ options: BalanceOptions, _ books: HostBooks) {
        let hosts = cluster.hosts
        let places = hosts.indices
        amounts = cluster.vms.map { Self.amount(term, $0, options) }
        switch term {
        case .memory, .promisedMemory:
            scales = places.map { Self.part(-1, of: books.memory[$0]) }
            let free = term == .memory ? books.unallocated : books.promisable
            values = places.map { Self.part(free[$0], of: books.memory[$0]) }
        case .disk:
            scales = hosts.map { Self.part(-1, of: Double($0.disk.count)) }
            values = places.map { hosts[$0].disk.count == 0 ? 1 : books.freeDisk[$0] / Double(hosts[$0].disk.count) }
        case .reservedMemory:
            scales = hosts.map { _ in 0 }
            values = places.map { Self.part(books.mirrored[$0], of: books.memory[$0]) }
        case .spindles:
            scales = places.map { Self.part(1, of: books.spindleLimit[$0]) }
            values = places.map { Self.part(books.spindles[$0], of: books.spindleLimit[$0]) }
        case .cpus:
            scales = hosts.map { Self.part(1, of: Double($0.cpus) * $0.cpuSpeed) }
            values = places.map { Self.part(Double(books.cpus[$0]), of: Double(hosts[$0].cpus) * hosts[$0].cpuSpeed) }
        case .cpuLoad, .memoryLoad, .diskLoad, .networkLoad:
            scales = hosts.map { Self.part(1, of: Self.load(term, $0.capacity)) }
            values = Self.loads(term, cluster, amounts, scales)
        case .failover, .offline, .apart, .apartLocations, .wishedLocations, .reserve:
            (values, scales) = (hosts.map { _ in 0 }, hosts.map { _ in 0 })
        }
    }

    private static func part(_ amount: Double, of whole: Double) -> Double { whole > 0 ? amount / whole : 0 }

    /// The load of hosts; a mirror writes what its VM writes.
    private static func loads(
        _ term: ScoreTerm,
        _ cluster: Cluster,
        _ amounts: [Double],
        _ scales: [Double]
    ) -> [Double] {
        var values = cluster.hosts.map { _ in 0.0 }
        for (vm, amount) in zip(cluster.vms, amounts) {
            values[vm.host] += amount
            if term == .diskLoad, let mirror = vm.mirror { values[mirror] += amount }
        }
        return zip(values, scales).map { $0 * $1 }
    }

    private static func load(_ term: ScoreTerm, _ load: ClusterLoad) -> Double {
        switch term {
        case .cpuLoad: load.cpu
        case .memoryLoad: load.memory
        case .diskLoad: load.disk
        case .networkLoad: load.network
        case .memory, .promisedMemory, .disk, .reservedMemory, .cpus, .spindles, .failover, .offline, .apart,
            .apartLocations, .wishedLocations, .reserve:
            0
        }
    }

    private static func amount(_ term: ScoreTerm, _ vm: ClusterVM, _ options: BalanceOptions) -> Double {
        switch term {
        case .memory: Double(vm.usedMemory)
        case .promisedMemory: Double(vm.memory.count)
        case .disk: vm.isLocal ? Double(vm.disk.count) : 0
        case .cpus: Double(vm.usedCPUs)
        case .spindles: vm.isLocal ? Double(vm.spindles) : 0
        case .cpuLoad, .memoryLoad, .diskLoad, .networkLoad: load(term, options.load(of: vm))
        case .reservedMemory, .failover, .offline, .apart, .apartLocations, .wishedLocations, .reserve: 0
        }
    }

    /// Whether any move changes it.
    var changes: Bool { scales.contains { $0 != 0 } && amounts.contains { $0 != 0 } }

    /// Whether it will always be the same figure as another.
    func isAlike(_ other: SpreadColumn) -> Bool {
        values == other.values && scales == other.scales && amounts == other.amounts
    }

    /// The population standard deviation over some hosts.
    func deviation(_ places: [Int]) -> Double {
        guard !places.isEmpty else { return 0 }
        let mean = places.reduce(0) { $0 + values[$1] } / Double(places.count)
        let square = places.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) }
        return (square / Double(places.count)).squareRoot()
    }
}
