public import BaadalModel

/// What one look at a host found, written in one transaction.
public struct HostReport: Sendable {
    /// The host that was looked at.
    public var host: Host.ID
    /// When it was looked at.
    public var at: Timestamp
    /// What it showed, each UUID once.
    public var domains: [DomainReport]
    /// True where the host answered in full, so that a VM it does not list is not there.
    public var isComplete: Bool
    /// What its VMs used since the last look; a VM that is not in it was not measured.
    public var usage: [VM.ID: Usage]
    /// What the host itself used; `nil` where that was not measured.
    public var hostUsage: Usage?

    /// What was found at a moment.
    public init(
        host: Host.ID,
        at: Timestamp,
        domains: [DomainReport],
        isComplete: Bool,
        usage: [VM.ID: Usage] = [:],
        hostUsage: Usage? = nil
    ) {
        self.host = host
        self.at = at
        self.domains = domains
        self.isComplete = isComplete
        self.usage = usage
        self.hostUsage = hostUsage
    }
}

/// One domain as a host shows it.
public struct DomainReport: Sendable {
    /// The libvirt UUID.
    public var uuid: VM.ID
    /// The libvirt name, as the host gives it.
    public var name: String
    /// What it does on this host.
    public var state: VM.State
    /// Processors of its own.
    public var vcpus: Int
    /// The memory that it may use at most.
    public var memory: Bytes
    /// False for one that vanishes when it stops.
    public var isPersistent: Bool
    /// True for the receiving end of a migration.
    public var isInbound: Bool
    /// Whose it is; `nil` where that was not read this time.
    public var claim: VM.Claim?
    /// The libvirt XML; `nil` where that was not read this time.
    public var xml: String?

    /// A domain with what is known of it.
    public init(
        uuid: VM.ID,
        name: String,
        state: VM.State,
        vcpus: Int,
        memory: Bytes,
        isPersistent: Bool = true,
        isInbound: Bool = false,
        claim: VM.Claim? = nil,
        xml: String? = nil
    ) {
        self.uuid = uuid
        self.name = name
        self.state = state
        self.vcpus = vcpus
        self.memory = memory
        self.isPersistent = isPersistent
        self.isInbound = isInbound
        self.claim = claim
        self.xml = xml
    }
}
