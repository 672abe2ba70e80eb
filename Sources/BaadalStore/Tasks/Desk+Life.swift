internal import BaadalModel
internal import GRDB

extension Desk {
    /// Refuses a second order of a kind for a VM, and any where it is about to be deleted.
    func refuseSecond(_ kind: Command.Kind, _ id: VM.ID, named name: String) throws {
        let open = try TaskRow.fetch(database, where: "vm = ? AND status < 3", [id.uuid.blob])
        if let same = open.first(where: { $0.command.kind == kind }) {
            throw CloudError.alreadyQueued(vm: name, task: same.id, kind: kind)
        }
        if let delete = open.first(where: { $0.command.kind == .delete || $0.command.kind == .purge }) {
            throw CloudError.refused("'\(name)' is about to be deleted by \(delete.id)")
        }
    }

    /// The open order that does what a new one asks for; `nil` for none.
    func joined(_ command: Command) throws -> TaskRecord.ID? {
        guard case .migrate(let vm, let order) = command else { return nil }
        let open = try TaskRow.fetch(database, where: "vm = ? AND kind = 'migrate' AND status < 3", [vm.uuid.blob])
        return open.first { task in
            guard case .migrate(_, let other) = task.command else { return false }
            return order.host == nil || order.host == other.host
        }?.id
    }

    /// Refuses an order that needs a VM in the trash.
    ///
    /// - Returns: The host that it was on.
    func checkTrashed(_ kind: Command.Kind, _ id: VM.ID) throws -> Host.ID? {
        guard let record = try LifeRows.record(database, id) else { throw CloudError.noSuchVM("\(id)") }
        // What an order that ended has left half made can be purged as well.
        let isShown = try !Inventories.placements(database, of: id).isEmpty
        let isLeft = kind == .purge && (record.stage == .installing || !isShown)
        guard record.stage == .trashed || isLeft else {
            throw CloudError.refused("'\(record.identity)' is not in the trash; 'vm trash' lists what is")
        }
        try refuseSecond(kind, id, named: record.identity)
        if isLeft, let open = try TaskRow.fetch(database, where: "vm = ? AND status < 3", [id.uuid.blob]).first {
            throw CloudError.refused("'\(record.identity)' is being made by \(open.id)")
        }
        return record.host
    }

    /// Refuses what the catalogue, or what is known of the VM, does not allow.
    ///
    /// The controller looks again when the turn comes.
    func checkParts(of command: Command) throws {
        switch command {
        case .install(let id, let order): try check(order, id)
        case .clone(let id, let order): try check(order, id)
        case .snapshot(let vm, let order) where order.kind == .user: try checkLimit(vm)
        case .revert(let vm, let name, _), .deleteSnapshot(let vm, let name): try checkSnapshot(name, of: vm)
        case .migrate(let vm, let order): try check(order, vm)
        case .edit(let vm, let order):
            if order.publicAddress != nil || order.domain != nil { try checkRecorded(vm) }
            if let isWanted = order.publicAddress { try checkAddress(of: vm, isWanted: isWanted) }
            if let domain = order.domain { try checkDomain(domain) }
        case .delete(let vm): try checkDelete(vm)
        case .adopt(let vm, let order): try check(order, vm)
        case .undefine(let vm): try checkOrphan(vm)
        case .forget(let vm): try checkUnlinked(vm)
        case .attachDisk(let vm, _, _), .detachDisk(let vm, _, _), .moveDisks(let vm, _):
            try checkRecorded(vm)
        case .resizeDisk(let vm, let target, let size):
            try checkRecorded(vm)
            let disk = try LifeRows.disks(database, where: "vm = ? AND target = ?", [vm.uuid.blob, target]).first
            if let disk, disk.size >= size { throw CloudError.onlyGrows(target, from: disk.size, to: size) }
        case .saveTemplate(let vm, let order):
            try checkRecorded(vm)
            try check(order)
        case .addTemplate(let order): try check(order)
        case .deleteTemplate(let id):
            guard try Catalogs.templates(database).contains(where: { $0.id == id }) else {
                throw CloudError.noSuch("template", "\(id)")
            }
        case .checkDatastore(let id):
            guard try Catalogs.datastores(database).contains(where: { $0.id == id }) else {
                throw CloudError.noSuch("datastore", "\(id)")
            }
        case .removeHost(let host): try Places.checkEmpty(host, database)
        case .start, .shutDown, .powerOff, .reboot, .suspend, .resume, .claim, .addHost, .snapshot, .checkSnapshots,
            .undelete, .purge, .save, .restore, .restart, .bulk:
            break
        case .cordon(let host), .uncordon(let host), .switchOn(let host), .switchOff(let host), .fence(let host):
            try checkHost(host, for: command.kind)
        case .grant(let vm, _): try GrantDesk(database: database).check(vm, at: now)
        case .repair(let box): try checkBox(box)
        case .clearNAT: try NetworkRows.checkMapper(database)
        case .job(let job):
            let open = try TaskRow.fetch(database, where: "kind = 'job' AND subject = ? AND status < 3", [job.rawValue])
            if let open = open.first { throw CloudError.refused("\(open.id) does \(job.rawValue) already") }
        }
    }

