public import BaadalModel
internal import GRDB

extension Desk {
    /// Orders that a host which does not answer is fenced, and that what ran there is restarted elsewhere.
    ///
    /// - Parameter isOff: An admin's word that it has no power, which stands for the fence.
    /// - Returns: The parent and its children, the fence first.
    func recover(
        _ id: BaadalModel.Host.ID,
        isOff: Bool,
        _ policy: PlacementPolicy,
        _ reason: String?
    ) throws -> [TaskRecord.ID] {
        guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
        guard host.state == .down else {
            throw CloudError.refused("host \(host.name) is \(host.state.rawValue); 'host evacuate' moves its VMs away")
        }
        if let open = try TaskRow.fetch(
            database,
            where: "host_named = ? AND kind = 'host-fence' AND status < 3",
            [
                id.uuid.blob
            ]
        ).first {
            throw CloudError.refused("\(open.id) is to fence \(host.name) already")
        }
        if host.fenced == nil, isOff {
            try Hosts.fence(host, "by the word of \(requester.name)", database, now, revision)
        }
        let isFenced = isOff || host.fenced != nil
        guard isFenced || host.canBeFenced else { throw CloudError.noFence(host: host.name) }
        let plan = try recoveryPlan(of: host, policy)
        var parent = draft(.bulk(.restart), "\(plan.moves.count) VMs of \(host.name)", host: nil, reason: reason)
        parent.priority = .high
        let parentID = try insert(parent)
        var ids = [parentID]
        if !isFenced {
            var fence = try prepare(.fence(id), .high, reason)
            fence.parent = parentID
            ids.append(try insert(fence))
        }
        let fence = isFenced ? nil : ids.last
        for move in plan.moves {
            var child = try child(.restart(move.vm, on: move.host), .high, reason)
            if child.status.isOpen, move.host == nil {
                let refusal = CloudError.noHostTakes(vm: move.name, reasons: move.reasons)
                (child.status, child.message, child.cause) = (.failed, "\(refusal)", .refused)
            }
            (child.parent, child.after) = (parentID, fence)
            ids.append(try insert(child))
        }
        try CloudStore.endParent(parentID, now, database, revision)
        return ids
    }

    /// A new task for a command, one that has failed where the command is refused.
    func child(_ command: Command, _ priority: TaskRecord.Priority, _ reason: String?) throws -> NewTask {
        do {
            return try prepare(command, priority, reason)
        } catch let refusal as CloudError {
            var child = draft(command, try subject(of: command), host: nil, reason: reason)
            (child.status, child.message, child.cause) = (.failed, "\(refusal)", .refused)
            return child
        }
    }

    /// Where the VMs that ran on a lost host would go; what was off there stays off.
    func recoveryPlan(of host: BaadalModel.Host, _ policy: PlacementPolicy) throws -> EvacuationPlan {
        let ran = try Row.fetchAll(
            database,
            sql: """
                SELECT vm FROM placement WHERE host = ? AND was IN ('running', 'paused', 'stopping', 'unresponsive')
                """,
            arguments: [host.id.uuid.blob]
        ).compactMap { $0.uuid(0) }
        let guests = try Inventories.vms(database, on: host.id).filter { ran.contains($0.id.uuid) }.map { vm in
            EvacuationPlan.Guest(
                vm: vm,
                wish: try Places.wish(for: vm, moving: true, database),
                rank: try Int.fetchOne(
                    database,
                    sql: "SELECT rank FROM record WHERE vm = ?",
                    arguments: [vm.id.uuid.blob]
                )
                    ?? 0
            )
        }
        let hosts = try Places.capacities(database).filter { $0.host != host.id }
        return EvacuationPlan(guests, among: hosts, policy: policy)
    }
}

extension CloudStore {
    /// Where the VMs of a host would go: of one that answers all, of a lost one those that ran.
    public func evacuationPlan(of id: Host.ID, policy: PlacementPolicy) async throws -> EvacuationPlan {
        try await onQueue {
            try self.read { database in
                guard let host = try Inventories.host(database, id) else { throw CloudError.noSuchHost("\(id)") }
                let requester = Requester(name: "", via: "")
                let desk = Desk(database: database, revision: 0, requester: requester, now: .wallClock)
                return host.state == .down
                    ? try desk.recoveryPlan(of: host, policy) : try desk.evacuationPlan(of: host, policy)
            }
        }
    }
}
