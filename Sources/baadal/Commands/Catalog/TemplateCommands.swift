internal import ArgumentParser
internal import BaadalModel

/// Templates.
struct TemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "List, show, add, edit, activate, deactivate and delete templates.",
        subcommands: [
            TemplateList.self, TemplateShow.self, TemplateAdd.self, TemplateEdit.self, TemplateActivate.self,
            TemplateDeactivate.self, TemplateDelete.self,
        ]
    )
}

/// The form of an image on the command line.
struct FormName: ExpressibleByArgument {
    let form: Template.Form

    init?(argument: String) {
        guard let form = Template.Form(rawValue: argument.uppercased()) else { return nil }
        self.form = form
    }
}

/// What runs in a template, on the command line.
struct SystemName: ExpressibleByArgument {
    let system: Template.System

    init?(argument: String) {
        let found = Template.System.allCases.first { $0.rawValue.lowercased() == argument.lowercased() }
        guard let found else { return nil }
        system = found
    }
}

/// Lists templates.
struct TemplateList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the templates.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let list = try await CatalogList(options)
        let rows = list.catalog.templates
        guard !options.json else { return print(JSON.lines(rows.map(list.records.json))) }
        var table = TextTable("NAME", "ACTIVE", "SYSTEM", "RELEASE", "FORM", ">SIZE", "DATASTORE", "FILE", ">VMS")
        for row in rows {
            table.add(
                Printable.text(row.name),
                row.isActive.word,
                row.system.rawValue,
                row.release.isEmpty ? Printable.unknown : Printable.text(row.release),
                row.form.rawValue.lowercased(),
                Printable.bytes(row.size),
                Printable.text(list.records.name(row.datastore)),
                Printable.text(row.file),
                "\(list.records.inventory.records.values.count { $0.template == row.id })"
            )
        }
        CatalogList.show(
            table,
            isEmpty: rows.isEmpty,
            "no template yet; 'baadal template add NAME FILE --datastore D' takes one in"
        )
    }
}

/// Shows a template.
struct TemplateShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a template.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a template.") var name: String

    func run() async throws {
        let list = try await CatalogList(options)
        let row = try list.catalog.template(name)
        guard !options.json else { return print(JSON.lines([list.records.json(row)])) }
        let vms = list.records.inventory.records.values.filter { $0.template == row.id }.map(\.identity).sorted()
        Sheet([
            ("name", Printable.text(row.name)),
            ("active", row.isActive.word),
            ("system", row.system.rawValue),
            ("release", row.release.isEmpty ? Printable.unknown : Printable.text(row.release)),
            ("form", row.form.rawValue.lowercased()),
            ("size", Printable.bytes(row.size)),
            ("datastore", Printable.text(list.records.name(row.datastore))),
            ("file", Printable.text(row.file)),
            ("sha256", Printable.text(row.checksum)),
            ("tag", row.tag.isEmpty ? Printable.unknown : Printable.text(row.tag)),
            ("for", Printable.text(row.owners.map { $0.map(list.records.name).joined(separator: " ") } ?? "all")),
            ("vms", vms.isEmpty ? Printable.unknown : Printable.text(vms.joined(separator: " "))),
        ]).show()
    }
}

/// Takes a file into the catalogue.
struct TemplateAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Take a file in a datastore's folder of templates into the catalogue."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "Its name.") var name: String
    @Argument(help: "The name of the file, without a path.") var file: String
    @Option(help: "Where the file lies.") var datastore: String
    @Option(help: "The form of the file: qcow2, raw or iso.") var form: FormName?
    @Option(help: "What runs in it: linux, windows or others.") var system: SystemName?
    @Option(help: "As 'Debian 12'.") var release = ""
    @Option(help: "In words.") var tag = ""

    func run() async throws {
        let (name, file) = (try ShortName(name, "template"), try FileName(file))
        let session = try await Session.act(options)
        let store = try await session.inventory([.catalog]).catalog.datastore(datastore)
        let order = try TemplateOrder(
            name: name,
            datastore: store.id,
            file: file,
            form: form?.form ?? .qcow2,
            system: system?.system ?? .linux,
            release: release,
            tag: tag
        )
        let request = Request.order([.addTemplate(order)], reason: waiting.reason)
        try await Order(session: session, options: options, waiting: waiting).place(request)
    }
}
