internal import BaadalModel
internal import BaadalStore
internal import ServiceLifecycle

/// Ends a controller that nobody needs: no client is attached and the queue has been empty for a while.
struct IdleWatch: Service {
    let directory: StateDirectory
    let records: Records
    let config: CloudConfig
    let clock: CoreClock

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var idle = 0
            let pause = min(5, max(1, config.controller.idleExit))
            while idle < config.controller.idleExit {
                guard (try? await clock.sleep(.seconds(pause))) != nil else { return }
                let hasTasks = try await records { try $0.hasOpenTasks() }
                let isNeeded = try hasTasks || FileLock.isHeld(directory.clientsLock)
                idle = isNeeded ? 0 : idle + pause
            }
        }
    }
}
