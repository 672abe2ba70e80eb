internal import BaadalModel
internal import BaadalStore

/// Removes a VM from the books that no host has any more; its files stay where they are.
struct ForgetVM {
    let id: VM.ID

    var steps: [Step] {
        [
            Step(name: "ask every host", repetition: .everyTime, run: look, undo: nil),
            Step(name: "forget", isFinal: true, run: forget, undo: nil),
        ]
    }

    private func look(_ context: StepContext) async throws -> String? {
        guard let record = try await context.records({ try $0.record(id) }) else {
            if context.isRepeated { return nil }
            throw CloudError.noSuchVM(context.task.subject)
        }
        guard record.stage == .ready else {
            throw CloudError.refused("'\(record.identity)' is \(record.stage.rawValue); 'vm purge' removes it")
        }
        let standing = try await context.records { try $0.dependants(of: id) }
        guard standing.isEmpty else {
            throw CloudError.inUse(
                what: "'\(record.identity)'",
                by: "\(standing.count) disk(s) of linked clones stand on it"
            )
        }
        try await checkLost(record, context)
        return nil
    }

    /// Refuses where a host has it after all, or one was not heard that may have it.
    private func checkLost(_ record: VMRecord, _ context: StepContext) async throws {
        let hosts = try await context.records { try $0.hosts() }
        guard !hosts.isEmpty else { throw CloudError.refused("there is no host that could say that it has not") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for host in hosts {
                group.addTask {
                    let sight: DomainSight?
                    do {
                        sight = try await context.hosts.hypervisor(for: host.id).look(at: id)
                    } catch let error where !error.leavesTheTask {
                        let why = TaskFailure(error).message
                        throw CloudError.refused(
                            "\(host.name) may have '\(record.identity)', and cannot be asked: \(why)"
                        )
                    }
                    guard sight == nil else {
                        throw CloudError.refused("'\(record.identity)' is not lost: \(host.name) has it")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func forget(_ context: StepContext) async throws -> String? {
        guard try await context.records({ try $0.record(id) }) != nil else { return nil }
        let now = context.clock.now()
        let files = try await context.records { try $0.disks(of: id) }.map(\.path)
        try await context.records { store in
            try store.release(id, at: now)
            try store.forgetVanished(id, at: now)
        }
        _ = try await context.settleNAT()
        _ = try await context.tellAddresses(nil)
        return files.isEmpty ? nil : PartialResult.also("its files stay: \(files.joined(separator: ", "))")
    }
}
