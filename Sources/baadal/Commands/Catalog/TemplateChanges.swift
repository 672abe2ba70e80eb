internal import ArgumentParser
internal import BaadalModel

/// Edits a template.
struct TemplateEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a template; what is not named stays."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a template.") var name: String
    @Option(name: .customLong("name"), help: "Another name.") var newName: String?
    @Option(help: "As 'Debian 12'.") var release: String?
    @Option(help: "In words.") var tag: String?
    @Option(help: "A person who may use it from now on, once for each.") var owner: [String] = []
    @Flag(help: "All people may use it.") var forAll = false

    mutating func validate() throws {
        guard forAll, !owner.isEmpty else { return }
        throw ValidationError("--for-all and --owner exclude each other")
    }

    func run() async throws {
        let order = try await CatalogOrder(options)
        var row = try order.catalog.template(name)
        row.name = newName ?? row.name
        row.release = release ?? row.release
        row.tag = tag ?? row.tag
        if !owner.isEmpty { row.owners = try owner.map { try order.catalog.user($0).id } }
        if forAll { row.owners = nil }
        try await order.place(row)
    }
}

/// Makes a template usable again.
struct TemplateActivate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate",
        abstract: "Let new VMs be made from a template again."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a template.") var name: String

    func run() async throws {
        let order = try await CatalogOrder(options)
        var row = try order.catalog.template(name)
        row.isActive = true
        try await order.place(row)
    }
}

/// Sets a template aside.
struct TemplateDeactivate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deactivate",
        abstract: "Let no new VMs be made from a template."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a template.") var name: String

    func run() async throws {
        let order = try await CatalogOrder(options)
        var row = try order.catalog.template(name)
        row.isActive = false
        try await order.place(row)
    }
}

extension CatalogOrder {
    /// Writes a changed template.
    func place(_ row: Template) async throws {
        try await place(.editTemplate(row)) { records in
            records.inventory.catalog.templates.first { $0.id == row.id }.map(records.json)
        }
    }
}

/// Deletes a template and its file.
struct TemplateDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a template and its file; one that VMs were made from is deactivated instead.",
        aliases: ["remove"]
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "The name of a template.") var name: String

    func run() async throws {
        let session = try await Session.act(options)
        let row = try await session.inventory([.catalog]).catalog.template(name)
        let request = Request.order([.deleteTemplate(row.id)], reason: waiting.reason)
        try await Order(session: session, options: options, waiting: waiting).place(request)
    }
}
