/// A cluster while moves are tried: where VMs are, what room that leaves, and the score.
struct ClusterState: Sendable {
    let cluster: Cluster
    let options: BalanceOptions
    var score: ClusterScore
    /// The VMs of each host, in order.
    private(set) var residents: [[Int]]
    /// Room for a VM that runs, and for one that is off: its memory must not be more.
    private(set) var memoryRoom: [Double], restingRoom: [Double]
    /// Room for vCPUs: those of a VM must not be more.
    private(set) var cpuRoom: [Double]
    /// Whether a host takes any VM.
    let isOpen: [Bool]
    /// What is asked of a host: memory, vCPUs that count, vCPUs there are.
    let memory: [Double], cpus: [Double], width: [Int]
    let isRunning: [Bool], isMovable: [Bool]
    /// Whether more than memory and processors is to be looked at.
    let isPicky: [Bool]
    var books: HostBooks
    let circles: Circles
    let reach: HostReach

    init(_ cluster: Cluster, options: BalanceOptions) {
        (self.cluster, self.options) = (cluster, options)
        books = HostBooks(cluster, limits: options.limits)
        score = ClusterScore(cluster, options: options, books: books)
        var residents: [[Int]] = cluster.hosts.map { _ in [] }
        for (place, vm) in cluster.vms.enumerated() { residents[vm.host].append(place) }
        self.residents = residents
        isOpen = cluster.hosts.map { !$0.isOffline && !$0.isCordoned }
        memory = cluster.vms.map { Double($0.memory.count) }
        cpus = cluster.vms.map { Double($0.usedCPUs) }
        width = cluster.vms.map(\.vcpus)
        isRunning = cluster.vms.map { $0.power == .running }
        isMovable = cluster.vms.map(\.isMovable)
        circles = Circles(cluster.vms)
        let reach = HostReach(cluster)
        isPicky = cluster.vms.map {
            !$0.apart.isEmpty || $0.together != nil || $0.isLocal || $0.allowedHosts != nil || reach.isLimited
        }
        self.reach = reach
        (memoryRoom, restingRoom, cpuRoom) = (books.memory, books.memory, books.memory)
        for host in cluster.hosts.indices { measure(host) }
    }

    /// Where a VM is.
    func place(of vm: Int) -> Int { score.places[vm] }

    /// Works out the room of a host.
    private mutating func measure(_ host: Int) {
        let kept = score.counts.fails[host] ? 0 : books.mirrored[host]
        restingRoom[host] = books.promisable[host] - books.spare
        memoryRoom[host] = min(books.promisable[host], books.unallocated[host] - kept) - books.spare
        cpuRoom[host] = Double(cluster.hosts[host].cpus) * options.limits.cpuRatio - Double(books.cpus[host])
    }

    /// Moves a VM, without asking whether it may.
    mutating func move(_ vm: Int, to host: Int) {
        let from = place(of: vm)
        guard from != host else { return }
        score.move(vm, to: host)
        if let place = residents[from].firstIndex(of: vm) { residents[from].remove(at: place) }
        let place = residents[host].firstIndex { $0 > vm } ?? residents[host].count
        residents[host].insert(vm, at: place)
        for (host, sign) in [(from, 1.0), (host, -1)] {
            books.promisable[host] += sign * memory[vm]
            if isRunning[vm] { books.unallocated[host] += sign * memory[vm] }
            books.cpus[host] -= Int(sign * cpus[vm])
            if cluster.vms[vm].isLocal {
                books.freeDisk[host] += sign * Double(cluster.vms[vm].disk.count)
                books.spindles[host] -= sign * Double(cluster.vms[vm].spindles)
            }
            measure(host)
        }
    }

    /// Whether a host has room for a VM, memory and processors alone.
    @inline(__always) func hasRoom(for vm: Int, on host: Int) -> Bool {
        isOpen[host] && memory[vm] <= (isRunning[vm] ? memoryRoom[host] : restingRoom[host])
            && cpus[vm] <= cpuRoom[host]
            && (width[vm] <= cluster.hosts[host].cpus || options.limits.allowsWideVMs)
    }

    /// Whether a VM may go to a host.
    @inline(__always) func accepts(_ vm: Int, on host: Int) -> Bool {
        hasRoom(for: vm, on: host) && (!isPicky[vm] || suits(vm, host))
    }
}

/// Groups that are kept together.
struct Circles: Sendable {
    /// The members of each VM's group, itself included; none for a VM that has no group.
    let members: [[Int]]

    init(_ vms: [ClusterVM]) {
        var byName: [String: [Int]] = [:]
        for (place, vm) in vms.enumerated() {
            if let group = vm.together { byName[group, default: []].append(place) }
        }
        members = vms.map { vm in vm.together.flatMap { byName[$0] } ?? [] }
    }
}

/// Which hosts VMs may go to, whatever room is there.
struct HostReach: Sendable {
    /// Whether some way between two hosts is closed.
    let isLimited: Bool
    private let routes: [Bool]
    private let sets: [[Bool]]
    private let setOfVM: [Int?]
    private let hostCount: Int

    init(_ cluster: Cluster) {
        let hosts = cluster.hosts
        hostCount = hosts.count
        isLimited = hosts.contains { !$0.migrationTags.isEmpty }
        routes =
            isLimited
            ? hosts.flatMap { from in hosts.map { from.migrationTags.isSubset(of: $0.acceptedTags) } } : []
        var numbers: [Set<Host.ID>: Int] = [:]
        var sets: [[Bool]] = []
        setOfVM = cluster.vms.map { vm in
            guard let allowed = vm.allowedHosts else { return nil }
            if let number = numbers[allowed] { return number }
            numbers[allowed] = sets.count
            sets.append(hosts.map { allowed.contains($0.id) })
            return sets.count - 1
        }
        self.sets = sets
    }

    /// Whether a VM's disks are seen by a host.
    func sees(_ vm: Int, _ host: Int) -> Bool { setOfVM[vm].map { sets[$0][host] } ?? true }

    /// Whether VMs of a host may be moved to another.
    func leads(from: Int, to host: Int) -> Bool { !isLimited || routes[from * hostCount + host] }

    /// The number of the set of hosts that see a VM's disks; `nil` where all do.
    func set(of vm: Int) -> Int? { setOfVM[vm] }
}
