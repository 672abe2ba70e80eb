import BaadalModel
import BaadalStore
import Synchronization

@testable import BaadalCore

/// A host that does what a test says: its domains, and what goes wrong when it is asked.
final class ScriptedHost: HypervisorOpener {
    /// What the next calls run into.
    enum Fault: Sendable, Equatable {
        case none
        /// Nothing answers.
        case unreachable
        /// libvirt does not answer; the machine runs on, and gives echoes back.
        case deaf
        /// Polls for usage hang until they are abandoned, unless they skip the busy.
        case hangsOnUsage
        /// Connections can be opened, and then hang while they are asked what the host is.
        case hangsOnFacts
        /// The same, while they are asked for events.
        case hangsOnEvents
        /// Polls are not made, because too many calls to others hang.
        case getsNoPlace
        /// Actions lose the connection after they took effect.
        case losesAnswers

        var hangs: Bool { [.hangsOnUsage, .hangsOnFacts, .hangsOnEvents].contains(self) }
    }

    struct Domain: Sendable {
        var name: String
        var state: VM.State
        var claim = VM.Claim.none
        var isSkipped = false
        /// False for a guest that would be gone once it stopped, as one that is on its way in.
        var isPersistent = true
        /// Memory is kept for the next start.
        var isSaved = false
        /// The definition; `nil` for a domain that was there before anybody asked.
        var xml: String?
        var snapshots: [SnapshotSight] = []
    }

    struct Script: Sendable {
        var domains: [VM.ID: Domain] = [:]
        var fault = Fault.none
        var opened = 0
        var actions: [DomainAction] = []
        /// Whether a guest obeys when it is asked to shut down.
        var guestObeys = true
        var noWaitPolls = 0
        var refusedPolls = 0
        /// How many domains each description was asked for.
        var described: [Int] = []
        /// Whether it has power.
        var isOn = true
        /// Whether its device does what it says that it has done.
        var isSwitched = true
        /// Whether QEMU's locks on disks hold where its disks are.
        var hasLocks = true

        var answers: Bool { isOn && fault != .unreachable && fault != .deaf }
        var givesEchoes: Bool { isOn && fault != .unreachable }
    }

    let id: Host.ID
    let name: String
    let files: ScriptedFiles
    /// The way past libvirt, by which it is sent echoes.
    var address: String { "192.0.2.\(id.uuid.low)" }
    let script = Mutex(Script())
    /// Told of each call that changes something, before and after; what it throws the caller sees.
    let onCall = Mutex<(@Sendable (String, String, Bool) throws -> Void)?>(nil)
    /// The other hosts of the cloud, by the URI that others reach them by.
    let peers = Mutex<[String: ScriptedHost]>([:])

    init(number: UInt64 = 7, name: String = "scripted", files: ScriptedFiles = ScriptedFiles()) {
        id = Host.ID(UniqueID(high: 7, low: number))
        self.name = name
        self.files = files
    }

    func change(_ body: (inout Script) -> Void) { script.withLock { body(&$0) } }
    func state(of vm: VM.ID) -> VM.State? { script.withLock { $0.domains[vm]?.state } }
    var actions: [DomainAction] { script.withLock { $0.actions } }

    func open(_ uri: String) async throws -> any Hypervisor {
        try script.withLock { script in
            guard script.answers else { throw HostFailure.noAnswer(address: uri, why: "no route to host") }
            script.opened += 1
        }
        return ScriptedConnection(host: self)
    }
}

/// One way to a scripted host.
struct ScriptedConnection: Hypervisor {
    let host: ScriptedHost

    var hanging: Int { host.script.withLock { $0.fault.hangs ? 1 : 0 } }

    func facts() async throws -> HostFacts {
        try host.script.withLock { script in
            guard script.fault != .hangsOnFacts else { throw HostFailure.timedOut(after: .seconds(15)) }
        }
        return HostFacts(
            id: host.id,
            hostname: host.name,
            cpus: 8,
            memory: .gibibytes(16),
            libvirtVersion: "9.0.0",
            hypervisor: "Script 1.0",
            features: [],
            isSimulated: false
        )
    }

