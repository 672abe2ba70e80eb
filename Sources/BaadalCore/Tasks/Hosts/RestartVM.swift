internal import BaadalModel
internal import BaadalStore

/// Starts a VM of a host that was fenced on another one, from its present disks and its last known definition.
///
/// The definition on the dead host stays where it is; it is removed when that host is back.
struct RestartVM {
    let id: VM.ID
    /// The host that was planned for it; `nil` for the best one.
    let host: Host.ID?

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "reserve", remains: .undone, run: reserve, undo: drop),
            Step(name: "see that its disks are free", repetition: .everyTime, run: checkDisks, undo: nil),
            Step(name: "define", remains: .undone, run: define, undo: undefine),
            Step(name: "start", remains: .undone, isFinal: true, run: start, undo: stop),
            Step(name: "settle", run: settle, undo: nil),
        ]
    }

    private func destination(_ context: StepContext) async throws -> Host {
        let rows = try await context.records { [task = context.task.id] in try $0.stepRows(of: task) }
        let note = rows.first { $0.name == "reserve" }?.note?.split(whereSeparator: \.isWhitespace).first
        guard let uuid = note.flatMap({ UniqueID($0) }) else {
            throw TaskFailure(cause: .fault, message: "where it was to run is not noted")
        }
        return try await context.host(Host.ID(uuid))
    }

    // MARK: - Before

    /// Nothing is started while the machine that had it may still have power.
    private func look(_ context: StepContext) async throws -> String? {
        let vm = try await context.vm(id)
        if vm.conflict == .activeTwice { throw CloudError.activeTwice(vm: vm.name) }
        if case .other(let name, _) = vm.claim { throw CloudError.claimed(vm: vm.name, cloud: name) }
        for placement in vm.placements {
            let host = try await context.host(placement.host)
            if host.state == .down, host.fenced != nil { continue }
            // Its own new place is looked at by the steps that follow.
            if context.isRepeated, placement.host == (try? await destination(context).id) { continue }
            guard host.state.answers else {
                let why = "host \(host.name) is \(host.state.rawValue) and not fenced, so that it may still run there"
                throw CloudError.refused(why)
            }
            if placement.state.isActive || placement.isInbound || placement.state == .unknown {
                throw CloudError.refused("it may run on \(host.name)")
            }
        }
        return nil
    }

    private func reserve(_ context: StepContext) async throws -> String? {
        if context.note != nil {
            _ = try await hold(try await destination(context), context)
            return nil
        }
        let vm = try await context.vm(id)
        let (known, capacities) = try await context.records { [vm] in try $0.destinations(of: vm) }
        let wish = known.only(host, among: capacities)
        var choice = HostChoice(wish, among: capacities, policy: context.config.placement.policy)
        // The host of the plan may have been filled or lost since; another will do.
        if choice.host == nil, host != nil {
            choice = HostChoice(known, among: capacities, policy: context.config.placement.policy)
        }
        guard let chosen = choice.host else {
            throw CloudError.noHostTakes(vm: vm.name, reasons: choice.reasons())
        }
        let place = try await context.host(chosen)
        try await context.write("\(chosen)")
        _ = try await hold(place, context)
        try await context.tell("to be started on \(place.name)")
        return "\(chosen)"
    }

    /// The port of its screen there; `nil` for a VM without record.
    private func hold(_ host: Host, _ context: StepContext) async throws -> Int? {
        guard try await context.records({ try $0.record(id) }) != nil else { return nil }
        return try await context.records { [task = context.task.id] in
            try $0.holdPlace(of: id, on: host.id, for: task)
        }
    }

    private func drop(_ context: StepContext) async throws {
        try await context.records { [task = context.task.id] in try $0.dropPlaces(of: id, heldFor: task) }
    }

    /// The definition that was read last, with the extra disks that the books say are plugged in: the host may have gone
    /// before it was read with them.
    private func lastDefinition(_ context: StepContext, _ hypervisor: any Hypervisor) async throws -> DomainXML {
        guard let text = try await context.records({ try $0.lastXML(of: id) }) else {
            throw CloudError.refused("its definition was never read")
        }
        var xml = try DomainXML(text)
        let books = try await context.records { try $0.disks(of: id) }
        for disk in books where disk.role == .extra {
            switch (disk.stage, disk.target) {
            case (.attached, let target?) where !xml.disks.contains { $0.target == target }:
                try xml.plug(DomainDisk(path: disk.path, format: disk.format, target: target).text)
            case (.detached, _):
                let plugged = xml.disks.first { $0.path == disk.path }
                if let device = plugged.flatMap({ xml.disk($0.target) }) { try xml.unplug(device) }
            case (.attached, _), (.making, _): break
            }
        }
        try await settleTops(&xml, books, hypervisor)
        return xml
    }

    /// Sees that nothing stands on the disks, or takes what does where the books have it.
    ///
    /// A disk that another file stands on is not what the VM wrote to last: started on it, the VM would lose what came
    /// after, and what stands on it would be damaged.
    private func settleTops(_ xml: inout DomainXML, _ books: [Disk], _ hypervisor: any Hypervisor) async throws {
        let disks = xml.disks.filter { !$0.isReadOnly }
        for folder in Set(disks.map { FilePlace($0.path).folder }).sorted() {
            let files = try await hypervisor.files(in: folder) ?? []
            for disk in disks {
                let above = files.filter { $0.backing == disk.path }.map(\.path)
                guard let other = above.first else { continue }
                let known = books.first { $0.stage == .attached && $0.target == disk.target && above.contains($0.path) }
                guard let known else {
                    let why = "\(other) stands on its disk \(disk.path), and is newer than its definition"
                    throw CloudError.refused(why)
                }
                xml.set(files: [disk.target: known.path])
            }
        }
    }

    private func checkDisks(_ context: StepContext) async throws -> String? {
        let place = try await destination(context)
        let hypervisor = try await context.hosts.hypervisor(for: place.id)
        // It may be what an earlier try has started.
        if let sight = try await hypervisor.look(at: id), sight.state.isActive { return nil }
        let xml = try await lastDefinition(context, hypervisor)
        if xml.hasForeignDisks { throw CloudError.refused("it has a disk that is no file") }
        for path in xml.files.sorted() {
            guard try await hypervisor.file(path) != nil else {
                throw CloudError.refused("\(place.name) does not see \(path)")
            }
        }
        // QEMU refuses a disk that another one has open for writing; asking first says so before anything is done.
        for disk in xml.disks where !disk.isReadOnly {
            let words = ["qemu-img", "info", "--", disk.path]
            guard let result = try await hypervisor.run(words, within: .seconds(20)) else { continue }
            guard result.status == 0 else {
                let why = result.errors.split(separator: "\n").first.map(String.init) ?? "it cannot be opened"
                throw CloudError.refused("its disk \(disk.path) may be in use: \(why)")
            }
        }
        return nil
    }

    // MARK: - There

    private func define(_ context: StepContext) async throws -> String? {
        let place = try await destination(context)
        let hypervisor = try await context.hosts.hypervisor(for: place.id)
        if try await hypervisor.look(at: id) != nil {
            guard try await context.written() != nil else {
                throw CloudError.refused("\(place.name) has a definition of it already; 'sanity' shows it")
            }
            return nil
        }
        var xml = try await lastDefinition(context, hypervisor)
        // What the dead host had noted of the chains below is found anew.
        xml.set(files: Dictionary(xml.disks.map { ($0.target, $0.path) }, uniquingKeysWith: { first, _ in first }))
        if let record = try await context.records({ try $0.record(id) }) {
            xml.set(vcpus: record.vcpus)
            xml.set(memory: record.memory)
        }
        if let screen = xml.screen, let port = try await hold(place, context) {
            var generator = SystemRandomNumberGenerator()
            let password = screen.password ?? DomainScreen.secret(using: &generator)
            xml.set(screen: DomainScreen(port: port, listen: place.screenAddress, password: password))
        }
        // Only what is noted is removed again: another definition there is somebody else's.
        try await context.write("defining it there")
        try await hypervisor.define(xml.text)
        return nil
    }

    private func undefine(_ context: StepContext) async throws {
        guard try await context.written() != nil else { return }
        let place = try await destination(context)
        let hypervisor = try await context.hosts.hypervisor(for: place.id)
        guard let sight = try await hypervisor.look(at: id), !sight.state.isActive else { return }
        try await hypervisor.undefine(id)
        try await context.refresh(place.id)
    }

    private func start(_ context: StepContext) async throws -> String? {
        let place = try await destination(context)
        let hypervisor = try await context.hosts.hypervisor(for: place.id)
        if let sight = try await hypervisor.look(at: id), sight.state.isActive { return "found done" }
        do {
            try await hypervisor.perform(.start, on: id)
        } catch let error where !error.leavesTheTask {
            guard try await hypervisor.look(at: id)?.state.isActive ?? false else { throw error }
        }
        return nil
    }

    private func stop(_ context: StepContext) async throws {
        let place = try await destination(context)
        try await context.cutPower(id, on: try await context.hosts.hypervisor(for: place.id))
    }

    private func settle(_ context: StepContext) async throws -> String? {
        let place = try await destination(context)
        let hypervisor = try await context.hosts.hypervisor(for: place.id)
        let before = try await context.vm(id).placements.map(\.host).filter { $0 != place.id }
        try await context.records { try $0.leaveBehind(id, on: before, at: context.clock.now()) }
        if try await context.records({ try $0.record(id) }) != nil {
            try await context.records { try $0.settlePlace(of: id, on: place.id) }
        }
        try await putSnapshotsBack(id, on: hypervisor, context)
        try await context.refresh(place.id)
        try await context.records { try $0.moveWaitingTasks(of: id, to: place.id, at: context.clock.now()) }
        return PartialResult.also("It runs on \(place.name)")
    }
}
