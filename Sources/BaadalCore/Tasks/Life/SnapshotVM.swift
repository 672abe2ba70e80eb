internal import BaadalModel
internal import BaadalStore

/// Takes a snapshot, and then drops older ones of its kind: never the other way round.
struct SnapshotVM {
    let id: VM.ID
    let order: SnapshotOrder

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(
                name: "claim",
                repetition: .everyTime,
                run: { try await ClaimVM.claim(id, takingOver: false, $0) },
                undo: nil
            ),
            // Once it is there it stays: what older ones were dropped for must not go as well.
            Step(name: "take", remains: .undone, isFinal: true, run: take, undo: remove),
            Step(name: "drop older ones", run: prune, undo: nil),
            Step(name: "record", run: record, undo: nil),
        ]
    }

    private func record(_ context: StepContext) async throws -> String? {
        let note = try await reconcileSnapshots(of: id, context)
        // Where it lies in files of its own, the disks are others now.
        try await context.refresh(context.placedHost(of: id))
        return note
    }

    private func look(_ context: StepContext) async throws -> String? {
        let sight = try await context.checkOurs(id)
        if order.kind == .user, !context.isRepeated {
            let mine = try await context.records { try $0.snapshots(of: id) }
            guard mine.count(where: { $0.kind == .user && $0.presence == .present }) < Snapshot.Kind.userLimit else {
                throw CloudError.refused(
                    "it has \(Snapshot.Kind.userLimit) user snapshots, which is the limit; delete one of them"
                )
            }
        }
        let xml = try DomainXML(try await context.hypervisor(of: id).presentXML(of: id) ?? "")
        if let raw = xml.disks.first(where: { $0.format != "qcow2" }), !order.isDiskOnly {
            throw CloudError.refused(
                "its disk \(raw.target) is \(raw.format), which cannot hold snapshots; '--disk-only' keeps them beside it"
            )
        }
        if order.isDiskOnly, !sight.state.isActive {
            throw CloudError.refused("a snapshot of the disks alone is taken of a VM that runs")
        }
        if order.isDiskOnly, try await context.records({ try $0.record(id) }) == nil {
            throw CloudError.refused("it was not made here, and new disk files of it would be nobody's")
        }
        return sight.state.rawValue
    }

    private func take(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        let name = context.note ?? Snapshot.name(order.kind, at: context.clock.now())
        if context.note == nil { try await context.write(name) }
        if try await hypervisor.snapshots(of: id).contains(where: { $0.name == name }) {
            if order.isDiskOnly { try await recordFiles(try await files(name, context), context) }
            return nil
        }
        let isActive = try await hypervisor.look(at: id)?.state.isActive ?? false
        try await context.records { [order, now = context.clock.now()] in
            try $0.beginSnapshot(of: id, name: name, order: order, hasMemory: isActive && !order.isDiskOnly, at: now)
        }
        try await context.tell("taking \(name)")
        if order.isDiskOnly {
            try await takeDiskOnly(name, on: hypervisor, context)
        } else {
            let xml = SnapshotXML.inside(name, note: order.note)
            try await hypervisor.takeSnapshot(xml, of: id, diskOnly: false, quiesced: false)
        }
        return nil
    }

    /// Each disk goes on in a new file; what it stood on is frozen, and a base from then on.
    private func takeDiskOnly(_ name: String, on hypervisor: any Hypervisor, _ context: StepContext) async throws {
        let files = try await files(name, context)
        let quiesced = try await hypervisor.agentAnswers(in: id)
        let xml = SnapshotXML.diskOnly(name, note: order.note, files: files)
        try await hypervisor.takeSnapshot(xml, of: id, diskOnly: true, quiesced: quiesced)
        try await recordFiles(files, context)
    }

    private func recordFiles(_ files: [String: String], _ context: StepContext) async throws {
        try await context.records { [task = context.task.id] in try $0.freezeDisks(of: id, onto: files, for: task) }
    }

    /// The file that each disk goes on in, by the disk's name; the same where it goes on there already.
    private func files(_ name: String, _ context: StepContext) async throws -> [String: String] {
        var files: [String: String] = [:]
        let disks = try await context.records { try $0.disks(of: id) }.filter {
            $0.stage == .attached && $0.role != .base
        }
        for disk in disks {
            guard let target = disk.target else { continue }
            let file = FilePlace(disk.path)
            if file.name.hasSuffix(".\(name).qcow2") {
                files[target] = disk.path
                continue
            }
            let stem = file.name.hasSuffix(".qcow2") ? String(file.name.dropLast(6)) : file.name
            files[target] = "\(file.folder)/\(stem).\(name).qcow2"
        }
        return files
    }

    private func remove(_ context: StepContext) async throws {
        guard let name = context.note else { return }
        let hypervisor = try await context.hypervisor(of: id)
        if order.isDiskOnly {
            // Its files cannot be given back: where it is there after all, it stays.
            guard try await !hypervisor.snapshots(of: id).contains(where: { $0.name == name }) else {
                return try await recordFiles(try await files(name, context), context)
            }
        } else {
            try await hypervisor.deleteSnapshot(name, of: id, memoryOnly: false)
        }
        try await context.records { try $0.forgetSnapshot(name, of: id, at: context.clock.now()) }
    }

    private func prune(_ context: StepContext) async throws -> String? {
        _ = try await reconcileSnapshots(of: id, context)
        guard let kept = order.kind.kept else { return nil }
        let hypervisor = try await context.hypervisor(of: id)
        // By the order in which they were taken: clocks of hosts differ.
        let new = try await context.records { [task = context.task.id] in try $0.stepRows(of: task) }
            .first { $0.name == "take" }?.note
        let older = try await context.records { try $0.snapshots(of: id) }
            .filter { $0.kind == order.kind && $0.presence == .present && $0.name != new }.sorted { $0.id < $1.id }
        for old in older.dropLast(kept - 1) {
            try await hypervisor.deleteSnapshot(old.name, of: id, memoryOnly: false)
            try await context.records { try $0.forgetSnapshot(old.name, of: id, at: context.clock.now()) }
        }
        return nil
    }
}

