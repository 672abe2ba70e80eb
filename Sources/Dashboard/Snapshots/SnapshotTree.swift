internal import BaadalModel

/// Snapshots under their VMs, each under the one that it came after.
struct SnapshotTree: Sendable {
    /// Where a snapshot hangs.
    struct Place: Hashable, Sendable {
        /// 0 for one that comes after none that is shown.
        var depth: Int
        /// Whether no other follows after the same parent.
        var isLast: Bool
    }

    private(set) var order: [Snapshot.ID] = []
    /// Those that hang below another only.
    private(set) var places: [Snapshot.ID: Place] = [:]

    init() {}

    /// Sorts VMs by name, and the snapshots of each by time.
    ///
    /// What hosts say is not trusted: parents that are missing or go round in a circle lose nothing.
    init(_ snapshots: [Snapshot], names: (VM.ID) -> String, isDescending: Bool) {
        order.reserveCapacity(snapshots.count)
        let groups = Dictionary(grouping: snapshots, by: \.vm).map { (vm: $0.key, name: names($0.key), all: $0.value) }
        let sorted = groups.sorted { left, right in
            left.name == right.name ? left.vm < right.vm : (left.name < right.name) != isDescending
        }
        for group in sorted { add(group.all.sorted { ($0.created, $0.id) < ($1.created, $1.id) }) }
    }

    private mutating func add(_ snapshots: [Snapshot]) {
        guard !isChain(snapshots) else {
            order += snapshots.lazy.map(\.id)
            for (depth, one) in snapshots.enumerated().dropFirst() {
                places[one.id] = Place(depth: depth, isLast: true)
            }
            return
        }
        let known = Set(snapshots.map(\.name))
        let isRoot = { (one: Snapshot) in one.parent.map { !known.contains($0) } ?? true }
        let roots = snapshots.filter(isRoot)
        guard roots.count < snapshots.count else {
            order += snapshots.map(\.id)
            return
        }
        let children = Dictionary(grouping: snapshots.filter { !isRoot($0) }) { $0.parent ?? "" }
        var seen: Set<String> = []
        var waiting = roots.reversed().map { (one: $0, place: Place(depth: 0, isLast: true)) }
        while let (one, place) = waiting.popLast() {
            guard seen.insert(one.name).inserted else { continue }
            order.append(one.id)
            if place.depth > 0 { places[one.id] = place }
            let below = children[one.name] ?? []
            for (index, child) in below.enumerated().reversed() {
                waiting.append((child, Place(depth: place.depth + 1, isLast: index == below.count - 1)))
            }
        }
        order += snapshots.filter { !seen.contains($0.name) }.map(\.id)
    }

    /// Whether each comes after the one before it, as nearly all do: what a fleet of them need not be hashed for.
    private func isChain(_ snapshots: [Snapshot]) -> Bool {
        guard snapshots.first?.parent == nil else { return false }
        return zip(snapshots, snapshots.dropFirst()).allSatisfy { $0.name == $1.parent }
    }
}

/// Which running VMs could be gone back on, and which could not.
struct Coverage: Sendable {
    /// Running VMs.
    var running = 0
    /// Those without any snapshot.
    var none = 0
    /// Those whose newest snapshot is older than a week.
    var old = 0
    /// Both of the latter.
    var gaps: Set<VM.ID> = []

    static let week: Int64 = 7 * 86_400_000

    init() {}

    init(_ inventory: Inventory, now: Timestamp) {
        var newest: [VM.ID: Timestamp] = [:]
        for snapshot in inventory.snapshots.values where snapshot.presence == .present {
            if let other = newest[snapshot.vm], other >= snapshot.created { continue }
            newest[snapshot.vm] = snapshot.created
        }
        for vm in inventory.vms.values where vm.state == .running {
            running += 1
            if let last = newest[vm.id] {
                guard now.milliseconds(since: last) > Self.week else { continue }
                old += 1
            } else {
                none += 1
            }
            gaps.insert(vm.id)
        }
    }
}