    func poll(_ request: PollRequest) async throws -> HostReading {
        try host.script.withLock { script in
            guard script.answers else { throw HostFailure.noAnswer(address: "scripted", why: "cable cut") }
            if script.fault == .getsNoPlace {
                script.refusedPolls += 1
                throw HostFailure.tooManyCalls(128)
            }
            if script.fault == .hangsOnUsage, request.usage, !request.noWait {
                throw HostFailure.timedOut(after: request.deadline)
            }
            if request.noWait { script.noWaitPolls += 1 }
            return HostReading(
                domains: script.domains.map { id, domain in
                    DomainReading(
                        id: id,
                        name: domain.name,
                        state: domain.isSkipped && request.noWait ? .unresponsive : domain.state,
                        counters: request.usage ? Counters(monotonic: 1, cpuTime: 0, cpus: 1) : nil,
                        wasSkipped: domain.isSkipped
                    )
                }
            )
        }
    }

    func describe(_ domains: [VM.ID]) async throws -> [DomainDescription] {
        try host.script.withLock { script in
            guard script.answers else { throw HostFailure.noAnswer(address: "scripted", why: "cable cut") }
            script.described.append(domains.count)
            return domains.compactMap { id in
                script.domains[id].map { domain in
                    DomainDescription(
                        id: id,
                        vcpus: 1,
                        memory: .mebibytes(96),
                        isPersistent: domain.isPersistent,
                        claim: domain.claim,
                        xml: domain.xml
                    )
                }
            }
        }
    }

    func look(at domain: VM.ID) async throws -> DomainSight? {
        try host.script.withLock { script in
            guard script.answers else { throw HostFailure.noAnswer(address: "scripted", why: "cable cut") }
            return script.domains[domain].map {
                DomainSight(state: $0.state, claim: $0.claim, isPersistent: $0.isPersistent)
            }
        }
    }

    func perform(_ action: DomainAction, on domain: VM.ID) async throws {
        try change("\(action)") { script in
            script.actions.append(action)
            if action == .start { try checkDisks(of: domain, script) }
            if action != .shutDown || script.guestObeys { script.domains[domain]?.state = action.target }
            if action == .start { script.domains[domain]?.isSaved = false }
            if script.fault == .losesAnswers {
                script.fault = .none
                throw HostFailure.timedOut(after: .seconds(1))
            }
        }
    }

    func claim(_ domain: VM.ID, for cloud: CloudInfo) async throws -> VM.Claim {
        try change("claim") { $0.domains[domain]?.claim = .ours }
        return .ours
    }

    func run(_ arguments: [String], within deadline: Duration) async throws -> RemoteShell.Result? {
        if arguments.starts(with: ["qemu-img", "info"]) { return try inspect(arguments.last ?? "") }
        if arguments.first == "shutdown" {
            try change("shutdown") { if $0.guestObeys { $0.losePower() } }
            return RemoteShell.Result(output: "", errors: "", status: 0)
        }
        guard arguments.first == "sha256sum", let path = arguments.last else { return nil }
        return try change("run") { _ in
            guard host.files[path] != nil else { return RemoteShell.Result(output: "", errors: "no file", status: 1) }
            return RemoteShell.Result(output: String(repeating: "a", count: 64), errors: "", status: 0)
        }
    }

    func events() async throws -> AsyncStream<HostEvent> {
        try host.script.withLock { script in
            guard script.fault != .hangsOnEvents else { throw HostFailure.timedOut(after: .seconds(8)) }
        }
        return AsyncStream { $0.finish() }
    }

    /// Does something that changes the host, with the faults that a test wants before and after it.
    @discardableResult
    func change<Value>(_ name: String, _ body: (inout ScriptedHost.Script) throws -> Value) throws -> Value {
        let onCall = host.onCall.withLock { $0 }
        try onCall?(name, host.name, true)
        let value = try host.script.withLock { script in
            guard script.answers else { throw HostFailure.noAnswer(address: host.name, why: "cable cut") }
            return try body(&script)
        }
        try onCall?(name, host.name, false)
        return value
    }

    /// Asks something, which fails where the host does not answer.
    func ask<Value>(_ body: (ScriptedHost.Script) throws -> Value) throws -> Value {
        try host.script.withLock { script in
            guard script.answers else { throw HostFailure.noAnswer(address: host.name, why: "cable cut") }
            return try body(script)
        }
    }
}