    /// Refuses a public address that a VM has already, or has not.
    private func checkAddress(of vm: VM.ID, isWanted: Bool) throws {
        let record = try LifeRows.record(database, vm)
        let (has, name) = (record?.publicAddress, record.map { "'\($0.identity)'" } ?? "it")
        guard isWanted else {
            guard has != nil else { throw CloudError.refused("\(name) has no public address") }
            return
        }
        try NetworkRows.checkMapper(database)
        let mapped = try NetworkRows.mappings(database, where: "vm = ? AND wanted = 1", [vm.uuid.blob]).first
        if let mapped, mapped.outside == has { throw CloudError.refused("\(name) has \(mapped.outside) already") }
    }

    private func checkBox(_ box: NetworkBox) throws {
        let books = try NetworkRows.books(database, at: now)
        let isThere = box == .nat ? books.natType == .software : books.dhcp != nil
        guard !isThere else { return }
        let isOthers = box == .nat && books.natType != nil
        throw CloudError.refused(isOthers ? "the NAT box is not ours to write to" : "no \(box.title) is set up")
    }

    private func check(_ order: InstallOrder, _ id: VM.ID) throws {
        if order.wantsPublicAddress { try NetworkRows.checkMapper(database) }
        try checkNew(id, order.name, owner: order.owner)
        try checkDomain(order.domain)
        switch order.source {
        case .template(let template):
            guard let found = try Catalogs.templates(database).first(where: { $0.id == template }) else {
                throw CloudError.noSuch("template", "\(template)")
            }
            guard found.isActive else { throw CloudError.inactive(what: "template", name: found.name) }
            if let owners = found.owners, !owners.contains(order.owner) {
                throw CloudError.refused("template '\(found.name)' is not for this owner")
            }
        case .image(let path, let datastore):
            guard let store = try Catalogs.datastores(database).first(where: { $0.id == datastore }) else {
                throw CloudError.noSuch("datastore", "\(datastore)")
            }
            // As it is written, for a file that has two names has two owners.
            let isBelow = path.hasPrefix(store.path + "/") && (try? FolderPath(path))?.text == path
            let layout = DatastoreLayout(store.path, constants: try Constants.all(database))
            guard isBelow, !path.hasPrefix(layout.templates + "/") else {
                throw CloudError.badValue(
                    name: "image",
                    value: path,
                    accepted: "a path below \(store.path), without '..' or '//' and not of a template, is accepted"
                )
            }
            if try !LifeRows.disks(database, where: "path = ?", [path]).isEmpty {
                throw CloudError.taken(what: "image", value: path)
            }
        }
    }

