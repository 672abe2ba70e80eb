internal import ArgumentParser
internal import BaadalModel

/// Datastores.
struct DatastoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datastore",
        abstract: "List, show, add, check, edit and remove datastores.",
        subcommands: [
            DatastoreList.self, DatastoreShow.self, DatastoreAdd.self, DatastoreCheck.self, DatastoreEdit.self,
            DatastoreRemove.self,
        ]
    )
}

/// Lists datastores.
struct DatastoreList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the datastores.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let list = try await CatalogList(options)
        let rows = list.catalog.datastores
        guard !options.json else { return print(JSON.lines(rows.map(list.records.json))) }
        var table = TextTable("NAME", "ACTIVE", "PATH", ">CAPACITY", ">COMMITTED", ">FREE", ">HOSTS")
        for row in rows {
            table.add(
                Printable.text(row.name),
                row.isActive.word,
                Printable.text(row.path),
                Printable.bytes(row.capacity),
                Printable.bytes(row.committed),
                Printable.bytes(row.free),
                "\(row.hosts.count)"
            )
        }
        CatalogList.show(
            table,
            isEmpty: rows.isEmpty,
            "no datastore yet; 'baadal datastore add NAME PATH --capacity 10T' adds one"
        )
    }
}

/// Shows a datastore.
struct DatastoreShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a datastore.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a datastore.") var name: String

    func run() async throws {
        let list = try await CatalogList(options)
        let row = try list.catalog.datastore(name)
        guard !options.json else { return print(JSON.lines([list.records.json(row)])) }
        let hosts = row.hosts.compactMap { list.records.name($0) }.sorted()
        let templates = list.catalog.templates.filter { $0.datastore == row.id }.map(\.name)
        Sheet([
            ("name", Printable.text(row.name)),
            ("path", Printable.text(row.path)),
            ("active", row.isActive.word),
            ("capacity", Printable.bytes(row.capacity)),
            ("reserve", Printable.bytes(row.reserve)),
            ("committed", Printable.bytes(row.committed)),
            ("measured free", Printable.bytes(row.available)),
            ("free", Printable.bytes(row.free)),
            ("seen by", hosts.isEmpty ? Printable.unknown : Printable.text(hosts.joined(separator: " "))),
            ("templates", templates.isEmpty ? Printable.unknown : Printable.text(templates.joined(separator: " "))),
        ]).show()
    }
}

/// Adds a datastore, and looks which hosts see it.
struct DatastoreAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a folder that hosts share, and look which of them see it."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "Its name.") var name: String
    @Argument(help: "The folder, the same on every host that sees it.") var path: String
    @Option(help: "What the cloud may use of it, as 10T.") var capacity: Capacity
    @Option(help: "What is kept free, as 100G.") var reserve: Capacity?

    func run() async throws {
        let session = try await Session.act(options)
        let change = CatalogChange.addDatastore(
            name: name,
            path: path,
            capacity: capacity.bytes,
            reserve: reserve?.bytes ?? Bytes(0)
        )
        _ = try await session.submit(.catalog(change))
        let row = try await session.inventory([.catalog]).catalog.datastore(name)
        let request = Request.order([.checkDatastore(row.id)], reason: waiting.reason)
        try await Order(session: session, options: options, waiting: waiting).place(request)
    }
}

/// Looks which hosts see a datastore.
struct DatastoreCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look which hosts see a datastore, and what is free in it."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "The name of a datastore.") var name: String

    func run() async throws {
        let session = try await Session.act(options)
        let row = try await session.inventory([.catalog]).catalog.datastore(name)
        let request = Request.order([.checkDatastore(row.id)], reason: waiting.reason)
        try await Order(session: session, options: options, waiting: waiting).place(request)
    }
}

/// Edits a datastore.
struct DatastoreEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a datastore; what is not named stays, and its path cannot change."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a datastore.") var name: String
    @Option(name: .customLong("name"), help: "Another name.") var newName: String?
    @Option(help: "What the cloud may use of it, as 10T.") var capacity: Capacity?
    @Option(help: "What is kept free, as 100G.") var reserve: Capacity?
    @Flag(inversion: .prefixedNo, help: "Whether it gets new disks.") var active: Bool?

    func run() async throws {
        let order = try await CatalogOrder(options)
        var row = try order.catalog.datastore(name)
        row.name = newName ?? row.name
        row.capacity = capacity?.bytes ?? row.capacity
        row.reserve = reserve?.bytes ?? row.reserve
        row.isActive = active ?? row.isActive
        try await order.place(.editDatastore(row)) { [row] records in
            records.inventory.catalog.datastores.first { $0.id == row.id }.map(records.json)
        }
    }
}

/// Removes a datastore.
struct DatastoreRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a datastore that nothing lies in; its folder stays as it is."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a datastore.") var name: String

    func run() async throws {
        let order = try await CatalogOrder(options)
        let row = try order.catalog.datastore(name)
        try await order.remove(.datastore(row.id)) { $0.json(row) }
    }
}
