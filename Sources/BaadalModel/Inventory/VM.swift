/// A virtual machine as the cloud records it: one UUID, on one host or on several, or on none for a moment.
public struct VM: Identifiable, Hashable, Sendable {
    /// The libvirt UUID.
    public struct ID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
        /// The UUID that libvirt knows the domain by.
        public let uuid: UniqueID
        /// The VM of that UUID.
        public init(_ uuid: UniqueID) { self.uuid = uuid }
        /// Reads the text form of a UUID; `nil` for anything else.
        public init?(_ text: some StringProtocol) {
            guard let uuid = UniqueID(text) else { return nil }
            self.uuid = uuid
        }
        /// The 36-character text form.
        public var description: String { uuid.description }
        /// Orders by value.
        public static func < (lhs: Self, rhs: Self) -> Bool { lhs.uuid < rhs.uuid }
    }

    /// Tells it from all others of the cloud.
    public let id: ID
    /// The libvirt name as the host gives it.
    ///
    /// Not unique, and not safe to print before it is drawn or escaped.
    public var name: String
    /// What it does at the moment.
    public var state: State
    /// Where it runs, or where it is defined when it does not run; `nil` when no host shows it.
    public var host: Host.ID?
    /// Every host that shows this UUID, in order of host.
    public var placements: [Placement]
    /// How many virtual processors it has.
    public var vcpus: Int
    /// The memory that it may use at most.
    public var memory: Bytes
    /// False for a VM that vanishes when it stops (libvirt: transient).
    public var isPersistent: Bool
    /// The cloud that changes this VM.
    public var claim: Claim
    /// Why changing commands are refused or doubtful; `nil` when nothing is wrong.
    public var conflict: Conflict?
    /// When `state` last changed.
    public var since: Timestamp
    /// When a host last showed it.
    public var seen: Timestamp

    /// A VM with everything known.
    public init(
        id: ID,
        name: String,
        state: State,
        host: Host.ID?,
        placements: [Placement] = [],
        vcpus: Int,
        memory: Bytes,
        isPersistent: Bool = true,
        claim: Claim = .none,
        conflict: Conflict? = nil,
        since: Timestamp,
        seen: Timestamp
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.host = host
        self.placements = placements
        self.vcpus = vcpus
        self.memory = memory
        self.isPersistent = isPersistent
        self.claim = claim
        self.conflict = conflict
        self.since = since
        self.seen = seen
    }
}

extension VM {
    /// What a VM does at the moment.
    ///
    /// What is being done to it (starting, migrating) is its open task.
    public enum State: String, CaseIterable, Codable, Sendable {
        case running, paused, stopping, stopped, crashed
        /// Its host answers, but a call about this VM does not.
        case unresponsive
        /// Its host does not answer.
        case unknown
        /// Its host answered and does not have it any more. Kept for ten minutes.
        case gone

        /// Whether the VM holds a processor, memory and its disks.
        public var isActive: Bool {
            switch self {
            case .running, .paused, .stopping, .unresponsive: true
            case .stopped, .crashed, .unknown, .gone: false
            }
        }
    }

    /// One host that shows the VM.
    public struct Placement: Hashable, Codable, Sendable {
        /// The host that shows it.
        public var host: Host.ID
        /// What it does there.
        public var state: State
        /// When that host last showed it.
        public var seen: Timestamp
        /// True for the receiving end of a migration.
        public var isInbound: Bool

        /// A VM as one host shows it.
        public init(host: Host.ID, state: State, seen: Timestamp, isInbound: Bool = false) {
            self.host = host
            self.state = state
            self.seen = seen
            self.isInbound = isInbound
        }
    }

    /// The cloud that changes a VM, as its libvirt metadata says.
    public enum Claim: Hashable, Codable, Sendable {
        /// No cloud has changed it yet.
        case none
        case ours
        /// Another cloud's name and UUID.
        case other(name: String, cloud: UniqueID)
    }

    /// Two hosts that disagree about one UUID.
    public enum Conflict: String, Codable, Sendable {
        /// Defined, shut off, on more than one host.
        case staleDefinition
        /// Active on more than one host: every changing command is refused.
        case activeTwice
    }
}
