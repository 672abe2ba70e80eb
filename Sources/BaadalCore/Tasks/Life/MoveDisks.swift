internal import BaadalModel
internal import BaadalStore

/// Moves the disks of a VM that is off to another datastore.
struct MoveDisks {
    let id: VM.ID
    let destination: Datastore.ID

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "copy the disks", remains: .undone, run: copy, undo: remove),
            Step(name: "define", remains: .undone, run: define, undo: restore),
            Step(name: "record", isFinal: true, run: record, undo: nil),
            Step(name: "delete the old images", run: deleteOld, undo: nil),
        ]
    }

    private func disks(_ context: StepContext) async throws -> [Disk] {
        try await context.records { try $0.disks(of: id) }
    }

    private func newPath(_ disk: Disk, _ context: StepContext) async throws -> String {
        let layout = try await context.layout(of: try await context.datastore(destination))
        return "\(disk.role == .system ? layout.images : layout.extraDisks)/\(disk.fileName)"
    }

    private func look(_ context: StepContext) async throws -> String? {
        if context.isRepeated { return nil }
        try await context.checkOurs(id)
        let hypervisor = try await context.hypervisor(of: id)
        try await context.checkBooked(id, on: hypervisor)
        let disks = try await disks(context)
        for disk in disks {
            try await context.checkUnused(disk.path, in: try await context.datastore(disk.datastore), by: id)
        }
        guard !disks.contains(where: { $0.role == .base || $0.backing != nil }) else {
            throw CloudError.refused("its disks stand on others, or others on them; a full clone there does the same")
        }
        if try await !hypervisor.snapshots(of: id).isEmpty {
            throw CloudError.refused("it has snapshots, which a copy would lose; delete them first")
        }
        let store = try await context.datastore(destination)
        guard let host = try await context.vm(id).host, store.hosts.contains(host) else {
            throw CloudError.refused("its host does not see datastore '\(store.name)'")
        }
        let size = Bytes(disks.filter { $0.datastore != destination }.reduce(0) { $0 + $1.size.count })
        guard size.count > 0 else { throw CloudError.refused("its disks lie in '\(store.name)' already") }
        try await context.holdSpace(size, in: store)
        return nil
    }

    private func copy(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        for disk in try await disks(context) where disk.datastore != destination {
            let path = try await newPath(disk, context)
            try await context.make(path, on: hypervisor) {
                let file = FileSight(path: path, format: disk.format, size: disk.size)
                try await context.copy(disk.path, to: file, on: hypervisor, "copying \(disk.fileName)")
            }
        }
        return nil
    }

    private func remove(_ context: StepContext) async throws {
        let hypervisor = try await context.hypervisor(of: id)
        for disk in try await disks(context) where disk.datastore != destination {
            let path = try await newPath(disk, context)
            if try await context.mayHaveMade(path) { try await hypervisor.deleteFile(path) }
        }
    }

    private func define(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: id)
        var xml = try await context.definition(id, on: hypervisor)
        if try await context.written() == nil { try await context.write(xml.text) }
        var files: [String: String] = [:]
        for disk in try await disks(context) where disk.datastore != destination {
            if let target = disk.target { files[target] = try await newPath(disk, context) }
        }
        xml.set(files: files)
        if try await hypervisor.look(at: id)?.state.isActive ?? false {
            throw CloudError.refused("it was started by somebody while its disks were copied")
        }
        try await hypervisor.define(xml.text)
        return nil
    }

    private func restore(_ context: StepContext) async throws {
        guard let before = try await context.written() else { return }
        try await context.hypervisor(of: id).define(before)
    }

    private func record(_ context: StepContext) async throws -> String? {
        for var disk in try await disks(context) where disk.datastore != destination {
            // The old place is noted first: it is deleted by the next step, also by another controller.
            let old = disk.path
            let before = try await context.written()
            try await context.write((before.map { $0 + "\n" } ?? "") + old)
            disk.path = try await newPath(disk, context)
            disk.datastore = destination
            try await context.records { [disk] in try $0.updateDisk(disk) }
        }
        return nil
    }

    private func deleteOld(_ context: StepContext) async throws -> String? {
        let rows = try await context.records { [task = context.task.id] in try $0.stepRows(of: task) }
        let hypervisor = try await context.hypervisor(of: id)
        for line in rows.first(where: { $0.name == "record" })?.note?.split(separator: "\n") ?? [] {
            let path = String(line)
            guard try await context.records({ try $0.disk(at: path) }) == nil else { continue }
            let stores = try await context.records { try $0.catalog() }.datastores
            if let store = stores.first(where: { path.hasPrefix($0.path + "/") }) {
                try await context.checkUnused(path, in: store, by: id)
            }
            try await hypervisor.deleteFile(path)
        }
        try await context.refresh(context.placedHost(of: id))
        return nil
    }
}
