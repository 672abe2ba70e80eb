internal import BaadalModel
internal import BaadalStore

/// Makes an empty disk and plugs it in.
struct AttachDisk {
    let id: VM.ID
    let size: Bytes
    let datastore: Datastore.ID?

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "attach", remains: .undone, run: run, undo: remove),
        ]
    }

    private func look(_ context: StepContext) async throws -> String? {
        try await context.checkOurs(id)
        if context.isRepeated { return nil }
        let record = try await context.record(id)
        guard try await context.placedHost(of: id) == record.host else {
            throw CloudError.refused(
                "'\(record.identity)' is not on the host that is kept for it, which shows it too; undefine it there"
            )
        }
        try await settleUnplugged(id, context)
        return nil
    }

    private func run(_ context: StepContext) async throws -> String? {
        try await all(context)
        return nil
    }

    /// Reserves, makes, plugs in and records the disk, each where it is not done yet.
    func all(_ context: StepContext) async throws {
        let record = try await context.record(id)
        guard let host = record.host else { throw CloudError.noHost(vm: record.identity) }
        let hypervisor = try await context.keptHypervisor(record)
        var disk = try await context.records { [task = context.task.id] in
            try $0.reserveDisk(of: record, size: size, in: datastore, seenBy: host, for: task)
        }
        let before = try await context.definition(id, on: hypervisor)
        if let plugged = before.disks.first(where: { $0.path == disk.path }) {
            disk.target = plugged.target
        } else {
            try await context.make(disk.path, on: hypervisor) {
                try await hypervisor.createFile(FileSight(path: disk.path, format: "qcow2", size: size))
            }
            var taken = before.targets
            if let live = try await hypervisor.presentXML(of: id) { taken.formUnion(try DomainXML(live).targets) }
            guard let target = DomainDisk.firstFreeTarget(taken) else {
                throw CloudError.refused("'\(record.identity)' has no name free for one more disk")
            }
            disk.target = target
            let device = DomainDisk(path: disk.path, format: "qcow2", target: target)
            try await hypervisor.attach(device.text, to: id)
        }
        disk.stage = .attached
        try await context.records { [disk] in try $0.updateDisk(disk) }
        try await context.refresh(host)
    }

    /// Takes out and removes what the task has made.
    func remove(_ context: StepContext) async throws {
        guard let record = try await context.records({ try $0.record(id) }) else { return }
        var made: [Disk] = []
        for disk in try await context.records({ try $0.disks(of: id) }) where disk.role == .extra {
            if try await context.mayHaveMade(disk.path) { made.append(disk) }
        }
        let kept = try await context.records { [task = context.task.id] in try $0.reservedDisks(of: task) }
        guard !made.isEmpty || !kept.isEmpty else { return }
        let hypervisor = try await context.keptHypervisor(record)
        for disk in made {
            try await unplug(disk.path, id, on: hypervisor)
            try await hypervisor.deleteFile(disk.path)
            try await context.records { try $0.forgetDisk(disk.id, at: context.clock.now()) }
        }
        for disk in kept where !made.contains(where: { $0.id == disk.id }) && disk.role == .extra {
            try await context.records { try $0.forgetDisk(disk.id, at: context.clock.now()) }
        }
    }
}

/// Takes the disk of a file out of a domain, where it is plugged in.
private func unplug(_ path: String, _ id: VM.ID, on hypervisor: any Hypervisor) async throws {
    guard let text = try await hypervisor.definition(of: id) else { return }
    let xml = try DomainXML(text)
    guard let target = xml.disks.first(where: { $0.path == path })?.target, let device = xml.disk(target) else {
        return
    }
    try await hypervisor.detach(device, from: id)
}

/// Notes of extra disks that somebody unplugged by hand that they are: their names may be given again.
private func settleUnplugged(_ id: VM.ID, _ context: StepContext) async throws {
    let hypervisor = try await context.hypervisor(of: id)
    var paths = Set(try await context.definition(id, on: hypervisor).disks.map(\.path))
    if let present = try await hypervisor.presentXML(of: id) {
        paths.formUnion(try DomainXML(present).disks.map(\.path))
    }
    for var disk in try await context.records({ try $0.disks(of: id) })
    where disk.role == .extra && disk.stage == .attached && !paths.contains(disk.path) {
        (disk.stage, disk.target) = (.detached, nil)
        try await context.records { [disk] in try $0.updateDisk(disk) }
    }
}

