/// What the cloud knows of a VM beyond what its host shows: whose it is, what it was made from, what is kept for it.
///
/// VMs that were found on a host and not made here have none.
public struct VMRecord: Identifiable, Hashable, Sendable {
    /// Where the VM stands in its life.
    public enum Stage: String, CaseIterable, Codable, Sendable {
        /// Reserved, and being made.
        case installing
        case ready
        /// Deleted, and kept until its time is over.
        case trashed
    }

    /// The VM.
    public let id: VM.ID
    /// The name that its owner gave it.
    public var name: String
    /// The libvirt name, unique in the cloud.
    public var identity: String
    /// Whose it is.
    public var owner: User.ID
    /// The owner's organisation when it was made.
    public var organisation: Organisation.ID
    /// What it was made from; `nil` for an imported image or a clone.
    public var template: Template.ID?
    /// The VM that it was cloned from; `nil` for no clone.
    public var parent: VM.ID?
    /// The part of the network that it lives in.
    public var domain: SecurityDomain.ID
    /// Where it is in its life.
    public var stage: Stage
    /// The host that is kept for it: where it is, or will be.
    public var host: Host.ID?
    /// Processors of its own.
    public var vcpus: Int
    /// Memory.
    public var memory: Bytes
    /// Its private address.
    public var address: IPv4?
    /// The hardware address that goes with it.
    public var mac: MAC?
    /// Its public address; `nil` for none.
    public var publicAddress: IPv4?
    /// The port of its screen on its host; `nil` in the trash.
    public var vncPort: Int?
    /// What it is for, in the owner's words.
    public var purpose: String
    /// When it was asked for.
    public var created: Timestamp
    /// When it is removed for good; `nil` unless it is in the trash.
    public var purgeAt: Timestamp?
    /// The snapshots that are taken by themselves.
    public var schedule: SnapshotSchedule
    /// VMs of one group are kept together, or apart where the name begins with `!`; `nil` for no wish.
    public var group: String?
    /// How important it is: higher is restarted first, and stopped last.
    public var rank: Int
    /// Whether the balancer leaves it where it is.
    public var stays: Bool

    /// A record with everything known.
    public init(
        id: VM.ID,
        name: String,
        identity: String,
        owner: User.ID,
        organisation: Organisation.ID,
        template: Template.ID? = nil,
        parent: VM.ID? = nil,
        domain: SecurityDomain.ID,
        stage: Stage,
        host: Host.ID?,
        vcpus: Int,
        memory: Bytes,
        address: IPv4? = nil,
        mac: MAC? = nil,
        publicAddress: IPv4? = nil,
        vncPort: Int? = nil,
        purpose: String = "",
        created: Timestamp,
        purgeAt: Timestamp? = nil,
        schedule: SnapshotSchedule = [],
        group: String? = nil,
        rank: Int = 0,
        stays: Bool = false
    ) {
        self.id = id
        self.name = name
        self.identity = identity
        self.owner = owner
        self.organisation = organisation
        self.template = template
        self.parent = parent
        self.domain = domain
        self.stage = stage
        self.host = host
        self.vcpus = vcpus
        self.memory = memory
        self.address = address
        self.mac = mac
        self.publicAddress = publicAddress
        self.vncPort = vncPort
        self.purpose = purpose
        self.created = created
        self.purgeAt = purgeAt
        self.schedule = schedule
        self.group = group
        self.rank = rank
        self.stays = stays
    }
}
