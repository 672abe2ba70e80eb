internal import BaadalModel

/// An open way to one host: what the controller asks of it.
///
/// Every call has a deadline. One that passes it throws ``HostFailure/timedOut(after:)`` and may still be under way;
/// whoever holds a hypervisor whose poll timed out lets go of it and opens another.
protocol Hypervisor: DomainShaping, SnapshotKeeping, DomainMoving, FileKeeping {
    /// What the host is. Asked once a connection.
    func facts() async throws -> HostFacts
    /// All domains and what they have used.
    func poll(_ request: PollRequest) async throws -> HostReading
    /// What the list does not say of some domains.
    func describe(_ domains: [VM.ID]) async throws -> [DomainDescription]
    /// What the host says of one domain at this moment; `nil` where it has none of that UUID.
    func look(at domain: VM.ID) async throws -> DomainSight?
    /// Does something to a domain.
    func perform(_ action: DomainAction, on domain: VM.ID) async throws
    /// Writes a claim into a domain's metadata, and reads back what is there then.
    func claim(_ domain: VM.ID, for cloud: CloudInfo) async throws -> VM.Claim
    /// Runs a program on the host, by its arguments.
    ///
    /// - Returns: `nil` where there is no way to run programs there.
    func run(_ arguments: [String], within deadline: Duration) async throws -> RemoteShell.Result?
    /// What happens on the host, until the connection ends. Asked once a connection.
    func events() async throws -> AsyncStream<HostEvent>
    /// Calls on this connection that hang.
    var hanging: Int { get }
}

/// Opens ways to hosts.
protocol HypervisorOpener: Sendable {
    /// Opens a connection.
    func open(_ uri: String) async throws -> any Hypervisor
    /// Whether a host may be opened, of which so many connections hang that were open.
    ///
    /// - Throws: ``HostFailure/hanging(_:)``.
    func admit(_ uri: String, hanging: Int) throws
    /// The other ways by which a host can be asked; `nil` for one on this machine.
    func target(of uri: String) -> HostProbe.Target?
    /// What asks hosts by those ways.
    var probe: HostProbe { get }
}

extension HypervisorOpener {
    func admit(_ uri: String, hanging: Int) throws {
        guard hanging < 2 else { throw HostFailure.hanging(hanging) }
    }

    func target(of uri: String) -> HostProbe.Target? { nil }
    var probe: HostProbe { HostProbe(calls: BlockingCalls(limit: 8)) }
}

/// What a poll asks for.
struct PollRequest: Hashable, Sendable {
    /// Usage as well as states.
    var usage = true
    /// Skip domains that are busy rather than wait for them.
    var noWait = false
    /// The figures that make a slow host slow: memory and disks.
    var heavy = true
    var deadline: Duration = .seconds(8)
    /// The host did not answer last time.
    var isDoubtful = false
}

/// What a poll found.
struct HostReading: Sendable {
    var domains: [DomainReading]
    /// What libvirt counts of the host, its processors and memory; `nil` where the driver has none.
    var host: Counters?
    /// What the host counts by itself, its sensors among it, and goes first; `nil` where it could not be asked.
    var counted: HostCounters?
    /// Invented by the driver, not measured.
    var isSimulated = false
}

/// One domain in a poll.
struct DomainReading: Sendable {
    var id: VM.ID
    var name: String
    var state: VM.State
    /// `nil` where usage was not asked for, or the domain could not be asked.
    var counters: Counters?
    /// True where the domain runs and its figures were asked for, but it was too busy to give them.
    var wasSkipped = false
    /// A migration arrives here.
    var isInbound = false
}

/// What the list does not say of a domain.
struct DomainDescription: Sendable {
    var id: VM.ID
    var vcpus: Int
    var memory: Bytes
    var isPersistent: Bool
    var claim: VM.Claim
    var xml: String?
}

/// What a host says of one domain.
struct DomainSight: Hashable, Sendable {
    var state: VM.State
    var claim: VM.Claim
    var isPersistent: Bool
}

/// What can be done to a domain.
enum DomainAction: String, Hashable, Sendable {
    case start, shutDown, powerOff, reboot, suspend, resume
}

/// What happened on a host.
enum HostEvent: Hashable, Sendable {
    /// Something about a domain: started, stopped, defined…
    case domain(VM.ID)
    /// The definition of a domain changed or is new.
    case defined(VM.ID)
    /// The connection ended.
    case closed(reason: String)
}
