internal import BaadalModel
internal import Canvas

/// Makes the rows of a section from all that is known.
struct StorageRows {
    let inventory: Inventory
    let now: Timestamp
    let utcOffset: Int
    let glyphs: GlyphSet

    var catalog: Catalog { inventory.catalog }

    func rows(_ section: StorageSection) -> [StorageRow] {
        switch section {
        case .datastores: catalog.datastores.map { row($0) }
        case .templates: templates
        case .disks: disks
        case .vlans: vlans
        case .domains: domains
        case .privateAddresses: privateAddresses
        case .publicAddresses: publicAddresses
        case .organisations: organisations
        case .users: users
        case .trash: trash
        case .sanity: sanity
        }
    }

    func make(_ id: StorageID, _ name: String, _ cells: [SectionCell], isFaulty: Bool = false) -> StorageRow {
        StorageRow(id: id, name: name, cells: cells, isFaulty: isFaulty, glyphs: glyphs)
    }

    /// What a VM is called, as ``DashboardState/name(of:)`` has it.
    func name(of vm: VM.ID) -> String? { inventory.vms[vm]?.name ?? inventory.records[vm]?.identity }

    func active(_ isActive: Bool) -> SectionCell {
        isActive
            ? .state(StateWord(glyph: .active, word: "active", role: .ok), glyphs)
            : .state(StateWord(glyph: .inactive, word: "deactivated", role: .off), glyphs)
    }

    // MARK: - Files

    private func row(_ store: Datastore) -> StorageRow {
        let hosts = store.hosts.compactMap { inventory.hosts[$0]?.name }.sorted()
        let isBlind = store.isActive && hosts.isEmpty
        let state: SectionCell =
            isBlind ? .state(StateWord(glyph: .failed, word: "not seen", role: .bad), glyphs) : active(store.isActive)
        let share = store.capacity.count > 0 ? Double(store.committed.count) / Double(store.capacity.count) : 0
        return make(
            .datastore(store.id),
            store.name,
            [
                .text(store.name), .text(store.path, .dim), .bytes(store.capacity, glyphs),
                .bytes(store.committed, glyphs), .share(share), .bytes(store.free, glyphs), state,
                .maybe(hosts.isEmpty ? nil : hosts.joined(separator: " "), glyphs),
            ],
            isFaulty: isBlind || share >= 0.95
        )
    }

    private func store(_ id: Datastore.ID) -> SectionCell {
        .maybe(catalog.datastores.first { $0.id == id }?.name, glyphs)
    }

    private var templates: [StorageRow] {
        catalog.templates.map { template in
            let system = template.release.isEmpty ? template.system.rawValue : template.release
            return make(
                .template(template.id),
                template.name,
                [
                    .text(template.name), .text(system), .text(template.form.rawValue), .bytes(template.size, glyphs),
                    store(template.datastore), active(template.isActive), .text(template.tag, .dim),
                ]
            )
        }
    }

    private var disks: [StorageRow] {
        inventory.disks.values.map { disk in
            let word =
                switch disk.stage {
                case .making: StateWord(glyph: .working, word: "making", role: .busy)
                case .attached: StateWord(glyph: .active, word: "attached", role: .ok)
                case .detached: StateWord(glyph: .inactive, word: "detached", role: .off)
                }
            return make(
                .disk(disk.id),
                "\(name(of: disk.vm) ?? "VM") \(disk.target ?? disk.fileName)",
                [
                    .maybe(name(of: disk.vm), glyphs), .maybe(disk.target, glyphs), .bytes(disk.size, glyphs),
                    .text(disk.role.rawValue), store(disk.datastore), .state(word, glyphs), .text(disk.path, .dim),
                ],
                isFaulty: disk.stage == .detached
            )
        }
    }

    private var trash: [StorageRow] {
        let disks = Dictionary(grouping: inventory.disks.values, by: \.vm)
        return inventory.records.values.filter { $0.stage == .trashed }.map { record in
            let own = disks[record.id] ?? []
            let left = record.purgeAt.map { $0.milliseconds(since: now) }
            let key: SortKey = left.map { .number(Double($0)) } ?? .unknown
            let span = left.map { $0 > 0 ? Formats.span($0) : "now" } ?? glyphs.text(.none)
            return make(
                .trash(record.id),
                record.identity,
                [
                    .text(record.identity), .maybe(user(record.owner)?.username, glyphs),
                    SectionCell(text: span, role: left.map { $0 < 86_400_000 } ?? false ? .warn : .text, key: key),
                    .maybe(record.purgeAt.map { CivilTime($0, utcOffset: utcOffset).date }, glyphs),
                    .number(own.count), .bytes(Bytes(own.reduce(0) { $0 + $1.size.count }), glyphs),
                ]
            )
        }
    }

    /// What books and hosts do not agree about comes first.
    private var sanity: [StorageRow] {
        inventory.sanity().map { row in
            let role: Role = row.isFaulty ? .warn : row.finding == .changing ? .busy : .text
            let order = "\(row.isFaulty ? 0 : 1) \(row.message)"
            return make(
                .sanity(row.id),
                row.title,
                [
                    .text(row.title), .maybe(row.hostName, glyphs), .state(row.state.word, glyphs),
                    SectionCell(text: row.message, role: role, key: .text(order)),
                ],
                isFaulty: row.isFaulty
            )
        }
    }

    // MARK: - People

    func user(_ id: User.ID) -> User? { catalog.users.first { $0.id == id } }

    private var organisations: [StorageRow] {
        let users = Dictionary(grouping: catalog.users, by: \.organisation)
        let records = Dictionary(grouping: inventory.records.values, by: \.organisation)
        return catalog.organisations.map { one in
            make(
                .organisation(one.id),
                one.name,
                [
                    .text(one.name), .text(one.details, .dim), .maybe(one.adminMail, glyphs),
                    .number(users[one.id]?.count ?? 0), .number(records[one.id]?.count ?? 0), active(one.isActive),
                ]
            )
        }
    }

    private var users: [StorageRow] {
        let records = Dictionary(grouping: inventory.records.values, by: \.owner)
        return catalog.users.map { one in
            make(
                .user(one.id),
                one.username,
                [
                    .text(one.username), .text(one.fullName),
                    .maybe(catalog.organisations.first { $0.id == one.organisation }?.name, glyphs),
                    .maybe(one.email, glyphs), .number(records[one.id]?.count ?? 0), active(one.isActive),
                ]
            )
        }
    }
}
