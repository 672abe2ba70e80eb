internal import BaadalModel
internal import BaadalStore

/// What is looked at on the hosts themselves before files or definitions are changed: admins work there by hand, too,
/// and what the store has read may be seconds old.
extension StepContext {
    /// Refuses a VM that is off and whose memory is kept for its next start: it would wake on disks that are not its own.
    func refuseSaved(_ id: VM.ID, named name: String, on hypervisor: any Hypervisor) async throws {
        guard let sight = try await hypervisor.look(at: id), !sight.state.isActive,
            try await hypervisor.isSaved(id)
        else { return }
        throw CloudError.refused(
            "the memory of '\(name)' is saved on its host; start it first, so that it goes on from there"
        )
    }

    /// Refuses a VM whose disks are others than those in the books: somebody has changed them by hand.
    func checkBooked(_ id: VM.ID, on hypervisor: any Hypervisor) async throws {
        guard let text = try await hypervisor.presentXML(of: id) else { return }
        let plugged = try DomainXML(text).disks.filter { !$0.isReadOnly }
        let booked = try await records { try $0.disks(of: id) }.filter { $0.stage == .attached && $0.role != .base }
        for disk in plugged {
            let own = booked.first { $0.target == disk.target }
            guard own?.path != disk.path else { continue }
            throw CloudError.refused(
                "its disk \(disk.target) is \(disk.path) there, and \(own?.path ?? "none") in the books; somebody has "
                    + "changed it by hand"
            )
        }
        for disk in booked where !plugged.contains(where: { $0.target == disk.target }) {
            throw CloudError.refused("its disk \(disk.target ?? disk.path) is not plugged in there any more")
        }
    }

    /// Refuses to change or delete a file that anything but one VM uses: a domain of any host that sees the datastore,
    /// on or off, or a file that stands on it.
    ///
    /// - Parameter owner: The VM whose file it is; `nil` where it is nobody's yet.
    func checkUnused(_ path: String, in store: Datastore, by owner: VM.ID?) async throws {
        let nobody = VM.ID(UniqueID(high: 0, low: 0))
        let known = try await records { try $0.usersOfFile(path, but: owner ?? nobody) }
        if !known.isEmpty { throw CloudError.inUse(what: path, by: "it is a disk of \(known.joined(separator: ", "))") }
        var others: [String] = []
        try await withThrowingTaskGroup(of: [String].self) { group in
            for host in store.hosts {
                // One that does not answer shows nothing new; what it showed last is known.
                guard let hypervisor = try? await hosts.hypervisor(for: host) else { continue }
                group.addTask { try await hypervisor.users(of: path).filter { $0.id != owner }.map(\.name) }
            }
            for try await names in group { others += names }
        }
        guard others.isEmpty else {
            let names = Set(others).sorted().joined(separator: ", ")
            throw CloudError.inUse(what: path, by: "it is a disk of \(names)")
        }
        try await checkNothingStands(on: path, in: store, by: owner)
    }

    /// Refuses where another file says that it stands on one, whether a host tells of its VM or not.
    func checkNothingStands(on path: String, in store: Datastore, by owner: VM.ID?) async throws {
        let own = Set(try await owner.asyncMap { id in try await records { try $0.disks(of: id) } }?.map(\.path) ?? [])
        let layout = try await layout(of: store)
        let hypervisor = try await hypervisor(seeing: store)
        let folders = [layout.images, layout.extraDisks, layout.templates, FilePlace(path).folder]
        // VMs may lie beside the folders that are ours.
        let others = try await records { try $0.diskFolders(below: store.path) }
        for folder in others.union(folders).sorted() {
            let above = try await hypervisor.files(in: folder)?.first { $0.backing == path && !own.contains($0.path) }
            if let above { throw CloudError.inUse(what: path, by: "\(above.path) stands on it") }
        }
    }

    /// Refuses a VM that several hosts have, by what they say now or showed last.
    func refuseDoubled(_ id: VM.ID, named name: String) async throws {
        let shown = try await records { store in
            let known = try store.hostsShowing(id)
            return try store.hosts().filter { known.contains($0.id) }.map(\.name)
        }
        let names = Set(try await hostsWith(id)).union(shown)
        guard names.count > 1 else { return }
        throw CloudError.refused(
            "'\(name)' is defined on \(names.sorted().joined(separator: " and ")); undefine it on all but one"
        )
    }

    /// The names of the hosts that have a definition of a VM, as those that answer say now.
    func hostsWith(_ id: VM.ID) async throws -> [String] {
        var names: [String] = []
        try await withThrowingTaskGroup(of: String?.self) { group in
            for host in try await records({ try $0.hosts() }) {
                guard let hypervisor = try? await hosts.hypervisor(for: host.id) else { continue }
                group.addTask { try await hypervisor.look(at: id) == nil ? nil : host.name }
            }
            for try await name in group { if let name { names.append(name) } }
        }
        return names.sorted()
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}

extension Command.Kind {
    /// Whether a VM with saved memory would be harmed by it: its disks or its definition are changed.
    var disturbsSavedMemory: Bool {
        switch self {
        case .attachDisk, .detachDisk, .resizeDisk, .edit, .snapshot, .revert, .deleteSnapshot, .migrate, .moveDisks,
            .delete, .undefine, .saveTemplate:
            true
        default: false
        }
    }
}
