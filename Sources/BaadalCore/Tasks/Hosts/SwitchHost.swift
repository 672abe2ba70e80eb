internal import BaadalModel
internal import BaadalStore

/// Turns a machine on or off, or cuts its power; each is seen to be so before the task succeeds.
struct SwitchHost {
    let host: Host.ID

    var on: [Step] {
        [
            Step(name: "note", run: note, undo: nil),
            Step(name: "turn it on", remains: .undone, run: turnOn, undo: { try await mark(.unknown, $0) }),
            Step(name: "wait until it answers", remains: .undone, run: wait, undo: { try await mark(.unknown, $0) }),
            Step(name: "settle", run: settle, undo: nil),
        ]
    }

    var off: [Step] {
        [
            Step(name: "see that it is empty", repetition: .everyTime, run: checkEmpty, undo: nil),
            Step(name: "note", remains: .undone, run: noteOff, undo: restoreMode),
            Step(name: "turn it off", run: turnOff, undo: nil),
            Step(name: "wait until it is gone", isFinal: true, run: waitForSilence, undo: nil),
        ]
    }

    var fence: [Step] {
        [
            Step(name: "see that it does not answer", repetition: .everyTime, run: checkSilent, undo: nil),
            Step(name: "cut its power, and see that it is off", run: cut, undo: nil),
        ]
    }

    private func control(_ context: StepContext) async throws -> (host: Host, power: PowerControl) {
        let found = try await context.host(host)
        let (hosts, id) = (context.hosts, host)
        var power = PowerControl(host: found.name, setup: found.power, environment: context.power) {
            try await hosts.hypervisor(for: id).run($0, within: $1)
        }
        power.patience.gentle = .seconds(context.config.hosts.powerDeadline)
        return (found, power)
    }

    private func mark(_ state: Host.State, _ context: StepContext) async throws {
        try await context.records { try $0.setState(state, of: host, at: context.clock.now()) }
    }

    // MARK: - On

    /// What it was meant for before it answers: one that was switched off on purpose is for VMs again.
    private func note(_ context: StepContext) async throws -> String? { try await context.host(host).mode.rawValue }

    private func turnOn(_ context: StepContext) async throws -> String? {
        let (_, power) = try await control(context)
        try await context.records { try $0.noteTurningOn(host, at: context.clock.now()) }
        switch try await power.turnOn(confirm: true) {
        case .confirmed(let kind): return "\(kind.rawValue) says that it is on"
        case .asked(let kind): return "\(kind.rawValue) was asked"
        }
    }

    private func wait(_ context: StepContext) async throws -> String? {
        let began = context.clock.monotonic()
        let limit = context.config.hosts.powerDeadline
        while true {
            do {
                try await context.hosts.refreshAnew(host)
                return nil
            } catch let error where !error.leavesTheTask {
                let waited = Int((context.clock.monotonic() - began) / 1_000_000_000)
                guard waited < limit else {
                    throw TaskFailure(
                        cause: .deadline,
                        message: "it does not answer \(limit) s later: \(TaskFailure(error).message)"
                    )
                }
                try context.checkMayGoOn()
                try await context.tell("waiting until it answers", progress: Double(waited) / Double(limit))
                try await context.clock.sleep(.seconds(2))
            }
        }
    }

    private func settle(_ context: StepContext) async throws -> String? {
        let rows = try await context.records { [task = context.task.id] in try $0.stepRows(of: task) }
        guard rows.first?.note == Host.Mode.off.rawValue else { return nil }
        let (who, now) = (context.task.requester, context.clock.now())
        try await context.records { try $0.setMode(.active, of: host, by: who, at: now) }
        return nil
    }

    // MARK: - Off

    private func checkEmpty(_ context: StepContext) async throws -> String? {
        do {
            try await context.refresh(host)
        } catch let error where context.isRepeated && !error.leavesTheTask {
            // It may be off already; what follows sees to it.
            return nil
        }
        try await refuseOccupied(context)
        return nil
    }

