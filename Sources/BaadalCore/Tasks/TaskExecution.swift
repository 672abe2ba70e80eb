internal import BaadalModel
internal import BaadalStore
internal import Libvirt
internal import Logging
internal import SSH

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
        let journal = try await journal()
        let steps = task.command.steps
        if let failing = task.failing { return try await takeBack(failing, steps) }
        do {
            var isPastReturn = isPastReturn(journal, steps)
            for (index, step) in steps.enumerated() {
                let earlier = journal.first { $0.index == index }
                let isLook = step.repetition == .everyTime
                if earlier?.state == .done, !isLook { continue }
                // What has to follow is not stopped any more, nor does it come too late.
                if isPastReturn { try Task.checkCancellation() } else { try context.checkMayGoOn() }
                // A look is made anew each time; what it finds may be of an earlier try where that went on to act.
                let isRepeated =
                    isLook
                    ? journal.contains { $0.index > index && steps[$0.index].repetition != .everyTime }
                    : earlier?.state == .begun || earlier?.state == .failed
                try await run(step, index, earlier, isRepeated: isRepeated)
                isPastReturn = isPastReturn || step.isFinal
            }
            try await succeed()
        } catch let error where error.leavesTheTask {
            throw error
        } catch {
            try await failed(error, steps)
        }
    }

    /// Whether a step is done after which there is no way back.
    private func isPastReturn(_ journal: [TaskStep], _ steps: [Step]) -> Bool {
        journal.contains { $0.state == .done && steps.indices.contains($0.index) && steps[$0.index].isFinal }
    }

    private func journal() async throws -> [TaskStep] {
        try await context.records { [id = task.id] in try $0.stepRows(of: id) }
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
        let context = context(for: index, earlier?.note, isRepeated: isRepeated)
        do {
            let note = try await step.run(context)
            try await context.records {
                try $0.endStep(id, index: index, state: .done, note: note, at: context.clock.now())
            }
        } catch let error where error.leavesTheTask {
            throw error
        } catch {
            try await context.records {
                try $0.endStep(id, index: index, state: .failed, note: nil, at: context.clock.now())
            }
            throw error
        }
    }

    private func context(for index: Int, _ note: String?, isRepeated: Bool) -> StepContext {
        var copy = context
        (copy.index, copy.note, copy.isRepeated) = (index, note, isRepeated)
        return copy
    }

    // MARK: - Failure

    private func failed(_ error: any Error, _ steps: [Step]) async throws {
        let failure = TaskFailure(error)
        let journal = try await journal()
        let isPastReturn = isPastReturn(journal, steps)
        let mayTryAgain =
            isPastReturn
            // There is no way back, so that even a refusal is worth some more tries.
            ? failure.cause.passes || task.attempts < context.config.tasks.attempts + 2
            : failure.cause.passes && task.attempts < context.config.tasks.attempts && !context.control.isCancelled
        if mayTryAgain, task.command.kind.isRetriedByItself {
            return try await again("try \(task.attempts): \(failure.message)")
        }
        if isPastReturn {
            let done = task.command.kind.successMessage(task.subject)
            return try await finish(.partial, "\(done), but not all of it: \(failure.message)", failure.cause)
        }
        let prefix = task.command.kind.failurePrefix.map { "\($0): " } ?? ""
        let failing = TaskRecord.Failing(cause: failure.cause, message: prefix + failure.message)
        try await context.records { [id = task.id] in try $0.beginFailing(id, failing) }
        try await takeBack(failing, steps)
    }

    /// Puts the task back into the queue; each try waits twice as long as the one before, up to a minute.
    private func again(_ message: String) async throws {
        let delay = min(60, context.config.tasks.retryDelay << min(10, max(0, task.attempts - 1)))
        let due = context.clock.now().advanced(byMilliseconds: Int64(delay) * 1000)
        try await context.records { [id = task.id] in try $0.requeue(id, notBefore: due, message: message) }
    }

    /// Undoes what was done, last first, and then ends the task.
    ///
    /// While a host cannot be reached it is put off: what is left half there would be lost sight of. Where a host refuses
    /// for good, nothing before that is taken back either: what the rest stands on would be given to others.
    private func takeBack(_ failing: TaskRecord.Failing, _ steps: [Step]) async throws {
        var notes: [String] = []
        var isStuck = false
        for row in try await journal().reversed() {
            guard steps.indices.contains(row.index), let undo = steps[row.index].undo else { continue }
            let mayRemain = row.state == .begun || row.state == .failed
            guard row.state == .done || mayRemain && steps[row.index].remains == .undone else {
                if row.state == .undone { notes.append(row.name) }
                continue
            }
            guard !isStuck else {
                notes.append("\(row.name) was left as it is")
                continue
            }
            context.control.enter("take back '\(row.name)'")
            do {
                try await undo(context(for: row.index, row.note, isRepeated: true))
                notes.append(row.name)
                try await context.records { [id = task.id, now = context.clock.now()] in
                    try $0.endStep(id, index: row.index, state: .undone, note: nil, at: now)
                }
            } catch let error where error.leavesTheTask {
                throw error
            } catch {
                let failure = TaskFailure(error)
                guard !failure.cause.passes, task.attempts >= context.config.tasks.attempts + 2 else {
                    return try await again("'\(row.name)' is still to be taken back: \(failure.message)")
                }
                isStuck = true
                notes.append("\(row.name) could not be: \(failure.message)")
            }
        }
        let tail = notes.isEmpty ? "" : "; undone: \(notes.joined(separator: ", "))"
        try await finish(.failed, failing.message + tail, failing.cause)
    }

    // MARK: - End

    private func succeed() async throws {
        let words = try await journal().compactMap { PartialResult.words(of: $0.note) }
        let isPartial = words.contains(where: \.isFailure)
        let message = words.reduce(task.command.kind.successMessage(task.subject)) { message, words in
            message.isEmpty ? words.text : message + (message.hasSuffix(".") ? " " : ". ") + words.text
        }
        try await finish(isPartial ? .partial : .success, message, nil)
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
    var leavesTheTask: Bool {
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
            self.init(cause: host.isUnreachable ? .unreachable : .host, message: host.inWords)
        case let power as PowerFailure: self.init(cause: power.cause, message: power.message)
        case let remote as SSHError:
            self.init(cause: remote.isUnreachable ? .unreachable : .host, message: remote.message)
        default: self.init(cause: .fault, message: "\(error)")
        }
    }
}

