public import BaadalModel
public import BaadalStore
internal import Libvirt
public import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// The one process that polls hosts and works the queue.
///
/// It holds a lock that the kernel gives back when it dies. Others that start meanwhile stand by.
public struct Controller: Sendable {
    /// How a controller ends.
    public enum Mode: Sendable {
        /// Runs until it is told to stop; stands by while another holds the lock.
        case forever
        /// Returns at once where another holds the lock; ends when nobody has needed it for a while.
        case untilIdle
    }

    private let directory: StateDirectory
    private let config: CloudConfig
    private let isDemo: Bool
    private let clock: CoreClock
    private let log: Logger

    /// A controller for the store in a directory.
    ///
    /// - Parameter isDemo: Whether hosts and load are the embedded demo's.
    public init(
        directory: StateDirectory,
        config: CloudConfig,
        isDemo: Bool = false,
        clock: CoreClock = .system,
        log: Logger
    ) {
        self.directory = directory
        var config = config
        // The demo has no box to write to; its public addresses are records.
        if isDemo, config.network.natType == nil { config.network.natType = .mapping }
        self.config = config
        self.isDemo = isDemo
        self.clock = clock
        self.log = log
    }

    /// Runs until it is idle, or told to stop by SIGTERM, SIGINT or SIGHUP.
    public func run(_ mode: Mode) async throws {
        try directory.prepare()
        guard let lock = try await takeLock(mode) else { return }
        try await work(mode)
        withExtendedLifetime(lock) {}
    }

    private func takeLock(_ mode: Mode) async throws -> HeldLock? {
        let path = directory.controllerLock
        if let lock = try FileLock.tryToTake(path) { return HeldLock(lock) }
        switch mode {
        case .untilIdle: return nil
        case .forever:
            log.info("another controller works; standing by", metadata: [LogKey.path: "\(path)"])
            return HeldLock(try await FileLock.take(path))
        }
    }

    private func work(_ mode: Mode) async throws {
        let store = try CloudStore.open(directory, role: .controller, config: config, isDemo: isDemo)
        try store.announce()
        // A way that was never opened leaves no row, and may have left a password.
        try store.forgetStraySecrets()
        let records = Records(store)
        if isDemo { try await DemoSetup(directory: directory, records: records, clock: clock).prepare() }
        let opener = LibvirtOpener(
            config: config,
            clock: clock,
            cloud: try store.cloudInfo(),
            sshFolder: directory.ssh
        )
        let environment = HostWatch.Environment(
            records: records,
            opener: opener,
            config: config,
            clock: clock,
            log: log,
            load: isDemo ? DemoLoad(seed: 2026) : nil
        )
        let hosts = HostPool(environment, isFilled: false)
        let network = NetworkBoxes(config, sshFolder: directory.ssh, records: records, clock: clock, log: log)
        let runner = TaskRunner(
            records: records,
            hosts: hosts,
            config: config,
            clock: clock,
            log: log,
            network: network
        )
        var services: [any Service] = [
            HostService(hosts: hosts, records: records),
            RunnerService(runner: runner),
            Sweeper(records: records, config: config, clock: clock, log: log),
            Recovery(records: records, hosts: hosts, config: config, clock: clock, log: log),
            Scheduler(records: records, hosts: hosts, config: config, clock: clock, log: log),
        ]
        if !network.isEmpty {
            services.append(
                NetworkService(
                    network: network,
                    records: records,
                    hosts: hosts,
                    config: config,
                    clock: clock,
                    log: log
                )
            )
        }
        if mode == .untilIdle {
            services.append(IdleWatch(directory: directory, records: records, config: config, clock: clock))
        }
        log.info("controller works", metadata: [LogKey.path: "\(directory.path)"])
        try await run(services)
        log.info("controller ends", metadata: [LogKey.path: "\(directory.path)"])
    }

    private func run(_ services: [any Service]) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services.map {
                .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint, .sighup],
            logger: log
        )
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// A lock that lives as long as its holder.
private final class HeldLock: Sendable {
    private let lock: FileLock
    init(_ lock: consuming FileLock) { self.lock = lock }
}

/// Watches all hosts that the store knows.
private struct HostService: Service {
    let hosts: HostPool
    let records: Records

    func run() async throws {
        await hosts.addAll(try await records { try $0.hosts() })
        try? await gracefulShutdown()
        await hosts.removeAll()
    }
}

/// Works the queue.
private struct RunnerService: Service {
    let runner: TaskRunner

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await runner.run() }
    }
}
