internal import BaadalModel
internal import BaadalStore
internal import Logging

/// Takes tasks from the queue as they become due and gives them to workers.
actor TaskRunner {
    private let records: Records
    private let hosts: HostPool
    private let config: CloudConfig
    private let clock: CoreClock
    private let log: Logger
    private let pool: WorkerPool
    private let power: PowerControl.Environment
    private let network: NetworkBoxes
    private var working: [TaskRecord.ID: TaskControl] = [:]
    private let wake: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - network: The boxes of the network.
    ///   - power: What the devices of hosts share; `nil` for the real devices.
    init(
        records: Records,
        hosts: HostPool,
        config: CloudConfig,
        clock: CoreClock,
        log: Logger,
        network: NetworkBoxes = .none,
        power: PowerControl.Environment? = nil
    ) {
        self.records = records
        self.hosts = hosts
        self.config = config
        self.clock = clock
        self.log = log
        pool = WorkerPool(size: config.tasks.workers)
        self.network = network
        self.power = power ?? PowerControl.Environment(config: config, clock: clock, log: log)
        (wake, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes up what an earlier controller left, then works the queue until it is cancelled.
    ///
    /// When it returns, no task of this process is under way; those that had not ended stay *processing* in the store
    /// and are taken up by the next controller.
    func run() async throws {
        for task in try await records({ try $0.processingTasks() }) {
            log.info(
                "task taken up",
                metadata: [LogKey.task: "\(task.id)", LogKey.kind: "\(task.command.kind.rawValue)"]
            )
            await work(on: task)
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [changes = records.store.changes(), waker] in
                for await _ in changes { waker.yield() }
            }
            group.addTask { [clock, waker] in
                while (try? await clock.sleep(.seconds(1))) != nil { waker.yield() }
            }
            waker.yield()
            for await _ in wake {
                if Task.isCancelled { break }
                await fill()
            }
            group.cancelAll()
        }
        await pool.cancel()
        await pool.drain()
    }

    private func fill() async {
        do {
            try await passOnCancels()
            let blocked = await hosts.blocked()
            let limits = TaskLimits(workers: config.tasks.workers, perHost: config.tasks.perHost)
            while await pool.free > 0 {
                let now = clock.now()
                let claimed = try await records { try $0.claimTask(limits: limits, now: now, blockedHosts: blocked) }
                guard let task = claimed else { return }
                await work(on: task)
            }
        } catch {
            log.error("queue could not be read", metadata: [LogKey.error: "\(error)"])
        }
    }

    private func passOnCancels() async throws {
        let ids = Array(working.keys)
        guard !ids.isEmpty else { return }
        for id in try await records({ store in try ids.filter { try store.isCancelRequested($0) } }) {
            working[id]?.cancel()
        }
    }

    private func work(on task: TaskRecord) async {
        let control = TaskControl(began: clock.monotonic())
        if task.isCancelRequested { control.cancel() }
        working[task.id] = control
        let execution = TaskExecution(
            context: StepContext(
                task: task,
                records: records,
                hosts: hosts,
                config: config,
                clock: clock,
                control: control,
                power: power,
                network: network
            ),
            log: log
        )
        await pool.add {
            await execution.run()
            await self.ended(task.id)
        }
    }

    private func ended(_ task: TaskRecord.ID) {
        working[task] = nil
        waker.yield()
    }
}
