internal import BaadalModel
internal import BaadalStore
internal import Libvirt
internal import Logging

/// One task, from its claim to its end.
///
/// The journal has a row before each step and after it. What an earlier controller left is taken up where it stopped:
/// steps that are done are passed over, one that had begun is repeated or, where that could do harm, ends the task.
struct TaskExecution: Sendable {
    let context: StepContext
    let log: Logger

    private var task: TaskRecord { context.task }

    /// Works on the task until it has ended, or until this process is told to stop.
    ///
    /// While the store cannot be written it is taken up again and again, as the next controller would: left alone it
    /// would stay *processing*, and its VM locked, for as long as this controller lives.
    func run() async {
        while true {
            do {
                return try await attempt()
            } catch is CancellationError {
                // What was waited for may have ended, a host that was removed say, and not this process.
                guard !Task.isCancelled else {
                    return log.info("task left for the next controller", metadata: [LogKey.task: "\(task.id)"])
                }
            } catch {
                let about = [LogKey.task: "\(task.id)", LogKey.error: "\(error)"] as Logger.Metadata
                log.error("task could not be recorded", metadata: about)
                guard error.leavesTheTask else { return }
            }
            guard (try? await context.clock.sleep(.seconds(5))) != nil else { return }
        }
    }

    private func attempt() async throws {
        let journal = try await context.records { [id = task.id] in try $0.stepRows(of: id) }
        let steps = task.command.steps
        do {
            for (index, step) in steps.enumerated() {
                let earlier = journal.first { $0.index == index }
                let isLook = step.repetition == .everyTime
                if earlier?.state == .done, !isLook { continue }
                try context.checkMayGoOn()
                // A look is made anew each time; what it finds may be of an earlier try where that went on to act.
                let isRepeated =
                    isLook
                    ? journal.contains { $0.index > index && steps[$0.index].repetition != .everyTime }
                    : earlier?.state == .begun || earlier?.state == .failed
                try await run(step, index, earlier, isRepeated: isRepeated)
            }
            try await finish(.success, task.command.kind.successMessage(task.subject), nil)
        } catch let error where error.leavesTheTask {
            throw error
        } catch {
            try await failed(error, steps)
        }
    }

    private func run(_ step: Step, _ index: Int, _ earlier: TaskStep?, isRepeated: Bool) async throws {
        let wasBegun = earlier?.state == .begun
        if wasBegun, step.repetition == .once {
            throw TaskFailure(
                cause: .interrupted,
                message:
                    "the controller ended while it did '\(step.name)'; whether that took place is not known, and it "
                    + "was not done again"
            )
        }
        context.control.enter(step.name)
        let (id, now) = (task.id, context.clock.now())
        try await context.records { try $0.beginStep(id, index: index, name: step.name, note: nil, at: now) }
        var repeated = context
        repeated.isRepeated = isRepeated
        let context = repeated
        do {
            let note = try await step.run(context)
            try await context.records {
                try $0.endStep(id, index: index, state: .done, note: note, at: context.clock.now())
            }
        } catch let error where error.leavesTheTask {
            throw error
        } catch {
            let text = TaskFailure(error).message
            try await context.records {
                try $0.endStep(id, index: index, state: .failed, note: text, at: context.clock.now())
            }
            throw error
        }
    }

    private func failed(_ error: any Error, _ steps: [Step]) async throws {
        let failure = TaskFailure(error)
        if failure.cause.passes, task.command.kind.isRetriedByItself, task.attempts < context.config.tasks.attempts,
            !context.control.isCancelled
        {
            let delay = context.config.tasks.retryDelay << max(0, task.attempts - 1)
            let due = context.clock.now().advanced(byMilliseconds: Int64(delay) * 1000)
            let message = "try \(task.attempts): \(failure.message)"
            return try await context.records { [id = task.id] in try $0.requeue(id, notBefore: due, message: message) }
        }
        let undone = try await undo(steps)
        let tail = undone.isEmpty ? "" : "; undone: \(undone.joined(separator: ", "))"
        try await finish(.failed, failure.message + tail, failure.cause)
    }

    private func undo(_ steps: [Step]) async throws -> [String] {
        let journal = try await context.records { [id = task.id] in try $0.stepRows(of: id) }
        var undone: [String] = []
        for row in journal.reversed() where row.state == .done {
            guard steps.indices.contains(row.index), let undo = steps[row.index].undo else { continue }
            do {
                try await undo(context)
                undone.append(row.name)
                try await context.records { [id = task.id, now = context.clock.now()] in
                    try $0.endStep(id, index: row.index, state: .undone, note: row.note, at: now)
                }
            } catch let error where error.leavesTheTask {
                throw error
            } catch {
                undone.append("\(row.name) could not be: \(TaskFailure(error).message)")
            }
        }
        return undone
    }

    private func finish(_ status: TaskRecord.Status, _ message: String, _ cause: TaskRecord.Cause?) async throws {
        try await context.records { [id = task.id, now = context.clock.now()] in
            try $0.finish(id, status: status, message: message, cause: cause, at: now)
        }
        log.info(
            "task ended",
            metadata: [
                LogKey.task: "\(task.id)", LogKey.kind: "\(task.command.kind.rawValue)",
                LogKey.status: "\(status.word)",
                LogKey.reason: "\(message)",
            ]
        )
    }
}

extension Error {
    /// Whether this is the end of an attempt and not of the task: it was told to stop, or the store cannot be used.
    fileprivate var leavesTheTask: Bool {
        if case CloudError.unusableState? = self as? CloudError { return true }
        return self is CancellationError
    }
}

extension TaskFailure {
    /// What a task row says of an error.
    init(_ error: any Error) {
        switch error {
        case let failure as TaskFailure: self = failure
        case let refused as CloudError: self.init(cause: .refused, message: "\(refused)")
        case let host as HostFailure:
            if case .tooOld = host {
                self.init(cause: .refused, message: "\(host)")
            } else {
                self.init(cause: .unreachable, message: "\(host)")
            }
        case let host as LibvirtError:
            self.init(cause: host.isUnreachable ? .unreachable : .host, message: host.message)
        default: self.init(cause: .fault, message: "\(error)")
        }
    }
}

extension Command.Kind {
    /// Whether a host that cannot be reached leads to another try rather than to an answer.
    fileprivate var isRetriedByItself: Bool {
        switch self {
        case .start, .shutDown, .powerOff, .suspend, .resume, .claim: true
        case .reboot, .addHost, .removeHost, .bulk: false
        }
    }
}
