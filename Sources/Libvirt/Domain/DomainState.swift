internal import CLibvirt

/// The states that libvirt reports for a domain.
public enum DomainState: Hashable, Sendable {
    /// The hypervisor does not say.
    case noState
    case running
    /// Running, but waiting for something.
    case blocked
    case paused
    /// Being shut down; still there.
    case shuttingDown
    case shutOff
    case crashed
    /// Put to sleep by the guest's own power management.
    case suspended
    /// A state newer than this wrapper, with libvirt's number for it.
    case unknown(Int32)

    init(rawState: Int32) {
        switch UInt32(bitPattern: rawState) {
        case VIR_DOMAIN_NOSTATE.rawValue: self = .noState
        case VIR_DOMAIN_RUNNING.rawValue: self = .running
        case VIR_DOMAIN_BLOCKED.rawValue: self = .blocked
        case VIR_DOMAIN_PAUSED.rawValue: self = .paused
        case VIR_DOMAIN_SHUTDOWN.rawValue: self = .shuttingDown
        case VIR_DOMAIN_SHUTOFF.rawValue: self = .shutOff
        case VIR_DOMAIN_CRASHED.rawValue: self = .crashed
        case VIR_DOMAIN_PMSUSPENDED.rawValue: self = .suspended
        default: self = .unknown(rawState)
        }
    }

    /// True where a guest is in memory: it has counters, and can be suspended, resumed or destroyed.
    public var isActive: Bool {
        switch self {
        case .running, .blocked, .paused, .shuttingDown, .suspended: true
        case .noState, .shutOff, .crashed, .unknown: false
        }
    }
}

/// A domain's state and why it came into it.
public struct DomainStatus: Hashable, Sendable {
    /// The state.
    public var state: DomainState
    /// libvirt's number for the reason; its meaning depends on the state.
    ///
    /// 0 means unknown.
    public var reason: Int32

    /// A state with libvirt's number for the reason.
    public init(state: DomainState, reason: Int32 = 0) {
        self.state = state
        self.reason = reason
    }

    /// True for the destination of a migration that has not ended, or a source that is about to go.
    public var isInMigration: Bool {
        state == .paused && [Self.pausedMigration, Self.pausedStartingUp, Self.pausedPostcopy].contains(reason)
    }

    /// True where a disk failed and the hypervisor stopped the guest to save its data.
    public var isStoppedByDiskError: Bool { state == .paused && reason == Self.pausedIOError }

    /// The reason in a word or two; `nil` where there is none to tell.
    public var reasonText: String? {
        let words: [String] =
            switch state {
            case .running:
                [
                    "", "booted", "migrated", "restored", "from snapshot", "unpaused", "migration canceled",
                    "save canceled", "wakeup", "crashed", "post-copy", "post-copy failed",
                ]
            case .paused:
                [
                    "", "by user", "migrating", "saving", "dumping", "disk error", "watchdog", "from snapshot",
                    "shutting down", "creating snapshot", "crashed", "starting up", "post-copy", "post-copy failed",
                ]
            case .shutOff:
                ["", "shut down", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot", "daemon"]
            case .crashed: ["", "panicked"]
            case .shuttingDown: ["", "by user"]
            case .noState, .blocked, .suspended, .unknown: []
            }
        guard reason > 0, reason < words.count else { return nil }
        return words[Int(reason)]
    }

    private static let pausedMigration: Int32 = 2
    private static let pausedIOError: Int32 = 5
    private static let pausedStartingUp: Int32 = 11
    private static let pausedPostcopy: Int32 = 12
}
