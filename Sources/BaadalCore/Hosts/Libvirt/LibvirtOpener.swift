internal import BaadalModel
internal import Libvirt

/// Opens libvirt connections: first a look whether the port answers, then the connection on a queue of its own.
struct LibvirtOpener: HypervisorOpener {
    let config: CloudConfig
    let clock: CoreClock
    let cloud: CloudInfo
    /// Where the cloud's own keys and known hosts lie.
    let sshFolder: String
    private let calls: BlockingCalls
    private let probeCalls: BlockingCalls
    let probe: HostProbe
    private let ports = PortProbe()
    private let openings = Openings()
    private let share: SimulatedShare?

    init(config: CloudConfig, clock: CoreClock, cloud: CloudInfo, sshFolder: String = "/nonexistent") {
        self.config = config
        self.clock = clock
        self.cloud = cloud
        self.sshFolder = sshFolder
        calls = BlockingCalls(limit: config.libvirt.blockingCalls, lateLimit: 1024)
        // Hosts that hang take no thread from what tells that they do.
        probeCalls = BlockingCalls(limit: 32)
        probe = HostProbe(calls: probeCalls)
        share = cloud.isDemo ? SimulatedShare() : nil
    }

    func admit(_ uri: String, hanging: Int) throws { try openings.check(uri, others: hanging, at: clock.monotonic()) }

    func target(of uri: String) -> HostProbe.Target? {
        guard let parsed = try? ConnectionURI(uri) else { return nil }
        let timeout = Duration.seconds(config.libvirt.connectTimeout)
        return HostProbe.Target(parsed, folder: sshFolder, openTimeout: timeout, calls: probeCalls)
    }

    func open(_ uri: String) async throws -> any Hypervisor {
        let target = try ConnectionURI(uri)
        guard !target.skipsVerification else {
            let message = "the URI turns the check of the host's key off; it is accepted without no_verify"
            throw TaskFailure(cause: .refused, message: message)
        }
        try openings.check(uri, at: clock.monotonic())
        if let host = target.host, let port = target.port {
            try await ports.check(host: host, port: Int(port), within: .seconds(config.libvirt.connectTimeout))
        }
        let lane = CallLane(calls: calls)
        let (interval, count) = (config.libvirt.keepAliveInterval, config.libvirt.keepAliveCount)
        let open: @Sendable () throws -> Connection = {
            let connection = try Connection(opening: target.text)
            try connection.setKeepAlive(interval: interval, count: count)
            return connection
        }
        openings.begin(uri, on: lane, at: clock.monotonic())
        let connection = try await lane.run(.doubtful, deadline: .seconds(config.libvirt.openTimeout), open)
        openings.succeed(uri, on: lane)
        share?.join(connection)
        let timeout = Duration.seconds(config.libvirt.connectTimeout + 2)
        func shell() -> RemoteShell? {
            RemoteShell(target, folder: sshFolder, openTimeout: timeout, calls: calls)
        }
        return LibvirtHypervisor(
            connection: connection,
            pool: ConnectionPool(beside: connection, open: open),
            share: share,
            uri: uri,
            lane: lane,
            calls: calls,
            config: config,
            clock: clock,
            cloud: cloud,
            shell: shell(),
            counterPrograms: target.isThisMachine ? .some(LocalPrograms(calls: calls)) : shell()
        )
    }
}
