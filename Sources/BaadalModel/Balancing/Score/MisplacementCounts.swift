/// The terms of the score that count what should not be.
struct MisplacementCounts: Sendable {
    /// What each term adds to the score.
    private var values: [ScoreTerm: Double] = [:]
    /// Their sum.
    private(set) var total = 0.0
    /// Groups that are kept apart, of each VM, by number.
    let groups: [[Int]]
    /// How many VMs of each group there are on each host: host by host.
    private(set) var onHost: [Int]
    /// How many of each group there are in each location: location by location.
    private var inLocation: [Int]
    private let groupCount: Int
    /// Locations of each host, by number; none for a host that is down.
    private let locations: [[Int]]
    /// Locations that each VM should be in, by number.
    private let wishes: [[Int]]
    private let isOffline: [Bool]
    private let usedMemory: [Double]
    private var unallocated: [Double]
    private let mirrored: [Double]
    private let spare: Double
    private(set) var fails: [Bool]
    private var primaries: [Int]
    private let secondaries: [Int]

    init(_ cluster: Cluster, books: HostBooks) {
        let groupNumbers = Self.numbers(cluster.vms.lazy.flatMap { $0.apart })
        let wished = cluster.vms.lazy.flatMap { $0.wishedLocations }
        let locationNumbers = Self.numbers(Array(wished) + cluster.hosts.flatMap { $0.locations })
        groupCount = groupNumbers.count
        groups = cluster.vms.map { vm in vm.apart.compactMap { groupNumbers[$0] }.sorted() }
        wishes = cluster.vms.map { vm in vm.wishedLocations.compactMap { locationNumbers[$0] }.sorted() }
        isOffline = cluster.hosts.map(\.isOffline)
        locations = cluster.hosts.map { $0.isOffline ? [] : $0.locations.compactMap { locationNumbers[$0] }.sorted() }
        usedMemory = cluster.vms.map { Double($0.usedMemory) }
        (unallocated, mirrored, spare, fails) = (books.unallocated, books.mirrored, books.spare, books.fails)
        (primaries, secondaries) = (books.primaries, books.secondaries)
        onHost = [Int](repeating: 0, count: cluster.hosts.count * groupCount)
        inLocation = [Int](repeating: 0, count: locationNumbers.count * groupCount)
        for (vm, place) in cluster.vms.map(\.host).enumerated() {
            for group in groups[vm] {
                onHost[place * groupCount + group] += 1
                for location in locations[place] { inLocation[location * groupCount + group] += 1 }
            }
        }
        count(cluster, books)
    }

    private static func numbers(_ names: some Sequence<String>) -> [String: Int] {
        let sorted = Set(names).sorted()
        return Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    }

    /// Counts everything from scratch.
    private mutating func count(_ cluster: Cluster, _ books: HostBooks) {
        var sums: [ScoreTerm: Int] = [:]
        for host in cluster.hosts.indices {
            if isOffline[host] {
                sums[.offline, default: 0] += 5 * primaries[host] + secondaries[host]
            } else {
                sums[.failover, default: 0] += fails[host] ? primaries[host] + secondaries[host] : 0
                let here = onHost[host * groupCount..<(host + 1) * groupCount]
                sums[.apart, default: 0] += here.reduce(0) { $0 + max(0, $1 - 1) }
            }
        }
        sums[.apartLocations] = inLocation.reduce(0) { $0 + max(0, $1 - 1) }
        sums[.wishedLocations] = cluster.vms.indices.reduce(0) { $0 + unmet($1, cluster.vms[$1].host) }
        for (vm, mirror) in cluster.vms.map(\.mirror).enumerated() {
            guard let mirror, !isOffline[cluster.vms[vm].host] else { continue }
            let shared = Set(locations[mirror]).intersection(locations[cluster.vms[vm].host])
            sums[.wishedLocations, default: 0] += shared.count
        }
        values = Dictionary(uniqueKeysWithValues: sums.map { ($0, $0.weight * Double($1)) })
        values[.reserve] = cluster.hosts.indices.reduce(0) { sum, host in
            guard !isOffline[host], books.memory[host] > 0 else { return sum }
            return sum + ScoreTerm.reserve.weight * mirrored[host] / books.memory[host]
        }
        total = ScoreTerm.allCases.reduce(0) { $0 + (values[$1] ?? 0) }
    }

