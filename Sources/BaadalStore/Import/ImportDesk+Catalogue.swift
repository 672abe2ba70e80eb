internal import BaadalModel
internal import GRDB

extension ImportDesk {
    /// Constants, people, networks and addresses.
    func takeCatalogue() throws {
        try each("constants", named: "name", takeConstant)
        try each("organisation", named: "name", takeOrganisation)
        try each("user", named: "username", takeUser)
        try each("vlan", named: "name", takeVLAN)
        try each("security_domain", named: "name", takeDomain)
        try each("public_ip_pool", named: "public_ip", takePublic)
        try each("private_ip_pool", named: "private_ip", takePrivate)
    }

    private func takeConstant(_ row: OldRow) throws -> Fate {
        let name = try text(row, "name")
        guard name != "baadal_status" else { throw Left("the state of the other cloud is not that of this one") }
        guard let constant = Constant.all.first(where: { $0.name == name }) else { throw Left("nothing here uses it") }
        guard try find("SELECT 1 FROM constant WHERE name = ?", [name]) == nil else { return .there(nil) }
        let value = try text(row, "value")
        try constant.check(value)
        try catalog.run("INSERT INTO constant VALUES (?, ?)", [name, value])
        return .taken(nil)
    }

    private func takeOrganisation(_ row: OldRow) throws -> Fate {
        let name = try text(row, "name")
        if let id = try find("SELECT id FROM organisation WHERE name = ?", [name]) { return .there(id) }
        let change = CatalogChange.addOrganisation(name: name, details: row.text("details") ?? "", adminMail: nil)
        let id = try add(change)
        if let mail = row.text("admin_mailid") {
            try orNote(name, "its mail was left out") {
                try catalog.run("UPDATE organisation SET admin_mail = ? WHERE id = ?", [catalog.checkedMail(mail), id])
            }
        }
        return .taken(id)
    }

    private func takeUser(_ row: OldRow) throws -> Fate {
        let name = try text(row, "username")
        if let id = try find("SELECT id FROM user WHERE username = ?", [name]) { return .there(id) }
        let words = [row.text("first_name"), row.text("last_name")].compactMap(\.self).joined(separator: " ")
        let change = CatalogChange.addUser(
            username: name,
            fullName: words,
            email: nil,
            organisation: RowID(try needed("organisation", row, "organisation_id"))
        )
        let id = try add(change)
        if let mail = row.text("email") {
            try orNote(name, "its mail was left out") {
                try catalog.run("UPDATE user SET email = ? WHERE id = ?", [catalog.checkedMail(mail), id])
            }
        }
        if row.flag("block_user", otherwise: false) || row.text("registration_key") != nil {
            try catalog.run("UPDATE user SET active = 0 WHERE id = ?", [id])
            note(name, "is blocked or pending there, and deactivated here")
        }
        return .taken(id)
    }

    private func takeVLAN(_ row: OldRow) throws -> Fate {
        let name = try text(row, "name")
        if let id = try find("SELECT id FROM vlan WHERE name = ?", [name]) { return .there(id) }
        guard let tag = row.number("vlan_tag") else {
            throw Left("its tag is '\(row.text("vlan_tag") ?? "NULL")'; a whole number is accepted")
        }
        let network = row.text("vlan_addr").flatMap { IPv4($0) }
        return .taken(try add(.addVLAN(name: name, tag: Int(clamping: tag), network: network)))
    }

    private func takeDomain(_ row: OldRow) throws -> Fate {
        let name = try text(row, "name")
        if let id = try find("SELECT id FROM security_domain WHERE name = ?", [name]) { return .there(id) }
        let vlan = try needed("vlan", row, "vlan")
        let tag = try find("SELECT tag FROM vlan WHERE id = ?", [vlan]) ?? 0
        let isForAll = row.flag("visible_to_all", otherwise: true)
        let change = CatalogChange.addDomain(
            name: name,
            vlan: RowID(vlan),
            // What the original's own set-up calls its port groups.
            attachment: .portgroup(network: "ovs-net", portgroup: "vlan\(tag)"),
            organisations: isForAll ? nil : list("organisation", row, "org_visibility")
        )
        return .taken(try add(change))
    }

