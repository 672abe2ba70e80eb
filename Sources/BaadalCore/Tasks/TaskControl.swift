internal import Synchronization

/// What reaches a task from outside while it is worked on.
final class TaskControl: Sendable {
    private struct State {
        var isCancelled = false
        var step = ""
        var granted: UInt64 = 0
    }

    private let state = Mutex(State())
    /// When the work began, in nanoseconds on the clock that never steps.
    let began: UInt64

    init(began: UInt64) { self.began = began }

    /// Whether somebody asked the task to stop.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }
    /// Time that copies took, in nanoseconds; it does not count against the task's deadline.
    var granted: UInt64 { state.withLock { $0.granted } }
    /// The step under way.
    var step: String { state.withLock { $0.step } }

    /// Asks the task to stop before its next step.
    func cancel() { state.withLock { $0.isCancelled = true } }
    /// Grants the time of a copy, in nanoseconds: a large image is no reason to throw its copy away.
    func grant(_ time: UInt64) { state.withLock { $0.granted += time } }
    /// Notes the step under way.
    func enter(_ step: String) { state.withLock { $0.step = step } }
}
