public import BaadalModel

/// What one look at a host found, written in one transaction.
public struct HostReport: Sendable {
    public var host: Host.ID
    public var at: Timestamp
    public var domains: [DomainReport]
    /// True where the host answered in full, so that a VM it does not list is not there.
    public var isComplete: Bool
    public var usage: [VM.ID: Usage]
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
    public var uuid: VM.ID
    public var name: String
    public var state: VM.State
    public var vcpus: Int
    public var memory: Bytes
    public var isPersistent: Bool
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
