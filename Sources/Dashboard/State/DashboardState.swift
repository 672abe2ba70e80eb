public import BaadalModel
internal import Canvas

/// Everything that the screen depends on.
///
/// ``update(_:)`` alone changes it, and ``view(_:)`` alone draws it.
public struct DashboardState: Sendable {
    let setup: DashboardSetup
    let keymap: Keymap
    /// The size of the terminal in cells.
    var size: (columns: Int, rows: Int)
    /// The moment that everything is drawn as of.
    var now: Timestamp
    /// How far east of UTC the viewer is, in seconds.
    var utcOffset = 0
    var cloud = CloudView()
    /// The pane with the focus.
    var pane: Pane
    /// Whether the focused pane has the screen to itself.
    var isZoomed = false
    var lists = Lists()
    var heat = NetworkHeat()
    /// What is open in full; `nil` for the list.
    var detail: Detail?
    var overlay: Overlay?
    var notice: Notice?
    var choices: DashboardChoices
    /// The past that was loaded, and what was asked for.
    var past = Past()
    /// Orders of this run that have not ended.
    var own: Set<TaskRecord.ID> = []
    /// When the screen was frozen; `nil` while it is live.
    var frozen: Timestamp?
    /// When a key was pressed last; a wall moves on by itself some time after.
    var touched: Timestamp

    /// The state before anything is known.
    public init(
        _ setup: DashboardSetup,
        pane: Pane = .vms,
        columns: Int,
        rows: Int,
        now: Timestamp,
        utcOffset: Int = 0,
        choices: DashboardChoices = DashboardChoices()
    ) {
        self.setup = setup
        keymap = Keymap(mayChange: setup.mayChange)
        size = (columns, rows)
        self.now = now
        self.utcOffset = utcOffset
        self.pane = pane
        self.choices = choices
        touched = Timestamp(milliseconds: 0)
        lists.restore(choices.sort)
    }

    /// The parts of the inventory that the screen needs now; a hidden pane loads nothing.
    ///
    /// Parts that seldom change stay once they were read, so that going to and fro does not read all anew.
    public var scope: InventoryScope {
        var scope: InventoryScope = [.hosts, .vms, .tasks]
        let isWide = size.columns >= Arrangement.sideBySide
        let hasVM = detail?.subject.isVM == true
        if isWide || pane == .vms || pane == .pulse || hasVM { scope.formUnion([.usage, .records, .catalog]) }
        // The key for screens says why it does nothing, and details how a VM is reached.
        if isWide || hasVM || pane == .pulse || pane == .vms && setup.mayChange { scope.insert(.network) }
        if pane == .network || hasDesk { scope.formUnion([.network, .catalog, .records]) }
        if isWide && pane == .vms || hasVM { scope.formUnion([.disks, .snapshots]) }
        if pane == .snapshots || hasDesk || lists.vms.isGapsOnly { scope.formUnion([.records, .snapshots]) }
        if pane == .storage { scope.formUnion([.records, .disks, .catalog]) }
        if pane == .storage, lists.storage.section == .sanity { scope.insert(.snapshots) }
        return scope.union(cloud.known.intersection([.records, .catalog, .disks, .snapshots, .network]))
    }
}

/// The lists of the panes.
struct Lists: Sendable {
    var hosts = ListState<Host.ID>(sort: "name")
    var vms = ListState<VM.ID>(sort: "name")
    var tasks = ListState<TaskRecord.ID>(sort: "-id")
    var snapshots = ListState<Snapshot.ID>(sort: "vm")
    /// Where the snapshots that are shown hang.
    var tree = SnapshotTree()
    var network = SectionLists<NetworkID>(.mappings)
    var storage = SectionLists<StorageID>(.datastores)
    var balance = BalanceList()

    /// Sorts as the viewer last chose.
    mutating func restore(_ sort: [String: String]) {
        if let order = sort[Pane.hosts.word], HostRow.columns.contains(order) { hosts.sort = SortOrder(order) }
        if let order = sort[Pane.vms.word], VMRow.columns.contains(order) { vms.sort = SortOrder(order) }
        if let order = sort[Pane.tasks.word], TaskRow.columns.contains(order) { tasks.sort = SortOrder(order) }
        if let order = sort[Pane.snapshots.word], SnapshotRow.columns.contains(order) {
            snapshots.sort = SortOrder(order)
        }
    }
}

extension [String] {
    /// Whether a kept order of sorting names one of these columns.
    fileprivate func contains(_ order: String) -> Bool {
        contains { $0 == SortOrder(order).column }
    }
}

/// The cloud as the screen has it.
struct CloudView: Sendable {
    var inventory = Inventory()
    var totals = Totals()
    /// The queue, which says why a task waits.
    var queue = TaskQueue(Inventory())
    /// Which running VMs have no snapshot.
    var coverage = Coverage()
    /// Since when nobody works the queue; `nil` while somebody does.
    var alone: Timestamp?
    /// The parts of the inventory that were read.
    var known: InventoryScope = []
    /// What goes wrong with reading the store; `nil` while it goes well.
    var problem: String?
    /// The share of all processors that was used, one a step, oldest first; of this run only.
    var cpu: [Double?] = []
    var memory: [Double?] = []
    /// When the last value of these was taken.
    var sampled: Timestamp?

    /// Whether anything was ever read.
    var isLoaded: Bool { inventory.revision != nil }
    var step: Int64 { inventory.cloud?.step ?? 10 }
}

/// A line that says what just happened, for some seconds.
struct Notice: Sendable {
    var text: String
    var role: Role
    var until: Timestamp
}
