/// A counter of write transactions.
///
/// Every row carries the one at which it last changed.
public struct Revision: Hashable, Comparable, Sendable {
    /// How many write transactions there had been.
    public let number: Int64
    /// The revision of that number.
    public init(_ number: Int64) { self.number = number }
    /// Orders by age, oldest first.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.number < rhs.number }
}

/// The cloud for those who only look.
///
/// This is all that a wall display is given.
public protocol CloudReader: Sendable {
    /// What changed since a revision, or everything where `revision` is `nil` or too old.
    ///
    /// - Parameter scope: What to load. What is not asked for is empty in the answer.
    func inventory(since revision: Revision?, scope: InventoryScope) async throws -> InventoryUpdate
    /// The past of one subject. A gap is `nil`; a subject without a file has gaps only.
    func history(_ query: SeriesQuery) async throws -> SeriesSet
    /// The newest averages of one metric for many subjects at once, oldest first, `points` each.
    ///
    /// - Parameter step: Seconds that one point covers.
    func recent(_ metric: Metric, of subjects: [SeriesSubject], points: Int, step: Int64) async throws
        -> [SeriesSubject: [Double?]]
    /// What is known of one VM beyond the list: its libvirt XML and what happened to it.
    func details(of vm: VM.ID) async throws -> VMDetails
    /// The steps of a task, in order.
    func steps(of task: TaskRecord.ID) async throws -> [TaskStep]
    /// What each host has, and what is promised of it, by name.
    func capacities() async throws -> [HostCapacity]
    /// Which hosts would be switched now to keep so many idle ones on.
    func powerPlan(spares: Int, minimumAge: Int64) async throws -> PowerPlan
    /// The network of the cloud as it was measured last.
    func networkGraph() async throws -> NetworkGraph
    /// The measurements of one pair of hosts, newest first, at most 500.
    func measurements(of pair: HostPair) async throws -> [PairMeasurement]
    /// All periodic jobs, with what came of them last.
    func jobs() async throws -> [JobStatus]
    /// Where the VMs of a host would go: of one that answers all, of a lost one those that ran.
    func evacuationPlan(of host: Host.ID, policy: PlacementPolicy) async throws -> EvacuationPlan
    /// The one-time password of a way to a screen that is open; `nil` where there is none.
    func secret(of grant: ScreenGrant.ID) async throws -> String?
    /// All constants, by name.
    func constants() async throws -> [String: String]
    /// A value each time something may have changed, never more than four a second.
    func changes() -> AsyncStream<Void>
}

/// The cloud for those who may also ask for a change.
public protocol CloudService: CloudReader {
    /// Writes a request into the store and answers at once. What becomes of it is read from the store.
    ///
    /// - Returns: The tasks that were made: one for each command, the parent of a bulk order first.
    /// - Throws: ``CloudError`` where the request is refused.
    func submit(_ request: Request, by requester: Requester) async throws -> [TaskRecord.ID]
    /// What orders would come to, by the checks that they would meet; nothing is kept of it.
    func rehearse(_ commands: [Command], policy: PlacementPolicy, by requester: Requester) async throws -> [Rehearsal]
}

