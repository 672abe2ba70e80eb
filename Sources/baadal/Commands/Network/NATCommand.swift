internal import ArgumentParser
internal import BaadalModel

/// Public addresses, and the box that leads them to VMs.
struct NATCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nat",
        abstract: "Public addresses of VMs: list, add, remove, repair, clear; how the boxes stand.",
        subcommands: [
            NATList.self, NATAdd.self, NATRemove.self, NATRepair.self, NATClear.self, NATCommands.self, NATStatus.self,
        ]
    )

    /// What the commands of the network read.
    static let scope: InventoryScope = [.hosts, .vms, .records, .catalog, .network]
}

/// Lists the mappings.
struct NATList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List public addresses, the VMs that they lead to, and how far the NAT box does it.",
        discussion: "VMs that have a public address which leads nowhere are listed as not mapped."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let inventory = try await Session.look(options).inventory(NATCommand.scope)
        let sheet = NATSheet(inventory: inventory)
        guard !options.json else { return print(JSON.lines(sheet.json)) }
        CatalogList.show(sheet.table, isEmpty: sheet.isEmpty, "no VM has a public address")
        print(BoxText(box: .nat, books: inventory.network, now: Surroundings.now).line)
    }
}

/// Public addresses and where they lead.
struct NATSheet {
    let inventory: Inventory
    private var books: NetworkBooks { inventory.network }

    /// VMs whose public address leads nowhere, by address.
    var unmapped: [VMRecord] {
        let mapped = Set(books.mappings.map(\.outside))
        let records = inventory.records.values.filter { $0.publicAddress.map { !mapped.contains($0) } ?? false }
        return records.sorted {
            ($0.publicAddress?.bits ?? 0, $0.identity) < ($1.publicAddress?.bits ?? 0, $1.identity)
        }
    }

    /// Whether there is nothing to list.
    var isEmpty: Bool { books.mappings.isEmpty && unmapped.isEmpty }

    /// The table for people.
    var table: TextTable {
        let records = Records(inventory: inventory)
        var table = TextTable("PUBLIC", "PRIVATE", "VM", "STANDING", ">IN", ">OUT")
        for mapping in books.mappings {
            table.add(
                "\(mapping.outside)",
                "\(mapping.inside)",
                Printable.text(records.holder(mapping.vm)),
                mapping.standing.rawValue,
                Printable.bytes(mapping.received),
                Printable.bytes(mapping.sent)
            )
        }
        for record in unmapped {
            table.add(
                Printable.text(record.publicAddress?.description),
                Printable.text(record.address?.description),
                Printable.text(record.identity),
                record.stage == .trashed ? "not mapped, in the trash" : "not mapped",
                Printable.unknown,
                Printable.unknown
            )
        }
        return table
    }

    /// The rows for scripts.
    var json: [JSON] {
        let records = Records(inventory: inventory)
        return books.mappings.map(records.json) + unmapped.map(records.unmapped)
    }
}

/// Tells how the boxes stand.
struct NATStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tell how the NAT box and the DHCP server stand, when they were looked at, and what differs."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let books = try await Session.look(options).inventory([.network]).network
        let boxes = NetworkBox.allCases.map { BoxText(box: $0, books: books, now: Surroundings.now) }
        guard !options.json else { return print(JSON.lines(boxes.map(\.json))) }
        print(Self.table(boxes).lines.joined(separator: "\n"))
    }

    /// A line for each box.
    static func table(_ boxes: [BoxText]) -> TextTable {
        var table = TextTable("BOX", "KIND", "STATE", "LOOKED AT", "MESSAGE")
        for box in boxes { table.add(box.box.title, Printable.text(box.kind), box.state, box.age, box.message) }
        return table
    }
}

extension Inventory {
    /// Finds a VM by what its host or the books call it, whether a host has it or not.
    func known(_ text: String) throws(CloudError) -> VM.ID {
        do { return try vm(text).id } catch {
            guard case .noSuchVM = error, let record = try? recorded(text) else { throw error }
            return record.id
        }
    }
}
