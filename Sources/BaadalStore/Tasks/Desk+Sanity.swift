internal import BaadalModel
internal import GRDB

extension Desk {
    /// Refuses to take in a VM that is in the books, or that another cloud has.
    func check(_ order: AdoptOrder, _ id: VM.ID) throws {
        try checkOrphan(id)
        let vm = try Inventories.vm(database, id)
        if case .other(let cloud, _)? = vm?.claim, !order.takesOver {
            throw CloudError.refused("'\(vm?.name ?? "\(id)")' belongs to cloud \(cloud); 'vm adopt --take' takes it")
        }
        if let domain = order.domain { try checkDomain(domain) }
        guard let owner = order.owner else { return }
        guard let user = try Catalogs.fetch(database).users.first(where: { $0.id == owner }) else {
            throw CloudError.noSuch("user", "\(owner)")
        }
        guard user.isActive else { throw CloudError.inactive(what: "user", name: user.username) }
    }

    /// Refuses a VM that is in the books.
    func checkOrphan(_ id: VM.ID) throws {
        guard let record = try LifeRows.record(database, id) else { return }
        throw CloudError.recorded(record)
    }

    /// Refuses a VM that is not in the books, or that a host shows.
    ///
    /// The controller asks every host when the turn comes.
    func checkLost(_ kind: Command.Kind, _ id: VM.ID) throws {
        guard let record = try LifeRows.record(database, id) else { throw CloudError.noSuchVM("\(id)") }
        try refuseSecond(kind, id, named: record.identity)
        guard record.stage == .ready else {
            throw CloudError.refused(
                record.stage == .trashed
                    ? "'\(record.identity)' is in the trash; 'vm purge' removes it"
                    : "'\(record.identity)' is being made; 'vm purge' removes what was left of it"
            )
        }
        let shown = try Inventories.placements(database, of: id)
        guard shown.isEmpty else {
            let names = try shown.map { try Inventories.host(database, $0.host)?.name ?? "\($0.host)" }
            throw CloudError.refused("'\(record.identity)' is not lost: \(names.joined(separator: ", ")) has it")
        }
    }
}

extension CloudError {
    /// Why a VM that is in the books is not treated as one that was found.
    static func recorded(_ record: VMRecord) -> CloudError {
        switch record.stage {
        case .installing: .refused("'\(record.identity)' is being made")
        case .ready: .refused("'\(record.identity)' is in the database already; 'vm delete' puts it into the trash")
        case .trashed: .refused("'\(record.identity)' is in the trash; 'vm undelete' or 'vm purge' comes first")
        }
    }
}