/// Takes a disk out, and keeps or deletes its image.
struct DetachDisk {
    let id: VM.ID
    let target: String
    let deletes: Bool

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "detach", isFinal: true, run: detach, undo: nil),
            Step(name: deletes ? "delete the image" : "keep the image", run: finish, undo: nil),
        ]
    }

    private func disk(_ context: StepContext) async throws -> Disk? {
        try await context.records { try $0.disks(of: id) }.first { $0.target == target }
    }

    private func look(_ context: StepContext) async throws -> String? {
        try await context.checkOurs(id)
        if !context.isRepeated { try await settleUnplugged(id, context) }
        guard let disk = try await disk(context) else {
            if context.isRepeated { return nil }
            throw CloudError.refused("'\(context.task.subject)' has no disk '\(target)' that was made here")
        }
        guard disk.role == .extra else {
            throw CloudError.refused("\(target) is the disk that it boots from; only extra disks are detached")
        }
        let hypervisor = try await context.hypervisor(of: id)
        if try await hypervisor.snapshots(of: id).contains(where: { !$0.isExternal }) {
            throw CloudError.refused("snapshots hold a state of the disk; delete them first")
        }
        return nil
    }

    private func detach(_ context: StepContext) async throws -> String? {
        guard let disk = try await disk(context) else { return nil }
        try await unplug(disk.path, id, on: try await context.hypervisor(of: id))
        return nil
    }

    private func finish(_ context: StepContext) async throws -> String? {
        guard var disk = try await disk(context) else { return nil }
        if deletes {
            let store = try await context.datastore(disk.datastore)
            try await context.checkUnused(disk.path, in: store, by: id)
            try await context.hypervisor(of: id).deleteFile(disk.path)
            try await context.records { [disk] in try $0.forgetDisk(disk.id, at: context.clock.now()) }
        } else {
            (disk.stage, disk.target) = (.detached, nil)
            try await context.records { [disk] in try $0.updateDisk(disk) }
        }
        try await context.refresh(context.placedHost(of: id))
        return nil
    }
}

/// Makes a disk larger.
struct ResizeDisk {
    let id: VM.ID
    let target: String
    let size: Bytes

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "resize", isFinal: true, run: resize, undo: nil),
            Step(name: "record", run: record, undo: nil),
        ]
    }

    private func disk(_ context: StepContext) async throws -> Disk {
        guard let disk = try await context.records({ try $0.disks(of: id) }).first(where: { $0.target == target })
        else {
            throw CloudError.refused("'\(context.task.subject)' has no disk '\(target)' that was made here")
        }
        return disk
    }

    private func look(_ context: StepContext) async throws -> String? {
        try await context.checkOurs(id)
        let disk = try await disk(context)
        guard size > disk.size || context.isRepeated else {
            throw CloudError.onlyGrows(target, from: disk.size, to: size)
        }
        let standing = try await context.records { try $0.dependants(of: id) }.filter { $0.backing == disk.id }
        guard standing.isEmpty else { throw CloudError.refused("\(standing.count) linked clone(s) stand on \(target)") }
        guard size > disk.size else { return nil }
        let store = try await context.datastore(disk.datastore)
        try await context.holdSpace(Bytes(size.count - disk.size.count), in: store)
        return nil
    }

    private func resize(_ context: StepContext) async throws -> String? {
        let disk = try await disk(context)
        let hypervisor = try await context.hypervisor(of: id)
        if let sight = try await hypervisor.look(at: id), sight.state.isActive {
            try await hypervisor.resizeDisk(disk.path, to: size, of: id)
        } else {
            try await hypervisor.resizeFile(disk.path, to: size)
        }
        return nil
    }

    private func record(_ context: StepContext) async throws -> String? {
        var disk = try await disk(context)
        disk.size = size
        try await context.records { [disk] in try $0.updateDisk(disk) }
        return nil
    }
}
