internal import ArgumentParser
internal import BaadalModel
internal import Settings

/// Private addresses, and the server that gives them out.
struct DHCPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dhcp",
        abstract: "Addresses that the DHCP server gives out: list them, tell the server, show its file.",
        subcommands: [DHCPList.self, DHCPSync.self, DHCPShow.self]
    )
}

/// Lists what the server is to give out.
struct DHCPList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the addresses that the DHCP server is to give out, and how it stands."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let inventory = try await Session.look(options).inventory(NATCommand.scope)
        let rows = try DHCPSheet(inventory: inventory)
        guard !options.json else { return print(JSON.lines(rows.json)) }
        CatalogList.show(rows.table, isEmpty: rows.plan.reservations.isEmpty, "no VM has a private address")
        print(BoxText(box: .dhcp, books: inventory.network, now: Surroundings.now).line)
    }
}

/// Tells the server.
struct DHCPSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Make the DHCP server give out what the database says, whatever was changed there by hand."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let session = try await Session.act(options)
        try await Order(session: session, options: options, waiting: waiting)
            .place(.order([.repair(.dhcp)], reason: waiting.reason))
    }
}

/// Prints the file of the server.
struct DHCPShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print the file that the DHCP server is to have; nothing is sent."
    )

    @OptionGroup var options: GlobalOptions
    @Option(help: "The kind of server, isc-dhcp or dnsmasq; else that of the configuration.") var driver: Driver?

    func run() async throws {
        let session = try await Session.look(options)
        let inventory = try await session.inventory(NATCommand.scope)
        let network = session.wiring.config.config.network
        guard let driver = driver?.driver ?? network.dhcpDriver ?? inventory.network.dhcp else {
            let why = "no DHCP server is set up; network.dhcp-driver says which, or --driver what one would be told"
            throw Failure(.refused, why)
        }
        let text = try DHCPSheet(inventory: inventory).plan.text(for: driver)
        guard !options.json else {
            let file = network.dhcpFile ?? driver.defaultFile
            return print(
                JSON.lines([["driver": .text(driver.rawValue), "file": .text(file), "text": .text(text)]])
            )
        }
        print(text, terminator: "")
    }

    /// A kind of server on the command line.
    struct Driver: ExpressibleByArgument {
        let driver: DHCPDriver

        init?(argument: String) {
            guard let driver = DHCPDriver(rawValue: argument) else { return nil }
            self.driver = driver
        }
    }
}

/// The addresses that are held, as the server is to give them out.
struct DHCPSheet {
    let inventory: Inventory
    let plan: DHCPPlan
    private let holders: [IPv4: VM.ID]

    /// Reads what is held.
    ///
    /// - Throws: ``CloudError/taken(what:value:)`` where two have one name.
    init(inventory: Inventory) throws {
        self.inventory = inventory
        plan = try inventory.dhcpPlan()
        let held = inventory.catalog.privateAddresses.compactMap { row in row.holder.map { (row.address, $0) } }
        holders = Dictionary(held) { first, _ in first }
    }

    /// The table for people.
    var table: TextTable {
        let records = Records(inventory: inventory)
        var table = TextTable("ADDRESS", "MAC", "NAME", "VM")
        for row in plan.reservations {
            table.add("\(row.address)", "\(row.mac)", row.name, Printable.text(records.holder(holders[row.address])))
        }
        return table
    }

    /// The rows for scripts.
    var json: [JSON] {
        let records = Records(inventory: inventory)
        return plan.reservations.map { records.json($0, vm: holders[$0.address]) }
    }
}
