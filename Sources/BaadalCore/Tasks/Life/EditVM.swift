internal import BaadalModel
internal import BaadalStore

/// Changes processors, memory or network of a VM: all at once, or nothing.
struct EditVM {
    let id: VM.ID
    let order: EditOrder

    var steps: [Step] {
        var steps = [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(
                name: "claim",
                repetition: .everyTime,
                run: { try await ClaimVM.claim(id, takingOver: false, $0) },
                undo: nil
            ),
        ]
        if order.domain != nil {
            steps.append(Step(name: "take an address", remains: .undone, run: takeAddress, undo: returnAddress))
        }
        steps.append(Step(name: "define", remains: .undone, run: define, undo: restore))
        steps.append(Step(name: "record", isFinal: true, run: record, undo: nil))
        if order.domain != nil {
            steps.append(Step(name: "register the address", run: register, undo: nil))
        }
        if order.domain != nil || order.publicAddress != nil {
            steps.append(Step(name: "map the public address", run: map, undo: nil))
        }
        steps.append(Step(name: "tell the guest", run: tellGuest, undo: nil))
        return steps
    }

    private func look(_ context: StepContext) async throws -> String? {
        try await context.checkOurs(id)
        if order.domain != nil, try await context.sight(of: id).state.isActive {
            throw CloudError.refused("it runs, and its guest would go on with the old address; shut it down first")
        }
        if order.domain != nil, try await !context.hypervisor(of: id).snapshots(of: id).isEmpty {
            throw CloudError.refused("it has snapshots, which would bring its old address back; delete them first")
        }
        let vm = try await context.vm(id)
        guard order.vcpus != nil || order.memory != nil, let host = vm.host, !context.isRepeated else { return nil }
        let capacities = try await context.records.store.capacities().filter { $0.host == host }
        // What it has now is given back before the new size is taken.
        let free = capacities.map { capacity in
            var capacity = capacity
            capacity.usedCPUs -= vm.vcpus
            capacity.usedMemory = Bytes(capacity.usedMemory.count - vm.memory.count)
            capacity.closed = nil
            return capacity
        }
        let wish = PlacementWish(memory: order.memory ?? vm.memory, vcpus: order.vcpus ?? vm.vcpus)
        let choice = HostChoice(wish, among: free, policy: context.config.placement.policy)
        if choice.host == nil { throw CloudError.noHostTakes(vm: vm.name, reasons: choice.reasons()) }
        return nil
    }

    private func domain(_ context: StepContext) async throws -> SecurityDomain? {
        guard let id = order.domain else { return nil }
        guard let found = try await context.records({ try $0.catalog() }).domains.first(where: { $0.id == id }) else {
            throw CloudError.noSuch("security domain", "\(id)")
        }
        return found
    }

    private func takeAddress(_ context: StepContext) async throws -> String? {
        guard let domain = try await domain(context) else { return nil }
        _ = try await context.record(id)
        let address = try await context.records { try $0.takeAddress(of: id, in: domain) }
        return "\(address.address)"
    }

    private func returnAddress(_ context: StepContext) async throws {
        try await context.records { try $0.settleAddress(nil, in: nil, of: id) }
    }

    private func define(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        let before = try await context.definition(id, on: hypervisor)
        if context.note == nil { try await context.write(before.text) }
        var xml = before
        if let vcpus = order.vcpus { xml.set(vcpus: vcpus) }
        if let memory = order.memory { xml.set(memory: memory) }
        if let domain = try await domain(context) {
            let address = try await context.records { try $0.takeAddress(of: id, in: domain) }
            xml.set(interface: try await context.interface(domain.id, mac: address.mac))
        }
        try await hypervisor.define(xml.text)
        return nil
    }

    private func restore(_ context: StepContext) async throws {
        guard let before = context.note else { return }
        try await context.hypervisor(of: id).define(before)
    }

    private func record(_ context: StepContext) async throws -> String? {
        let vm = try await context.vm(id)
        guard try await context.records({ try $0.record(id) }) != nil else { return nil }
        let (vcpus, memory) = (order.vcpus ?? vm.vcpus, order.memory ?? vm.memory)
        try await context.records { try $0.resizeRecord(id, vcpus: vcpus, memory: memory) }
        if let domain = try await domain(context) {
            let address = try await context.records { try $0.takeAddress(of: id, in: domain) }
            try await context.records { try $0.settleAddress(address.id, in: domain.id, of: id) }
        }
        return nil
    }

    private func register(_ context: StepContext) async throws -> String? {
        try await context.tellAddresses(try await context.record(id).address)
    }

    /// Its public address leads to its new private one, or to nothing any more, or is new.
    private func map(_ context: StepContext) async throws -> String? {
        let note: String? =
            if order.publicAddress == false {
                try await context.unmapAddress(of: id, releasing: true)
            } else {
                try await context.mapAddress(of: id, takingAddress: order.publicAddress == true)
            }
        let words = PartialResult.words(of: note)
        guard order.publicAddress != nil, words?.isFailure != true else { return note }
        return PartialResult.also(
            (["Edited Public IP successfully", words?.text].compactMap(\.self)).joined(separator: ". ")
        )
    }

    /// What a guest that runs can take now it is given; the rest waits for its next start.
    private func tellGuest(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        var words: [String] = []
        if order.vcpus != nil { words.append("Edited vCPU successfully") }
        if order.memory != nil {
            words.append(words.isEmpty ? "Edited RAM successfully" : "And edited RAM successfully")
        }
        if order.domain != nil { words.append("Edited security domain successfully") }
        if try await hypervisor.look(at: id)?.state.isActive ?? false {
            var waits: [String] = []
            // A guest does not give processors back: one that was taken from it live can hang its next snapshot.
            if let vcpus = order.vcpus {
                let grows = vcpus > (try await context.vm(id)).vcpus
                let isLive = grows ? try await hypervisor.setLive(vcpus: vcpus, of: id) == nil : false
                if !isLive { waits.append("vCPU") }
            }
            if let memory = order.memory, try await hypervisor.setLive(memory: memory, of: id) != nil {
                waits.append("RAM")
            }
            if !waits.isEmpty {
                words.append("\(waits.joined(separator: " and ")) as of its next start, once it was shut down")
            }
        }
        try await context.refresh(context.placedHost(of: id))
        return words.isEmpty ? nil : PartialResult.also(words.joined(separator: ". "))
    }
}