extension LibvirtError {
    /// The message, with what helps where the host's key is in the way.
    fileprivate var inWords: String {
        switch kind {
        case .unknownHostKey: "the host's key is not known; 'baadal host trust ADDRESS' shows and records it"
        case .changedHostKey:
            "the host's key is not the one that is recorded; 'baadal host trust ADDRESS' shows both"
        case .unreachable, .refused, .authentication, .unsupported, .notFound, .exists, .noSpace, .notAllowed, .busy,
            .other:
            message
        }
    }
}

extension Command.Kind {
    /// Whether a host that cannot be reached leads to another try rather than to an answer.
    fileprivate var isRetriedByItself: Bool {
        switch self {
        case .start, .shutDown, .powerOff, .suspend, .resume, .claim, .adopt, .undefine, .forget: true
        case .install, .attachDisk, .detachDisk, .resizeDisk, .edit, .snapshot, .revert, .deleteSnapshot,
            .checkSnapshots,
            .clone, .migrate, .moveDisks, .delete, .undelete, .purge, .saveTemplate, .addTemplate, .deleteTemplate,
            .checkDatastore, .cordon, .uncordon, .switchOn, .switchOff, .fence, .restart, .save, .restore, .job, .grant,
            .repair,
            .clearNAT:
            true
        case .reboot, .addHost, .removeHost, .bulk: false
        }
    }
}
