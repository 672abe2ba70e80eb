internal import BaadalModel
internal import GRDB

/// One change of the catalogue, in the transaction that writes it.
struct CatalogDesk {
    let database: Database
    let revision: Int64
    let requester: Requester
    let now: Timestamp

    /// Checks and writes a change, and notes it.
    func apply(_ change: CatalogChange) throws {
        let text = try write(change)
        try Events.add(database, at: now, kind: "catalogue", actor: requester.name, text: text)
        try Self.touch(database, revision)
    }

    /// Tells readers that the catalogue is not what they have.
    static func touch(_ database: Database, _ revision: Int64) throws {
        try database.cachedStatement(sql: "UPDATE cloud SET catalogued = ?").execute(arguments: [revision])
    }

    /// Checks and writes a change, and says in words what it did.
    func write(_ change: CatalogChange) throws -> String {
        switch change {
        case .addOrganisation, .editOrganisation, .addUser, .editUser: try writePeople(change)
        case .addVLAN, .editVLAN, .addDomain, .editDomain: try writeNetworks(change)
        case .addDatastore, .editDatastore, .editTemplate: try writeStorage(change)
        case .addPrivate(let range, let vlan, let macs): try addPrivate(range, vlan, macs)
        case .addPublic(let range): try addPublic(range)
        case .setPrivateActive(let id, let isActive): try activate("private_address", id.number, isActive)
        case .setPublicActive(let id, let isActive): try activate("public_address", id.number, isActive)
        case .remove(let removal): try remove(removal)
        }
    }

    // MARK: - People

    private func writePeople(_ change: CatalogChange) throws -> String {
        switch change {
        case .addOrganisation(let name, let details, let mail):
            let name = try free("organisation", "name", try ShortName(name, "organisation").text)
            try run(
                "INSERT INTO organisation (name, details, admin_mail, active) VALUES (?, ?, ?, 1)",
                [name, try checkedWords(details, "details", atMost: 255), try mail.map(checkedMail)]
            )
            return "organisation \(name) added"
        case .editOrganisation(let row):
            try exists("organisation", row.id.number)
            let name = try free(
                "organisation",
                "name",
                try ShortName(row.name, "organisation").text,
                but: row.id.number
            )
            try run(
                "UPDATE organisation SET name = ?, details = ?, admin_mail = ?, active = ? WHERE id = ?",
                [
                    name, try checkedWords(row.details, "details", atMost: 255), try row.adminMail.map(checkedMail),
                    row.isActive, row.id.number,
                ]
            )
            return "organisation \(name) changed"
        case .addUser(let username, let fullName, let email, let organisation):
            let name = try free("user", "username", try ShortName(username, "user").text)
            try exists("organisation", organisation.number)
            try run(
                "INSERT INTO user (username, full_name, email, organisation, active) VALUES (?, ?, ?, ?, 1)",
                [
                    name, try checkedWords(fullName, "full name", atMost: 128), try email.map(checkedMail),
                    organisation.number,
                ]
            )
            return "user \(name) added"
        case .editUser(let row):
            try exists("user", row.id.number)
            let name = try free("user", "username", try ShortName(row.username, "user").text, but: row.id.number)
            try exists("organisation", row.organisation.number)
            try run(
                "UPDATE user SET username = ?, full_name = ?, email = ?, organisation = ?, active = ? WHERE id = ?",
                [
                    name, try checkedWords(row.fullName, "full name", atMost: 128), try row.email.map(checkedMail),
                    row.organisation.number, row.isActive, row.id.number,
                ]
            )
            return "user \(name) changed"
        case .addVLAN, .editVLAN, .addDomain, .editDomain, .addDatastore, .editDatastore, .editTemplate, .addPrivate,
            .addPublic, .setPrivateActive, .setPublicActive, .remove:
            throw CloudError.nothingToDo
        }
    }

