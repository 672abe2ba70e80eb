/// A machine with libvirt on which VMs run.
public struct Host: Identifiable, Hashable, Sendable {
    /// The UUID of the host's capabilities; where libvirt gives none, one derived from the URI.
    public struct ID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
        /// The UUID that tells the machine from all others.
        public let uuid: UniqueID
        /// The host of that UUID.
        public init(_ uuid: UniqueID) { self.uuid = uuid }
        /// The 36-character text form.
        public var description: String { uuid.description }
        /// Orders by value.
        public static func < (lhs: Self, rhs: Self) -> Bool { lhs.uuid < rhs.uuid }
    }

    /// Tells it from all others of the cloud.
    public let id: ID
    /// Unique in the cloud.
    public var name: String
    /// The libvirt URI by which it is reached.
    public var uri: String
    /// Where it stands.
    public var state: State
    /// What its admins mean it for.
    public var mode: Mode
    /// What it is made of; `nil` where that was not read yet.
    public var inventory: HostInventory?
    /// How it is switched on and off.
    public var power: PowerSetup
    /// When its power was seen to be off since it last answered; `nil` where that is not known.
    public var fenced: Timestamp?
    /// Why the state is what it is, in words for the admin; `nil` when there is nothing to say.
    public var reason: String?
    /// Processors that guests may use (threads); `nil` before the first answer.
    public var cpus: Int?
    /// Physical memory; `nil` before the first answer.
    public var memory: Bytes?
    /// As `9.0.0`; `nil` before the first answer.
    public var libvirtVersion: String?
    /// What runs the guests, as `QEMU 7.2.22`; `nil` before the first answer.
    public var hypervisor: String?
    /// What this libvirt can do beyond the oldest version we accept, sorted.
    public var features: [String]
    /// When it last answered; `nil` if it never did.
    public var seen: Timestamp?
    /// When `state` last changed.
    public var since: Timestamp
    /// True where figures come from a load model because the driver measures nothing.
    public var isSimulated: Bool

    /// A host with everything known.
    public init(
        id: ID,
        name: String,
        uri: String,
        state: State,
        mode: Mode = .active,
        inventory: HostInventory? = nil,
        power: PowerSetup = .none,
        fenced: Timestamp? = nil,
        reason: String? = nil,
        cpus: Int? = nil,
        memory: Bytes? = nil,
        libvirtVersion: String? = nil,
        hypervisor: String? = nil,
        features: [String] = [],
        seen: Timestamp? = nil,
        since: Timestamp,
        isSimulated: Bool = false
    ) {
        self.id = id
        self.name = name
        self.uri = uri
        self.state = state
        self.mode = mode
        self.inventory = inventory
        self.power = power
        self.fenced = fenced
        self.reason = reason
        self.cpus = cpus
        self.memory = memory
        self.libvirtVersion = libvirtVersion
        self.hypervisor = hypervisor
        self.features = features
        self.seen = seen
        self.since = since
        self.isSimulated = isSimulated
    }

    /// Whether something is set up that cuts its power and sees that it is off.
    public var canBeFenced: Bool { power.canFence }

    /// Refuses to cut the power of a host that answers, or that is just being switched.
    public func checkMayBeFenced() throws(CloudError) {
        switch state {
        case .down, .unknown: return
        case .up, .maintenance:
            throw .refused("host \(name) answers; one that answers is evacuated, not fenced")
        case .poweringUp, .poweringDown:
            throw .refused("host \(name) is \(state.rawValue); it can be fenced once that has ended")
        }
    }

    /// Whether other hosts can open it for a migration: its URI names a machine and not a place on this one.
    public var isReachedByHosts: Bool {
        guard let start = uri.firstRange(of: "://") else { return false }
        return !uri[start.upperBound...].hasPrefix("/") && !uri.hasPrefix("test")
    }

    /// What the admins of a host mean it for.
    public enum Mode: String, CaseIterable, Codable, Sendable {
        /// VMs are put there.
        case active
        /// Cordoned: no VM is put there.
        case maintenance
        /// Switched off on purpose: that it does not answer is no alarm.
        case off

        /// The state of a host of that mode while it answers.
        public var answeringState: State { self == .active ? .up : .maintenance }
    }

    /// Where a host stands.
    public enum State: String, CaseIterable, Codable, Sendable {
        case up, down, maintenance
        case poweringUp = "powering-up"
        case poweringDown = "powering-down"
        /// Not asked yet, or in doubt.
        case unknown

        /// Whether it answered when it was asked last.
        public var answers: Bool { self == .up || self == .maintenance }
    }
}
