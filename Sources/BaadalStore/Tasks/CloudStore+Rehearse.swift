public import BaadalModel
internal import GRDB

extension CloudStore {
    /// What orders would come to: they are checked, and what they need is reserved, in a transaction that is taken back.
    public func rehearse(
        _ commands: [Command],
        policy: PlacementPolicy,
        by requester: Requester
    ) async throws -> [Rehearsal] {
        try await onQueue {
            var rehearsals: [Rehearsal] = []
            _ = try self.writeUnlessNil { database, revision -> Bool? in
                let stage = Stage(
                    desk: Desk(database: database, revision: revision, requester: requester, now: .wallClock),
                    policy: policy
                )
                rehearsals = try commands.map(stage.rehearse)
                return nil
            }
            return rehearsals
        }
    }
}

/// One rehearsal, in a transaction that is taken back.
private struct Stage {
    let desk: Desk
    let policy: PlacementPolicy

    func rehearse(_ command: Command) throws -> Rehearsal {
        var rehearsal = Rehearsal(command: command, subject: try desk.subject(of: command))
        do {
            rehearsal.host = try desk.prepare(command, .normal, nil).host
            try fill(&rehearsal)
        } catch let refusal as CloudError {
            rehearsal.refusal = "\(refusal)"
        }
        return rehearsal
    }

    private func fill(_ rehearsal: inout Rehearsal) throws {
        let database = desk.database
        switch rehearsal.command {
        case .install(let id, let order): try reserve(wish(id, order), &rehearsal)
        case .clone(let id, let order): try reserve(wish(id, order), &rehearsal)
        case .attachDisk(let vm, let size, let store):
            guard let record = try LifeRows.record(database, vm), let host = record.host else { return }
            rehearsal.files = [
                try desk.reserveDisk(of: record, size: size, in: store, seenBy: host, for: TaskRecord.ID(0))
            ]
        case .migrate(let id, let order):
            guard let vm = try Inventories.vm(database, id) else { return }
            let capacities = try Places.capacities(database)
            let wish = try Places.wish(for: vm, moving: true, database).only(order.host, among: capacities)
            let choice = HostChoice(wish, among: capacities, policy: policy)
            guard let host = choice.host else {
                throw CloudError.noHostTakes(vm: vm.name, reasons: choice.reasons(for: order.host))
            }
            rehearsal.host = host
        case .adopt(let id, let order): try look(at: id, order)
        default: break
        }
    }

    /// Refuses what the definition that was read last does not allow; the task looks at the host itself.
    private func look(at id: VM.ID, _ order: AdoptOrder) throws {
        let sql = "SELECT xml FROM vm_xml WHERE vm = ?"
        guard let host = try Inventories.vm(desk.database, id)?.host,
            let there = try Inventories.host(desk.database, host),
            let text = try String.fetchOne(desk.database, sql: sql, arguments: [id.uuid.blob])
        else { return }
        let (xml, catalog) = (try DomainXML(text), try Catalogs.fetch(desk.database))
        _ = try AdoptedDisks(of: xml, on: there, in: catalog, constants: try Constants.all(desk.database))
        guard order.domain == nil, catalog.domain(of: xml) == nil else { return }
        throw CloudError.noDomain
    }

    private func reserve(_ wish: Reservation, _ rehearsal: inout Rehearsal) throws {
        let reserve = ReserveDesk(database: desk.database, revision: desk.revision, now: desk.now, policy: policy)
        let record = try reserve.reserve(wish)
        rehearsal.record = record
        rehearsal.host = record.host
        rehearsal.files = try LifeRows.disks(desk.database, where: "vm = ?", [wish.vm.uuid.blob])
    }

    private func wish(_ id: VM.ID, _ order: InstallOrder) throws -> Reservation {
        var image = Reservation.Image(role: .system, size: Bytes(0))
        var (template, datastore): (Template?, Datastore.ID?) = (nil, order.datastore)
        switch order.source {
        case .template(let id):
            template = try Catalogs.templates(desk.database).first { $0.id == id }
            image.size = template?.size ?? Bytes(0)
        case .image(let path, let store): (image.path, datastore) = (path, store)
        }
        let extra = order.extraDisk.map { [Reservation.Image(role: .extra, size: $0)] } ?? []
        var wish = Reservation(
            vm: id,
            task: TaskRecord.ID(0),
            name: order.name,
            owner: order.owner,
            domain: order.domain,
            vcpus: order.vcpus,
            memory: order.memory,
            disks: [image] + extra,
            expires: desk.now
        )
        (wish.host, wish.datastore, wish.group) = (order.host, datastore, order.group)
        wish.preferred = template?.datastore
        return wish
    }

    private func wish(_ id: VM.ID, _ order: CloneOrder) throws -> Reservation {
        guard let parent = try LifeRows.record(desk.database, order.parent) else {
            throw CloudError.noSuchVM("\(order.parent)")
        }
        let disks = try LifeRows.disks(
            desk.database,
            where: "vm = ? AND stage = 'attached' AND role <> 'base'",
            [order.parent.uuid.blob]
        )
        var wish = Reservation(
            vm: id,
            task: TaskRecord.ID(0),
            name: order.name,
            owner: parent.owner,
            domain: parent.domain,
            vcpus: parent.vcpus,
            memory: parent.memory,
            disks: disks.map { Reservation.Image(role: $0.role, size: $0.size) },
            expires: desk.now
        )
        (wish.host, wish.group, wish.preferred) = (order.host, parent.group, disks.first?.datastore)
        return wish
    }
}
