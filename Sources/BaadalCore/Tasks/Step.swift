internal import BaadalModel
internal import BaadalStore

/// One step of a task.
///
/// `run` and `undo` are written so that running them twice does no harm. A step for which that cannot be had is marked
/// `.once`: where the controller dies in it, the next one does not do it again and says so.
struct Step: Sendable {
    /// What may be done when a step was begun by an earlier try.
    enum Repetition: Sendable {
        /// It is done again where it had not ended.
        case repeatable
        /// It is never done again.
        case once
        /// It is done at each try: what it looked at may have changed since.
        case everyTime
    }

    var name: String
    var repetition: Repetition = .repeatable
    /// Does the step.
    ///
    /// What it answers is kept in the journal.
    var run: @Sendable (StepContext) async throws -> String?
    /// Takes it back; `nil` where there is nothing to take back.
    var undo: (@Sendable (StepContext) async throws -> Void)?
}

/// What a step may use.
struct StepContext: Sendable {
    let task: TaskRecord
    let records: Records
    let hosts: HostPool
    let config: CloudConfig
    let clock: CoreClock
    let control: TaskControl
    /// True where an earlier try of the same step may have done its work.
    var isRepeated = false

    /// Says what the task is doing.
    func tell(_ message: String, progress: Double? = nil) async throws {
        let (id, step) = (task.id, control.step)
        try await records { try $0.progress(id, step: step, fraction: progress, message: message) }
    }

    /// Throws where the task was asked to stop or has taken too long.
    func checkMayGoOn() throws {
        try Task.checkCancellation()
        if control.isCancelled { throw TaskFailure(cause: .cancelled, message: "cancelled on request") }
        let elapsed = Double(clock.monotonic() - control.began) / 1e9
        if elapsed > Double(config.tasks.deadline) {
            throw TaskFailure(cause: .deadline, message: "it took longer than \(config.tasks.deadline) s")
        }
    }
}

/// A task that does not succeed, in the words that its row will keep.
struct TaskFailure: Error, Hashable, Sendable {
    var cause: TaskRecord.Cause
    var message: String
}