    private func takePublic(_ row: OldRow) throws -> Fate {
        guard row.number("id") != -1 else { throw Left("it stands for an address that is wanted and not chosen") }
        let address = try address(row, "public_ip")
        if let id = try find("SELECT id FROM public_address WHERE address = ?", [Int64(address.bits)]) {
            return .there(id)
        }
        let id = try add(.addPublic(try IPv4Range(from: address, to: address)))
        if !row.flag("is_active", otherwise: true) { _ = try catalog.activate("public_address", id, false) }
        return .taken(id)
    }

    private func takePrivate(_ row: OldRow) throws -> Fate {
        let address = try address(row, "private_ip")
        if let id = try find("SELECT id FROM private_address WHERE address = ?", [Int64(address.bits)]) {
            return .there(id)
        }
        let text = try text(row, "mac_addr")
        guard let mac = MAC(text) else { throw Left("its hardware address '\(text)' is not of one station") }
        let range = try IPv4Range(from: address, to: address)
        let id = try add(.addPrivate(range, vlan: RowID(try needed("vlan", row, "vlan")), macs: .given(mac)))
        if !row.flag("is_active", otherwise: true) { _ = try catalog.activate("private_address", id, false) }
        return .taken(id)
    }

    private func address(_ row: OldRow, _ column: String) throws -> IPv4 {
        let text = try text(row, column)
        guard let address = IPv4(text) else { throw Left("'\(text)' is not an IPv4 address") }
        return address
    }

    private func add(_ change: CatalogChange) throws -> Int64 {
        _ = try catalog.write(change)
        return database.lastInsertedRowID
    }

    /// Does something that a row can do without.
    private func orNote(_ row: String, _ why: String, _ body: () throws -> Void) throws {
        do { try body() } catch is CloudError { note(row, why) }
    }
}

extension ImportDesk {
    /// Hosts, datastores and templates.
    func takeStorage() throws {
        try each("host", named: "host_name") { _ in throw Left("a host is added by 'host add URI'") }
        try each("datastore", named: "ds_name", takeDatastore)
        try each("template", named: "name", takeTemplate)
    }

    private func takeDatastore(_ row: OldRow) throws -> Fate {
        let name = try text(row, "ds_name")
        if let id = try find("SELECT id FROM datastore WHERE name = ?", [name]) { return .there(id) }
        let path = try FolderPath(try text(row, "system_mount_point")).text
        if let id = try find("SELECT id FROM datastore WHERE path = ?", [path]) { return .there(id) }
        let capacity = try gigabytes(row, "capacity")
        return .taken(try add(.addDatastore(name: name, path: path, capacity: capacity, reserve: Bytes(0))))
    }

    private func takeTemplate(_ row: OldRow) throws -> Fate {
        let name = try text(row, "name")
        if let id = try find("SELECT id FROM template WHERE name = ?", [name]) { return .there(id) }
        guard let form = Template.Form(rawValue: (row.text("type") ?? "").uppercased()) else {
            throw Left("its type is '\(row.text("type") ?? "NULL")'; QCOW2, RAW and ISO are accepted")
        }
        let words = [row.text("os_name"), row.text("os_version")].compactMap(\.self).joined(separator: " ")
        let order = try TemplateOrder(
            name: try ShortName(name, "template"),
            datastore: RowID(try needed("datastore", row, "datastore_id")),
            file: try FileName(try text(row, "hdfile")),
            form: form,
            system: row.text("os").flatMap(Template.System.init(rawValue:)) ?? .others,
            release: words,
            tag: row.text("tag") ?? ""
        )
        let owners: [User.ID] = list("user", row, "owner")
        try catalog.run(
            """
            INSERT INTO template (name, system, release, datastore, file, form, size, tag, owners, active)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                order.name.text, order.system.rawValue, order.release, order.datastore.number, order.file.text,
                form.rawValue, try gigabytes(row, "hdd").count, order.tag,
                row.list("owner").isEmpty ? nil : Catalogs.text(owners), row.flag("is_active", otherwise: true),
            ]
        )
        return .taken(database.lastInsertedRowID)
    }
}
