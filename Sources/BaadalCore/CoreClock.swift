public import BaadalModel
internal import Glibc

/// Where the controller takes the time from.
public struct CoreClock: Sendable {
    /// The wall clock, in UTC.
    public var now: @Sendable () -> Timestamp
    /// Nanoseconds on a clock that never steps.
    public var monotonic: @Sendable () -> UInt64
    /// Waits on the clock that never steps; throws when its task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// A clock of those parts.
    public init(
        now: @escaping @Sendable () -> Timestamp,
        monotonic: @escaping @Sendable () -> UInt64,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.monotonic = monotonic
        self.sleep = sleep
    }

    /// The machine's clocks.
    public static let system = CoreClock(
        now: {
            let time = read(CLOCK_REALTIME)
            return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        },
        monotonic: {
            let time = read(CLOCK_MONOTONIC)
            return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        },
        sleep: { try await Task.sleep(for: $0) }
    )

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
