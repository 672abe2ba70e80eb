import BaadalModel
import BaadalStore
import Synchronization
import Testing

@testable import BaadalCore

extension ScriptedCloud {
    /// The first host that has a VM.
    func home(of vm: VM.ID) -> ScriptedHost? { hosts.first { domain(vm, on: $0) != nil } }

    /// A VM as a host has it; `nil` where it has not.
    func domain(_ vm: VM.ID, on host: ScriptedHost) -> ScriptedHost.Domain? {
        host.script.withLock { $0.domains[vm] }
    }

    /// Undefines a VM on its host, past the cloud.
    func forget(_ vm: VM.ID) throws {
        try #require(home(of: vm)).change { $0.domains[vm] = nil }
    }

    /// Works until a task has ended that was ordered before.
    func ended(_ id: TaskRecord.ID) async throws -> TaskRecord {
        try await work { try await ends(id) }
        return try await record(id)
    }

    /// Waits for the end of a task, while a controller works.
    func ends(_ id: TaskRecord.ID) async throws {
        for await _ in store.changes() where try await !record(id).status.isOpen { return }
    }
}
