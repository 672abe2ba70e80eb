internal import ArgumentParser
internal import BaadalModel

/// A change of the catalogue: its names are looked up, then it is checked and written at once.
struct CatalogOrder {
    let session: Session
    let options: GlobalOptions
    /// The catalogue before the change.
    let catalog: Catalog

    /// What the commands of the catalogue read.
    static let scope: InventoryScope = [.hosts, .vms, .records, .catalog, .network]

    /// Attaches, and reads the catalogue.
    init(_ options: GlobalOptions) async throws {
        self.options = options
        session = try await Session.act(options)
        catalog = try await session.inventory([.catalog]).catalog
    }

    /// Writes a change, and with `--json` prints a row that it made or left.
    func place(_ change: CatalogChange, show row: (Records) throws -> JSON?) async throws {
        _ = try await session.submit(.catalog(change))
        guard options.json else { return }
        let records = Records(inventory: try await session.inventory(Self.scope))
        print(JSON.lines(try row(records).map { [$0] } ?? []))
    }

    /// Removes a row, and with `--json` prints what it was.
    func remove(_ removal: CatalogChange.Removal, _ row: (Records) -> JSON) async throws {
        let records = Records(inventory: try await session.inventory(Self.scope))
        _ = try await session.submit(.catalog(.remove(removal)))
        if options.json { print(JSON.lines([row(records)])) }
    }
}

/// A list of the catalogue.
struct CatalogList {
    let records: Records
    var catalog: Catalog { records.inventory.catalog }

    /// Reads what is there.
    init(_ options: GlobalOptions) async throws {
        records = Records(inventory: try await Session.look(options).inventory(CatalogOrder.scope))
    }

    /// Prints a table, or that there is nothing.
    static func show(_ table: TextTable, isEmpty: Bool, _ none: String) {
        if isEmpty { Surroundings.complain(none) } else { print(table.lines.joined(separator: "\n")) }
    }
}

/// An amount of storage on the command line, as `10T` or `100G`.
struct Capacity: ExpressibleByArgument {
    let bytes: Bytes

    init?(argument: String) {
        guard let bytes = Bytes(argument) else { return nil }
        self.bytes = bytes
    }
}

/// Addresses on the command line, as `10.0.0.10` or `10.0.0.10-10.0.0.200`.
struct AddressRange {
    let range: IPv4Range

    /// Reads one.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    @Sendable static func read(_ text: String) throws -> AddressRange {
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { IPv4($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil else {
            let accepted = "an IPv4 address or a range, as 10.0.0.10-10.0.0.200, is accepted"
            throw CloudError.badValue(name: "range", value: text, accepted: accepted)
        }
        return AddressRange(range: try IPv4Range(from: first, to: last))
    }

    /// As `11 addresses added`.
    var added: String { "\(range.count) address\(range.count == 1 ? "" : "es") added" }
}

extension Catalog {
    /// The private address of a text; `nil` where none is it.
    func privateAddress(_ text: String) -> PrivateAddress? {
        IPv4(text).flatMap { address in privateAddresses.first { $0.address == address } }
    }

    /// The public address of a text; `nil` where none is it.
    func publicAddress(_ text: String) -> PublicAddress? {
        IPv4(text).flatMap { address in publicAddresses.first { $0.address == address } }
    }
}

extension String {
    /// The text, or `nil` where it is empty: an empty value on the command line takes something away.
    var orNothing: String? { isEmpty ? nil : self }
}

extension Bool {
    /// As `yes` or `no`.
    var word: String { self ? "yes" : "no" }
}
