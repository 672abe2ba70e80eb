internal import BaadalModel

extension DashboardState {
    /// What has to be read for what is in sight, and was not asked for since its data changed.
    mutating func loads() -> [DashboardEffect] {
        guard cloud.isLoaded, !isTooSmall else { return [] }
        var effects: [DashboardEffect] = []
        if needsCapacities, ask(.capacities, as: Timestamp(milliseconds: cloud.inventory.revision?.number ?? 0)) {
            effects.append(.load(.capacities))
        }
        var stale: [SeriesSubject] = []
        for (part, rect) in arrangement.parts {
            switch part {
            case .welcome: break
            case .list(.pulse): stale += aged(pulseSubjects)
            case .list(.hosts): stale += aged(lists.hosts.inSight(capacity(rect, of: .hosts)).map { .host($0) })
            case .list(.vms): stale += aged(lists.vms.inSight(capacity(rect, of: .vms)).map { .vm($0) })
            case .list(.network):
                let ids = lists.network.list.inSight(capacity(rect, of: .network))
                stale += aged(
                    ids.compactMap { id in if case .mapping(let address) = id { .address(address) } else { nil } }
                )
            case .list(.tasks), .list(.snapshots), .list(.storage): break
            case .list(.balance):
                let swaps = lists.balance.swaps
                guard ask(.balance(swaps: swaps), as: Timestamp(milliseconds: lists.balance.version)) else { break }
                effects.append(.load(.balance(swaps: swaps, setup.policy.limits, now: now)))
            case .detail(let subject, _): effects += loads(of: subject)
            }
        }
        if !stale.isEmpty { effects.append(.load(.recent(stale, points: 30))) }
        return effects
    }

    private mutating func loads(of subject: Subject) -> [DashboardEffect] {
        var effects: [DashboardEffect] = []
        past.turn(to: subject)
        if let series = subject.series {
            let query = SeriesQuery(series, period: detail?.period ?? .hour)
            if ask(.series(query), as: sampled(series)) { effects.append(.load(.series(query))) }
        }
        switch subject {
        case .host, .snapshot, .item: break
        case .network(let id):
            // Beside a list nobody asked to see it, and whoever may only look is not told.
            guard setup.mayChange, detail?.subject == subject, let grant = grant(id), grant.closed == nil else { break }
            let stamp = Timestamp(milliseconds: Int64(grant.hashValue))
            if ask(.secret(grant.id), as: stamp) { effects.append(.load(.secret(grant.id))) }
        case .heat:
            // Pairs are measured one after the other: what is new is looked for now and then.
            let moment = Timestamp(seconds: now.seconds / 10 * 10)
            if ask(.network, as: moment) { effects.append(.load(.network)) }
            guard let pair = heat.pair, let edge = heat.edge else { break }
            if ask(.measurements(pair), as: edge.at) { effects.append(.load(.measurements(pair))) }
        case .vm(let id):
            guard detail?.tab == .xml || detail?.tab == .events else { break }
            if ask(.details(id), as: sampled(.vm(id))) { effects.append(.load(.details(id))) }
        case .task(let id):
            guard let task = cloud.inventory.tasks[id] else { break }
            // A task changes with each step; the moment that it was last seen to change is not kept.
            let stamp = Timestamp(milliseconds: Int64(task.hashValue))
            if ask(.steps(id), as: stamp) { effects.append(.load(.steps(id))) }
        }
        return effects
    }

    /// Notes that something is asked for as of a moment; false where it was already.
    private mutating func ask(_ need: Past.Need, as moment: Timestamp) -> Bool {
        guard past.asked[need] != moment else { return false }
        past.asked[need] = moment
        return true
    }

    private mutating func aged(_ subjects: [SeriesSubject]) -> [SeriesSubject] {
        subjects.filter { ask(.recent($0), as: sampled($0)) }
    }

    /// When a subject was last measured; the beginning of time where it never was.
    private func sampled(_ subject: SeriesSubject) -> Timestamp {
        switch subject {
        case .host(let id): cloud.inventory.hostUsage[id]?.at ?? Timestamp(milliseconds: 0)
        case .vm(let id): cloud.inventory.usage[id]?.at ?? Timestamp(milliseconds: 0)
        case .address: cloud.inventory.network.boxes[.nat]?.at ?? Timestamp(milliseconds: 0)
        }
    }

    /// What the pulse draws the past of.
    private var pulseSubjects: [SeriesSubject] {
        busiestHosts.map { .host($0) } + busiestVMs.map { .vm($0) }
    }

    /// The hosts with the highest load, at most eight.
    var busiestHosts: [Host.ID] {
        let usage = cloud.inventory.hostUsage
        return cloud.inventory.hosts.keys
            .filter { usage[$0]?.cpu != nil }
            .max(8) { (usage[$0]?.cpu ?? 0, $1) < (usage[$1]?.cpu ?? 0, $0) }
    }

    /// The VMs with the highest load, at most eight.
    var busiestVMs: [VM.ID] {
        let inventory = cloud.inventory
        return inventory.vms.values
            .filter { $0.state == .running && inventory.usage[$0.id]?.cpu != nil }
            .map(\.id)
            .max(8) { (inventory.usage[$0]?.cpu ?? 0, $1) < (inventory.usage[$1]?.cpu ?? 0, $0) }
    }
}

extension ListState {
    /// What a number of rows shows.
    func inSight(_ rows: Int) -> ArraySlice<ID> { order.dropFirst(top).prefix(rows) }
}

extension Sequence {
    /// The greatest elements, greatest first.
    func max(_ count: Int, by isLess: (Element, Element) -> Bool) -> [Element] {
        var best: [Element] = []
        for element in self {
            if best.count == count, let last = best.last, !isLess(last, element) { continue }
            let place = best.firstIndex { isLess($0, element) } ?? best.count
            best.insert(element, at: place)
            if best.count > count { best.removeLast() }
        }
        return best
    }
}