/// Brings the cloud's snapshots of a VM into line with libvirt's.
func reconcileSnapshots(of id: VM.ID, _ context: StepContext) async throws -> String? {
    let sights = try await context.hypervisor(of: id).snapshots(of: id)
    try await context.records { try $0.reconcileSnapshots(of: id, with: sights, at: context.clock.now()) }
    return nil
}

/// Deletes a snapshot.
struct DeleteSnapshot {
    let id: VM.ID
    let name: String

    var steps: [Step] {
        [
            Step(
                name: "look",
                repetition: .everyTime,
                run: { context in
                    try await context.checkOurs(id)
                    return nil
                },
                undo: nil
            ),
            Step(name: "delete", isFinal: true, run: delete, undo: nil),
            Step(name: "record", run: record, undo: nil),
        ]
    }

    private func delete(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        guard let sight = try await hypervisor.snapshots(of: id).first(where: { $0.name == name }) else {
            return PartialResult.also("libvirt did not have it any more: what its data take stays in the image")
        }
        guard !sight.isExternal else {
            throw CloudError.refused("its state lies in files that the VM's disks stand on; it goes with the VM")
        }
        try await context.tell("deleting \(name)")
        try await hypervisor.deleteSnapshot(name, of: id, memoryOnly: false)
        return nil
    }

    private func record(_ context: StepContext) async throws -> String? {
        try await context.records { try $0.forgetSnapshot(name, of: id, at: context.clock.now()) }
        return try await reconcileSnapshots(of: id, context)
    }
}

/// Compares the snapshots that the cloud knows with those that libvirt has.
enum CheckSnapshots {
    static func steps(_ id: VM.ID) -> [Step] {
        [Step(name: "compare", run: { try await reconcileSnapshots(of: id, $0) }, undo: nil)]
    }
}
