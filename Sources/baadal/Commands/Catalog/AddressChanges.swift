internal import ArgumentParser
internal import BaadalModel

/// Fills a private pool.
struct AddressAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add private addresses, each with a hardware address of its own."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "An address or a range, as 10.0.0.10-10.0.0.200.", transform: AddressRange.read)
    var range: AddressRange
    @Option(help: "The VLAN that they are in.") var vlan: String
    @Option(help: "The hardware address, for one address.") var mac: String?
    @Flag(help: "Make the hardware addresses from the addresses: 52:54 and the four octets.")
    var macFromAddress = false
    @Option(help: "The octets that drawn hardware addresses begin with; 52:54:00 where nothing is said.")
    var macPrefix: String?

    mutating func validate() throws {
        guard [mac != nil, macFromAddress, macPrefix != nil].count(where: { $0 }) < 2 else {
            throw ValidationError("--mac, --mac-from-address and --mac-prefix exclude each other")
        }
        if let mac, MAC(mac) == nil {
            throw ValidationError("--mac is '\(mac)'; the address of one station, as 52:54:00:1A:2B:3C, is accepted")
        }
        if let macPrefix, !Self.isPrefix(macPrefix) {
            throw ValidationError("--mac-prefix is '\(macPrefix)'; 1 to 5 octets, the first even, are accepted")
        }
    }

    /// Whether a text is one to five pairs of hexadecimal digits that no group's address begins with.
    static func isPrefix(_ text: String) -> Bool {
        let octets = text.split(separator: ":", omittingEmptySubsequences: false)
        let values = octets.compactMap { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }
        let isPlain = text.allSatisfy { $0.isHexDigit || $0 == ":" }
        return isPlain && values.count == octets.count && (1...5).contains(values.count) && values[0] & 1 == 0
    }

    func run() async throws {
        let macs: CatalogChange.MACSource =
            if let given = mac.flatMap({ MAC($0) }) {
                .given(given)
            } else if macFromAddress {
                .fromAddress
            } else {
                .random(prefix: macPrefix ?? "52:54:00")
            }
        let order = try await CatalogOrder(options)
        let change = CatalogChange.addPrivate(range.range, vlan: try order.catalog.vlan(vlan).id, macs: macs)
        _ = try await order.session.submit(.catalog(change))
        guard options.json else { return print("\(range.added) in VLAN \(vlan)") }
        let records = Records(inventory: try await order.session.inventory(CatalogOrder.scope))
        let added = records.inventory.catalog.privateAddresses
            .filter { (range.range.first...range.range.last).contains($0.address) }
        print(JSON.lines(added.map(records.json)))
    }
}

/// Fills the public pool.
struct AddressAddPublic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add-public", abstract: "Add public addresses.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "An address or a range, as 203.0.113.10-203.0.113.20.", transform: AddressRange.read)
    var range: AddressRange

    func run() async throws {
        let session = try await Session.act(options)
        _ = try await session.submit(.catalog(.addPublic(range.range)))
        guard options.json else { return print("\(range.added) in the public pool") }
        let records = Records(inventory: try await session.inventory(CatalogOrder.scope))
        let added = records.inventory.catalog.publicAddresses
            .filter { (range.range.first...range.range.last).contains($0.address) }
        print(JSON.lines(added.map(records.json)))
    }
}

/// A command on one address of either pool.
protocol AddressChangeCommand: AsyncParsableCommand {
    var options: GlobalOptions { get }
    var address: String { get }
    func change(_ row: PrivateAddress) -> CatalogChange
    func change(_ row: PublicAddress) -> CatalogChange
}

extension AddressChangeCommand {
    func run() async throws {
        let order = try await CatalogOrder(options)
        if let row = order.catalog.privateAddress(address) {
            try await order.place(change(row)) { $0.json($0.inventory.catalog.privateAddress(address) ?? row) }
        } else if let row = order.catalog.publicAddress(address) {
            try await order.place(change(row)) { $0.json($0.inventory.catalog.publicAddress(address) ?? row) }
        } else {
            throw CloudError.noSuch("address in the pools", address)
        }
    }
}

/// Lets an address be given out again.
struct AddressActivate: AddressChangeCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate",
        abstract: "Let an address be given out."
    )
    @OptionGroup var options: GlobalOptions
    @Argument(help: "An address of a pool.") var address: String

    func change(_ row: PrivateAddress) -> CatalogChange { .setPrivateActive(row.id, true) }
    func change(_ row: PublicAddress) -> CatalogChange { .setPublicActive(row.id, true) }
}

/// Lets an address not be given out.
struct AddressDeactivate: AddressChangeCommand {
    static let configuration = CommandConfiguration(
        commandName: "deactivate",
        abstract: "Let an address not be given out; the VM that has it keeps it."
    )
    @OptionGroup var options: GlobalOptions
    @Argument(help: "An address of a pool.") var address: String

    func change(_ row: PrivateAddress) -> CatalogChange { .setPrivateActive(row.id, false) }
    func change(_ row: PublicAddress) -> CatalogChange { .setPublicActive(row.id, false) }
}

/// Takes an address out of its pool.
struct AddressRemove: AddressChangeCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take an address that no VM has out of its pool."
    )
    @OptionGroup var options: GlobalOptions
    @Argument(help: "An address of a pool.") var address: String

    func change(_ row: PrivateAddress) -> CatalogChange { .remove(.privateAddress(row.id)) }
    func change(_ row: PublicAddress) -> CatalogChange { .remove(.publicAddress(row.id)) }
}
