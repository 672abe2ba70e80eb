internal import BaadalModel

/// What is known of a VM beyond what its host shows: whose it is, its addresses, disks and snapshots.
struct RecordSheet {
    let inventory: Inventory
    let vm: VM.ID

    private var record: VMRecord? { inventory.records[vm] }
    private var catalog: Catalog { inventory.catalog }
    private var owner: String? { record.flatMap { record in catalog.users.first { $0.id == record.owner }?.username } }
    private var domain: String? { record.flatMap { record in catalog.domains.first { $0.id == record.domain }?.name } }

    private var origin: String? {
        guard let record else { return nil }
        if let parent = record.parent { return inventory.vms[parent]?.name ?? "a VM that is gone" }
        return record.template.map { id in catalog.templates.first { $0.id == id }?.name ?? "a template that is gone" }
    }

    private func store(_ disk: Disk) -> String? { catalog.datastores.first { $0.id == disk.datastore }?.name }

    /// The lines for people; a VM that was not made here has one that says so.
    var lines: [(String, String)] {
        var lines: [(String, String)] = []
        if let record {
            lines = [
                ("owner", Printable.text(owner)), ("made from", Printable.text(origin)),
                ("stage", record.stage.rawValue), ("domain", Printable.text(domain)),
                ("address", record.address.map { "\($0)" } ?? Printable.unknown),
                ("mac", record.mac.map { "\($0)" } ?? Printable.unknown),
                ("public", record.publicAddress.map { "\($0)" } ?? Printable.unknown),
                ("vnc port", record.vncPort.map { "\($0)" } ?? Printable.unknown),
                ("group", Printable.text(record.group)), ("schedule", record.schedule.words),
                ("rank", "\(record.rank)"), ("balancer", record.stays ? "leaves it alone" : "may move it"),
            ]
        } else {
            lines = [("owner", "\(Printable.unknown)  found on its host, not made here")]
        }
        for disk in inventory.disks(of: vm) {
            let place = "\(Printable.text(disk.path)) (\(disk.role.rawValue), \(Printable.text(store(disk))))"
            lines.append(("disk \(disk.target ?? disk.stage.rawValue)", "\(Printable.bytes(disk.size))  \(place)"))
        }
        let snapshots = inventory.snapshots(of: vm)
        if let last = snapshots.last {
            lines.append(("snapshots", "\(snapshots.count), the newest \(Printable.text(last.name))"))
        }
        return lines
    }

    /// The members for scripts; `null` where nothing is known.
    var members: [JSON.Member] {
        [
            JSON.Member(name: "owner", value: .known(owner)),
            JSON.Member(name: "madeFrom", value: .known(origin)),
            JSON.Member(name: "stage", value: .known(record?.stage.rawValue)),
            JSON.Member(name: "domain", value: .known(domain)),
            JSON.Member(name: "address", value: .known(record?.address.map { "\($0)" })),
            JSON.Member(name: "mac", value: .known(record?.mac.map { "\($0)" })),
            JSON.Member(name: "publicAddress", value: .known(record?.publicAddress.map { "\($0)" })),
            JSON.Member(name: "vncPort", value: .known(record?.vncPort)),
            JSON.Member(name: "group", value: .known(record?.group)),
            JSON.Member(name: "schedule", value: .known(record?.schedule.words)),
            JSON.Member(name: "rank", value: .known(record?.rank)),
            JSON.Member(name: "stays", value: record.map { .bool($0.stays) } ?? .null),
            JSON.Member(name: "disks", value: .array(inventory.disks(of: vm).map(json))),
        ]
    }

    private func json(_ disk: Disk) -> JSON {
        [
            "target": .known(disk.target),
            "path": .text(disk.path),
            "bytes": .integer(disk.size.count),
            "role": .text(disk.role.rawValue),
            "stage": .text(disk.stage.rawValue),
            "datastore": .known(store(disk)),
        ]
    }
}
