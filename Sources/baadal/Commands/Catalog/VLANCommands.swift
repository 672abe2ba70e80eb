internal import ArgumentParser
internal import BaadalModel

/// VLANs.
struct VLANCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vlan",
        abstract: "List, add, edit and remove VLANs.",
        subcommands: [VLANList.self, VLANAdd.self, VLANEdit.self, VLANRemove.self]
    )

    /// The network of a text; empty for none.
    static func network(_ text: String) throws(CloudError) -> IPv4? {
        guard !text.isEmpty else { return nil }
        guard let address = IPv4(text) else {
            throw .badValue(name: "network", value: text, accepted: "an IPv4 address as 10.0.1.0 is accepted")
        }
        return address
    }
}

/// Lists VLANs.
struct VLANList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the VLANs.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let list = try await CatalogList(options)
        let rows = list.catalog.vlans
        guard !options.json else { return print(JSON.lines(rows.map(list.records.json))) }
        var table = TextTable("NAME", ">TAG", "NETWORK", "DOMAIN", ">ADDRESSES", ">FREE")
        for row in rows {
            let pool = list.catalog.privateAddresses.filter { $0.vlan == row.id }
            table.add(
                Printable.text(row.name),
                "\(row.tag)",
                Printable.text(row.network.map { "\($0)" }),
                Printable.text(list.records.domain(of: row.id)?.name),
                "\(pool.count)",
                "\(pool.count { $0.isActive && $0.holder == nil })"
            )
        }
        CatalogList.show(table, isEmpty: rows.isEmpty, "no VLAN yet; 'baadal vlan add NAME --tag N' adds one")
    }
}

/// Adds a VLAN.
struct VLANAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a VLAN.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Its name.") var name: String
    @Option(help: "0 (untagged) to 4094.") var tag: Int
    @Option(help: "The network's address, as 10.0.1.0.") var network: String?

    func run() async throws {
        let change = CatalogChange.addVLAN(name: name, tag: tag, network: try VLANCommand.network(network ?? ""))
        try await CatalogOrder(options).place(change) { try $0.json($0.inventory.catalog.vlan(name)) }
    }
}

/// Edits a VLAN.
struct VLANEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a VLAN; what is not named stays, and VMs keep the tag that they were made with."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a VLAN.") var name: String
    @Option(name: .customLong("name"), help: "Another name.") var newName: String?
    @Option(help: "0 (untagged) to 4094.") var tag: Int?
    @Option(help: "The network's address, as 10.0.1.0; '' for none.") var network: String?

    func run() async throws {
        let order = try await CatalogOrder(options)
        var row = try order.catalog.vlan(name)
        row.name = newName ?? row.name
        row.tag = tag ?? row.tag
        if let network { row.network = try VLANCommand.network(network) }
        try await order.place(.editVLAN(row)) { [row] records in
            records.inventory.catalog.vlans.first { $0.id == row.id }.map(records.json)
        }
    }
}

/// Removes a VLAN.
struct VLANRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a VLAN that no security domain and no address is in."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a VLAN.") var name: String

    func run() async throws {
        let order = try await CatalogOrder(options)
        let row = try order.catalog.vlan(name)
        try await order.remove(.vlan(row.id)) { $0.json(row) }
    }
}
