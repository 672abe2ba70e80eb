internal import BaadalModel
internal import GRDB

extension ImportDesk {
    /// VMs that a host shows, with their disks and snapshots.
    func takeVMs() throws {
        try each("vm_data", named: "vm_identity", takeVM)
        try setParents()
        try each("attached_disks", named: "attached_disk_name", takeDisk)
        try each("snapshot", named: "snapshot_name", takeSnapshot)
    }

    private func takeVM(_ row: OldRow) throws -> Fate {
        let identity = try text(row, "vm_identity")
        let vm = try shown(identity)
        if let id = row.number("id") { vms[id] = vm.id }
        if try LifeRows.record(database, vm.id) != nil { return .there(nil) }
        let owner = try owner(of: row)
        let domain = try domain(of: row)
        let size = try size(of: row, vm)
        let organisation = try find("SELECT organisation FROM user WHERE id = ?", [owner])
        let host = try vm.host ?? knownHost(row)
        let purpose = (try? checkedWords(row.text("purpose") ?? "", "purpose", atMost: 512)) ?? ""
        let flags = SnapshotSchedule(rawValue: Int(clamping: row.number("snapshot_flag") ?? 0) & 15)
        try catalog.run(
            """
            INSERT INTO record (vm, name, identity, owner, organisation, template, domain, stage, host, vcpus, memory,
            address, purpose, created, schedule, revision) VALUES (?, ?, ?, ?, ?, ?, ?, 'ready', ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                vm.id.uuid.blob, try checkedWords(try text(row, "vm_name"), "name", atMost: 100), identity, owner,
                organisation, number("template", row, "template_id"), domain, host?.uuid.blob, size.vcpus,
                size.memory.count, try hold("private", row, vm.id), purpose,
                (row.moment("start_time") ?? now).milliseconds, flags.rawValue, revision,
            ]
        )
        _ = try hold("public", row, vm.id)
        try Inventories.unbury(.record, vm.id.uuid.blob, database)
        if let host { try keepPlace(row, vm.id, on: host) }
        try takeSystemDisk(row, vm)
        return .taken(nil)
    }

    /// The one VM of a libvirt name that hosts show.
    private func shown(_ identity: String) throws -> VM {
        let found = try Row.fetchAll(
            database,
            sql: "SELECT id FROM vm WHERE name = ? AND state <> 'gone' LIMIT 2",
            arguments: [identity]
        ).compactMap { $0.uuid(0).map(VM.ID.init) }
        guard let first = found.first, let vm = try Inventories.vm(database, first) else {
            throw Left("not found on any host")
        }
        guard found.count == 1 else { throw Left("several VMs have that name") }
        return vm
    }

    private func owner(of row: OldRow) throws -> Int64 {
        guard let owner = number("user", row, "owner_id") ?? number("user", row, "requester_id") else {
            throw Left("its owner was not taken")
        }
        return owner
    }

    /// The security domain that is named, or else that of the address.
    private func domain(of row: OldRow) throws -> Int64 {
        if let domain = number("security_domain", row, "security_domain") { return domain }
        let sql = "SELECT d.id FROM security_domain d JOIN private_address a ON a.vlan = d.vlan WHERE a.id = ?"
        guard let domain = try find(sql, [number("private_ip_pool", row, "private_ip")]) else {
            throw Left("its security domain was not taken")
        }
        return domain
    }

    private func size(of row: OldRow, _ vm: VM) throws -> (vcpus: Int, memory: Bytes) {
        let megabytes = row.number("ram").map { min(max($0, 0), 1 << 40) }
        return (
            try VMSize.check(vcpus: row.number("vcpu").map { Int(clamping: $0) } ?? vm.vcpus),
            try VMSize.check(memory: megabytes.map { .mebibytes($0) } ?? vm.memory)
        )
    }

    /// The host that the original names, by name or by the address of its URI; `nil` where none here is it.
    private func knownHost(_ row: OldRow) throws -> BaadalModel.Host.ID? {
        guard let id = row.number("host_id"),
            let there = old.tables["host"]?.rows.first(where: { $0.number("id") == id })
        else { return nil }
        let address = old.tables["private_ip_pool"]?.rows
            .first { $0.number("id") != nil && $0.number("id") == there.number("host_ip") }?.text("private_ip")
        let names = Set([there.text("host_name"), there.text("host_ip"), address].compactMap(\.self))
        let hosts = try Inventories.hosts(database)
        return hosts.first { names.contains($0.name) || names.contains(Self.address(of: $0.uri)) }?.id
    }

    /// The machine that a URI names; empty where it names none.
    private static func address(of uri: String) -> String {
        guard let start = uri.firstRange(of: "://")?.upperBound else { return "" }
        let place = uri[start...].prefix { $0 != "/" && $0 != "?" }
        let machine = place.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return String(machine.prefix { $0 != ":" })
    }

    /// Gives a VM the address that it has there.
    ///
    /// - Returns: The number of the address; `nil` where it has none, or another VM has that one here.
    private func hold(_ kind: String, _ row: OldRow, _ vm: VM.ID) throws -> Int64? {
        guard let address = number("\(kind)_ip_pool", row, "\(kind)_ip") else { return nil }
        try catalog.run(
            "UPDATE \(kind)_address SET holder = ?1 WHERE id = ?2 AND (holder IS NULL OR holder = ?1)",
            [vm.uuid.blob, address]
        )
        guard database.changesCount == 1 else {
            note(row.text("vm_identity") ?? "", "its \(kind) address is another VM's here")
            return nil
        }
        return address
    }

    private func keepPlace(_ row: OldRow, _ vm: VM.ID, on host: BaadalModel.Host.ID) throws {
        guard let port = row.number("vnc_port"), (1...65_535).contains(port) else { return }
        let sql = "INSERT OR IGNORE INTO place (host, port, vm) VALUES (?, ?, ?)"
        try catalog.run(sql, [host.uuid.blob, port, vm.uuid.blob])
        guard database.changesCount == 0 else { return }
        note(row.text("vm_identity") ?? "", "the port of its screen is another VM's here")
    }

    /// A clone's parent may come after it.
    private func setParents() throws {
        for row in old.tables["vm_data"]?.rows ?? [] {
            guard let vm = row.number("id").flatMap({ vms[$0] }),
                let parent = row.number("parent_id").flatMap({ vms[$0] })
            else { continue }
            let sql = "UPDATE record SET parent = ? WHERE vm = ? AND parent IS NULL AND revision = ?"
            try catalog.run(sql, [parent.uuid.blob, vm.uuid.blob, revision])
        }
    }
}