    /// What a term adds to the score.
    subscript(term: ScoreTerm) -> Double { values[term] ?? 0 }

    /// Whether no move of a VM without groups and wishes can change anything, as long as limits are kept.
    var isQuiet: Bool { !isOffline.contains(true) && !fails.contains(true) && !mirrored.contains { $0 > 0 } }

    /// Whether a VM has groups or wishes.
    func concerns(_ vm: Int) -> Bool { !groups[vm].isEmpty || !wishes[vm].isEmpty }

    /// How many of a group are on a host.
    func count(of group: Int, on host: Int) -> Int { onHost[host * groupCount + group] }

    /// By how much the score changes with a VM elsewhere.
    func change(_ vm: Int, from: Int, to host: Int) -> Double {
        let down = ScoreTerm.offline.weight * Double(change(of: .offline, vm, from: from, to: host))
        let failing = ScoreTerm.failover.weight * Double(change(of: .failover, vm, from: from, to: host))
        guard concerns(vm) else { return down + failing }
        return down + failing + ScoreTerm.apart.weight * Double(change(of: .apart, vm, from: from, to: host))
            + ScoreTerm.apartLocations.weight * Double(crowding(vm, from, host))
            + ScoreTerm.wishedLocations.weight * Double(unmet(vm, host) - unmet(vm, from))
    }

    private func change(of term: ScoreTerm, _ vm: Int, from: Int, to host: Int) -> Int {
        switch term {
        case .offline: (isOffline[host] ? 5 : 0) - (isOffline[from] ? 5 : 0)
        case .failover: failing(from, adding: -1, -usedMemory[vm]) + failing(host, adding: 1, usedMemory[vm])
        case .apart:
            groups[vm].reduce(0) { sum, group in
                sum - (!isOffline[from] && onHost[from * groupCount + group] > 1 ? 1 : 0)
                    + (!isOffline[host] && onHost[host * groupCount + group] > 0 ? 1 : 0)
            }
        case .apartLocations: crowding(vm, from, host)
        case .wishedLocations: unmet(vm, host) - unmet(vm, from)
        case .memory, .promisedMemory, .disk, .reservedMemory, .cpus, .cpuLoad, .memoryLoad, .diskLoad, .networkLoad,
            .spindles, .reserve:
            0
        }
    }

    /// By how many the VMs on failing hosts change with one more or less on a host.
    private func failing(_ host: Int, adding count: Int, _ memory: Double) -> Int {
        guard !isOffline[host] else { return 0 }
        let all = primaries[host] + secondaries[host]
        let fails = unallocated[host] - memory - spare < mirrored[host]
        return (fails ? all + count : 0) - (self.fails[host] ? all : 0)
    }

    private func crowding(_ vm: Int, _ from: Int, _ host: Int) -> Int {
        var change = 0
        for group in groups[vm] {
            for location in locations[from] where !locations[host].contains(location) {
                if inLocation[location * groupCount + group] > 1 { change -= 1 }
            }
            for location in locations[host] where !locations[from].contains(location) {
                if inLocation[location * groupCount + group] > 0 { change += 1 }
            }
        }
        return change
    }

    /// How many of its locations a VM would miss on a host.
    private func unmet(_ vm: Int, _ host: Int) -> Int {
        guard !wishes[vm].isEmpty, !isOffline[host] else { return 0 }
        return wishes[vm].count { !locations[host].contains($0) }
    }

    /// Moves a VM.
    mutating func move(_ vm: Int, from: Int, to host: Int) {
        for term in [ScoreTerm.offline, .failover, .apart, .apartLocations, .wishedLocations] {
            let change = term.weight * Double(change(of: term, vm, from: from, to: host))
            guard change != 0 else { continue }
            values[term, default: 0] += change
            total += change
        }
        for group in groups[vm] {
            onHost[from * groupCount + group] -= 1
            onHost[host * groupCount + group] += 1
            for location in locations[from] { inLocation[location * groupCount + group] -= 1 }
            for location in locations[host] { inLocation[location * groupCount + group] += 1 }
        }
        unallocated[from] += usedMemory[vm]
        unallocated[host] -= usedMemory[vm]
        for place in [from, host] { fails[place] = unallocated[place] - spare < mirrored[place] }
        primaries[from] -= 1
        primaries[host] += 1
    }
}
