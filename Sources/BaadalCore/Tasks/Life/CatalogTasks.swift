internal import BaadalModel
internal import BaadalStore

extension StepContext {
    /// A way to a host that sees a datastore and answers.
    func hypervisor(seeing store: Datastore) async throws -> any Hypervisor {
        var failure: any Error = CloudError.refused("no host is known to see datastore '\(store.name)'")
        for host in store.hosts {
            do { return try await hosts.hypervisor(for: host) } catch { failure = error }
        }
        throw failure
    }
}

/// Looks on every host whether it sees a datastore, by a marker that one of them writes once, and what is free there.
///
/// A path that two hosts have is not shared by that: each may have a folder of its own there.
struct CheckDatastore {
    let id: Datastore.ID

    var steps: [Step] {
        [Step(name: "look on every host", run: look, undo: nil)]
    }

    func look(_ context: StepContext) async throws -> String? {
        let store = try await context.datastore(id)
        let cloud = try await context.records { try $0.cloudInfo().uuid }
        let marker = "\(store.path)/.baadal-\(cloud)-\(id)"
        let hosts = try await context.records { try $0.hosts() }
        var answering: [(host: Host, way: any Hypervisor)] = []
        for host in hosts {
            if let way = try? await context.hosts.hypervisor(for: host.id) { answering.append((host, way)) }
        }
        guard !answering.isEmpty else { throw CloudError.refused("no host answers") }
        var seeing = try await see(marker, answering)
        if seeing.isEmpty, try await context.records({ try $0.lastRun(ofJob: "marker \(id)") }) == nil {
            guard let first = try await firstWith(store.path, answering) else {
                throw CloudError.refused("no host has a folder \(store.path)")
            }
            try await first.createFile(FileSight(path: marker, format: "raw", size: Bytes(0)))
            try await context.records { try $0.noteRun(ofJob: "marker \(id)", at: context.clock.now()) }
            seeing = try await see(marker, answering)
        }
        let silent = Set(hosts.map(\.id)).subtracting(answering.map(\.host.id))
        let ids = seeing.map(\.host.id) + store.hosts.filter(silent.contains)
        let available = try await seeing.first?.way.space(of: store.path)
        try await context.records {
            try $0.noteDatastore(id, seenBy: ids, available: available, at: context.clock.now())
        }
        guard !ids.isEmpty else {
            throw CloudError.refused("no host sees the marker \(marker) that was written there once; is it mounted?")
        }
        let names = seeing.map(\.host.name).joined(separator: ", ")
        return PartialResult.also("Seen by \(names)")
    }

    private func see(
        _ marker: String,
        _ hosts: [(host: Host, way: any Hypervisor)]
    ) async throws -> [(host: Host, way: any Hypervisor)] {
        var seeing: [(host: Host, way: any Hypervisor)] = []
        for host in hosts where try await host.way.file(marker) != nil { seeing.append(host) }
        return seeing
    }

    private func firstWith(
        _ folder: String,
        _ hosts: [(host: Host, way: any Hypervisor)]
    ) async throws -> (any Hypervisor)? {
        for host in hosts where try await host.way.space(of: folder) != nil { return host.way }
        return nil
    }
}

/// Takes a file in a datastore's folder of templates into the catalogue.
struct AddTemplate {
    let order: TemplateOrder

    var steps: [Step] {
        [Step(name: "read the file", run: add, undo: nil)]
    }

    private func add(_ context: StepContext) async throws -> String? {
        let store = try await context.datastore(order.datastore)
        let path = try await context.layout(of: store).template(order.file.text)
        let hypervisor = try await context.hypervisor(seeing: store)
        guard let sight = try await hypervisor.file(path) else { throw CloudError.noSuch("file", path) }
        let expected = order.form == .qcow2 ? "qcow2" : (order.form == .iso ? "iso" : "raw")
        let isRight = sight.format == expected || order.form == .iso && sight.format == "raw"
        guard isRight else {
            throw CloudError.badValue(
                name: "form",
                value: order.form.rawValue,
                accepted: "\(path) is \(sight.format), and only that is accepted"
            )
        }
        guard sight.backing == nil else {
            throw CloudError.refused("\(path) stands on another file; a whole one is accepted")
        }
        // A VM that is installed from a medium gets a disk of its own.
        let size = order.form == .iso ? Bytes.gibibytes(20) : sight.size
        let checksum = try await context.checksum(of: path, on: hypervisor)
        try await context.records { [order, requester = context.task.requester] in
            _ = try $0.addTemplate(order, size: size, checksum: checksum, requester: requester, at: context.clock.now())
        }
        return nil
    }
}

