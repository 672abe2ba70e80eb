internal import ArgumentParser
internal import BaadalModel

/// Ways from outside to the screens of VMs.
struct VNCCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vnc",
        abstract: "Ways to the screens of VMs: open one for a time, list, revoke, connect.",
        subcommands: [VNCGrant.self, VNCList.self, VNCRevoke.self, VNCOpen.self]
    )
}

/// Lists ways to screens.
struct VNCList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the ways to screens that are open, and those of the last day."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let inventory = try await Session.look(options).inventory(NATCommand.scope)
        let (grants, now) = (inventory.network.grants, Surroundings.now)
        let records = Records(inventory: inventory)
        guard !options.json else { return print(JSON.lines(grants.map { records.json($0, at: now) })) }
        CatalogList.show(Self.table(grants, records, at: now), isEmpty: grants.isEmpty, "no way to a screen is open")
        print(BoxText(box: .nat, books: inventory.network, now: now).line)
    }

    /// A line for each way.
    static func table(_ grants: [ScreenGrant], _ records: Records, at now: Timestamp) -> TextTable {
        var table = TextTable(">ID", "VM", "SCREEN", "STANDING", ">LEFT", "UNTIL", "FROM", "BY")
        for grant in grants {
            table.add(
                "\(grant.id)",
                Printable.text(records.holder(grant.vm)),
                "\(grant.forward.outside):\(grant.forward.port)",
                grant.standing.rawValue,
                grant.closed == nil ? "\(grant.seconds(at: now)) s" : Printable.unknown,
                Printable.moment(grant.closed ?? grant.expires),
                ScreenText.sources(grant.forward),
                Printable.text(grant.requester)
            )
        }
        return table
    }
}

/// A network on the command line, as `10.0.0.0/8` or `10.0.0.7`.
struct SourceNetwork {
    let network: IPv4Network

    /// Reads one.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    @Sendable static func read(_ text: String) throws -> SourceNetwork {
        SourceNetwork(network: try IPv4Network(text))
    }
}

/// A way to a screen with all that is needed to use it.
struct ScreenSheet {
    let grant: ScreenGrant
    let password: String?
    let inventory: Inventory

    /// Reads the password of a way.
    init(_ grant: ScreenGrant, _ inventory: Inventory, _ session: Session) async throws {
        self.init(grant, inventory, password: try await session.cloud.secret(of: grant.id))
    }

    init(_ grant: ScreenGrant, _ inventory: Inventory, password: String?) {
        (self.grant, self.inventory, self.password) = (grant, inventory, password)
    }

    /// The lines for people.
    func lines(at now: Timestamp) -> [(String, String)] {
        let vm = Records(inventory: inventory).holder(grant.vm)
        var lines = [
            ("vm", Printable.text(vm)),
            ("address", "\(grant.forward.outside)"),
            ("port", "\(grant.forward.port)"),
            ("password", Printable.text(password)),
            ("until", "\(Printable.moment(grant.expires)), \(grant.seconds(at: now)) s left"),
            ("from", ScreenText.sources(grant.forward)),
            ("connect", ScreenText.viewer(grant.forward).joined(separator: " ")),
        ]
        if grant.standing != .present { lines.append(("standing", grant.standing.rawValue)) }
        return lines
    }

    /// Prints it.
    func show(asJSON: Bool) {
        let now = Surroundings.now
        if asJSON {
            print(JSON.lines([Records(inventory: inventory).json(grant, password: password, at: now)]))
        } else {
            Sheet(lines(at: now)).show()
        }
    }
}
