/// Plans moves that make a cluster better: each time the best that there is, of all VMs to all hosts.
public struct BalancePlanner: Sendable {
    /// The cluster.
    public var cluster: Cluster
    /// How it is balanced.
    public var options: BalanceOptions

    /// A planner of a cluster.
    public init(_ cluster: Cluster, options: BalanceOptions = BalanceOptions()) {
        self.cluster = cluster
        self.options = options
    }

    /// A plan; always the same for the same cluster and options.
    public func plan() -> BalancePlan {
        var search = BalanceSearch(cluster, options: options)
        let before = search.state.score.total
        repeat {
            while search.makeBestMove() {}
        } while options.swaps && search.makeSwaps()
        return BalancePlan(cluster: cluster, options: options, scoreBefore: before, steps: search.steps)
    }
}