/// Takes a template out of the catalogue, and removes its file where no VM was made from it.
struct DeleteTemplate {
    let id: Template.ID

    var steps: [Step] {
        [
            // From then on only this task knows of the file.
            Step(name: "retire", isFinal: true, run: retire, undo: nil),
            Step(name: "delete the file", run: deleteFile, undo: nil),
        ]
    }

    private func retire(_ context: StepContext) async throws -> String? {
        let catalog = try await context.records { try $0.catalog() }
        guard let template = catalog.templates.first(where: { $0.id == id }),
            let store = catalog.datastores.first(where: { $0.id == template.datastore })
        else { return context.note }
        let path = try await context.layout(of: store).template(template.file)
        try await context.write("\(store.id) \(path)")
        let isGone = try await context.records { [requester = context.task.requester] in
            try $0.retireTemplate(id, requester: requester, at: context.clock.now())
        }
        return isGone ? nil : PartialResult.also("VMs were made from it, so that it was deactivated and its file stays")
    }

    private func deleteFile(_ context: StepContext) async throws -> String? {
        let notes = try await context.records { [task = context.task.id] in try $0.stepRows(of: task) }
        guard let note = notes.first?.note, PartialResult.words(of: note) == nil else { return nil }
        let parts = note.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let number = Int64(parts[0]) else { return nil }
        let path = String(parts[1])
        let store = try await context.datastore(RowID(number))
        try await context.checkUnused(path, in: store, by: nil)
        try await context.hypervisor(seeing: store).deleteFile(path)
        return nil
    }
}

/// Copies the system disk of a VM into a new template.
struct SaveTemplate {
    let id: VM.ID
    let order: TemplateOrder

    var steps: [Step] {
        [
            Step(
                name: "look",
                repetition: .everyTime,
                run: { context in
                    try await context.checkOurs(id)
                    try await context.checkBooked(id, on: try await context.hypervisor(of: id))
                    return nil
                },
                undo: nil
            ),
            Step(name: "copy the disk", remains: .undone, run: copy, undo: remove),
            Step(name: "record", run: record, undo: nil),
        ]
    }

    private func path(_ context: StepContext) async throws -> String {
        let store = try await context.datastore(order.datastore)
        return try await context.layout(of: store).template(order.file.text)
    }

    private func disk(_ context: StepContext) async throws -> Disk {
        let disks = try await context.records { try $0.disks(of: id) }
        guard let disk = disks.first(where: { $0.role == .system && $0.stage == .attached }) else {
            throw CloudError.refused("'\(context.task.subject)' has no disk to boot from that was made here")
        }
        return disk
    }

    private func copy(_ context: StepContext) async throws -> String? {
        let (path, disk) = (try await path(context), try await disk(context))
        try await context.holdSpace(disk.size, in: try await context.datastore(order.datastore))
        let hypervisor = try await context.hypervisor(of: id)
        try await context.make(path, on: hypervisor) {
            let file = FileSight(path: path, format: "qcow2", size: disk.size)
            try await context.copy(disk.path, to: file, on: hypervisor, "copying \(disk.fileName)")
        }
        return nil
    }

    private func remove(_ context: StepContext) async throws {
        let path = try await path(context)
        guard try await context.mayHaveMade(path) else { return }
        try await context.hypervisor(of: id).deleteFile(path)
    }

    private func record(_ context: StepContext) async throws -> String? {
        let size = try await disk(context).size
        try await context.records { [order, requester = context.task.requester] in
            _ = try $0.addTemplate(order, size: size, checksum: nil, requester: requester, at: context.clock.now())
        }
        return nil
    }
}
