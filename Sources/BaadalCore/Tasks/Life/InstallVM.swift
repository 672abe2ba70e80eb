internal import BaadalModel
internal import BaadalStore

/// Makes a VM from a template, or from an image that is there.
struct InstallVM {
    let id: VM.ID
    let order: InstallOrder

    var steps: [Step] {
        var steps = [
            Step(
                name: "reserve",
                remains: .undone,
                run: reserve,
                undo: { context in
                    try await context.records { try $0.release(id, at: context.clock.now()) }
                    _ = try await context.tellAddresses(nil)
                }
            ),
            Step(name: "make the disk", remains: .undone, run: makeDisk, undo: removeDisk),
            Step(name: "define", remains: .undone, run: define, undo: { try await undefine(id, $0) }),
            Step(name: "start", remains: .undone, run: start, undo: stop),
            Step(name: "register the address", run: register, undo: nil),
        ]
        if order.wantsPublicAddress {
            steps.append(
                Step(
                    name: "map the public address",
                    remains: .undone,
                    run: { try await $0.mapAddress(of: id) },
                    undo: { _ = try await $0.unmapAddress(of: id) }
                )
            )
        }
        if order.extraDisk != nil {
            steps.append(Step(name: "extra disk", remains: .undone, run: addDisk, undo: removeExtraDisk))
        }
        steps.append(Step(name: "verify", run: verify, undo: nil))
        return steps
    }

    // MARK: - Reserve

    private func reserve(_ context: StepContext) async throws -> String? {
        var wish = try await wish(context)
        wish.host = order.host
        wish.purpose = order.purpose
        wish.group = order.group
        wish.wantsPublicAddress = order.wantsPublicAddress
        let (policy, now) = (context.config.placement.policy, context.clock.now())
        let record = try await context.records { [wish] in try $0.reserve(wish, policy: policy, at: now) }
        guard let host = record.host else { throw CloudError.noHost(vm: record.identity) }
        try await context.records { [task = context.task.id] in try $0.setHost(of: task, host) }
        let name = try await context.host(host).name
        return "host \(name), address \(record.address.map { "\($0)" } ?? "none"), port \(record.vncPort ?? 0)"
    }

    private func wish(_ context: StepContext) async throws -> Reservation {
        let expires = context.clock.now().advanced(byMilliseconds: Int64(context.config.tasks.deadline) * 1000)
        func reservation(_ image: Reservation.Image) -> Reservation {
            Reservation(
                vm: id,
                task: context.task.id,
                name: order.name,
                owner: order.owner,
                domain: order.domain,
                vcpus: order.vcpus,
                memory: order.memory,
                disks: [image],
                expires: expires
            )
        }
        switch order.source {
        case .template:
            let template = try await template(context)
            guard template.isActive else { throw CloudError.inactive(what: "template", name: template.name) }
            var wish = reservation(Reservation.Image(role: .system, size: template.size))
            wish.template = template.id
            wish.datastore = order.datastore
            wish.preferred = template.datastore
            return wish
        case .image(let path, let datastore):
            let sight = try await sight(of: path, in: datastore, context)
            var wish = reservation(
                Reservation.Image(role: .system, size: sight.size, format: sight.format, path: path)
            )
            wish.datastore = datastore
            return wish
        }
    }

    private func template(_ context: StepContext) async throws -> Template {
        guard case .template(let id) = order.source,
            let found = try await context.records({ try $0.catalog() }).templates.first(where: { $0.id == id })
        else { throw CloudError.noSuch("template", context.task.subject) }
        return found
    }

    /// An image that is there already, as some host that sees it tells.
    private func sight(of path: String, in store: Datastore.ID, _ context: StepContext) async throws -> FileSight {
        let datastore = try await context.datastore(store)
        try await context.checkUnused(path, in: datastore, by: id)
        guard let host = order.host ?? datastore.hosts.first else {
            throw CloudError.refused("no host is known to see datastore '\(datastore.name)'")
        }
        guard let sight = try await context.hosts.hypervisor(for: host).file(path) else {
            throw CloudError.noSuch("image", path)
        }
        guard sight.format == "qcow2" || sight.format == "raw" else {
            throw CloudError.refused("the image is \(sight.format); qcow2 and raw are accepted")
        }
        if let backing = sight.backing {
            throw CloudError.refused("the image stands on \(backing); one that is whole is accepted")
        }
        return sight
    }

    // MARK: - Disk

    private func systemDisk(_ context: StepContext) async throws -> Disk {
        guard let disk = try await context.records({ try $0.disks(of: id) }).first(where: { $0.role == .system }) else {
            throw CloudError.refused("nothing is reserved for \(context.task.subject) any more")
        }
        return disk
    }

