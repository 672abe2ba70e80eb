internal import BaadalModel
internal import GRDB

extension CatalogDesk {
    /// Adds and changes VLANs and security domains.
    func writeNetworks(_ change: CatalogChange) throws -> String {
        switch change {
        case .addVLAN(let name, let tag, let network):
            let name = try free("vlan", "name", try ShortName(name, "VLAN").text)
            try run(
                "INSERT INTO vlan (name, tag, network) VALUES (?, ?, ?)",
                [name, try free(tag), network.map { Int64($0.bits) }]
            )
            return "VLAN \(name) added"
        case .editVLAN(let row):
            try exists("vlan", row.id.number)
            let name = try free("vlan", "name", try ShortName(row.name, "VLAN").text, but: row.id.number)
            try refuseRetag(row)
            try run(
                "UPDATE vlan SET name = ?, tag = ?, network = ? WHERE id = ?",
                [name, try free(row.tag, but: row.id), row.network.map { Int64($0.bits) }, row.id.number]
            )
            return "VLAN \(name) changed"
        case .addDomain(let name, let vlan, let attachment, let organisations):
            let name = try free("security_domain", "name", try ShortName(name, "security domain").text)
            try freeVLAN(vlan, but: nil)
            try run(
                "INSERT INTO security_domain (name, vlan, attachment, organisations) VALUES (?, ?, ?, ?)",
                [name, vlan.number, try text(attachment), try checked(organisations)]
            )
            return "security domain \(name) added"
        case .editDomain(let row):
            try exists("security_domain", row.id.number)
            let name = try free(
                "security_domain",
                "name",
                try ShortName(row.name, "security domain").text,
                but: row.id.number
            )
            try freeVLAN(row.vlan, but: row.id)
            try refuseReplug(row)
            try run(
                "UPDATE security_domain SET name = ?, vlan = ?, attachment = ?, organisations = ? WHERE id = ?",
                [
                    name, row.vlan.number, try text(row.attachment), try checked(row.organisations), row.id.number,
                ]
            )
            return "security domain \(name) changed"
        case .addOrganisation, .editOrganisation, .addUser, .editUser, .addDatastore, .editDatastore, .editTemplate,
            .addPrivate, .addPublic, .setPrivateActive, .setPublicActive, .remove:
            throw CloudError.nothingToDo
        }
    }

    /// Refuses another tag where VMs are plugged in with the present one: they would be cut off at their next start.
    private func refuseRetag(_ row: VLAN) throws {
        guard let before = try Catalogs.fetch(database).vlans.first(where: { $0.id == row.id }), before.tag != row.tag
        else { return }
        try refuse(
            "the tag of VLAN '\(before.name)'",
            row.id.number,
            "SELECT count(*) FROM record r JOIN security_domain d ON d.id = r.domain WHERE d.vlan = ?",
            "VM(s) are plugged in with it"
        )
    }

    /// Refuses another VLAN or attachment of a security domain that VMs are in.
    private func refuseReplug(_ row: SecurityDomain) throws {
        guard let before = try Catalogs.fetch(database).domains.first(where: { $0.id == row.id }),
            before.vlan != row.vlan || before.attachment != row.attachment
        else { return }
        try refuse(
            "the VLAN of security domain '\(before.name)'",
            row.id.number,
            "SELECT count(*) FROM record WHERE domain = ?",
            "VM(s) are plugged in there"
        )
    }

    /// A tag that no other VLAN has; any number may go without.
    private func free(_ tag: Int, but vlan: VLAN.ID? = nil) throws -> Int {
        let tag = try check(tag)
        let other = try String.fetchOne(
            database,
            sql: "SELECT name FROM vlan WHERE tag = ? AND tag <> 0 AND id IS NOT ?",
            arguments: [tag, vlan?.number]
        )
        if let other { throw CloudError.taken(what: "the tag of VLAN '\(other)'", value: "\(tag)") }
        return tag
    }

    private func check(_ tag: Int) throws -> Int {
        guard (0...4094).contains(tag) else {
            throw CloudError.badValue(
                name: "tag",
                value: "\(tag)",
                accepted: "a whole number from 0 to 4094 is accepted"
            )
        }
        return tag
    }

    /// The text of an attachment, which reads as the same again.
    private func text(_ attachment: SecurityDomain.Attachment) throws -> String {
        let text = "\(attachment)"
        guard try SecurityDomain.Attachment(text) == attachment else {
            throw CloudError.badValue(
                name: "attachment",
                value: text,
                accepted: "bridge:NAME, portgroup:NETWORK/GROUP and ovs:NAME are accepted"
            )
        }
        return text
    }

    private func checked(_ organisations: [Organisation.ID]?) throws -> String? {
        for organisation in organisations ?? [] { try exists("organisation", organisation.number) }
        return Catalogs.text(organisations)
    }

    private func freeVLAN(_ vlan: VLAN.ID, but domain: SecurityDomain.ID?) throws {
        try exists("vlan", vlan.number)
        let other = try String.fetchOne(
            database,
            sql: "SELECT name FROM security_domain WHERE vlan = ? AND id IS NOT ?",
            arguments: [vlan.number, domain?.number]
        )
        if let other { throw CloudError.taken(what: "the VLAN of security domain", value: other) }
    }
}
