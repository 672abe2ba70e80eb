internal import Synchronization

/// What reaches a task from outside while it is worked on.
final class TaskControl: Sendable {
    private struct State {
        var isCancelled = false
        var step = ""
    }

    private let state = Mutex(State())
    /// When the work began, in nanoseconds on the clock that never steps.
    let began: UInt64

    init(began: UInt64) { self.began = began }

    /// Whether somebody asked the task to stop.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }
    /// The step under way.
    var step: String { state.withLock { $0.step } }

    /// Asks the task to stop before its next step.
    func cancel() { state.withLock { $0.isCancelled = true } }
    /// Notes the step under way.
    func enter(_ step: String) { state.withLock { $0.step = step } }
}
