internal import BaadalModel
internal import BaadalStore

extension StepContext {
    /// The VM as the store has it.
    func vm(_ id: VM.ID) async throws -> VM {
        guard let vm = try await records({ try $0.vm(id) }) else { throw CloudError.noSuchVM(task.subject) }
        return vm
    }

    /// The host that shows the VM.
    func placedHost(of id: VM.ID) async throws -> Host.ID {
        guard let host = try await vm(id).host else { throw CloudError.noHost(vm: task.subject) }
        return host
    }

    /// A way to the host that shows the VM.
    func hypervisor(of id: VM.ID) async throws -> any Hypervisor {
        try await hosts.hypervisor(for: placedHost(of: id))
    }

    /// The domain as its host shows it now.
    func sight(of id: VM.ID) async throws -> DomainSight {
        guard let sight = try await sightOrGone(of: id) else { throw CloudError.noHost(vm: task.subject) }
        return sight
    }

    /// The domain as its host shows it now; `nil` where it has none of that UUID, as after a transient VM stopped.
    func sightOrGone(of id: VM.ID) async throws -> DomainSight? {
        try await hypervisor(of: id).look(at: id)
    }
}