    private func refuseOccupied(_ context: StepContext) async throws {
        let coming = try await context.records { try $0.arriving(on: host) }
        guard coming == 0 else { throw CloudError.refused("it stays on: \(coming) VM(s) are on their way there") }
        let busy = try await context.records { try $0.vms(on: host) }.filter { $0.state.isActive }
        guard busy.isEmpty else {
            let names = busy.prefix(3).map(\.name).joined(separator: ", ")
            throw CloudError.refused(
                "it stays on: \(busy.count) VM(s) run there: \(names); 'host evacuate' moves them"
            )
        }
        let working = try await context.records { [task = context.task.id] in try $0.working(on: host, besides: task) }
        if let task = working.first { throw CloudError.refused("it stays on: \(task) works there") }
    }

    /// Looks again: between a look and the power being cut minutes may go by, in which people start VMs by hand.
    private func refuseOccupiedAgain(_ context: StepContext) async throws {
        do {
            try await context.refresh(host)
        } catch let error where !error.leavesTheTask {
            // Its system is on its way down, and answers no more.
            return
        }
        try await refuseOccupied(context)
    }

    private func noteOff(_ context: StepContext) async throws -> String? {
        // What an earlier try has noted is what it was.
        let present = try await context.host(host).mode.rawValue
        let mode = try await context.written() ?? present
        try await context.write(mode)
        let (who, now) = (context.task.requester, context.clock.now())
        try await context.records { try $0.setMode(.off, of: host, by: who, at: now) }
        try await mark(.poweringDown, context)
        return mode
    }

    private func restoreMode(_ context: StepContext) async throws {
        let rows = try await context.records { [task = context.task.id] in try $0.stepRows(of: task) }
        let noted = rows.first { $0.name == "note" }?.note
        guard let mode = noted.flatMap(Host.Mode.init(rawValue:)) else { return }
        let (who, now) = (context.task.requester, context.clock.now())
        try await context.records { try $0.setMode(mode, of: host, by: who, at: now) }
        try await context.records { try $0.setState(mode.answeringState, of: host, at: now) }
    }

    private func turnOff(_ context: StepContext) async throws -> String? {
        var (found, power) = try await control(context)
        if context.isRepeated, try await power.isOn() == false { return "found done" }
        // From here on nothing begins there; what had begun before that was noted is seen now.
        try await refuseOccupiedAgain(context)
        power.beforeCut = { try await refuseOccupiedAgain(context) }
        // Its guests are gone, so that cutting it where it does not obey loses nothing of theirs.
        let way: PowerControl.Way =
            if found.power.driver(for: .shutDown) == nil {
                .cut
            } else {
                found.power.driver(for: .cut) == nil ? .gentle : .gentleThenCut
            }
        try await context.tell("shutting down")
        switch try await power.turnOff(way) {
        case .confirmed(let kind): return "\(kind.rawValue) says that it is off"
        case .asked(let kind): return "\(kind.rawValue) was asked"
        }
    }

    private func waitForSilence(_ context: StepContext) async throws -> String? {
        let began = context.clock.monotonic()
        let limit = context.config.hosts.powerDeadline
        while await !context.hosts.blocked().contains(host) {
            let waited = Int((context.clock.monotonic() - began) / 1_000_000_000)
            guard waited < limit else {
                throw TaskFailure(cause: .deadline, message: "it was shut down, and still answers \(limit) s later")
            }
            try context.checkMayGoOn()
            try await context.tell("waiting until it is gone", progress: Double(waited) / Double(limit))
            try await context.clock.sleep(.seconds(1))
        }
        try await mark(.down, context)
        return nil
    }

    // MARK: - Fence

    /// Looks at this moment: what polls found may be minutes old, and the fault may have been our own network's.
    ///
    /// A host that was found down must be silent in every way. An admin may cut one off whose libvirt hangs.
    private func checkSilent(_ context: StepContext) async throws -> String? {
        let found = try await context.host(host)
        try found.checkMayBeFenced()
        let isRecovery = context.task.parent != nil
        if isRecovery, found.state != .down {
            throw CloudError.refused("host \(found.name) is \(found.state.rawValue) again; nothing was cut")
        }
        let look = try await context.hosts.look(at: host)
        guard !look.libvirtAnswers, look.isSilent || !isRecovery else {
            throw CloudError.refused("host \(found.name): \(look.words); nothing was cut")
        }
        return look.words
    }

    private func cut(_ context: StepContext) async throws -> String? {
        let (_, power) = try await control(context)
        try await context.tell("cutting its power")
        let kind = try await power.fence()
        try await context.records { try $0.noteFenced(host, "by \(kind.rawValue)", at: context.clock.now()) }
        return "by \(kind.rawValue)"
    }
}
