internal import BaadalModel
internal import BaadalStore

/// Moves a VM to another host: as it is, with its snapshots.
struct MigrateVM {
    let id: VM.ID
    let order: MigrateOrder

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "reserve", remains: .undone, run: reserve, undo: drop),
            Step(
                name: "claim",
                repetition: .everyTime,
                run: { context in
                    context.isRepeated ? nil : try await ClaimVM.claim(id, takingOver: false, context)
                },
                undo: nil
            ),
            Step(name: "set snapshots aside", remains: .undone, run: setAside, undo: putBack),
            Step(name: "move", remains: .undone, isFinal: true, run: move, undo: dropCopy),
            Step(name: "verify", run: verify, undo: nil),
            Step(name: "put snapshots back", run: putBackThere, undo: nil),
        ]
    }

    /// Source and destination, as the reservation has noted them.
    private struct Route {
        var source: Host.ID
        var destination: Host.ID
        var port: Int?

        var note: String { "\(source) \(destination) \(port ?? 0)" }

        init(source: Host.ID, destination: Host.ID, port: Int?) {
            (self.source, self.destination, self.port) = (source, destination, port)
        }

        init?(_ note: String?) {
            let parts = (note ?? "").split(whereSeparator: \.isWhitespace)
            guard parts.count >= 3, let source = UniqueID(parts[0]), let destination = UniqueID(parts[1]),
                let port = Int(parts[2])
            else { return nil }
            self.init(source: Host.ID(source), destination: Host.ID(destination), port: port > 0 ? port : nil)
        }
    }

    private func route(_ context: StepContext) async throws -> Route {
        let rows = try await context.records { [task = context.task.id] in try $0.stepRows(of: task) }
        guard let route = rows.first(where: { $0.name == "reserve" }).flatMap({ Route($0.note) }) else {
            throw TaskFailure(cause: .fault, message: "where it was to go is not noted")
        }
        return route
    }

    // MARK: - Before

    private func look(_ context: StepContext) async throws -> String? {
        // Once it may have moved, the steps that follow look at both hosts.
        guard !context.isRepeated else { return nil }
        try await context.checkOurs(id)
        let vm = try await context.vm(id)
        let others = try await context.hostsWith(id).filter { [name = try await here(vm, context)] in $0 != name }
        guard others.isEmpty else {
            throw CloudError.refused(
                "it is defined on \(others.joined(separator: ", ")) as well; remove it there first"
            )
        }
        return nil
    }

    private func here(_ vm: VM, _ context: StepContext) async throws -> String? {
        guard let host = vm.host else { return nil }
        return try await context.host(host).name
    }

    private func reserve(_ context: StepContext) async throws -> String? {
        if let noted = Route(context.note) {
            try await hold(noted.destination, context)
            return nil
        }
        let vm = try await context.vm(id)
        guard let source = vm.host else { throw CloudError.noHost(vm: vm.name) }
        let flight = MigrationCheck(vm: vm, source: source, context: context)
        let destination = try await flight.choose(order.host)
        try await context.tell(try await flight.report(destination))
        let port = try await hold(destination, context)
        return Route(source: source, destination: destination, port: port).note
    }

    @discardableResult
    private func hold(_ host: Host.ID, _ context: StepContext) async throws -> Int? {
        guard try await context.records({ try $0.record(id) }) != nil else { return nil }
        return try await context.records { [task = context.task.id] in try $0.holdPlace(of: id, on: host, for: task) }
    }

    private func drop(_ context: StepContext) async throws {
        try await context.records { [task = context.task.id] in try $0.dropPlaces(of: id, heldFor: task) }
    }

    /// Makes libvirt forget the snapshots, whose data stay in the images: a domain that has any is not moved.
    private func setAside(_ context: StepContext) async throws -> String? {
        let route = try await route(context)
        let source = try await context.hosts.hypervisor(for: route.source)
        guard try await source.look(at: id) != nil else { return nil }
        let sights = try await source.snapshots(of: id)
        // What an earlier try has set aside already is in the store.
        if !context.isRepeated {
            try await context.records { try $0.reconcileSnapshots(of: id, with: sights, at: context.clock.now()) }
        }
        for sight in sights.reversed() {
            try await source.deleteSnapshot(sight.name, of: id, memoryOnly: true)
        }
        return nil
    }

    private func putBack(_ context: StepContext) async throws {
        let route = try await route(context)
        let source = try await context.hosts.hypervisor(for: route.source)
        guard try await source.look(at: id) != nil else { return }
        try await putSnapshotsBack(id, on: source, context)
    }

    // MARK: - Move

    private func move(_ context: StepContext) async throws -> String? {
        let route = try await route(context)
        let source = try await context.hosts.hypervisor(for: route.source)
        let destination = try await context.hosts.hypervisor(for: route.destination)
        if try await waitForJob(on: source, context) || context.isRepeated {
            if try await isThere(source, destination, context) { return "found done" }
        }
        guard let sight = try await source.look(at: id) else { throw CloudError.noHost(vm: context.task.subject) }
        let host = try await context.host(route.destination)
        var defined = try await context.definition(id, on: source)
        set(&defined, host, route.port)
        guard sight.state.isActive else {
            guard !defined.hasVariables else {
                throw CloudError.refused("the variables of its firmware lie on its host; it is moved while it runs")
            }
            do {
                try await destination.define(defined.text)
                try await source.undefine(id)
            } catch let error where !error.leavesTheTask {
                guard try await isThere(source, destination, context) else { throw error }
            }
            return "offline"
        }
        guard let uri = host.peerURI, let running = try await source.movableXML(of: id) else {
            throw CloudError.refused("host \(host.name) is not reached by other hosts")
        }
        var live = try DomainXML(running)
        set(&live, host, route.port)
        let request = MigrationRequest(
            uri: uri,
            mode: sight.state == .paused ? .paused : .live,
            runningXML: live.text,
            definedXML: defined.text,
            bandwidth: order.bandwidth,
            autoConverges: order.autoConverges
        )
        do {
            try await context.watching {
                try await source.migrate(id, request)
            } look: {
                try await follow(source, host.name, context)
            }
        } catch let error where !error.leavesTheTask {
            // The answer may have been lost, or it was stopped too late.
            guard try await isThere(source, destination, context) else {
                if context.control.isCancelled {
                    throw TaskFailure(cause: .cancelled, message: "cancelled on request")
                }
                throw error
            }
        }
        return request.mode == .live ? "live" : "paused"
    }

    /// Removes what a move that failed has left at the destination, while the VM is still at its source.
    private func dropCopy(_ context: StepContext) async throws {
        let route = try await route(context)
        let source = try await context.hosts.hypervisor(for: route.source)
        let destination = try await context.hosts.hypervisor(for: route.destination)
        guard let copy = try await destination.look(at: id) else { return }
        guard try await source.look(at: id) != nil else {
            // It has arrived after all, and stays: there is nowhere to go back to.
            _ = try await verify(context)
            _ = try await putBackThere(context)
            return
        }
        if copy.state.isActive { throw CloudError.activeTwice(vm: context.task.subject) }
        try await destination.undefine(id)
        try await context.refresh(route.destination)
    }

    private func set(_ xml: inout DomainXML, _ host: Host, _ port: Int?) {
        guard let port, xml.screenPort != nil else { return }
        xml.set(screen: DomainScreen(port: port, listen: host.screenAddress, password: nil))
    }

    /// Says how far it is; stops it where that was asked.
    private func follow(_ source: any Hypervisor, _ name: String, _ context: StepContext) async throws {
        if context.control.isCancelled { return try await source.abortJob(of: id) }
        guard let job = try await source.job(of: id), job.isMigration, let total = job.total, let rest = job.remaining
        else { return }
        var words = "moving to \(name): \((job.done ?? Bytes(0)).count >> 20) MiB moved"
        if let rate = job.rate, rate.count > 0 {
            words += ", \(rate.count >> 20) MiB/s, \(rest.count / rate.count) s to go"
        }
        if let downtime = job.downtime { words += ", stands still \(downtime) ms" }
        try await context.tell(words, progress: total.count > 0 ? 1 - Double(rest.count) / Double(total.count) : nil)
    }

    /// Waits for a migration that a controller before this one had begun.
    private func waitForJob(on source: any Hypervisor, _ context: StepContext) async throws -> Bool {
        var hasWaited = false
        while let job = try await source.job(of: id), job.isMigration {
            hasWaited = true
            if context.control.isCancelled { try await source.abortJob(of: id) }
            try await context.tell("a migration is under way already")
            try await context.clock.sleep(.seconds(1))
        }
        return hasWaited
    }

    /// Whether it has arrived; what is left of it at the source is removed then.
    private func isThere(
        _ source: any Hypervisor,
        _ destination: any Hypervisor,
        _ context: StepContext
    ) async throws -> Bool {
        guard let there = try await destination.look(at: id) else { return false }
        guard let here = try await source.look(at: id) else { return true }
        if there.state.isActive, !here.state.isActive, !there.isPersistent {
            // What waits there for the rest of a guest that never came is no arrival.
            throw TaskFailure(cause: .unreachable, message: "what came to the other host is not whole")
        }
        switch (here.state.isActive, there.state.isActive) {
        case (true, true): throw CloudError.activeTwice(vm: context.task.subject)
        case (true, false):
            try await destination.undefine(id)
            return false
        case (false, true), (false, false):
            try await source.undefine(id)
            return true
        }
    }

    // MARK: - After

    private func putBackThere(_ context: StepContext) async throws -> String? {
        let destination = try await context.hosts.hypervisor(for: try await route(context).destination)
        try await putSnapshotsBack(id, on: destination, context)
        let sights = try await destination.snapshots(of: id)
        try await context.records { try $0.reconcileSnapshots(of: id, with: sights, at: context.clock.now()) }
        return nil
    }

    private func verify(_ context: StepContext) async throws -> String? {
        let route = try await route(context)
        let destination = try await context.hosts.hypervisor(for: route.destination)
        guard try await destination.look(at: id) != nil else {
            throw TaskFailure(cause: .host, message: "it is not on its new host")
        }
        let note = try await context.followScreen(of: id, on: route.destination)
        if try await context.records({ try $0.record(id) }) != nil {
            try await context.records { try $0.settlePlace(of: id, on: route.destination) }
        }
        try await context.refresh(route.destination)
        try await context.refresh(route.source)
        return note
    }
}
