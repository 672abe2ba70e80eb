internal import BaadalModel
internal import BaadalStore

extension DomainAction {
    /// The state that the action brings about.
    var target: VM.State {
        switch self {
        case .start, .reboot, .resume: .running
        case .shutDown, .powerOff: .stopped
        case .suspend: .paused
        }
    }

    /// The name of the step, and what the screen says while it runs.
    var title: String {
        switch self {
        case .start: "start"
        case .shutDown: "ask the guest to shut down"
        case .powerOff: "cut the power"
        case .reboot: "reboot"
        case .suspend: "suspend"
        case .resume: "resume"
        }
    }

    /// What the task says where there is nothing to do; `nil` where the action always does something.
    fileprivate var alreadyThere: String? {
        switch self {
        case .start, .resume: "VM is already running. Check vm status on host."
        case .suspend: "VM is already paused. Check vm status on host."
        case .shutDown, .powerOff: "VM is already shutoff. Check vm status on host."
        case .reboot: nil
        }
    }

    fileprivate var kind: Command.Kind {
        switch self {
        case .start: .start
        case .shutDown: .shutDown
        case .powerOff: .powerOff
        case .reboot: .reboot
        case .suspend: .suspend
        case .resume: .resume
        }
    }

    /// The steps of a power task: look, claim, act, see that it is so.
    func steps(on id: VM.ID) -> [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: { try await check(id, $0) }, undo: nil),
            Step(
                name: "claim",
                repetition: .everyTime,
                run: { try await ClaimVM.claim(id, takingOver: false, $0) },
                undo: nil
            ),
            Step(
                name: title,
                repetition: self == .reboot ? .once : .repeatable,
                run: { try await act(id, $0) },
                undo: nil
            ),
            Step(name: "verify", run: { try await verify(id, $0) }, undo: nil),
        ]
    }

    /// Looks at the domain itself: the store may be seconds behind.
    private func check(_ id: VM.ID, _ context: StepContext) async throws -> String? {
        let vm = try await context.vm(id)
        if vm.conflict == .activeTwice { throw CloudError.activeTwice(vm: vm.name) }
        if self == .start, vm.placements.contains(where: { $0.host != vm.host && $0.mayRun }) {
            let message = "\(vm.name) may run on another host, or be on its way; it is started where that is known"
            throw TaskFailure(cause: .refused, message: message)
        }
        let sight = try await context.sight(of: id)
        if case .other(let name, _) = sight.claim { throw CloudError.claimed(vm: vm.name, cloud: name) }
        // An earlier try may have brought it there.
        if context.isRepeated, sight.state == target { return sight.state.rawValue }
        if sight.state == target, let alreadyThere {
            throw TaskFailure(cause: .refused, message: alreadyThere)
        }
        if let accepted = kind.acceptedStates, !accepted.contains(sight.state) {
            throw CloudError.wrongState(vm: vm.name, state: sight.state, accepted: accepted)
        }
        return sight.state.rawValue
    }

    /// What was opened to the screen that it had does not lead to that which it gets, with another password.
    private func closeScreen(of id: VM.ID, _ context: StepContext) async throws -> String? {
        guard try await context.records({ try $0.openGrant(of: id) }) != nil else { return nil }
        let now = context.clock.now()
        try await context.records { try $0.revokeGrant(of: id, at: now) }
        return try await context.settleNAT()
    }

    private func act(_ id: VM.ID, _ context: StepContext) async throws -> String? {
        if context.isRepeated, try await context.sight(of: id).state == target { return "found done" }
        let note = self == .start ? try await closeScreen(of: id, context) : nil
        do {
            try await context.hypervisor(of: id).perform(self, on: id)
        } catch {
            // What a dead controller asked for may take effect between our look and our call.
            guard context.isRepeated, try await context.sight(of: id).state == target else { throw error }
            return "found done"
        }
        return note
    }

    private func verify(_ id: VM.ID, _ context: StepContext) async throws -> String? {
        let patience = self == .shutDown ? context.config.tasks.shutdownDeadline : 15
        let began = context.clock.monotonic()
        var asked = 0.0
        while true {
            let state = try await context.sightOrGone(of: id)?.state ?? .stopped
            if state == target {
                try await context.hosts.refresh(context.placedHost(of: id))
                return nil
            }
            if state == .crashed { throw TaskFailure(cause: .host, message: "\(context.task.subject) crashed") }
            if self == .start, state == .stopped {
                throw TaskFailure(cause: .host, message: "\(context.task.subject) stopped as soon as it was started")
            }
            let waited = Double(context.clock.monotonic() - began) / 1e9
            guard waited < Double(patience) else { throw expired(context.task.subject, state, patience) }
            try context.checkMayGoOn()
            if self == .shutDown {
                if waited - asked >= 15 {
                    asked = waited
                    try await context.hypervisor(of: id).perform(self, on: id)
                }
                try await context.tell("asked; waiting for the guest", progress: waited / Double(patience))
            }
            try await context.clock.sleep(waited < 2 ? .milliseconds(200) : .seconds(1))
        }
    }

    private func expired(_ name: String, _ state: VM.State, _ patience: Int) -> TaskFailure {
        guard self == .shutDown else {
            return TaskFailure(
                cause: .host,
                message: "\(name) is \(state.rawValue) \(patience) s later, not \(target.rawValue)"
            )
        }
        return TaskFailure(
            cause: .deadline,
            message: "\(name) did not shut down within \(patience) s; power off cuts its power"
        )
    }
}

extension VM.Placement {
    /// Whether the VM may run there, as far as is known.
    fileprivate var mayRun: Bool { isInbound || state.isActive || state == .unknown }
}