    private func makeDisk(_ context: StepContext) async throws -> String? {
        let (record, disk) = (try await context.record(id), try await systemDisk(context))
        let hypervisor = try await context.keptHypervisor(record)
        guard case .template = order.source else {
            return try await hypervisor.file(disk.path) == nil ? nil : "taken over as it is"
        }
        let template = try await template(context)
        let store = try await context.datastore(template.datastore)
        let source = try await context.layout(of: store).template(template.file)
        if let expected = template.checksum, let found = try await context.checksum(of: source, on: hypervisor),
            found != expected
        {
            throw TaskFailure(
                cause: .refused,
                message: "template '\(template.name)' is not what was added: its checksum is \(found), not \(expected)"
            )
        }
        let file = FileSight(path: disk.path, format: "qcow2", size: disk.size)
        do {
            try await context.make(disk.path, on: hypervisor) {
                if template.form == .iso {
                    try await hypervisor.createFile(file)
                } else {
                    try await context.copy(source, to: file, on: hypervisor, "copying \(template.name)")
                }
            }
        } catch CloudError.taken {
            throw TaskFailure(cause: .refused, message: "Directory with same name as vmname already exists.")
        }
        guard let made = try await hypervisor.file(disk.path), made.size >= disk.size, made.backing == nil else {
            throw TaskFailure(cause: .host, message: "Copy not successful: \(disk.path) is not whole")
        }
        return nil
    }

    private func removeDisk(_ context: StepContext) async throws {
        guard let record = try await context.records({ try $0.record(id) }) else { return }
        let disks = try await context.records { try $0.disks(of: id) }
        for disk in disks where disk.role == .system {
            guard try await context.mayHaveMade(disk.path) else { continue }
            try await context.keptHypervisor(record).deleteFile(disk.path)
        }
    }

    // MARK: - Domain

    private func define(_ context: StepContext) async throws -> String? {
        let (record, disk) = (try await context.record(id), try await systemDisk(context))
        guard let hostID = record.host, let mac = record.mac, let port = record.vncPort else {
            throw CloudError.refused("nothing is reserved for \(record.identity) any more")
        }
        let host = try await context.host(hostID)
        let hypervisor = try await context.keptHypervisor(record)
        if context.isRepeated, try await hypervisor.look(at: id) != nil {
            try await claim(hypervisor, context)
            return "found done"
        }
        var (medium, isPlain): (String?, Bool) = (nil, false)
        if case .template = order.source {
            let template = try await template(context)
            isPlain = template.system == .windows
            if template.form == .iso {
                let store = try await context.datastore(template.datastore)
                medium = try await context.layout(of: store).template(template.file)
            }
        }
        var generator = SystemRandomNumberGenerator()
        let domain = NewDomain(
            id: id,
            identity: record.identity,
            type: host.domainType,
            vcpus: record.vcpus,
            memory: record.memory,
            disks: [DomainDisk(path: disk.path, format: disk.format, target: disk.target ?? "vda")],
            medium: medium,
            interface: try await context.interface(record.domain, mac: mac),
            screen: DomainScreen(
                port: port,
                listen: host.screenAddress,
                password: DomainScreen.secret(using: &generator)
            ),
            isPlain: isPlain
        )
        try await hypervisor.define(domain.text)
        try await claim(hypervisor, context)
        return nil
    }

    private func claim(_ hypervisor: any Hypervisor, _ context: StepContext) async throws {
        let cloud = try await context.records { try $0.cloudInfo() }
        _ = try await hypervisor.claim(id, for: cloud)
    }

    private func start(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.keptHypervisor(try await context.record(id))
        if context.isRepeated, try await hypervisor.look(at: id)?.state.isActive ?? false { return "found done" }
        try await hypervisor.perform(.start, on: id)
        return nil
    }

    private func stop(_ context: StepContext) async throws {
        guard let record = try await context.records({ try $0.record(id) }) else { return }
        try await context.cutPower(id, on: try await context.keptHypervisor(record))
    }

    private func register(_ context: StepContext) async throws -> String? {
        guard let address = try await context.record(id).address else { return nil }
        return try await context.tellAddresses(address)
    }

    // MARK: - Extra disk

    private func addDisk(_ context: StepContext) async throws -> String? {
        guard let size = order.extraDisk else { return nil }
        do {
            try await AttachDisk(id: id, size: size, datastore: nil).all(context)
            return PartialResult.also("Attached extra disk successfully")
        } catch let error where !error.leavesTheTask && !TaskFailure(error).cause.passes {
            try await AttachDisk(id: id, size: size, datastore: nil).remove(context)
            return PartialResult.note("Attached extra disk failed: \(TaskFailure(error).message)")
        }
    }

    private func removeExtraDisk(_ context: StepContext) async throws {
        try await AttachDisk(id: id, size: order.extraDisk ?? Bytes(0), datastore: nil).remove(context)
    }

    // MARK: - End

    private func verify(_ context: StepContext) async throws -> String? {
        let record = try await context.record(id)
        let hypervisor = try await context.keptHypervisor(record)
        for _ in 0..<2 {
            guard let sight = try await hypervisor.look(at: id), sight.state.isActive else {
                throw TaskFailure(cause: .host, message: "VM is not installed. It stopped as soon as it was started")
            }
            try await context.clock.sleep(.seconds(1))
        }
        try await context.records { try $0.completeRecord(id) }
        if let host = record.host { try await context.refresh(host) }
        return nil
    }
}

/// Takes a definition back that a task has made.
func undefine(_ id: VM.ID, _ context: StepContext) async throws {
    guard let record = try await context.records({ try $0.record(id) }) else { return }
    let hypervisor = try await context.keptHypervisor(record)
    try await context.cutPower(id, on: hypervisor)
    try await hypervisor.undefine(id)
    if let host = record.host { try await context.refresh(host) }
    try await context.records { try $0.forgetVanished(id, at: context.clock.now()) }
}
