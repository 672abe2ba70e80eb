internal import Synchronization

/// The queue on which one connection's calls are made, and a count of those that hang.
final class CallLane: Sendable {
    private let calls: BlockingCalls
    private let queue = CallQueue()
    private let underWay = Mutex(0)

    init(calls: BlockingCalls) { self.calls = calls }

    /// Calls that have begun and not ended.
    var hanging: Int { underWay.withLock { $0 } }

    /// Lets go of a value after the calls on this lane: closing a connection talks to its host, and may block.
    func release(_ value: some Sendable & AnyObject) {
        queue.async { withExtendedLifetime(value) {} }
    }

    /// Runs a call after those before it on this lane.
    func run<Value: Sendable>(
        _ priority: BlockingCalls.Priority,
        deadline: Duration,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        underWay.withLock { $0 += 1 }
        return try await calls.run(
            on: queue,
            priority: priority,
            deadline: deadline,
            ended: { self.underWay.withLock { $0 -= 1 } },
            body
        )
    }
}
