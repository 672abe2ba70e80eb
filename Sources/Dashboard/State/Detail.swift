internal import BaadalModel

/// What details are shown of.
enum Subject: Hashable, Sendable {
    case host(Host.ID)
    case vm(VM.ID)
    case task(TaskRecord.ID)
    case snapshot(Snapshot.ID)
    case item(StorageID)
    case network(NetworkID)
    /// What was measured between all hosts.
    case heat

    var isVM: Bool {
        if case .vm = self { true } else { false }
    }

    var series: SeriesSubject? {
        switch self {
        case .host(let id): .host(id)
        case .vm(let id): .vm(id)
        case .task, .snapshot, .item, .network, .heat: nil
        }
    }

    var place: Place {
        switch self {
        case .host: .host
        case .vm: .vm
        case .task: .task
        case .snapshot: .snapshot
        case .item: .item
        case .network: .connection
        case .heat: .heat
        }
    }

    var tabs: [Tab] {
        switch self {
        case .host: [.overview, .graphs, .vms, .tasks]
        case .vm: [.overview, .graphs, .tasks, .events, .xml]
        case .task, .snapshot, .item, .network: [.overview]
        case .heat: [.latency, .throughput]
        }
    }
}

/// A page of the details.
enum Tab: String, Hashable, Sendable {
    case overview, graphs
    case vms = "VMs"
    case tasks, events
    case xml = "XML"
    case latency, throughput
}

/// The details that are open.
struct Detail: Hashable, Sendable {
    var subject: Subject
    var tab = Tab.overview
    /// How far back the graphs look.
    var period = Period.hour
    /// The first line in sight.
    var top = 0

    /// Goes some tabs to the right, and round.
    mutating func turn(by count: Int) {
        let tabs = subject.tabs
        let at = tabs.firstIndex(of: tab) ?? 0
        tab = tabs[((at + count) % tabs.count + tabs.count) % tabs.count]
        top = 0
    }

    /// Looks further back, or less far.
    mutating func widen(by count: Int) {
        let at = Period.allCases.firstIndex(of: period) ?? 0
        period = Period.allCases[max(0, min(at + count, Period.allCases.count - 1))]
    }
}

/// What was read of the past, and what was asked for and is on its way.
struct Past: Sendable {
    /// Newest processor shares, oldest first, for the sparklines.
    var recent: [SeriesSubject: [Double?]] = [:]
    /// Of the subject whose details are in sight only.
    var series: [SeriesQuery: SeriesSet] = [:]
    var details: (vm: VM.ID, value: VMDetails)?
    var steps: (task: TaskRecord.ID, value: [TaskStep])?
    /// The one-time password of the way to a screen whose details are open; it is kept no longer than they are.
    var secret: (grant: ScreenGrant.ID, value: String?)?
    /// What each host has, as last asked; `nil` before that.
    var capacities: [HostCapacity]?
    /// An identifier for what is made next; `nil` until one is given, and once it is used.
    var spare: UniqueID?
    /// The age of the data that each thing was last asked for with.
    var asked: [Need: Timestamp] = [:]

    /// The subject whose details were in sight last.
    private var subject: Subject?

    /// Turns to another subject: what only details show is kept for one, and has to be asked for again.
    mutating func turn(to next: Subject) {
        guard subject != next else { return }
        subject = next
        series = series.filter { $0.key.subject == next.series }
        asked = asked.filter { need, _ in
            switch need {
            case .recent, .capacities, .balance, .network: true
            case .series, .details, .steps, .measurements, .secret: false
            }
        }
    }

    /// Lets go of a password once nobody looks at it.
    mutating func forgetSecret(unless subject: Subject?) {
        for case .secret(let grant) in asked.keys where subject != .network(.grant(grant)) {
            (asked[.secret(grant)], secret) = (nil, nil)
        }
    }

    /// Something that can be asked for.
    enum Need: Hashable, Sendable {
        case recent(SeriesSubject)
        case series(SeriesQuery)
        case details(VM.ID)
        case steps(TaskRecord.ID)
        case capacities
        case balance(swaps: Bool)
        case network
        case measurements(HostPair)
        case secret(ScreenGrant.ID)
    }
}
