internal import ArgumentParser
internal import BaadalModel

/// People who own VMs.
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "List, show, add, edit and remove the people who own VMs.",
        subcommands: [UserList.self, UserShow.self, UserAdd.self, UserEdit.self, UserRemove.self]
    )
}

/// Lists people.
struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the people.")

    @OptionGroup var options: GlobalOptions
    @Option(help: "Those of this organisation only.") var org: String?

    func run() async throws {
        let list = try await CatalogList(options)
        let organisation = try org.map { try list.catalog.organisation($0).id }
        let rows = list.catalog.users.filter { organisation == nil || $0.organisation == organisation }
        guard !options.json else { return print(JSON.lines(rows.map(list.records.json))) }
        var table = TextTable("NAME", "ORG", "ACTIVE", ">VMS", "MAIL", "FULL NAME")
        for row in rows {
            table.add(
                Printable.text(row.username),
                Printable.text(list.records.name(row.organisation)),
                row.isActive.word,
                "\(list.records.inventory.records.values.count { $0.owner == row.id })",
                Printable.text(row.email),
                Printable.text(row.fullName)
            )
        }
        CatalogList.show(table, isEmpty: rows.isEmpty, "nobody yet; 'baadal user add NAME --org ORG' adds a person")
    }
}

/// Shows a person.
struct UserShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a person and their VMs.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The account of a person.") var name: String

    func run() async throws {
        let list = try await CatalogList(options)
        let row = try list.catalog.user(name)
        guard !options.json else { return print(JSON.lines([list.records.json(row)])) }
        let vms = list.records.inventory.records.values.filter { $0.owner == row.id }.map(\.identity).sorted()
        Sheet([
            ("name", Printable.text(row.username)),
            ("full name", row.fullName.isEmpty ? Printable.unknown : Printable.text(row.fullName)),
            ("mail", Printable.text(row.email)),
            ("organisation", Printable.text(list.records.name(row.organisation))),
            ("active", row.isActive.word),
            ("vms", vms.isEmpty ? Printable.unknown : Printable.text(vms.joined(separator: " "))),
        ]).show()
    }
}

/// Adds a person.
struct UserAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a person.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The account, the second part of the libvirt names of their VMs.") var name: String
    @Option(help: "Whose member the person is.") var org: String
    @Option(help: "As people write it.") var fullName = ""
    @Option(help: "Where the person is written to.") var mail: String?

    func run() async throws {
        let order = try await CatalogOrder(options)
        let organisation = try order.catalog.organisation(org).id
        let change = CatalogChange.addUser(
            username: name,
            fullName: fullName,
            email: mail?.orNothing,
            organisation: organisation
        )
        try await order.place(change) { try $0.json($0.inventory.catalog.user(name)) }
    }
}

/// Edits a person.
struct UserEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a person; what is not named stays."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The account of a person.") var name: String
    @Option(name: .customLong("name"), help: "Another account; VMs keep their names.") var newName: String?
    @Option(help: "Another organisation; VMs keep theirs.") var org: String?
    @Option(help: "As people write it.") var fullName: String?
    @Option(help: "Where the person is written to; '' for nowhere.") var mail: String?
    @Flag(inversion: .prefixedNo, help: "Whether the person may own anything new.") var active: Bool?

    func run() async throws {
        let order = try await CatalogOrder(options)
        var row = try order.catalog.user(name)
        row.username = newName ?? row.username
        if let org { row.organisation = try order.catalog.organisation(org).id }
        row.fullName = fullName ?? row.fullName
        if let mail { row.email = mail.orNothing }
        row.isActive = active ?? row.isActive
        try await order.place(.editUser(row)) { [row] records in
            records.inventory.catalog.users.first { $0.id == row.id }.map(records.json)
        }
    }
}

/// Removes a person.
struct UserRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a person who owns no VM."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The account of a person.") var name: String

    func run() async throws {
        let order = try await CatalogOrder(options)
        let row = try order.catalog.user(name)
        try await order.remove(.user(row.id)) { $0.json(row) }
    }
}
