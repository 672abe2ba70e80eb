internal import BaadalModel
internal import BaadalStore

/// Takes a VM that was found on a host into the books: our claim in its metadata, its record, and its disks.
///
/// Nothing of the VM is changed beside its metadata.
struct AdoptVM {
    let id: VM.ID
    let order: AdoptOrder

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "claim", run: { try await ClaimVM.claim(id, takingOver: order.takesOver, $0) }, undo: nil),
            Step(name: "record", isFinal: true, run: record, undo: nil),
        ]
    }

    private func look(_ context: StepContext) async throws -> String? {
        if try await context.records({ try $0.record(id) }) != nil {
            if context.isRepeated { return nil }
            throw CloudError.refused("'\(context.task.subject)' is in the database already")
        }
        let adoption = try await adoption(context)
        try await context.records { try $0.checkAdoption(adoption) }
        return nil
    }

    private func record(_ context: StepContext) async throws -> String? {
        guard try await context.records({ try $0.record(id) }) == nil else { return nil }
        // What libvirt has of snapshots now is the cloud's from here on.
        _ = try await reconcileSnapshots(of: id, context)
        let (adoption, task, now) = (try await adoption(context), context.task.id, context.clock.now())
        try await context.records { try $0.adopt(adoption, for: task, at: now) }
        return nil
    }

    /// All that is recorded, as the host has it now.
    ///
    /// - Throws: ``CloudError`` where the cloud could not answer for all of it.
    private func adoption(_ context: StepContext) async throws -> Adoption {
        let vm = try await context.vm(id)
        try await checkAlone(vm, context)
        let host = try await context.host(try await context.placedHost(of: id))
        let hypervisor = try await context.hypervisor(of: id)
        let xml = try await context.definition(id, on: hypervisor)
        if let present = try await hypervisor.presentXML(of: id) {
            let plugged = try DomainXML(present).disks
            guard Set(plugged.map(\.path)) == Set(xml.disks.map(\.path)) else {
                throw CloudError.refused("it runs with other disks than its definition has; shut it down first")
            }
        }
        let (catalog, constants) = try await context.records { (try $0.catalog(), try $0.constantValues()) }
        let places = try AdoptedDisks(of: xml, on: host, in: catalog, constants: constants).places
        guard let domain = try domain(of: xml, catalog) else {
            throw CloudError.noDomain
        }
        var disks: [Disk] = []
        for place in places {
            disks.append(try await disk(place, isFirst: disks.isEmpty, on: hypervisor, context))
        }
        return Adoption(
            vm: id,
            name: vm.name,
            owner: order.owner,
            domain: domain.id,
            host: host.id,
            vcpus: xml.vcpus ?? vm.vcpus,
            memory: xml.memory ?? vm.memory,
            macs: xml.macs,
            port: xml.screenPort,
            disks: disks
        )
    }

    /// Refuses a VM in which another cloud or another host has a say, or that vanishes when it stops.
    private func checkAlone(_ vm: VM, _ context: StepContext) async throws {
        if vm.conflict == .activeTwice { throw CloudError.activeTwice(vm: vm.name) }
        try await context.refuseDoubled(id, named: vm.name)
        let sight = try await context.sight(of: id)
        guard sight.isPersistent else {
            throw CloudError.refused("'\(vm.name)' is transient: it would be gone when it stops; define it first")
        }
        if case .other(let cloud, _) = sight.claim, !order.takesOver {
            throw CloudError.claimed(vm: vm.name, cloud: cloud)
        }
    }

    private func domain(of xml: DomainXML, _ catalog: Catalog) throws -> SecurityDomain? {
        guard let wanted = order.domain else { return catalog.domain(of: xml) }
        guard let domain = catalog.domains.first(where: { $0.id == wanted }) else {
            throw CloudError.noSuch("security domain", "\(wanted)")
        }
        return domain
    }

    /// A disk as it is recorded.
    ///
    /// - Throws: ``CloudError`` where its file is not there, another VM uses it, or it stands on what is nobody's.
    private func disk(
        _ place: AdoptedDisks.Place,
        isFirst: Bool,
        on hypervisor: any Hypervisor,
        _ context: StepContext
    ) async throws -> Disk {
        let (plug, store) = (place.disk, place.datastore)
        guard let file = try await hypervisor.file(plug.path) else {
            throw CloudError.refused("its disk \(plug.target), \(plug.path), is not there")
        }
        // A file of two names would have two owners. Hosts that run no programs for us cannot tell.
        let words = ["stat", "-c", "%F/%h", "--", plug.path]
        if let links = try await hypervisor.run(words, within: .seconds(20)), links.status == 0 {
            guard links.output.split(whereSeparator: \.isNewline).first == "regular file/1" else {
                throw CloudError.refused(
                    "its disk \(plug.target), \(plug.path), is a link, or has other names; a plain file is accepted"
                )
            }
        }
        try await context.checkUnused(plug.path, in: store, by: id)
        return Disk(
            id: RowID(0),
            vm: id,
            datastore: store.id,
            path: plug.path,
            role: isFirst ? .system : .extra,
            target: plug.target,
            size: file.size,
            format: plug.format,
            backing: try await backing(of: file, plug, context),
            stage: .attached
        )
    }

    /// The frozen image that a disk stands on; `nil` for one that stands alone.
    private func backing(of file: FileSight, _ plug: DomainDisk, _ context: StepContext) async throws -> Disk.ID? {
        guard plug.format != "raw", let below = file.backing else { return nil }
        let base = try await context.records { try $0.disk(at: below) }
        if let base, base.role == .base { return base.id }
        throw CloudError.refused(
            "its disk \(plug.target), \(plug.path), stands on \(below), which is no frozen image of this cloud's; "
                + "a disk that stands alone is accepted, as 'virsh blockpull' makes it"
        )
    }
}
