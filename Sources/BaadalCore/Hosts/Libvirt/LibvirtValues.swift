internal import BaadalModel
internal import Libvirt

extension DomainUUID {
    init(_ vm: VM.ID) { self.init(high: vm.uuid.high, low: vm.uuid.low) }
}

extension VM.ID {
    init(_ uuid: DomainUUID) { self.init(UniqueID(high: uuid.high, low: uuid.low)) }
}

extension VM.State {
    /// The state that libvirt's comes to.
    ///
    /// A guest that waits for a disk runs; one asleep is paused.
    init(_ state: DomainState) {
        self =
            switch state {
            case .running, .blocked: .running
            case .paused, .suspended: .paused
            case .shuttingDown: .stopping
            case .shutOff: .stopped
            case .crashed: .crashed
            case .noState, .unknown: .unknown
            }
    }
}

extension DomainReading {
    /// A domain whose usage was not asked for.
    init(_ stats: DomainStats, counters: Counters?) {
        self.init(
            id: VM.ID(stats.uuid),
            name: stats.name,
            state: VM.State(stats.status.state),
            counters: counters,
            isInbound: stats.status.reason == Self.startingUp && stats.status.state == .paused
        )
    }

    /// A domain whose usage was asked for.
    ///
    /// Where the call skips domains that are busy, one that runs and whose resident size is missing was skipped: libvirt
    /// gives that size only once it has the domain to itself.
    init(_ stats: DomainStats, noWait: Bool, at monotonic: UInt64) {
        self.init(
            stats,
            counters: Counters(
                monotonic: monotonic,
                cpuTime: stats.cpuTime,
                cpus: stats.vcpus ?? 1,
                memory: stats.memoryInUse.map { Bytes(Int64(clamping: $0)) },
                diskRead: stats.diskRead,
                diskWrite: stats.diskWritten,
                received: stats.received,
                sent: stats.sent
            )
        )
        guard noWait, stats.status.state.isActive, !stats.isPartial, stats.memory.resident == nil else { return }
        counters = nil
        // One that is arriving, or that stands still to leave, is busy with that, which says nothing of its guest.
        guard !isInbound, stats.status.state != .paused || stats.status.reason != Self.leaving else { return }
        wasSkipped = true
        state = .unresponsive
    }

    /// libvirt's reason for a domain that is paused while a migration arrives.
    private static let startingUp: Int32 = 11
    /// Its reason for one that is paused for the last part of a migration.
    private static let leaving: Int32 = 2
}

extension Counters {
    /// The host's own counters; `nil` where the driver has none.
    init?(of connection: Connection, processors: Int, at monotonic: UInt64) throws {
        guard let time = try connection.hostProcessorTime() else { return nil }
        let memory = try connection.hostMemory().inUse
        self.init(
            monotonic: monotonic,
            cpuTime: time.busy,
            cpus: processors,
            memory: memory.map { Bytes(Int64(clamping: $0)) }
        )
    }
}

extension LibvirtError {
    /// Whether the host, or the way to it, did not answer.
    var isUnreachable: Bool {
        switch kind {
        case .unreachable, .refused: true
        case .authentication, .unknownHostKey, .changedHostKey, .unsupported, .notFound, .exists, .noSpace, .notAllowed,
            .busy, .other:
            false
        }
    }
}
