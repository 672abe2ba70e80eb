internal import BaadalModel
internal import BaadalStore

/// Brings a VM back to a snapshot.
struct RevertVM {
    let id: VM.ID
    let name: String
    let keepsPresent: Bool

    var steps: [Step] {
        var steps = [Step(name: "look", repetition: .everyTime, run: look, undo: nil)]
        if keepsPresent {
            steps.append(Step(name: "keep the present state", remains: .undone, run: keep, undo: dropKept))
        }
        steps.append(Step(name: "revert", isFinal: true, run: revert, undo: nil))
        steps.append(Step(name: "record", run: record, undo: nil))
        return steps
    }

    private func sight(_ context: StepContext) async throws -> SnapshotSight {
        guard let sight = try await context.hypervisor(of: id).snapshots(of: id).first(where: { $0.name == name })
        else {
            throw CloudError.noSuchSnapshot(vm: context.task.subject, name: name)
        }
        return sight
    }

    private func look(_ context: StepContext) async throws -> String? {
        let state = try await context.checkOurs(id).state
        let sight = try await sight(context)
        guard sight.isExternal else { return nil }
        if state.isActive {
            throw CloudError.refused("'\(name)' is of the disks alone; the VM must be stopped to go back to it")
        }
        _ = try await context.record(id)
        return nil
    }

    private func keep(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        let kept = context.note ?? Snapshot.name(.system, at: context.clock.now())
        if context.note == nil { try await context.write(kept) }
        if try await hypervisor.snapshots(of: id).contains(where: { $0.name == kept }) { return nil }
        let isActive = try await hypervisor.look(at: id)?.state.isActive ?? false
        let order = SnapshotOrder(.system)
        try await context.records { [now = context.clock.now()] in
            try $0.beginSnapshot(of: id, name: kept, order: order, hasMemory: isActive, at: now)
        }
        let xml = SnapshotXML.inside(kept, note: "before going back to \(name)")
        try await hypervisor.takeSnapshot(xml, of: id, diskOnly: false, quiesced: false)
        return nil
    }

    private func dropKept(_ context: StepContext) async throws {
        guard let kept = context.note else { return }
        try await context.hypervisor(of: id).deleteSnapshot(kept, of: id, memoryOnly: false)
        try await context.records { try $0.forgetSnapshot(kept, of: id, at: context.clock.now()) }
        _ = try await reconcileSnapshots(of: id, context)
    }

    private func revert(_ context: StepContext) async throws -> String? {
        let sight = try await sight(context)
        try await context.tell("going back to \(name)")
        if sight.isExternal {
            try await revertDisks(to: sight, context)
        } else {
            try await context.hypervisor(of: id).revert(id, to: name)
        }
        return nil
    }

    /// Going back to a snapshot in files of its own: new files on the frozen ones, and the definition by those.
    ///
    /// libvirt 9.0 takes such snapshots and cannot go back to them.
    private func revertDisks(to sight: SnapshotSight, _ context: StepContext) async throws {
        let hypervisor = try await context.hypervisor(of: id)
        var xml = try await context.definition(id, on: hypervisor)
        // What the snapshot's own copy of the definition names are the files as they were, frozen since.
        let frozen = try DomainXML.ofSnapshot(sight.xml).disks
        let disks = try await context.records { try $0.disks(of: id) }
        var files: [String: String] = [:]
        for disk in frozen {
            guard let base = disks.first(where: { $0.path == disk.path }) else { continue }
            let stem = disk.path.hasSuffix(".qcow2") ? String(disk.path.dropLast(6)) : disk.path
            let file = "\(stem).back-\(context.task.id.number).qcow2"
            let image = FileSight(
                path: file,
                format: "qcow2",
                size: base.size,
                backing: disk.path,
                backingFormat: base.format
            )
            try await hypervisor.deleteFile(file)
            try await hypervisor.createFile(image)
            files[disk.target] = file
            try await record(base, file, disk.target, disks, context)
        }
        xml.set(files: files)
        try await hypervisor.define(xml.text)
    }

    /// The file that was written until now belongs to nothing any more, and is kept as a base.
    private func record(
        _ base: Disk,
        _ file: String,
        _ target: String,
        _ disks: [Disk],
        _ context: StepContext
    ) async throws {
        let over = Disk(
            id: RowID(0),
            vm: id,
            datastore: base.datastore,
            path: file,
            role: disks.first { $0.target == target }?.role ?? .system,
            target: target,
            size: base.size,
            backing: base.id,
            stage: .attached
        )
        for var old in disks where old.target == target && old.path != file {
            (old.role, old.target) = (.base, nil)
            try await context.records { [old] in try $0.updateDisk(old) }
        }
        try await context.records { [task = context.task.id] in _ = try $0.addDisk(over, for: task) }
    }

    private func record(_ context: StepContext) async throws -> String? {
        _ = try await reconcileSnapshots(of: id, context)
        // The snapshot brought its own definition back.
        let xml = try await context.definition(id, on: try await context.hypervisor(of: id))
        if try await context.records({ try $0.record(id) }) != nil {
            let plugged = Dictionary(xml.disks.map { ($0.path, $0.target) }, uniquingKeysWith: { first, _ in first })
            var sizes: [String: Bytes] = [:]
            let hypervisor = try await context.hypervisor(of: id)
            for path in plugged.keys { sizes[path] = try await hypervisor.file(path)?.size }
            try await context.records { [sizes] store in
                if let vcpus = xml.vcpus, let memory = xml.memory {
                    try store.resizeRecord(id, vcpus: vcpus, memory: memory)
                }
                let disks = try store.disks(of: id)
                let own = Set(disks.map(\.id))
                for before in disks {
                    var disk = before
                    disk.size = sizes[disk.path] ?? disk.size
                    disk.target = plugged[disk.path]
                    if let target = disk.target {
                        disk.stage = .attached
                        // It was frozen meanwhile, and is written to again.
                        if disk.role == .base { disk.role = disks.first { $0.target == target }?.role ?? .extra }
                    } else if before.target != nil {
                        // What went on from a frozen disk is part of that chain; what was plugged in later is left out.
                        let goesOn = disk.backing.map { own.contains($0) } ?? false
                        if goesOn { disk.role = .base } else { disk.stage = .detached }
                    }
                    if disk != before { try store.updateDisk(disk) }
                }
            }
        }
        try await context.refresh(context.placedHost(of: id))
        return nil
    }
}
