internal import BaadalModel

extension CloudReader {
    /// Reads what a dashboard wants.
    ///
    /// - Parameter step: Seconds that one cell of a sparkline covers.
    func answer(_ load: DashboardLoad, step: Int64) async throws -> [DashboardEvent] {
        switch load {
        case .recent(let subjects, let points):
            [.recent(try await recent(of: subjects, points: points, step: step))]
        case .series(let query): [.series(query, try await history(query))]
        case .details(let vm): [.details(vm, try await details(of: vm))]
        case .steps(let task): [.steps(task, try await steps(of: task))]
        case .capacities: [.capacities(try await capacities())]
        case .balance(let swaps, let limits, let now): [.balance(try await plan(swaps, limits, now), swaps: swaps)]
        case .network: [.network(try await networkGraph())]
        case .measurements(let pair): [.measurements(pair, try await measurements(of: pair))]
        case .secret(let grant): [.secret(grant, try await secret(of: grant))]
        // A reader makes nothing new.
        case .identifier: []
        }
    }
}

extension CloudReader {
    /// What is drawn of each subject: what came for a public address, the processors of all else.
    private func recent(
        of subjects: [SeriesSubject],
        points: Int,
        step: Int64
    ) async throws -> [SeriesSubject: [Double?]] {
        let addresses = subjects.filter { if case .address = $0 { true } else { false } }
        let others = subjects.filter { if case .address = $0 { false } else { true } }
        var found = try await others.isEmpty ? [:] : recent(.cpu, of: others, points: points, step: step)
        if !addresses.isEmpty {
            found.merge(try await recent(.received, of: addresses, points: points, step: step)) { $1 }
        }
        return found
    }

    /// Plans off the thread that reads keys.
    private func plan(_ swaps: Bool, _ limits: ClusterLimits, _ now: Timestamp) async throws -> BalancePlan {
        var inventory = Inventory()
        inventory.apply(try await self.inventory(since: nil, scope: .all))
        let options = BalanceOptions(limits: limits, maximumMoves: 200, minimumGain: 0.01, swaps: swaps)
        return BalancePlanner(inventory.cluster(now: now), options: options).plan()
    }
}

extension DashboardState {
    /// What is known of the cloud.
    var inventory: Inventory { cloud.inventory }
    /// Where the store stood when it was last read; `nil` before that.
    var revision: Revision? { cloud.inventory.revision }
    /// Seconds until the time has to be told again.
    var pace: Int {
        let isLively =
            notice != nil || !own.isEmpty || !cloud.totals.atWork.isEmpty || cloud.totals.waiting > 0
            || isCounting
        if isLively || frozen != nil || !hasController { return 1 }
        return setup.isWall ? 5 : 10
    }
    /// Whether news are not wanted.
    var isFrozen: Bool { frozen != nil }
    /// Seconds between two samples.
    var step: Int64 { cloud.step }
}