/// What a client asks of the cloud.
public enum Request: Hashable, Sendable {
    /// One task per command; more than one become the children of a bulk task.
    case order([Command], priority: TaskRecord.Priority = .normal, reason: String? = nil)
    /// Stops a task: at once where it waits, between two steps where it works.
    case cancel(TaskRecord.ID)
    /// Makes a new task of a failed one.
    case retry(TaskRecord.ID)
    /// Sets a failed task aside.
    case ignore(TaskRecord.ID)
    /// Submits the inverse of a task that ended less than ten seconds ago.
    case undo(TaskRecord.ID)
    case setConstant(name: String, value: String)
    case catalog(CatalogChange)
    /// Sets the snapshots of a VM that are taken by themselves.
    case schedule(VM.ID, SnapshotSchedule)
    /// Sets the group of a VM, as in ``VMRecord/group``.
    case group(VM.ID, String?)
    /// Cordons a host and moves its VMs away, each to the host that one plan for all of them has for it.
    case evacuate(Host.ID, policy: PlacementPolicy, reason: String? = nil)
    /// Does moves of a balance in waves: what is in one wave may be done side by side.
    case balance([[BalanceMove]], reason: String? = nil)
    /// Moves the VMs of a host on which none runs away, and switches it off.
    case emptyAndSwitchOff(Host.ID, policy: PlacementPolicy, reason: String? = nil)
    /// Says how important a VM is, as in ``VMRecord/rank``: 0 to 100.
    case rank(VM.ID, Int)
    /// Says whether the balancer leaves a VM where it is.
    case stay(VM.ID, Bool)
    /// Says how a host is switched on and off.
    case setPower(Host.ID, PowerSetup)
    /// Fences a host that does not answer and restarts elsewhere what ran there.
    ///
    /// `isOff` is an admin's word that it has no power: then nothing is fenced.
    case recover(Host.ID, isOff: Bool, policy: PlacementPolicy, reason: String? = nil)
    /// Saves and stops the VMs of hosts, of all where none is named, the lowest rank first; nothing else is done then.
    case shutDownCloud([Host.ID], reason: String? = nil)
    /// Brings back what ``shutDownCloud(_:reason:)`` has stopped, the highest rank first.
    case bootCloud([Host.ID], reason: String? = nil)
    /// Ends ways to screens now; each is closed on the box, seen to be, and noted then.
    case revoke([ScreenGrant.ID])
    /// Notes that a console was opened, before it is.
    case console(VM.ID)
}

/// One move of a balance: a VM, from where it is to where it goes.
public struct BalanceMove: Hashable, Sendable {
    /// The VM.
    public var vm: VM.ID
    /// The host that it is on; where it is no more, the move is refused.
    public var from: Host.ID
    /// The host that it goes to.
    public var to: Host.ID

    /// A move of a VM.
    public init(vm: VM.ID, from: Host.ID, to: Host.ID) {
        self.vm = vm
        self.from = from
        self.to = to
    }
}

/// Who asks, for the audit.
public struct Requester: Hashable, Sendable {
    /// The account, or the name that it gave.
    public var name: String
    /// The door by which the request came in, as `cli` or `dashboard`.
    public var via: String

    /// A requester by name.
    public init(name: String, via: String) {
        self.name = name
        self.via = via
    }
}

/// Parts of an inventory.
public struct InventoryScope: OptionSet, Hashable, Sendable {
    /// One bit a part.
    public let rawValue: Int
    /// Parts by bit.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Hosts and their newest usage.
    public static let hosts = InventoryScope(rawValue: 1)
    /// VMs without their usage.
    public static let vms = InventoryScope(rawValue: 2)
    /// The newest usage of every VM.
    public static let usage = InventoryScope(rawValue: 4)
    /// Open tasks and the newest that ended, up to 500.
    public static let tasks = InventoryScope(rawValue: 8)
    /// What is known of VMs that were made here.
    public static let records = InventoryScope(rawValue: 16)
    /// Disks that the cloud made or took over.
    public static let disks = InventoryScope(rawValue: 32)
    /// Snapshots.
    public static let snapshots = InventoryScope(rawValue: 64)
    /// The catalogue, whole whenever some of it changed.
    public static let catalog = InventoryScope(rawValue: 128)
    /// What the boxes of the network do, whole whenever some of it changed.
    public static let network = InventoryScope(rawValue: 256)
    /// Everything.
    public static let all: InventoryScope = [
        .hosts, .vms, .usage, .tasks, .records, .disks, .snapshots, .catalog, .network,
    ]
}

/// What changed between two revisions, or all there is.
public struct InventoryUpdate: Sendable {
    /// True where this replaces all that was known before within its scope.
    public var isFull: Bool
    /// Where the store stands; ask for what changed since.
    public var revision: Revision
    /// The cloud as a whole.
    public var cloud: CloudInfo
    /// Whether somebody works the queue.
    public var controller: ControllerStatus
    /// Hosts that are new or changed.
    public var hosts: [Host]
    /// The newest usage of hosts that were sampled.
    public var hostUsage: [Host.ID: Usage]
    /// VMs that are new or changed.
    public var vms: [VM]
    /// The newest usage of VMs that were sampled.
    public var usage: [VM.ID: Usage]
    /// Tasks that are new or changed.
    public var tasks: [TaskRecord]
    /// Records that are new or changed.
    public var records: [VMRecord] = []
    /// Disks that are new or changed.
    public var disks: [Disk] = []
    /// Snapshots that are new or changed, oldest first.
    public var snapshots: [Snapshot] = []
    /// The catalogue; `nil` where none of it changed.
    public var catalog: Catalog?
    /// What the boxes of the network do; `nil` where none of it changed.
    public var network: NetworkBooks?
    /// Records of VMs that are no more.
    public var removedRecords: [VM.ID] = []
    /// Disks that are no more.
    public var removedDisks: [Disk.ID] = []
    /// Snapshots that are no more.
    public var removedSnapshots: [Snapshot.ID] = []
    /// Hosts that left the cloud.
    public var removedHosts: [Host.ID]
    /// VMs that are forgotten.
    public var removedVMs: [VM.ID]
    /// Tasks that are forgotten.
    public var removedTasks: [TaskRecord.ID]

