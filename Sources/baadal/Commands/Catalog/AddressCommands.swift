internal import ArgumentParser
internal import BaadalModel

/// Pools of addresses.
struct AddressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "address",
        abstract: "List, add, activate, deactivate and remove addresses of the pools.",
        subcommands: [
            AddressList.self, AddressAdd.self, AddressAddPublic.self, AddressActivate.self, AddressDeactivate.self,
            AddressRemove.self,
        ]
    )
}

/// Lists the pools.
struct AddressList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the addresses of the pools and who has them."
    )

    @OptionGroup var options: GlobalOptions
    @Option(help: "Private addresses of this security domain only.") var domain: String?
    @Flag(name: .customLong("public"), help: "Public addresses only.") var isPublic = false
    @Flag(help: "Those only that may be given out now.") var free = false

    mutating func validate() throws {
        guard isPublic, domain != nil else { return }
        throw ValidationError("--public and --domain exclude each other: a public address is in no security domain")
    }

    func run() async throws {
        let list = try await CatalogList(options)
        let records = list.records
        let vlan = try domain.map { try list.catalog.domain($0).vlan }
        let privates = isPublic ? [] : list.catalog.privateAddresses.filter { vlan == nil || $0.vlan == vlan }
        let publics = vlan == nil ? list.catalog.publicAddresses : []
        let leaving = LeavingAddresses(records.inventory)
        let shown = (
            privates.filter { !free || $0.isActive && $0.holder == nil && !leaving.contains($0.address) },
            publics.filter { !free || $0.isActive && $0.holder == nil && !leaving.contains($0.address) }
        )
        guard !options.json else {
            return print(JSON.lines(shown.0.map(records.json) + shown.1.map(records.json)))
        }
        var table = TextTable("ADDRESS", "MAC", "VLAN", "DOMAIN", "STATE", "VM")
        for row in shown.0 {
            table.add(
                "\(row.address)",
                "\(row.mac)",
                Printable.text(records.name(row.vlan)),
                Printable.text(records.domain(of: row.vlan)?.name),
                leaving.contains(row.address) ? "leaving" : Self.state(row.isActive, row.holder),
                Printable.text(records.holder(row.holder))
            )
        }
        for row in shown.1 {
            table.add(
                "\(row.address)",
                Printable.unknown,
                Printable.unknown,
                "public",
                leaving.contains(row.address) ? "leaving" : Self.state(row.isActive, row.holder),
                Printable.text(records.holder(row.holder))
            )
        }
        if shown.0.isEmpty, shown.1.isEmpty {
            Surroundings.complain(free ? "no free address" : "no address yet; 'baadal address add' fills a pool")
        } else {
            print(table.lines.joined(separator: "\n"))
        }
        for line in Self.uses(privates, publics, records) { print(line) }
    }

    private static func state(_ isActive: Bool, _ holder: VM.ID?) -> String {
        holder != nil ? (isActive ? "used" : "used, inactive") : (isActive ? "free" : "inactive")
    }

    /// A line of use for each pool.
    static func uses(_ privates: [PrivateAddress], _ publics: [PublicAddress], _ records: Records) -> [String] {
        let leaving = LeavingAddresses(records.inventory)
        var lines: [String] = []
        for vlan in records.inventory.catalog.vlans {
            let pool = privates.filter { $0.vlan == vlan.id }
                .map { ($0.isActive, $0.holder, leaving.contains($0.address)) }
            guard !pool.isEmpty else { continue }
            let domain = records.domain(of: vlan.id).map { " (\(Printable.text($0.name)))" } ?? ""
            lines.append("\(Printable.text(vlan.name))\(domain): \(use(pool))")
        }
        if !publics.isEmpty {
            let pool = publics.map { ($0.isActive, $0.holder, leaving.contains($0.address)) }
            lines.append("public: \(use(pool))")
        }
        return lines
    }

    private static func use(_ pool: [(isActive: Bool, holder: VM.ID?, isLeaving: Bool)]) -> String {
        let used = pool.count { $0.holder != nil }
        let leaving = pool.count { $0.holder == nil && $0.isLeaving }
        let free = pool.count { $0.isActive && $0.holder == nil && !$0.isLeaving }
        let words = "\(used) of \(pool.count) used, \(free) free, \(pool.count - used - leaving - free) inactive"
        return leaving == 0 ? words : "\(words), \(leaving) leaving"
    }
}

/// Addresses that no VM has any more, and that the NAT box may still lead somewhere: nobody else gets them before it was
/// seen without.
private struct LeavingAddresses {
    private let led: Set<IPv4>

    init(_ inventory: Inventory) {
        let held = Set(
            inventory.catalog.privateAddresses.filter { $0.holder != nil }.map(\.address)
                + inventory.catalog.publicAddresses.filter { $0.holder != nil }.map(\.address)
        )
        led = Set(inventory.network.mappings.flatMap { [$0.outside, $0.inside] }).subtracting(held)
    }

    func contains(_ address: IPv4) -> Bool { led.contains(address) }
}
