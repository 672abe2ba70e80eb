internal import BaadalModel
internal import BaadalStore

/// Puts a VM into the trash: off and undefined, with its XML kept and its disks and addresses held.
struct DeleteVM {
    let id: VM.ID

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "keep the definition", run: keep, undo: nil),
            Step(name: "cut the power", run: stop, undo: nil),
            Step(name: "undefine", remains: .undone, run: undefine, undo: define),
            Step(name: "into the trash", isFinal: true, run: trash, undo: nil),
            Step(name: "close its ways", run: close, undo: nil),
        ]
    }

    private func look(_ context: StepContext) async throws -> String? {
        let record = try await context.record(id)
        if context.isRepeated { return nil }
        try await context.checkOurs(id)
        let shown = try await context.records { try $0.hostsShowing(id) }
        guard shown.count < 2 else {
            throw CloudError.refused(
                "'\(record.identity)' is defined on \(shown.count) hosts; undefine it on all but one"
            )
        }
        let standing = try await context.records { try $0.dependants(of: id) }
        guard standing.isEmpty else {
            throw CloudError.inUse(
                what: "'\(record.identity)'",
                by: "\(standing.count) disk(s) of linked clones stand on it"
            )
        }
        return nil
    }

    private func keep(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        let xml = try await context.definition(id, on: hypervisor).text
        _ = try await reconcileSnapshots(of: id, context)
        try await context.records { try $0.keepXML(xml, of: id) }
        return nil
    }

    private func stop(_ context: StepContext) async throws -> String? {
        try await context.cutPower(id, on: try await context.keptHypervisor(try await context.record(id)))
        return nil
    }

    private func undefine(_ context: StepContext) async throws -> String? {
        guard try await context.records({ try $0.keptXML(of: id) }) != nil else {
            throw CloudError.refused("its definition was not kept, and it stays")
        }
        try await context.keptHypervisor(try await context.record(id)).undefine(id)
        return nil
    }

    private func define(_ context: StepContext) async throws {
        let record = try await context.record(id)
        try await redefine(id, on: try await context.keptHypervisor(record), context)
    }

    private func trash(_ context: StepContext) async throws -> String? {
        let record = try await context.record(id)
        let now = context.clock.now()
        let purgeAt = now.advanced(byMilliseconds: Int64(context.config.retention.trashDays) * 86_400_000)
        if let host = record.host { try await context.refresh(host) }
        try await context.records { store in
            try store.revokeGrant(of: id, at: now)
            try store.unwantMapping(of: id)
            try store.trash(id, until: purgeAt, at: now)
        }
        return nil
    }

    /// Its addresses stay its own while it is in the trash, and lead nowhere.
    private func close(_ context: StepContext) async throws -> String? { try await context.settleNAT() }
}

/// Defines a VM by the XML that was kept, with its snapshots, where its host does not have it.
private func redefine(_ id: VM.ID, on hypervisor: any Hypervisor, _ context: StepContext) async throws {
    if try await hypervisor.look(at: id) == nil {
        guard let xml = try await context.records({ try $0.keptXML(of: id) }) else {
            throw CloudError.refused("no definition of '\(context.task.subject)' was kept")
        }
        try await hypervisor.define(xml)
    }
    try await putSnapshotsBack(id, on: hypervisor, context)
}

/// Makes the snapshots known on a host that the cloud remembers and libvirt does not, parents first.
func putSnapshotsBack(_ id: VM.ID, on hypervisor: any Hypervisor, _ context: StepContext) async throws {
    let there = Set(try await hypervisor.snapshots(of: id).map(\.name))
    let missing = try await context.records { try $0.keptSnapshots(of: id) }.filter { !there.contains($0.name) }
    guard !missing.isEmpty else { return }
    let screen = try await context.definition(id, on: hypervisor).screen
    for snapshot in missing {
        let xml = try screen.map { try SnapshotXML.moved(snapshot.xml, to: $0) } ?? snapshot.xml
        try await hypervisor.redefineSnapshot(xml, isCurrent: snapshot.isCurrent, of: id)
    }
}

/// Takes a VM out of the trash: defined again, on its old host where that has room, and left off.
struct UndeleteVM {
    let id: VM.ID

    var steps: [Step] {
        [
            Step(name: "reserve", remains: .undone, run: reserve, undo: drop),
            Step(name: "define", remains: .undone, run: define, undo: undefine),
            Step(name: "out of the trash", isFinal: true, run: untrash, undo: nil),
            Step(name: "read its host", run: read, undo: nil),
            Step(name: "map the public address", run: { try await $0.mapAddress(of: id) }, undo: nil),
        ]
    }