    func checkedMail(_ text: String) throws -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !text.contains(" ") else {
            throw CloudError.badValue(
                name: "mail",
                value: text,
                accepted: "an address like asha@example.org is accepted"
            )
        }
        return try checkedWords(text, "mail", atMost: 128)
    }

    // MARK: - Storage

    private func writeStorage(_ change: CatalogChange) throws -> String {
        switch change {
        case .addDatastore(let name, let path, let capacity, let reserve):
            let name = try free("datastore", "name", try ShortName(name, "datastore").text)
            let path = try free("datastore", "path", try FolderPath(path).text)
            try checkApart(path)
            try check(capacity, reserve)
            try run(
                "INSERT INTO datastore (name, path, capacity, reserve, active) VALUES (?, ?, ?, ?, 1)",
                [name, path, capacity.count, reserve.count]
            )
            return "datastore \(name) added (\(path))"
        case .editDatastore(let row):
            try exists("datastore", row.id.number)
            let name = try free("datastore", "name", try ShortName(row.name, "datastore").text, but: row.id.number)
            try check(row.capacity, row.reserve)
            try run(
                "UPDATE datastore SET name = ?, capacity = ?, reserve = ?, active = ? WHERE id = ?",
                [name, row.capacity.count, row.reserve.count, row.isActive, row.id.number]
            )
            return "datastore \(name) changed"
        case .editTemplate(let row):
            try exists("template", row.id.number)
            for owner in row.owners ?? [] { try exists("user", owner.number) }
            let name = try free("template", "name", try ShortName(row.name, "template").text, but: row.id.number)
            try run(
                "UPDATE template SET name = ?, release = ?, tag = ?, owners = ?, active = ? WHERE id = ?",
                [
                    name, try checkedWords(row.release, "release", atMost: 50),
                    try checkedWords(row.tag, "tag", atMost: 50),
                    Catalogs.text(row.owners), row.isActive, row.id.number,
                ]
            )
            return "template \(name) changed"
        case .addOrganisation, .editOrganisation, .addUser, .editUser, .addVLAN, .editVLAN, .addDomain, .editDomain,
            .addPrivate, .addPublic, .setPrivateActive, .setPublicActive, .remove:
            throw CloudError.nothingToDo
        }
    }

    private func check(_ capacity: Bytes, _ reserve: Bytes) throws {
        guard capacity.count > 0, reserve.count >= 0, reserve < capacity else {
            throw CloudError.badValue(
                name: "capacity",
                value: "\(capacity.exact), reserve \(reserve.exact)",
                accepted: "a capacity above its reserve, as 10T and 100G, is accepted"
            )
        }
    }

    // MARK: - Words of SQL

    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.execute(sql: sql, arguments: arguments)
    }

    /// Refuses a text that another row of the table has.
    func free(_ table: String, _ column: String, _ text: String, but id: Int64? = nil) throws -> String {
        let other = try Int64.fetchOne(
            database,
            sql: "SELECT id FROM \(table) WHERE \(column) = ? AND id IS NOT ?",
            arguments: [text, id]
        )
        guard other == nil else { throw CloudError.taken(what: "\(Self.noun(table)) \(column)", value: text) }
        return text
    }

    /// Refuses a folder within another datastore, or around one: each file has one place.
    private func checkApart(_ path: String) throws {
        for other in try Catalogs.datastores(database)
        where "\(path)/".hasPrefix("\(other.path)/") || "\(other.path)/".hasPrefix("\(path)/") {
            throw CloudError.inUse(what: path, by: "datastore '\(other.name)' lies at \(other.path)")
        }
    }

    /// Refuses a row that is not there.
    func exists(_ table: String, _ id: Int64) throws {
        let found = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE id = ?)",
            arguments: [id]
        )
        guard found == true else { throw CloudError.noSuch(Self.noun(table), "\(id)") }
    }

    /// What a row of a table is called.
    static func noun(_ table: String) -> String {
        switch table {
        case "vlan": "VLAN"
        case "security_domain": "security domain"
        case "private_address": "private address"
        case "public_address": "public address"
        default: table
        }
    }
}
