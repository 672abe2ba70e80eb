internal import BaadalModel
@preconcurrency internal import Dispatch
internal import Synchronization

/// Runs calls that block for as long as a host likes, each with a deadline, and never too many at once.
///
/// A libvirt call cannot be cancelled. One that passes its deadline is abandoned: its caller goes on with an error while
/// the call keeps its thread until it returns. A call that is late gives its place to the next, so that hosts that hang
/// hold up nobody else for longer than the patience; how many late ones there may be is limited as well.
final class BlockingCalls: Sendable {
    /// Whose call it is, which decides how many places it may take.
    enum Priority: Sendable {
        /// A task's: every place.
        case task
        /// A poll of a host that answered last time: all but an eighth of the places.
        case poll
        /// The opening of a connection, or a call to a host that did not answer last time: half of the places.
        case doubtful
    }

    private struct Waiter {
        let id: UInt64
        let priority: Priority
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var nextID: UInt64 = 0
        /// Calls that hold a place.
        var holding: Set<UInt64> = []
        /// Calls that run without one.
        var late: Set<UInt64> = []
        var waiters: [Waiter] = []
    }

    private let limit: Int
    private let lateLimit: Int
    private let patience: Duration
    private let state = Mutex(State())
    private let timers = DispatchQueue(label: "baadal.deadlines")

    /// Calls of which so many may run at once.
    ///
    /// - Parameter lateLimit: How many late ones may run besides; any more keep their places.
    /// - Parameter patience: How long a call may take before it is late.
    init(limit: Int, lateLimit: Int = 0, patience: Duration = .milliseconds(500)) {
        self.limit = max(8, limit)
        self.lateLimit = lateLimit
        self.patience = patience
    }

    /// Calls that hold a thread at the moment, late and abandoned ones included.
    var running: Int { state.withLock { $0.holding.count + $0.late.count } }

    /// Runs a body on a queue.
    ///
    /// - Parameter ended: Told when the body has returned, also long after it was abandoned.
    /// - Throws: What the body throws; ``HostFailure/tooManyCalls(_:)`` where no place became free in time;
    ///   ``HostFailure/timedOut(after:)`` where the body did not return in time.
    func run<Value: Sendable>(
        on queue: CallQueue,
        priority: Priority,
        deadline: Duration,
        ended: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        guard let id = await place(priority, within: deadline) else {
            ended()
            throw HostFailure.tooManyCalls(limit)
        }
        return try await withCheckedThrowingContinuation { continuation in
            let answer = Answer(continuation)
            queue.async {
                let result = Result { try body() }
                self.leave(id)
                ended()
                answer.give(result)
            }
            if lateLimit > 0 { timers.asyncAfter(deadline: .now() + patience.seconds) { self.isLate(id) } }
            timers.asyncAfter(deadline: .now() + deadline.seconds) {
                answer.give(.failure(HostFailure.timedOut(after: deadline)))
            }
        }
    }

    private func share(_ priority: Priority) -> Int {
        switch priority {
        case .task: limit
        case .poll: limit - limit / 8
        case .doubtful: limit / 2
        }
    }

    /// Waits for a place; `nil` where none became free in time.
    private func place(_ priority: Priority, within deadline: Duration) async -> UInt64? {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let isPlaced = await withCheckedContinuation { continuation in
            let isAtOnce = state.withLock { state in
                if state.holding.count < share(priority) {
                    state.holding.insert(id)
                    return true
                }
                state.waiters.append(Waiter(id: id, priority: priority, continuation: continuation))
                return false
            }
            guard !isAtOnce else { return continuation.resume(returning: true) }
            timers.asyncAfter(deadline: .now() + deadline.seconds) { self.giveUp(id) }
        }
        return isPlaced ? id : nil
    }

    private func giveUp(_ id: UInt64) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(returning: false)
    }

    /// Takes the place of a call that still runs, where there may be one more that is late.
    private func isLate(_ id: UInt64) {
        let next = state.withLock { state -> Waiter? in
            guard state.late.count < lateLimit, state.holding.remove(id) != nil else { return nil }
            state.late.insert(id)
            return seat(in: &state)
        }
        next?.continuation.resume(returning: true)
    }

    private func leave(_ id: UInt64) {
        let next = state.withLock { state -> Waiter? in
            guard state.late.remove(id) == nil else { return nil }
            state.holding.remove(id)
            return seat(in: &state)
        }
        next?.continuation.resume(returning: true)
    }

    /// The first that waits and may have the place that became free; it has it then.
    private func seat(in state: inout State) -> Waiter? {
        guard let index = state.waiters.firstIndex(where: { state.holding.count < share($0.priority) }) else {
            return nil
        }
        state.holding.insert(state.waiters[index].id)
        return state.waiters.remove(at: index)
    }
}

/// Resumes a continuation with whichever answer comes first.
private final class Answer<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value, any Error>?>

    init(_ continuation: CheckedContinuation<Value, any Error>) { self.continuation = Mutex(continuation) }

    func give(_ result: Result<Value, any Error>) {
        let waiting = continuation.withLock { stored in
            let waiting = stored
            stored = nil
            return waiting
        }
        waiting?.resume(with: result)
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
