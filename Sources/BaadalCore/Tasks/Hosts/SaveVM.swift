internal import BaadalModel
internal import BaadalStore

/// Stops a VM with what it has in memory on disk, and brings it back as it was: for the shut-down of whole hosts.
struct SaveVM {
    let id: VM.ID

    var save: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "note its state", remains: .undone, run: note, undo: forget),
            Step(name: "save its memory and stop it", isFinal: true, run: stop, undo: nil),
            Step(name: "verify", run: verifyStopped, undo: nil),
        ]
    }

    var restore: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: lookSaved, undo: nil),
            Step(name: "start", isFinal: true, run: start, undo: nil),
            Step(name: "verify", run: verifyRunning, undo: nil),
        ]
    }

    // MARK: - Down

    private func look(_ context: StepContext) async throws -> String? {
        // Once it may have stopped, the steps that follow see to it.
        guard !context.isRepeated else { return nil }
        let sight = try await context.checkOurs(id)
        guard sight.isPersistent else {
            throw CloudError.refused("it is transient, and would be gone once it stops; shut it down")
        }
        return nil
    }

    private func note(_ context: StepContext) async throws -> String? {
        guard let sight = try await context.sightOrGone(of: id), sight.state.isActive else { return nil }
        let (ordered, now) = (context.task.created, context.clock.now())
        try await context.records { try $0.noteSaved(id, state: sight.state, orderedAt: ordered, at: now) }
        return nil
    }

    private func forget(_ context: StepContext) async throws {
        guard try await context.sight(of: id).state.isActive else { return }
        try await context.records { try $0.forgetSaved(id) }
    }

    /// A VM whose memory cannot be written is left running: cutting its power would lose it.
    private func stop(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        guard try await hypervisor.look(at: id)?.state.isActive ?? false else { return "found done" }
        try await context.tell("writing its memory")
        do {
            try await hypervisor.save(id)
        } catch let error where !error.leavesTheTask {
            guard let sight = try await hypervisor.look(at: id), !sight.state.isActive,
                try await hypervisor.isSaved(id)
            else { throw error }
        }
        return nil
    }

    private func verifyStopped(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        guard let sight = try await hypervisor.look(at: id), !sight.state.isActive else {
            throw TaskFailure(cause: .host, message: "it runs on, though its memory was to be saved")
        }
        guard try await hypervisor.isSaved(id) else {
            throw TaskFailure(cause: .host, message: "it stopped, and nothing of its memory is saved")
        }
        try await context.refresh(context.placedHost(of: id))
        return nil
    }

    // MARK: - Up

    private func lookSaved(_ context: StepContext) async throws -> String? {
        guard try await context.records({ try $0.savedState(of: id) }) != nil else {
            // An earlier try has brought it back, and died before it said so.
            guard context.isRepeated else { throw CloudError.refused("nothing has saved it") }
            return nil
        }
        guard !context.isRepeated else { return nil }
        try await context.checkOurs(id)
        return nil
    }

    private func start(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        if try await hypervisor.look(at: id)?.state.isActive ?? false { return "found done" }
        try await context.tell("reading its memory")
        do {
            try await hypervisor.perform(.start, on: id)
        } catch let error where !error.leavesTheTask {
            guard try await hypervisor.look(at: id)?.state.isActive ?? false else { throw error }
        }
        return nil
    }

    private func verifyRunning(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        guard let sight = try await hypervisor.look(at: id), sight.state.isActive else {
            throw TaskFailure(cause: .host, message: "it stopped as soon as it was started")
        }
        // A VM that was paused comes back as it was; where its host has let it run, it is paused again.
        let before = try await context.records { try $0.savedState(of: id) }
        if before == .paused, sight.state == .running { try await hypervisor.perform(.suspend, on: id) }
        if before == .running, sight.state == .paused { try await hypervisor.perform(.resume, on: id) }
        try await context.records { try $0.forgetSaved(id) }
        try await context.refresh(context.placedHost(of: id))
        return nil
    }
}
