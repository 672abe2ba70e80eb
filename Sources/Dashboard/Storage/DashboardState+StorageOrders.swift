internal import BaadalModel
internal import Canvas

extension DashboardState {
    private var catalog: Catalog { cloud.inventory.catalog }

    /// Why an action of the storage pane can do nothing now; `nil` where it can.
    func storageReason(_ id: Action.ID) -> String? {
        let section = lists.storage.section
        let items = chosenItems
        if section == .sanity { return sanityReason(id) }
        if id == .add {
            return switch section {
            case .disks: "a disk is made for a VM: L in its pane"
            case .trash: "what is deleted comes here by itself"
            default: isStorageRead ? nil : "the catalogue is not read yet"
            }
        }
        guard let first = items.first else { return "there is no \(section.noun) here" }
        return switch id {
        case .change:
            items.count > 1
                ? "this is for one row at a time, and \(items.count) are marked"
                : changeForm(first.id) == nil ? "nothing of a \(section.noun) can be changed" : nil
        case .activate:
            items.contains { activation(of: $0.id) != nil } ? nil : "a \(section.noun) is not activated or deactivated"
        case .restore: section == .trash ? nil : "only what is in the trash comes back"
        case .detach, .remove: items.contains { obstacle(id, $0.id) == nil } ? nil : obstacle(id, first.id)
        default: nil
        }
    }

    /// Why a row is not removed or detached; `nil` where it is.
    private func obstacle(_ id: Action.ID, _ item: StorageID) -> String? {
        guard case .disk(let number) = item else { return id == .detach ? "only a disk is detached" : nil }
        guard let disk = cloud.inventory.disks[number] else { return "it is gone" }
        guard let vm = cloud.inventory.vms[disk.vm] else { return "no host shows its VM" }
        guard disk.target != nil else { return "no VM has it plugged in" }
        guard disk.role == .extra else { return "\(vm.name) needs its \(disk.role.rawValue) disk" }
        return refusal(of: .detachDisk, vm)
    }

    /// Does an action of the storage pane.
    mutating func store(_ id: Action.ID) -> [DashboardEffect] {
        let items = chosenItems
        if lists.storage.section == .sanity { return repair(id) }
        switch id {
        case .add: return addForm(lists.storage.section).map { open($0) } ?? []
        case .change: return items.first.flatMap { changeForm($0.id) }.map { open($0) } ?? []
        case .activate: return activate(items)
        case .restore:
            let vms = items.compactMap { if case .trash(let vm) = $0.id { vm } else { nil } }
            return ask(confirm("restore", items, [.order(vms.map { .undelete($0) })], .none))
        case .detach, .remove: return takeAway(id, items)
        default: return []
        }
    }

    func confirm(
        _ verb: String,
        _ items: [StorageRow],
        _ requests: [Request],
        _ level: Confirmation,
        _ consequence: String? = nil
    ) -> Confirm {
        let hidden = place == .storage ? lists.storage.list.hiddenMarks : []
        let ordered = items.filter { hidden.contains($0.id) } + items.filter { !hidden.contains($0.id) }
        return Confirm(
            requests: requests,
            verb: verb,
            names: ordered.map(\.name),
            hidden: items.count { hidden.contains($0.id) },
            consequence: consequence,
            level: items.count > 20 ? .typed : level,
            noun: lists.storage.section.plural
        )
    }

    // MARK: - On and off

    /// The request that turns a row on or off; `nil` for one that cannot be.
    private func activation(of id: StorageID) -> (request: CatalogChange, turnsOn: Bool)? {
        switch id {
        case .datastore(let id):
            guard var row = catalog.datastores.first(where: { $0.id == id }) else { return nil }
            row.isActive.toggle()
            return (.editDatastore(row), row.isActive)
        case .template(let id):
            guard var row = catalog.templates.first(where: { $0.id == id }) else { return nil }
            row.isActive.toggle()
            return (.editTemplate(row), row.isActive)
        case .organisation(let id):
            guard var row = catalog.organisations.first(where: { $0.id == id }) else { return nil }
            row.isActive.toggle()
            return (.editOrganisation(row), row.isActive)
        case .user(let id):
            guard var row = catalog.users.first(where: { $0.id == id }) else { return nil }
            row.isActive.toggle()
            return (.editUser(row), row.isActive)
        case .privateAddress(let id):
            guard let row = catalog.privateAddresses.first(where: { $0.id == id }) else { return nil }
            return (.setPrivateActive(id, !row.isActive), !row.isActive)
        case .publicAddress(let id):
            guard let row = catalog.publicAddresses.first(where: { $0.id == id }) else { return nil }
            return (.setPublicActive(id, !row.isActive), !row.isActive)
        case .disk, .vlan, .domain, .trash, .sanity: return nil
        }
    }

    private mutating func activate(_ items: [StorageRow]) -> [DashboardEffect] {
        let all = items.compactMap { item in activation(of: item.id).map { (item: item, change: $0) } }
        let verb = all.allSatisfy(\.change.turnsOn) ? "activate" : "deactivate"
        // Of marked ones that differ, those that are on are turned off, and a second time all on.
        let fitting = all.filter { $0.change.turnsOn == (verb == "activate") }
        return ask(confirm(verb, fitting.map(\.item), fitting.map { .catalog($0.change.request) }, .none))
    }

    // MARK: - Away

    private mutating func takeAway(_ id: Action.ID, _ items: [StorageRow]) -> [DashboardEffect] {
        let fitting = items.filter { obstacle(id, $0.id) == nil }
        let away = fitting.map { removal(of: $0.id, keepsImage: id == .detach) }
        let commands = away.compactMap { if case .order(let commands, _, _) = $0 { commands } else { nil } }
        let requests = commands.isEmpty ? away.compactMap(\.self) : [.order(commands.flatMap(\.self))]
        switch lists.storage.section {
        case .disks where id == .detach:
            return ask(confirm("detach", fitting, requests, .yes, "its image is kept"))
        case .disks: return ask(confirm("delete disk", fitting, requests, .typed, "what is on it is gone for good"))
        case .trash: return ask(confirm("purge", fitting, requests, .typed, "its disks are removed for good"))
        case .templates:
            let level = fitting.count > 5 ? .typed : Command.Kind.deleteTemplate.confirmation
            let words = "its file goes too; one that VMs stand on is deactivated"
            return ask(confirm("delete template", fitting, requests, level, words))
        default:
            let level: Confirmation = fitting.count > 5 ? .typed : .dialog
            return ask(confirm("remove", fitting, requests, level, "a row that something uses is kept"))
        }
    }

    private func removal(of id: StorageID, keepsImage: Bool) -> Request? {
        switch id {
        case .datastore(let id): return .catalog(.remove(.datastore(id)))
        case .template(let id): return .order([.deleteTemplate(id)])
        case .disk(let id):
            guard let disk = cloud.inventory.disks[id], let target = disk.target else { return nil }
            return .order([.detachDisk(disk.vm, target: target, deletes: !keepsImage)])
        case .vlan(let id): return .catalog(.remove(.vlan(id)))
        case .domain(let id): return .catalog(.remove(.domain(id)))
        case .privateAddress(let id): return .catalog(.remove(.privateAddress(id)))
        case .publicAddress(let id): return .catalog(.remove(.publicAddress(id)))
        case .organisation(let id): return .catalog(.remove(.organisation(id)))
        case .user(let id): return .catalog(.remove(.user(id)))
        case .trash(let vm): return .order([.purge(vm)])
        case .sanity: return nil
        }
    }
}
