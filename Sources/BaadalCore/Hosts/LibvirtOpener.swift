internal import BaadalModel
internal import Libvirt
internal import Synchronization

/// Opens libvirt connections: first a look whether the port answers, then the connection on a queue of its own.
struct LibvirtOpener: HypervisorOpener {
    let config: CloudConfig
    let clock: CoreClock
    let cloud: CloudInfo
    private let calls: BlockingCalls
    private let probe = PortProbe()
    private let lanes = OpenedLanes()

    init(config: CloudConfig, clock: CoreClock, cloud: CloudInfo) {
        self.config = config
        self.clock = clock
        self.cloud = cloud
        calls = BlockingCalls(limit: config.libvirt.blockingCalls)
    }

    func open(_ uri: String) async throws -> any Hypervisor {
        let target = try ConnectionURI(uri)
        guard !target.skipsVerification else {
            let message = "the URI turns the check of the host's key off; it is accepted without no_verify"
            throw TaskFailure(cause: .refused, message: message)
        }
        if let host = target.host, let port = target.port {
            try await probe.check(host: host, port: Int(port), within: .seconds(config.libvirt.connectTimeout))
        }
        let lane = CallLane(calls: calls, label: "libvirt \(uri)")
        try lanes.add(lane, of: uri)
        let (interval, count) = (config.libvirt.keepAliveInterval, config.libvirt.keepAliveCount)
        let connection = try await lane.run(
            .doubtful,
            deadline: .seconds(config.libvirt.openTimeout)
        ) {
            let connection = try Connection(opening: target.text)
            try connection.setKeepAlive(interval: interval, count: count)
            return connection
        }
        return LibvirtHypervisor(
            connection: connection,
            uri: uri,
            lane: lane,
            calls: calls,
            config: config,
            clock: clock,
            cloud: cloud
        )
    }
}

/// The lanes over which hosts were opened.
///
/// Opening cannot be cancelled: without a limit a host that accepts and never answers would cost a thread a poll.
private final class OpenedLanes: Sendable {
    private let lanes = Mutex<[String: [CallLane]]>([:])

    /// Keeps a new lane in sight.
    ///
    /// - Throws: ``HostFailure/hanging(_:)`` where calls hang on two lanes of that host.
    func add(_ lane: CallLane, of uri: String) throws {
        try lanes.withLock { lanes in
            let hanging = (lanes[uri] ?? []).filter { $0.hanging > 0 }
            guard hanging.count < 2 else { throw HostFailure.hanging(hanging.count) }
            lanes[uri] = hanging + [lane]
        }
    }
}
