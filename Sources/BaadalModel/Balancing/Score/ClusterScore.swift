/// How badly the VMs of a cluster are spread over its hosts, by the formula of Ganeti's htools 3.0 for one node group.
///
/// The score is a weighted sum of standard deviations over the hosts that are up, and of counts of what should not be.
/// Sums and sums of squares are kept, so that what a move would give is known without looking at the other hosts.
public struct ClusterScore: Sendable {
    /// Figures of hosts whose spread counts.
    var spread: SpreadColumns
    /// What should not be, counted.
    var counts: MisplacementCounts
    /// Where each VM is.
    private(set) var places: [Int]

    /// Scores a cluster from scratch.
    public init(_ cluster: Cluster, options: BalanceOptions = BalanceOptions()) {
        let books = HostBooks(cluster, limits: options.limits)
        self.init(cluster, options: options, books: books)
    }

    init(_ cluster: Cluster, options: BalanceOptions, books: HostBooks) {
        spread = SpreadColumns(cluster, options: options, books: books)
        counts = MisplacementCounts(cluster, books: books)
        places = cluster.vms.map(\.host)
    }

    /// The score; 0 is a cluster without fault.
    public var total: Double { spread.total + counts.total }

    /// What a term adds to the score.
    public subscript(term: ScoreTerm) -> Double { term.isSpread ? spread[term] : counts[term] }

    /// The score with a VM on another host, by their places, as it would be.
    public func total(moving vm: Int, to host: Int) -> Double {
        let from = places[vm]
        guard from != host else { return total }
        return spread.total(moving: vm, from: from, to: host) + counts.total + counts.change(vm, from: from, to: host)
    }

    /// Moves a VM to another host, by their places.
    public mutating func move(_ vm: Int, to host: Int) {
        let from = places[vm]
        guard from != host else { return }
        spread.move(vm, from: from, to: host)
        counts.move(vm, from: from, to: host)
        places[vm] = host
    }
}
