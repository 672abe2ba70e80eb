internal import ArgumentParser
internal import BaadalModel

/// Organisations.
struct OrganisationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "org",
        abstract: "List, show, add, edit and remove organisations.",
        subcommands: [
            OrganisationList.self, OrganisationShow.self, OrganisationAdd.self, OrganisationEdit.self,
            OrganisationRemove.self,
        ]
    )
}

/// Lists organisations.
struct OrganisationList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the organisations.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let list = try await CatalogList(options)
        let rows = list.catalog.organisations
        guard !options.json else { return print(JSON.lines(rows.map(list.records.json))) }
        var table = TextTable("NAME", "ACTIVE", ">USERS", ">VMS", "MAIL", "DETAILS")
        for row in rows {
            table.add(
                Printable.text(row.name),
                row.isActive.word,
                "\(list.catalog.users.count { $0.organisation == row.id })",
                "\(list.records.inventory.records.values.count { $0.organisation == row.id })",
                Printable.text(row.adminMail),
                Printable.text(row.details)
            )
        }
        CatalogList.show(table, isEmpty: rows.isEmpty, "no organisation yet; 'baadal org add NAME' makes one")
    }
}

/// Shows an organisation and its people.
struct OrganisationShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an organisation and its people."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of an organisation.") var name: String

    func run() async throws {
        let list = try await CatalogList(options)
        let row = try list.catalog.organisation(name)
        guard !options.json else { return print(JSON.lines([list.records.json(row)])) }
        let people = list.catalog.users.filter { $0.organisation == row.id }.map(\.username)
        let domains = list.catalog.domains.filter { $0.organisations?.contains(row.id) ?? true }.map(\.name)
        Sheet([
            ("name", Printable.text(row.name)),
            ("details", row.details.isEmpty ? Printable.unknown : Printable.text(row.details)),
            ("admin's mail", Printable.text(row.adminMail)),
            ("active", row.isActive.word),
            ("people", people.isEmpty ? Printable.unknown : Printable.text(people.joined(separator: " "))),
            ("domains", domains.isEmpty ? Printable.unknown : Printable.text(domains.joined(separator: " "))),
            ("vms", "\(list.records.inventory.records.values.count { $0.organisation == row.id })"),
        ]).show()
    }
}

/// Adds an organisation.
struct OrganisationAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add an organisation.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Its name, the first part of its VMs' libvirt names.") var name: String
    @Option(help: "What it is, in words.") var details = ""
    @Option(help: "Where its admin is written to.") var mail: String?

    func run() async throws {
        let change = CatalogChange.addOrganisation(name: name, details: details, adminMail: mail?.orNothing)
        try await CatalogOrder(options).place(change) { try $0.json($0.inventory.catalog.organisation(name)) }
    }
}

/// Edits an organisation.
struct OrganisationEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change an organisation; what is not named stays."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of an organisation.") var name: String
    @Option(name: .customLong("name"), help: "Another name; VMs keep theirs.") var newName: String?
    @Option(help: "What it is, in words.") var details: String?
    @Option(help: "Where its admin is written to; '' for nowhere.") var mail: String?
    @Flag(inversion: .prefixedNo, help: "Whether it gets anything new.") var active: Bool?

    func run() async throws {
        let order = try await CatalogOrder(options)
        var row = try order.catalog.organisation(name)
        row.name = newName ?? row.name
        row.details = details ?? row.details
        if let mail { row.adminMail = mail.orNothing }
        row.isActive = active ?? row.isActive
        try await order.place(.editOrganisation(row)) { [row] records in
            records.inventory.catalog.organisations.first { $0.id == row.id }.map(records.json)
        }
    }
}

/// Removes an organisation.
struct OrganisationRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove an organisation that nobody belongs to."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of an organisation.") var name: String

    func run() async throws {
        let order = try await CatalogOrder(options)
        let row = try order.catalog.organisation(name)
        try await order.remove(.organisation(row.id)) { $0.json(row) }
    }
}
