internal import BaadalModel

/// What every list can do, whatever is in it.
///
/// Lets the keys of lists be written once.
protocol SomeList: Sendable {
    var index: Int { get }
    var count: Int { get }
    var markCount: Int { get }
    var hiddenMarkCount: Int { get }
    var hasRange: Bool { get }
    var isDisarmed: Bool { get }
    var isNarrowed: Bool { get }
    var filter: String { get set }
    var isFaultsOnly: Bool { get set }
    var isGapsOnly: Bool { get set }
    var sort: SortOrder { get set }

    mutating func move(to place: Int)
    mutating func toggleMark()
    mutating func toggleRange()
    mutating func endRange()
    mutating func invertMarks()
    mutating func markAll()
    mutating func clearMarks()
    mutating func scroll(_ visible: Int, _ page: Int?)
}

extension ListState: SomeList {
    var count: Int { order.count }
    var markCount: Int { marks.count }
    var hiddenMarkCount: Int { hiddenMarks.count }
    var hasRange: Bool { anchor != nil }

    mutating func endRange() { anchor = nil }
    mutating func markAll() { marks.formUnion(order) }
    mutating func clearMarks() { marks = [] }
}

extension DashboardState {
    /// The list of a pane; `nil` for a pane without one.
    subscript(list pane: Pane) -> (any SomeList)? {
        get {
            switch pane {
            case .pulse: nil
            case .hosts: lists.hosts
            case .vms: lists.vms
            case .tasks: lists.tasks
            case .snapshots: lists.snapshots
            case .network: lists.network.list
            case .storage: lists.storage.list
            case .balance: lists.balance.list
            }
        }
        set {
            switch (pane, newValue) {
            case (.hosts, let new as ListState<Host.ID>): lists.hosts = new
            case (.vms, let new as ListState<VM.ID>): lists.vms = new
            case (.tasks, let new as ListState<TaskRecord.ID>): lists.tasks = new
            case (.snapshots, let new as ListState<Snapshot.ID>): lists.snapshots = new
            case (.network, let new as ListState<NetworkID>): lists.network.list = new
            case (.storage, let new as ListState<StorageID>): lists.storage.list = new
            case (.balance, let new as ListState<Int>): lists.balance.list = new
            default: break
            }
        }
    }

    /// The list with the focus; `nil` where there is none.
    var list: (any SomeList)? {
        get { self[list: pane] }
        set { self[list: pane] = newValue }
    }
}