    /// An update with nothing in it but where the store stands.
    public init(
        isFull: Bool,
        revision: Revision,
        cloud: CloudInfo,
        controller: ControllerStatus,
        hosts: [Host] = [],
        hostUsage: [Host.ID: Usage] = [:],
        vms: [VM] = [],
        usage: [VM.ID: Usage] = [:],
        tasks: [TaskRecord] = [],
        removedHosts: [Host.ID] = [],
        removedVMs: [VM.ID] = [],
        removedTasks: [TaskRecord.ID] = []
    ) {
        self.isFull = isFull
        self.revision = revision
        self.cloud = cloud
        self.controller = controller
        self.hosts = hosts
        self.hostUsage = hostUsage
        self.vms = vms
        self.usage = usage
        self.tasks = tasks
        self.removedHosts = removedHosts
        self.removedVMs = removedVMs
        self.removedTasks = removedTasks
    }
}

/// The cloud as a whole.
public struct CloudInfo: Hashable, Sendable {
    /// Tells one cloud from another on the same hosts.
    public var uuid: UniqueID
    /// What the cloud is called on the screen.
    public var name: String
    /// Seconds between two samples of a host.
    public var step: Int64
    /// How many tasks may be worked on at once.
    public var limits: TaskLimits
    /// Whether it is up as a whole.
    public var status = Status.up
    /// True for the embedded demo, whose hosts and load are simulated.
    public var isDemo: Bool

    /// Whether a cloud is up as a whole; while it is not, only what brings it down or up is done.
    public enum Status: String, CaseIterable, Codable, Sendable {
        case up
        case upProgress = "up-progress"
        case down
        case downProgress = "down-progress"
    }

    /// A cloud with everything known.
    public init(uuid: UniqueID, name: String, step: Int64, limits: TaskLimits, isDemo: Bool = false) {
        self.uuid = uuid
        self.name = name
        self.step = step
        self.limits = limits
        self.isDemo = isDemo
    }
}

/// Whether somebody works the queue and polls the hosts.
public enum ControllerStatus: Hashable, Sendable {
    case running(process: Int32, since: Timestamp)
    /// Somebody has halted it by a signal; no other can take its place meanwhile.
    case halted(process: Int32)
    /// One has run before; none does now.
    case stopped
    /// None has ever run on this store.
    case never
}

/// What is known of one VM beyond the list.
public struct VMDetails: Hashable, Sendable {
    /// The libvirt XML as last read; `nil` before the first reading.
    ///
    /// From the host, not to be trusted.
    public var xml: String?
    /// What happened to it, newest first, at most 200.
    public var events: [CloudEvent]

    /// Details of a VM.
    public init(xml: String?, events: [CloudEvent]) {
        self.xml = xml
        self.events = events
    }
}

/// Something that happened, as the event log has it.
public struct CloudEvent: Identifiable, Hashable, Sendable {
    /// Rises with every event.
    public let id: Int64
    /// When it happened.
    public var at: Timestamp
    /// As `state`, `host`, `claim`, `console`, `task`, `constant`, `clock`.
    public var kind: String
    /// The VM that it happened to; `nil` where it is not about one.
    public var vm: VM.ID?
    /// The host that it happened on; `nil` where it is not about one.
    public var host: Host.ID?
    /// Who did it; `nil` where nobody of ours did.
    public var actor: String?
    /// In words.
    public var text: String

    /// An event with everything known.
    public init(id: Int64, at: Timestamp, kind: String, vm: VM.ID?, host: Host.ID?, actor: String?, text: String) {
        self.id = id
        self.at = at
        self.kind = kind
        self.vm = vm
        self.host = host
        self.actor = actor
        self.text = text
    }
}