    private func reserve(_ context: StepContext) async throws -> String? {
        let record = try await context.record(id)
        guard record.stage == .trashed || context.isRepeated else {
            throw CloudError.refused("'\(record.identity)' is not in the trash")
        }
        // Somebody may have brought it back by hand.
        let there = try await context.hostsWith(id)
        guard there.isEmpty || context.isRepeated else {
            throw CloudError.refused(
                "'\(record.identity)' is defined on \(there.joined(separator: ", ")); remove it there first"
            )
        }
        let (policy, now, task) = (context.config.placement.policy, context.clock.now(), context.task.id)
        let back = try await context.records {
            try $0.reserveReturn(of: id, preferred: record.host, policy: policy, for: task, at: now)
        }
        if let host = back.host { try await context.records { try $0.setHost(of: task, host) } }
        return nil
    }

    private func drop(_ context: StepContext) async throws {
        try await context.records { try $0.dropReturn(of: id) }
    }

    private func define(_ context: StepContext) async throws -> String? {
        let record = try await context.record(id)
        guard let hostID = record.host, let port = record.vncPort else { throw CloudError.noHost(vm: record.identity) }
        let hypervisor = try await context.keptHypervisor(record)
        guard let kept = try await context.records({ try $0.keptXML(of: id) }) else {
            throw CloudError.refused("no definition of '\(record.identity)' was kept")
        }
        for disk in try await context.records({ try $0.disks(of: id) }) where disk.stage == .attached {
            guard try await hypervisor.file(disk.path) != nil else {
                throw CloudError.refused("its disk \(disk.path) is not there any more")
            }
        }
        var xml = try DomainXML(kept)
        let host = try await context.host(hostID)
        xml.set(screen: DomainScreen(port: port, listen: host.screenAddress, password: nil))
        try await context.records { [text = xml.text] in try $0.keepXML(text, of: id) }
        try await redefine(id, on: hypervisor, context)
        return nil
    }

    private func undefine(_ context: StepContext) async throws {
        let record = try await context.record(id)
        guard record.vncPort != nil else { return }
        try await context.keptHypervisor(record).undefine(id)
        if let host = record.host { try await context.refresh(host) }
        try await context.records { try $0.forgetVanished(id, at: context.clock.now()) }
    }

    private func untrash(_ context: StepContext) async throws -> String? {
        try await context.records { try $0.untrash(id) }
        return nil
    }

    private func read(_ context: StepContext) async throws -> String? {
        let record = try await context.record(id)
        if let host = record.host { try await context.refresh(host) }
        guard let address = record.address else { return nil }
        return try await context.network.dhcp == nil ? nil : context.tellAddresses(address)
    }
}

/// Removes a VM in the trash for good: its files, then all that is known of it.
struct PurgeVM {
    let id: VM.ID

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "delete the images", isFinal: true, run: deleteFiles, undo: nil),
            Step(
                name: "forget",
                run: { context in
                    try await context.records { try $0.release(id, at: context.clock.now()) }
                    return nil
                },
                undo: nil
            ),
            // Until the boxes are seen without its addresses nobody else is given them.
            Step(name: "close its ways", run: { try await $0.settleNAT() }, undo: nil),
            Step(
                name: "give its addresses back",
                run: { try await $0.network.dhcp == nil ? nil : $0.tellAddresses(nil) },
                undo: nil
            ),
        ]
    }

    private func look(_ context: StepContext) async throws -> String? {
        guard let record = try await context.records({ try $0.record(id) }) else { return nil }
        // One that somebody undefined by hand, or that was never whole, goes as well; but none that a host has.
        guard try await context.records({ try $0.hostsShowing(id) }).isEmpty else {
            throw CloudError.refused("a host shows '\(record.identity)', which may use its disks; undefine it there")
        }
        if record.stage != .trashed, try await context.keptHypervisor(record).look(at: id) != nil {
            throw CloudError.refused("its host has '\(record.identity)'")
        }
        let standing = try await context.records { try $0.dependants(of: id) }
        guard standing.isEmpty else {
            throw CloudError.inUse(
                what: "'\(record.identity)'",
                by: "\(standing.count) disk(s) of linked clones stand on it"
            )
        }
        return nil
    }

    private func deleteFiles(_ context: StepContext) async throws -> String? {
        guard let record = try await context.records({ try $0.record(id) }) else { return nil }
        // An image that was there before, and was to be taken over, is left to its owner.
        let isTakenOver = record.stage == .installing && record.template == nil && record.parent == nil
        // What stands on another goes first.
        for disk in try await context.records({ try $0.disks(of: id) }).reversed()
        where !(isTakenOver && disk.role == .system) {
            let store = try await context.datastore(disk.datastore)
            try await context.checkUnused(disk.path, in: store, by: id)
            let hypervisor = try await context.hypervisor(seeing: store)
            try await context.tell("deleting \(disk.fileName)")
            try await hypervisor.deleteFile(disk.path)
        }
        return nil
    }
}
