internal import ArgumentParser
internal import BaadalModel

/// Security domains.
struct DomainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "domain",
        abstract: "List, add, edit and remove security domains.",
        discussion: "A security domain is one VLAN, and how its VMs are plugged into it.",
        subcommands: [DomainList.self, DomainAdd.self, DomainEdit.self, DomainRemove.self]
    )

    static let attachmentHelp = ArgumentHelp(
        "How VMs are plugged in: bridge:br0, portgroup:NETWORK/GROUP or ovs:BRIDGE.",
        valueName: "attachment"
    )
}

/// Lists security domains.
struct DomainList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the security domains.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let list = try await CatalogList(options)
        let rows = list.catalog.domains
        guard !options.json else { return print(JSON.lines(rows.map(list.records.json))) }
        var table = TextTable("NAME", "VLAN", "ATTACHMENT", "FOR", ">VMS", ">FREE ADDRESSES")
        for row in rows {
            let names = row.organisations.map { $0.map(list.records.name).joined(separator: " ") }
            table.add(
                Printable.text(row.name),
                Printable.text(list.records.name(row.vlan)),
                Printable.text("\(row.attachment)"),
                names.map { $0.isEmpty ? "nobody" : Printable.text($0) } ?? "all",
                "\(list.records.inventory.records.values.count { $0.domain == row.id })",
                "\(list.catalog.privateAddresses.count { $0.vlan == row.vlan && $0.isActive && $0.holder == nil })"
            )
        }
        CatalogList.show(
            table,
            isEmpty: rows.isEmpty,
            "no security domain yet; 'baadal domain add NAME --vlan V --attachment bridge:br0' adds one"
        )
    }
}

/// Adds a security domain.
struct DomainAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a security domain.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Its name.") var name: String
    @Option(help: "Its VLAN, which no other security domain has.") var vlan: String
    @Option(help: DomainCommand.attachmentHelp) var attachment: String
    @Option(help: "An organisation that may use it, once for each; else all may.") var org: [String] = []

    func run() async throws {
        let attachment = try SecurityDomain.Attachment(attachment)
        let order = try await CatalogOrder(options)
        let change = CatalogChange.addDomain(
            name: name,
            vlan: try order.catalog.vlan(vlan).id,
            attachment: attachment,
            organisations: org.isEmpty ? nil : try org.map { try order.catalog.organisation($0).id }
        )
        try await order.place(change) { try $0.json($0.inventory.catalog.domain(name)) }
    }
}

/// Edits a security domain.
struct DomainEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a security domain; what is not named stays, and VMs stay plugged in as they are."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a security domain.") var name: String
    @Option(name: .customLong("name"), help: "Another name.") var newName: String?
    @Option(help: "Another VLAN.") var vlan: String?
    @Option(help: DomainCommand.attachmentHelp) var attachment: String?
    @Option(help: "An organisation that may use it from now on, once for each.") var org: [String] = []
    @Flag(help: "All organisations may use it.") var forAll = false

    mutating func validate() throws {
        guard forAll, !org.isEmpty else { return }
        throw ValidationError("--for-all and --org exclude each other")
    }

    func run() async throws {
        let order = try await CatalogOrder(options)
        var row = try order.catalog.domain(name)
        row.name = newName ?? row.name
        if let vlan { row.vlan = try order.catalog.vlan(vlan).id }
        if let attachment { row.attachment = try SecurityDomain.Attachment(attachment) }
        if !org.isEmpty { row.organisations = try org.map { try order.catalog.organisation($0).id } }
        if forAll { row.organisations = nil }
        try await order.place(.editDomain(row)) { [row] records in
            records.inventory.catalog.domains.first { $0.id == row.id }.map(records.json)
        }
    }
}

/// Removes a security domain.
struct DomainRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a security domain that no VM is in."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a security domain.") var name: String

    func run() async throws {
        let order = try await CatalogOrder(options)
        let row = try order.catalog.domain(name)
        try await order.remove(.domain(row.id)) { $0.json(row) }
    }
}
