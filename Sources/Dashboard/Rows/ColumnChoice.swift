internal import Canvas

extension Array {
    /// The columns that a viewer chose, in that order; all where none of them is known.
    func chosen<Row>(_ ids: [String]?) -> [Column<Row>] where Element == Column<Row> {
        let known = (ids ?? []).compactMap { id in first { $0.id == id } }
        return known.isEmpty ? self : known
    }
}

extension Pane {
    /// The ids of all columns of its list.
    var columnIDs: [String] {
        switch self {
        case .pulse, .network, .storage, .balance: []
        case .hosts: HostRow.table(SortOrder("name"), step: 1).columns.map(\.id)
        case .vms: VMRow.table(SortOrder("name"), step: 1).columns.map(\.id)
        case .snapshots: SnapshotRow.table(SortOrder("vm")).columns.map(\.id)
        case .tasks: TaskRow.table(SortOrder("id")).columns.map(\.id)
        }
    }
}
