internal import BaadalModel
internal import BaadalStore

/// What a step may use.
struct StepContext: Sendable {
    let task: TaskRecord
    let records: Records
    let hosts: HostPool
    let config: CloudConfig
    let clock: CoreClock
    let control: TaskControl
    /// What switches machines.
    let power: PowerControl.Environment
    /// The boxes that lend guests public addresses and tell them their private ones.
    var network = NetworkBoxes.none
    /// True where an earlier try of the same step may have done its work.
    var isRepeated = false
    /// Where the step stands in its task.
    var index = 0
    /// What the step wrote down for its undo or for another try; `nil` for nothing.
    var note: String?

    /// Says what the task is doing.
    func tell(_ message: String, progress: Double? = nil) async throws {
        let (id, step) = (task.id, control.step)
        try await records { try $0.progress(id, step: step, fraction: progress, message: message) }
    }

    /// Writes down what the step has to know when it is taken up again, before it acts on it.
    func write(_ note: String) async throws {
        let (id, index) = (task.id, index)
        try await records { try $0.noteStep(id, index: index, note: note) }
    }

    /// What the step has written down by now.
    func written() async throws -> String? {
        let (id, index) = (task.id, index)
        return try await records { try $0.stepRows(of: id) }.first { $0.index == index }?.note
    }

    /// Throws where the task was asked to stop or has taken too long.
    func checkMayGoOn() throws {
        try Task.checkCancellation()
        if control.isCancelled { throw TaskFailure(cause: .cancelled, message: "cancelled on request") }
        let elapsed = Double(clock.monotonic() - control.began - control.granted) / 1e9
        let deadline = task.command.kind == .migrate ? config.vm.migrationDeadline : config.tasks.deadline
        if elapsed > Double(deadline) {
            throw TaskFailure(cause: .deadline, message: "it took longer than \(deadline) s")
        }
    }

    /// Does something that takes long, and looks at it meanwhile.
    ///
    /// - Parameter look: Called about every second until the work ends; what it throws ends neither.
    func watching<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value,
        look: @escaping @Sendable () async throws -> Void
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask { [clock] in
                while (try? await clock.sleep(.seconds(1))) != nil { try? await look() }
                return nil
            }
            defer { group.cancelAll() }
            while let value = try await group.next() { if let value { return value } }
            throw CancellationError()
        }
    }
}

/// A task that does not succeed, in the words that its row will keep.
struct TaskFailure: Error, Hashable, Sendable {
    var cause: TaskRecord.Cause
    var message: String
}
