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
        steps.append(Step(name: "revert", remains: .undone, isFinal: true, run: revert, undo: dropFiles))
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
        var files: [Disk] = []
        for disk in frozen {
            guard let base = disks.first(where: { $0.path == disk.path }) else { continue }
            let over = over(base, disk.target, disks, context)
            let image = FileSight(
                path: over.path,
                format: "qcow2",
                size: base.size,
                backing: disk.path,
                backingFormat: base.format
            )
            try await context.make(over.path, on: hypervisor) { try await hypervisor.createFile(image) }
            files.append(over)
        }
        let pairs = files.compactMap { file in file.target.map { ($0, file.path) } }
        xml.set(files: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        try await hypervisor.define(xml.text)
        // Until here the VM was what it had been, and the books with it.
        try await record(files, instead: disks, context)
    }

    /// What the task makes on a frozen file, in place of the disk of a name.
    private func over(_ base: Disk, _ target: String, _ disks: [Disk], _ context: StepContext) -> Disk {
        let stem = base.path.hasSuffix(".qcow2") ? String(base.path.dropLast(6)) : base.path
        return Disk(
            id: RowID(0),
            vm: id,
            datastore: base.datastore,
            path: "\(stem).back-\(context.task.id.number).qcow2",
            role: disks.first { $0.target == target }?.role ?? .system,
            target: target,
            size: base.size,
            backing: base.id,
            stage: .attached
        )
    }

    /// The files that were written until now belong to nothing any more, and are kept as bases.
    private func record(_ files: [Disk], instead disks: [Disk], _ context: StepContext) async throws {
        try await context.records { [task = context.task.id] store in
            for file in files {
                for var old in disks where old.target == file.target && old.path != file.path {
                    (old.role, old.target) = (.base, nil)
                    try store.updateDisk(old)
                }
                try store.addDisk(file, for: task)
            }
        }
    }

    /// Removes the new files of a revert that ended half way, and puts the VM back on those it had.
    private func dropFiles(_ context: StepContext) async throws {
        let disks = try await context.records { try $0.disks(of: id) }
        var made: [String] = []
        for disk in disks {
            let path = over(disk, "", disks, context).path
            if try await context.mayHaveMade(path) { made.append(path) }
        }
        guard !made.isEmpty else { return }
        let hypervisor = try await context.hypervisor(of: id)
        var xml = try await context.definition(id, on: hypervisor)
        let plugged = xml.disks.filter { made.contains($0.path) }
        if !plugged.isEmpty {
            let before = disks.filter { !made.contains($0.path) }
            let pairs = before.compactMap { disk in disk.target.map { ($0, disk.path) } }
            let files = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
            guard try await hypervisor.look(at: id)?.state.isActive != true,
                plugged.allSatisfy({ files[$0.target] != nil })
            else { throw CloudError.refused("it goes on in its new files") }
            xml.set(files: files)
            try await hypervisor.define(xml.text)
        }
        for path in made { try await hypervisor.deleteFile(path) }
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