    private func check(_ order: CloneOrder, _ id: VM.ID) throws {
        guard let parent = try Inventories.vm(database, order.parent) else {
            throw CloudError.noSuchVM("\(order.parent)")
        }
        guard let record = try LifeRows.record(database, order.parent) else { throw Self.notRecorded(parent.name) }
        try checkNew(id, order.name, owner: record.owner)
        let isChanging = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM task WHERE vm = ? AND status < 3)",
            arguments: [order.parent.uuid.blob]
        )
        guard parent.state == .stopped || isChanging == true else {
            throw CloudError.refused("VM is not shutoff. Check vm status.")
        }
    }

    private func check(_ order: MigrateOrder, _ vm: VM.ID) throws {
        guard let host = order.host else { return }
        guard let found = try Inventories.host(database, host) else { throw CloudError.noSuchHost("\(host)") }
        guard let vm = try Inventories.vm(database, vm), vm.host != host else {
            throw CloudError.refused("it is on \(found.name) already")
        }
    }

    private func check(_ order: TemplateOrder) throws {
        let known = try Catalogs.templates(database)
        if known.contains(where: { $0.name == order.name.text }) {
            throw CloudError.taken(what: "template name", value: order.name.text)
        }
        guard try Catalogs.datastores(database).contains(where: { $0.id == order.datastore }) else {
            throw CloudError.noSuch("datastore", "\(order.datastore)")
        }
    }

    /// Refuses an identifier or a name that is there already, or is about to be.
    private func checkNew(_ id: VM.ID, _ name: VMName, owner: User.ID) throws {
        guard try Inventories.vm(database, id) == nil, try LifeRows.record(database, id) == nil else {
            throw CloudError.taken(what: "VM identifier", value: "\(id)")
        }
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT u.username, o.name, u.active AND o.active FROM user u JOIN organisation o ON o.id = u.organisation
                WHERE u.id = ?
                """,
            arguments: [owner.number]
        )
        guard let row else { throw CloudError.noSuch("user", "\(owner)") }
        guard row[2] as Bool else { throw CloudError.inactive(what: "user", name: row[0]) }
        let identity = name.identity(organisation: row[1], owner: row[0])
        let isTaken = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM record WHERE identity = ?1)
                OR EXISTS (SELECT 1 FROM vm WHERE name = ?1 AND state <> 'gone')
                """,
            arguments: [identity]
        )
        if isTaken == true { throw CloudError.taken(what: "VM name", value: identity) }
    }

    func checkDomain(_ id: SecurityDomain.ID) throws {
        guard try Catalogs.domains(database).contains(where: { $0.id == id }) else {
            throw CloudError.noSuch("security domain", "\(id)")
        }
    }

    private func checkLimit(_ vm: VM.ID) throws {
        let count = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM snapshot WHERE vm = ? AND kind = 101 AND presence = 'present'",
            arguments: [vm.uuid.blob]
        )
        guard count ?? 0 < Snapshot.Kind.userLimit else {
            throw CloudError.refused(
                "it has \(Snapshot.Kind.userLimit) user snapshots, which is the limit; delete one of them"
            )
        }
    }

    private func checkSnapshot(_ name: String, of vm: VM.ID) throws {
        let found = try LifeRows.snapshots(database, where: "vm = ? AND name = ?", [vm.uuid.blob, name])
        guard !found.isEmpty else { throw CloudError.noSuchSnapshot(vm: try vmName(vm), name: name) }
    }

    private func checkDelete(_ vm: VM.ID) throws {
        try checkRecorded(vm)
        try checkUnlinked(vm)
    }

    /// Refuses a VM on whose disks others stand.
    private func checkUnlinked(_ vm: VM.ID) throws {
        let standing = try LifeRows.disks(
            database,
            where: "vm <> ?1 AND backing IN (SELECT id FROM disk WHERE vm = ?1)",
            [vm.uuid.blob]
        )
        guard standing.isEmpty else {
            let names = try Set(standing.map { try LifeRows.record(database, $0.vm)?.identity ?? "\($0.vm)" })
            throw CloudError.inUse(
                what: "'\(try vmName(vm))'",
                by: "linked clones stand on its disks: \(names.sorted().joined(separator: ", "))"
            )
        }
    }

    private func checkRecorded(_ vm: VM.ID) throws {
        guard try LifeRows.record(database, vm) != nil else { throw Self.notRecorded(try vmName(vm)) }
    }

    private static func notRecorded(_ name: String) -> CloudError {
        .refused(
            "'\(name)' was found on its host and not made here; whose its disks are is not known; 'vm adopt' takes it in"
        )
    }

    private func vmName(_ vm: VM.ID) throws -> String { try Inventories.vm(database, vm)?.name ?? "\(vm)" }

    // MARK: - Changes without a task

    func catalog(_ change: CatalogChange) throws -> [TaskRecord.ID] {
        try CatalogDesk(database: database, revision: revision, requester: requester, now: now).apply(change)
        return []
    }

    func schedule(_ vm: VM.ID, _ schedule: SnapshotSchedule) throws -> [TaskRecord.ID] {
        try change(vm, "schedule", schedule.rawValue, "snapshots by themselves: \(schedule.words)")
    }

    func group(_ vm: VM.ID, _ group: String?) throws -> [TaskRecord.ID] {
        let group = try group.map { try VMSize.check(group: $0) }
        return try change(vm, "vm_group", group, "group: \(group ?? "none")")
    }

    func rank(_ vm: VM.ID, _ rank: Int) throws -> [TaskRecord.ID] {
        guard (0...100).contains(rank) else {
            throw CloudError.badValue(
                name: "rank",
                value: "\(rank)",
                accepted: "a whole number from 0 to 100 is accepted"
            )
        }
        return try change(vm, "rank", rank, "rank: \(rank)")
    }

    func stay(_ vm: VM.ID, _ stays: Bool) throws -> [TaskRecord.ID] {
        try change(vm, "stays", stays, stays ? "left alone by the balancer" : "moved by the balancer")
    }

    private func change(
        _ vm: VM.ID,
        _ column: String,
        _ value: (any DatabaseValueConvertible)?,
        _ text: String
    ) throws -> [TaskRecord.ID] {
        try checkRecorded(vm)
        try database.execute(
            sql: "UPDATE record SET \(column) = ?, revision = ? WHERE vm = ?",
            arguments: [value, revision, vm.uuid.blob]
        )
        try Events.add(database, at: now, kind: "record", vm: vm, actor: requester.name, text: text)
        return []
    }
}
