/// What the cloud does by itself again and again, each time as a task.
public enum PeriodicJob: String, CaseIterable, Codable, Sendable {
    /// Compares the books with what the hosts show.
    case vmSanity = "vm-sanity"
    /// Compares the snapshots that are known with those that libvirt has.
    case snapshotCheck = "snapshot-check"
    /// Looks on every host which datastores it sees.
    case datastoreCheck = "datastore-check"
    /// Reads what hosts are made of.
    case hostInventory = "host-inventory"
    /// Measures the network between hosts.
    case networkGraph = "network-graph"
    /// Looks for VMs that nobody uses.
    case idleCheck = "idle-check"
    /// Moves VMs from the busiest host to the idlest, by measured CPU.
    case loadBalance = "load-balance"
    /// Keeps so many idle hosts on, and no more.
    case hostPower = "host-power"

    /// What it does, in words.
    public var title: String {
        switch self {
        case .vmSanity: "compare the database with what the hosts show"
        case .snapshotCheck: "compare snapshots with what libvirt has"
        case .datastoreCheck: "see which hosts see which datastores"
        case .hostInventory: "read what hosts are made of"
        case .networkGraph: "measure the network between hosts"
        case .idleCheck: "look for VMs that nobody uses"
        case .loadBalance: "move VMs from the busiest host to the idlest"
        case .hostPower: "keep spare hosts on, and no more"
        }
    }
}

/// When a periodic job was done, and what came of it.
public struct JobStatus: Hashable, Sendable {
    /// Which job.
    public var job: PeriodicJob
    /// When it was last ordered; `nil` where it never was.
    public var last: Timestamp?
    /// Its newest task; `nil` where it has none.
    public var task: TaskRecord?

    /// A job with what is known of it.
    public init(job: PeriodicJob, last: Timestamp?, task: TaskRecord?) {
        self.job = job
        self.last = last
        self.task = task
    }

    /// When it is due next.
    ///
    /// - Parameter period: Seconds between two times; 0 for never.
    /// - Returns: `nil` for never, and for a job whose time does not run yet.
    public func next(every period: Int) -> Timestamp? {
        guard period > 0, let last else { return nil }
        return last.advanced(byMilliseconds: Int64(period) * 1000)
    }
}
