internal import BaadalModel
internal import Canvas

/// The lists of the storage pane, one a section.
struct StorageLists: Sendable {
    var section = StorageSection.datastores
    private var lists: [StorageSection: ListState<StorageID>] = [:]
    /// The rows of the section in sight.
    var rows: [StorageID: StorageRow] = [:]

    /// The list of the section in sight.
    var list: ListState<StorageID> {
        get { lists[section] ?? ListState(sort: section.firstSort) }
        set { lists[section] = newValue }
    }
}

extension DashboardState {
    /// Whether all that the storage pane shows was read.
    var isStorageRead: Bool {
        cloud.known.contains([.catalog, .disks, .records])
            && (lists.storage.section != .sanity || cloud.known.contains(.snapshots))
    }

    /// Makes, filters and sorts the rows of the section in sight.
    mutating func orderStorage(isVanishing: Bool) {
        let maker = StorageRows(inventory: cloud.inventory, now: now, utcOffset: utcOffset, glyphs: setup.glyphs)
        // Before the records are read every VM would be an orphan.
        let isComparable = lists.storage.section != .sanity || isStorageRead
        let all = isComparable ? maker.rows(lists.storage.section) : []
        var list = lists.storage.list
        let filter = list.filter.isEmpty ? nil : try? Filter<StorageSubject>(list.filter)
        let shown = all.filter { row in
            if list.isFaultsOnly, !row.isFaulty { return false }
            return filter?.matches(StorageSubject(row: row)) ?? true
        }
        let column = list.sort.column
        let order = shown.ordered(list.sort, id: \.id, name: \.name) { $0.cell(column)?.key ?? .unknown }
        list.replace(order, isVanishing: isVanishing)
        lists.storage.list = list
        lists.storage.rows = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        if !list.marks.isEmpty { lists.storage.list.marks.formIntersection(lists.storage.rows.keys) }
    }

    /// Goes some sections to the right, and round.
    mutating func turnSection(by count: Int) {
        let all = StorageSection.allCases
        let at = all.firstIndex(of: lists.storage.section) ?? 0
        show(all[((at + count) % all.count + all.count) % all.count])
    }

    /// Goes to a section.
    mutating func show(_ section: StorageSection) {
        lists.storage.section = section
        orderStorage(isVanishing: false)
    }

    /// The rows that an action is meant for: all marked ones, or that of the cursor.
    var chosenItems: [StorageRow] {
        let list = lists.storage.list
        if place == .storage, !list.marks.isEmpty {
            return list.marks.sorted().compactMap { lists.storage.rows[$0] }
        }
        guard case .item(let id)? = subject, let row = lists.storage.rows[id] else { return [] }
        return [row]
    }

    /// What is known of a row: what its columns say, and what there is no room for.
    func facts(_ row: StorageRow) -> [[Span]] {
        let section = row.id.section
        var lines = zip(section.columns, row.cells).map { column, cell in
            fact(column.title.isEmpty ? "Used" : column.title.capitalisedWord, cell.text, cell.role)
        }
        switch row.id {
        case .datastore(let id):
            guard let store = cloud.inventory.catalog.datastores.first(where: { $0.id == id }) else { break }
            lines.append(fact("Reserve", Formats.bytes(store.reserve, setup.glyphs)))
            lines.append(fact("Measured", Formats.bytes(store.available, setup.glyphs)))
        case .template(let id):
            guard let template = cloud.inventory.catalog.templates.first(where: { $0.id == id }) else { break }
            lines.append(fact("File", template.file))
            let owners = template.owners?.map { id in
                cloud.inventory.catalog.users.first { $0.id == id }?.username ?? "\(id)"
            }
            lines.append(fact("For", owners?.joined(separator: " ") ?? "all"))
        case .vlan(let id): lines += holders(of: id)
        case .domain(let id):
            guard let domain = cloud.inventory.catalog.domains.first(where: { $0.id == id }) else { break }
            lines += holders(of: domain.vlan)
        case .sanity(let id): lines += remedies(of: id)
        case .disk, .privateAddress, .publicAddress, .organisation, .user, .trash: break
        }
        return lines
    }

    /// Who holds which address of a VLAN.
    private func holders(of vlan: VLAN.ID) -> [[Span]] {
        let held = cloud.inventory.catalog.privateAddresses.filter { $0.vlan == vlan && $0.holder != nil }
        guard !held.isEmpty else { return [[], [Span("no address is held", .dim)]] }
        return [[], [Span("Held addresses", .header)]]
            + held.map { one in
                [
                    Span(pad("\(one.address)", 16), .label),
                    Span(one.holder.flatMap { name(of: $0) } ?? setup.glyphs.text(.none)),
                ]
            }
    }
}

extension String {
    /// `SEEN BY` as `Seen by`, words that are no more than initials as they are.
    fileprivate var capitalisedWord: String {
        guard uppercased() == self, count > 3 else { return self }
        return prefix(1) + dropFirst().lowercased()
    }
}
