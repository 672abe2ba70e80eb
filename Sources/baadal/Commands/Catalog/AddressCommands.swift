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
        let shown = (privates.filter(isShown), publics.filter(isShown))
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
                Self.state(row.isActive, row.holder),
                Printable.text(records.holder(row.holder))
            )
        }
        for row in shown.1 {
            table.add(
                "\(row.address)",
                Printable.unknown,
                Printable.unknown,
                "public",
                Self.state(row.isActive, row.holder),
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

    private func isShown(_ row: PrivateAddress) -> Bool { !free || row.isActive && row.holder == nil }
    private func isShown(_ row: PublicAddress) -> Bool { !free || row.isActive && row.holder == nil }

    private static func state(_ isActive: Bool, _ holder: VM.ID?) -> String {
        holder != nil ? (isActive ? "used" : "used, inactive") : (isActive ? "free" : "inactive")
    }

    /// A line of use for each pool.
    static func uses(_ privates: [PrivateAddress], _ publics: [PublicAddress], _ records: Records) -> [String] {
        var lines: [String] = []
        for vlan in records.inventory.catalog.vlans {
            let pool = privates.filter { $0.vlan == vlan.id }.map { ($0.isActive, $0.holder) }
            guard !pool.isEmpty else { continue }
            let domain = records.domain(of: vlan.id).map { " (\(Printable.text($0.name)))" } ?? ""
            lines.append("\(Printable.text(vlan.name))\(domain): \(use(pool))")
        }
        if !publics.isEmpty { lines.append("public: \(use(publics.map { ($0.isActive, $0.holder) }))") }
        return lines
    }

    private static func use(_ pool: [(isActive: Bool, holder: VM.ID?)]) -> String {
        let used = pool.count { $0.holder != nil }
        let free = pool.count { $0.isActive && $0.holder == nil }
        return "\(used) of \(pool.count) used, \(free) free, \(pool.count - used - free) inactive"
    }
}
