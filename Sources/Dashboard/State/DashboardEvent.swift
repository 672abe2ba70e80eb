public import BaadalModel
public import Canvas

/// Something that happened, as the dashboard takes it in.
public enum DashboardEvent: Sendable {
    case key(Key)
    case resize(columns: Int, rows: Int)
    /// Time passed: now, and how far east of UTC the viewer is, in seconds.
    case clock(Timestamp, utcOffset: Int)
    /// News of the store, and the parts of it that were asked for.
    case inventory(InventoryUpdate, scope: InventoryScope = .all)
    /// The store cannot be read at the moment, in words.
    case unreadable(String)
    case recent([SeriesSubject: [Double?]])
    case series(SeriesQuery, SeriesSet)
    case details(VM.ID, VMDetails)
    case steps(TaskRecord.ID, [TaskStep])
    case capacities([HostCapacity])
    /// What would make the hosts even.
    case balance(BalancePlan, swaps: Bool)
    /// The network between hosts as it was measured last.
    case network(NetworkGraph)
    /// What was measured between two hosts, newest first.
    case measurements(HostPair, [PairMeasurement])
    /// The one-time password of a way to a screen; `nil` where there is none.
    case secret(ScreenGrant.ID, String?)
    /// An identifier that nothing has, for something new.
    case identifier(UniqueID)
    /// A request was written.
    case submitted([TaskRecord.ID], label: String)
    /// Something that was asked for did not work, in words.
    case refused(String)
    /// The theme that is in use from now on.
    case themed(String)
}

/// Something that the dashboard wants done by others.
public enum DashboardEffect: Hashable, Sendable {
    case load(DashboardLoad)
    /// Asks the cloud for a change.
    case submit(Request, label: String)
    /// Puts the serial console of a VM on the terminal.
    case console(VM.ID)
    /// Copies a text to the clipboard of the viewer's terminal.
    case copy(String)
    case useTheme(String)
    /// Keeps what the viewer chose for the next time.
    case remember(DashboardChoices)
    /// Reads the store anew.
    case refresh
    case repaint
    case suspend
    case quit

    /// Whether it changes anything beyond the viewer's own terminal, or gives input to a machine.
    public var isChange: Bool {
        switch self {
        case .submit, .console: true
        case .load, .copy, .useTheme, .remember, .refresh, .repaint, .suspend, .quit: false
        }
    }
}

/// Something to be read from the store.
public enum DashboardLoad: Hashable, Sendable {
    /// The newest processor shares of these subjects, `points` each.
    case recent([SeriesSubject], points: Int)
    case series(SeriesQuery)
    case details(VM.ID)
    case steps(TaskRecord.ID)
    /// What each host has, and what is promised of it.
    case capacities
    /// What would make the hosts even, by single moves or with changes of places too, under limits.
    case balance(swaps: Bool, ClusterLimits, now: Timestamp)
    /// The network between hosts as it was measured last.
    case network
    /// What was measured between two hosts.
    case measurements(HostPair)
    /// The one-time password of a way to a screen.
    case secret(ScreenGrant.ID)
    /// An identifier that nothing has.
    case identifier
}

/// What a viewer chose, kept from one run to the next.
public struct DashboardChoices: Hashable, Sendable {
    /// `nil` for the configured one.
    public var theme: String?
    /// The column that each pane is sorted by, with `-` before it where the largest comes first.
    public var sort: [String: String]
    /// The columns that each pane shows, in order; a pane that is missing shows all there is room for.
    public var columns: [String: [String]]

    /// Choices of an earlier run, or none.
    public init(theme: String? = nil, sort: [String: String] = [:], columns: [String: [String]] = [:]) {
        self.theme = theme
        self.sort = sort
        self.columns = columns
    }
}
