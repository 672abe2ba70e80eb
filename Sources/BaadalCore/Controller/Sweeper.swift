internal import BaadalModel
internal import BaadalStore
internal import Logging
internal import ServiceLifecycle

/// Forgets what has been kept long enough, and notices a wall clock that steps.
struct Sweeper: Service {
    let records: Records
    let config: CloudConfig
    let clock: CoreClock
    let log: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var offset = wallOffset()
            while (try? await clock.sleep(.seconds(60))) != nil {
                let next = wallOffset()
                if abs(next - offset) > 5000 { await noteStep(next - offset) }
                offset = next
                await sweep()
            }
        }
    }

    /// Milliseconds that the wall clock is ahead of the one that never steps.
    private func wallOffset() -> Int64 {
        clock.now().milliseconds - Int64(clock.monotonic() / 1_000_000)
    }

    private func noteStep(_ milliseconds: Int64) async {
        let text = "the wall clock stepped by \(milliseconds / 1000) s"
        log.warning("wall clock stepped", metadata: [LogKey.count: "\(milliseconds) ms"])
        await attempt { try $0.note(kind: "clock", text: text, at: clock.now()) }
    }

    private func sweep() async {
        let (now, retention) = (clock.now(), config.retention)
        await attempt { try $0.sweep(now: now, retention: retention) }
        guard now.seconds / 60 % 60 == 0 else { return }
        await attempt { store in
            let forgotten = try store.series.recordedVMs().filter { try store.vm($0) == nil }
            store.series.retire(
                forgotten,
                olderThan: now.advanced(byMilliseconds: Int64(-retention.rrdDays) * 86_400_000)
            )
        }
    }

    private func attempt(_ body: @escaping @Sendable (CloudStore) throws -> Void) async {
        do {
            try await records(body)
        } catch {
            log.error("sweep failed", metadata: [LogKey.error: "\(error)"])
        }
    }
}
