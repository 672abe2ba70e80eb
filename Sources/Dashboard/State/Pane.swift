/// A list of the dashboard, by the digit that opens it.
public enum Pane: Int, CaseIterable, Hashable, Sendable {
    case pulse = 1
    case hosts, vms, tasks, snapshots, network, storage
    case balance = 9

    /// The word in settings and on the command line.
    public var word: String {
        switch self {
        case .pulse: "pulse"
        case .hosts: "hosts"
        case .vms: "vms"
        case .tasks: "tasks"
        case .snapshots: "snapshots"
        case .network: "network"
        case .storage: "storage"
        case .balance: "balance"
        }
    }

    /// The pane of a word; `nil` for a word that names none.
    public init?(word: String) {
        guard let pane = Pane.allCases.first(where: { $0.word == word }) else { return nil }
        self = pane
    }

    var title: String {
        switch self {
        case .pulse: "Pulse"
        case .hosts: "Hosts"
        case .vms: "VMs"
        case .tasks: "Tasks"
        case .snapshots: "Snapshots"
        case .network: "Network"
        case .storage: "Storage"
        case .balance: "Balance"
        }
    }
}

/// Where a key is pressed: a list, or the details of one thing.
enum Place: CaseIterable, Hashable, Sendable {
    case pulse, hosts, vms, tasks, snapshots, network, storage, balance
    case host, vm, task, snapshot, connection, item, heat

    static let lists: Set<Place> = [.hosts, .vms, .tasks, .snapshots, .network, .storage, .balance]
    static let details: Set<Place> = [.host, .vm, .task, .snapshot, .connection, .item, .heat]
    static let everywhere = Set(Place.allCases)

    var title: String {
        switch self {
        case .pulse: "pulse"
        case .hosts: "hosts"
        case .vms: "VMs"
        case .tasks: "tasks"
        case .host: "a host"
        case .vm: "a VM"
        case .task: "a task"
        case .snapshots: "snapshots"
        case .snapshot: "a snapshot"
        case .network: "network"
        case .connection: "a row of the network"
        case .storage: "storage"
        case .balance: "balance"
        case .item: "a row of storage"
        case .heat: "the network between hosts"
        }
    }
}
