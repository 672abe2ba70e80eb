internal import BaadalModel

extension CloudReader {
    /// Reads what a dashboard wants.
    ///
    /// - Parameter step: Seconds that one cell of a sparkline covers.
    func answer(_ load: DashboardLoad, step: Int64) async throws -> [DashboardEvent] {
        switch load {
        case .recent(let subjects, let points):
            [.recent(try await recent(.cpu, of: subjects, points: points, step: step))]
        case .series(let query): [.series(query, try await history(query))]
        case .details(let vm): [.details(vm, try await details(of: vm))]
        case .steps(let task): [.steps(task, try await steps(of: task))]
        case .capacities: [.capacities(try await capacities())]
        // A reader makes nothing new.
        case .identifier: []
        }
    }
}

extension DashboardState {
    /// What is known of the cloud.
    var inventory: Inventory { cloud.inventory }
    /// Where the store stood when it was last read; `nil` before that.
    var revision: Revision? { cloud.inventory.revision }
    /// Seconds until the time has to be told again.
    var pace: Int {
        let isLively = notice != nil || !own.isEmpty || !cloud.totals.atWork.isEmpty || cloud.totals.waiting > 0
        if isLively || frozen != nil || !hasController { return 1 }
        return setup.isWall ? 5 : 10
    }
    /// Whether news are not wanted.
    var isFrozen: Bool { frozen != nil }
    /// Seconds between two samples.
    var step: Int64 { cloud.step }
}
