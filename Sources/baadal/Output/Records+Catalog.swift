internal import BaadalModel

/// The JSON forms of the catalogue.
extension Records {
    private var catalog: Catalog { inventory.catalog }

    /// An organisation, with what it has.
    func json(_ row: Organisation) -> JSON {
        [
            "id": .integer(row.id.number),
            "name": .text(row.name),
            "details": .text(row.details),
            "adminMail": .known(row.adminMail),
            "active": .bool(row.isActive),
            "users": .integer(Int64(catalog.users.count { $0.organisation == row.id })),
            "vms": .integer(Int64(inventory.records.values.count { $0.organisation == row.id })),
        ]
    }

    /// A person.
    func json(_ row: User) -> JSON {
        [
            "id": .integer(row.id.number),
            "name": .text(row.username),
            "fullName": .text(row.fullName),
            "mail": .known(row.email),
            "organisation": .text(name(row.organisation)),
            "active": .bool(row.isActive),
            "vms": .integer(Int64(inventory.records.values.count { $0.owner == row.id })),
        ]
    }

    /// A VLAN, with its pool.
    func json(_ row: VLAN) -> JSON {
        let pool = catalog.privateAddresses.filter { $0.vlan == row.id }
        return [
            "id": .integer(row.id.number),
            "name": .text(row.name),
            "tag": .integer(Int64(row.tag)),
            "network": .known(row.network.map { "\($0)" }),
            "domain": .known(domain(of: row.id)?.name),
            "addresses": .integer(Int64(pool.count)),
            "addressesFree": .integer(Int64(pool.count { $0.isActive && $0.holder == nil })),
        ]
    }

    /// A security domain.
    func json(_ row: SecurityDomain) -> JSON {
        [
            "id": .integer(row.id.number),
            "name": .text(row.name),
            "vlan": .text(name(row.vlan)),
            "tag": .known(catalog.vlans.first { $0.id == row.vlan }?.tag),
            "attachment": .text("\(row.attachment)"),
            "organisations": row.organisations.map { .array($0.map { .text(name($0)) }) } ?? .null,
            "vms": .integer(Int64(inventory.records.values.count { $0.domain == row.id })),
        ]
    }

    /// A datastore.
    func json(_ row: Datastore) -> JSON {
        [
            "id": .integer(row.id.number),
            "name": .text(row.name),
            "path": .text(row.path),
            "capacityBytes": .integer(row.capacity.count),
            "reserveBytes": .integer(row.reserve.count),
            "committedBytes": .integer(row.committed.count),
            "availableBytes": .known(row.available?.count),
            "freeBytes": .integer(row.free.count),
            "hosts": .array(row.hosts.map { .known(name($0)) }),
            "active": .bool(row.isActive),
        ]
    }

    /// A template.
    func json(_ row: Template) -> JSON {
        [
            "id": .integer(row.id.number),
            "name": .text(row.name),
            "system": .text(row.system.rawValue),
            "release": .text(row.release),
            "form": .text(row.form.rawValue.lowercased()),
            "sizeBytes": .integer(row.size.count),
            "datastore": .text(name(row.datastore)),
            "file": .text(row.file),
            "checksum": .known(row.checksum),
            "tag": .text(row.tag),
            "owners": row.owners.map { .array($0.map { .text(name($0)) }) } ?? .null,
            "active": .bool(row.isActive),
            "vms": .integer(Int64(inventory.records.values.count { $0.template == row.id })),
        ]
    }

    /// A private address.
    func json(_ row: PrivateAddress) -> JSON {
        [
            "id": .integer(row.id.number),
            "pool": .text("private"),
            "address": .text("\(row.address)"),
            "mac": .text("\(row.mac)"),
            "vlan": .text(name(row.vlan)),
            "domain": .known(domain(of: row.vlan)?.name),
            "active": .bool(row.isActive),
            "vm": .known(holder(row.holder)),
            "vmUUID": .known(row.holder.map { "\($0)" }),
        ]
    }

    /// A public address.
    func json(_ row: PublicAddress) -> JSON {
        [
            "id": .integer(row.id.number),
            "pool": .text("public"),
            "address": .text("\(row.address)"),
            "mac": .null,
            "vlan": .null,
            "domain": .null,
            "active": .bool(row.isActive),
            "vm": .known(holder(row.holder)),
            "vmUUID": .known(row.holder.map { "\($0)" }),
        ]
    }

    // MARK: - Names

    /// The name of an organisation.
    func name(_ id: Organisation.ID) -> String { catalog.organisations.first { $0.id == id }?.name ?? "\(id)" }
    /// The account of a person.
    func name(_ id: User.ID) -> String { catalog.users.first { $0.id == id }?.username ?? "\(id)" }
    /// The name of a VLAN.
    func name(_ id: VLAN.ID) -> String { catalog.vlans.first { $0.id == id }?.name ?? "\(id)" }
    /// The name of a datastore.
    func name(_ id: Datastore.ID) -> String { catalog.datastores.first { $0.id == id }?.name ?? "\(id)" }
    /// The security domain of a VLAN; `nil` where it has none.
    func domain(of vlan: VLAN.ID) -> SecurityDomain? { catalog.domains.first { $0.vlan == vlan } }
    /// The libvirt name of the VM that holds something; `nil` for no VM.
    func holder(_ vm: VM.ID?) -> String? {
        vm.map { inventory.records[$0]?.identity ?? inventory.vms[$0]?.name ?? "\($0)" }
    }
}
