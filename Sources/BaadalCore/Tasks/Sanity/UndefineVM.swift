internal import BaadalModel
internal import BaadalStore

/// Stops a VM that is in nobody's books, and removes its definition; its disks stay where they are.
struct UndefineVM {
    let id: VM.ID

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "keep the definition", run: keep, undo: nil),
            Step(name: "cut the power", run: stop, undo: nil),
            Step(name: "undefine", isFinal: true, run: undefine, undo: nil),
            Step(name: "read its host", run: read, undo: nil),
        ]
    }

    private func look(_ context: StepContext) async throws -> String? {
        guard try await context.records({ try $0.record(id) }) == nil else {
            throw CloudError.refused("'\(context.task.subject)' is in the database; 'vm delete' puts it into the trash")
        }
        if context.isRepeated { return nil }
        try await context.checkOurs(id)
        try await context.refuseDoubled(id, named: context.task.subject)
        return nil
    }

    /// What it was stays readable in the task, without its secrets.
    private func keep(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        guard let xml = try await hypervisor.presentXML(of: id) else {
            throw CloudError.noHost(vm: context.task.subject)
        }
        return xml
    }

    private func stop(_ context: StepContext) async throws -> String? {
        guard try await context.vm(id).host != nil else { return nil }
        try await context.cutPower(id, on: try await context.hypervisor(of: id))
        return nil
    }

    private func undefine(_ context: StepContext) async throws -> String? {
        // A transient one is gone by now.
        guard let host = try await context.vm(id).host else { return nil }
        try await context.hosts.hypervisor(for: host).undefine(id)
        return PartialResult.also("its disks stay")
    }

    private func read(_ context: StepContext) async throws -> String? {
        let now = context.clock.now()
        if let host = try await context.records({ try $0.vm(id) })?.host { try await context.refresh(host) }
        try await context.records { try $0.forgetVanished(id, at: now) }
        return nil
    }
}
