internal import BaadalModel
@preconcurrency internal import Dispatch
internal import Synchronization

/// Runs calls that block for as long as a host likes, each with a deadline, and never too many at once.
///
/// A libvirt call cannot be cancelled. One that passes its deadline is abandoned: its caller goes on with an error while
/// the call keeps its thread, and its place in the count, until it returns. Dispatch has 255 threads for the whole
/// process; the limit keeps some for everybody else.
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
        var running = 0
        var nextID: UInt64 = 0
        var waiters: [Waiter] = []
    }

    private let limit: Int
    private let state = Mutex(State())
    private let timers = DispatchQueue(label: "baadal.deadlines")

    init(limit: Int) { self.limit = max(8, limit) }

    /// Calls that hold a thread at the moment, abandoned ones included.
    var running: Int { state.withLock { $0.running } }

    /// Runs a body on a queue.
    ///
    /// - Parameter ended: Told when the body has returned, also long after it was abandoned.
    /// - Throws: What the body throws; ``HostFailure/tooManyCalls(_:)`` where no place became free in time;
    ///   ``HostFailure/timedOut(after:)`` where the body did not return in time.
    func run<Value: Sendable>(
        on queue: DispatchQueue,
        priority: Priority,
        deadline: Duration,
        ended: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        guard await place(priority, within: deadline) else {
            ended()
            throw HostFailure.tooManyCalls(limit)
        }
        return try await withCheckedThrowingContinuation { continuation in
            let answer = Answer(continuation)
            queue.async {
                let result = Result { try body() }
                self.leave()
                ended()
                answer.give(result)
            }
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

    private func place(_ priority: Priority, within deadline: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            let waiting: UInt64? = state.withLock { state in
                if state.running < share(priority) {
                    state.running += 1
                    return nil
                }
                state.nextID += 1
                state.waiters.append(Waiter(id: state.nextID, priority: priority, continuation: continuation))
                return state.nextID
            }
            guard let waiting else { return continuation.resume(returning: true) }
            timers.asyncAfter(deadline: .now() + deadline.seconds) { self.giveUp(waiting) }
        }
    }

    private func giveUp(_ id: UInt64) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(returning: false)
    }

    private func leave() {
        let next: Waiter? = state.withLock { state in
            state.running -= 1
            guard let index = state.waiters.firstIndex(where: { state.running < share($0.priority) }) else {
                return nil
            }
            state.running += 1
            return state.waiters.remove(at: index)
        }
        next?.continuation.resume(returning: true)
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
