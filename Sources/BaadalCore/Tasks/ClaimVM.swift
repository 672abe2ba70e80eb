internal import BaadalModel
internal import BaadalStore

/// Marks VMs as ours in their libvirt metadata, so that a second store on the same hosts keeps its hands off.
enum ClaimVM {
    /// The steps of a claim that an admin ordered.
    static func steps(_ id: VM.ID) -> [Step] {
        [Step(name: "claim", run: { try await claim(id, takingOver: true, $0) }, undo: nil)]
    }

    /// Writes our claim where there is none, and reads back whose it is then.
    ///
    /// - Parameter takingOver: Whether another cloud's claim is replaced.
    /// - Throws: ``CloudError/claimed(vm:cloud:)``.
    static func claim(_ id: VM.ID, takingOver: Bool, _ context: StepContext) async throws -> String? {
        let vm = try await context.vm(id)
        let sight = try await context.sight(of: id)
        if case .other(let name, _) = sight.claim, !takingOver { throw CloudError.claimed(vm: vm.name, cloud: name) }
        if sight.claim == .ours { return nil }
        let cloud = try await context.records { try $0.cloudInfo() }
        let claim = try await context.hypervisor(of: id).claim(id, for: cloud)
        try await context.records { try $0.setClaim(id, claim) }
        if case .other(let name, _) = claim { throw CloudError.claimed(vm: vm.name, cloud: name) }
        return "claimed"
    }
}
