internal import BaadalModel
internal import Canvas

/// A row of the storage pane.
typealias StorageRow = SectionRow<StorageID>

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
        let text = lists.storage.list.filter
        let filter = text.isEmpty ? nil : try? Filter<StorageSubject>(text)
        lists.storage.take(all, isVanishing: isVanishing) { filter?.matches(StorageSubject(row: $0)) ?? true }
    }

    /// Goes to a section.
    mutating func show(_ section: StorageSection) {
        lists.storage.section = section
        orderStorage(isVanishing: false)
    }

    /// The rows that an action is meant for: all marked ones, or that of the cursor.
    var chosenItems: [StorageRow] {
        if place == .storage, !lists.storage.list.marks.isEmpty { return lists.storage.marked() }
        guard case .item(let id)? = subject, let row = lists.storage.rows[id] else { return [] }
        return [row]
    }

    /// What is known of a row: what its columns say, and what there is no room for.
    func facts(_ row: StorageRow) -> [[Span]] {
        var lines = row.labelled.map { fact($0.label, $0.cell.text, $0.cell.role) }
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
    func holders(of vlan: VLAN.ID) -> [[Span]] {
        let all = cloud.inventory.catalog.privateAddresses.filter { $0.vlan == vlan }
        return lines(all.map { ($0.address, $0.holder) })
    }

    /// Who holds which of these addresses.
    func lines(_ addresses: [(address: IPv4, holder: VM.ID?)]) -> [[Span]] {
        let held = addresses.compactMap { one in one.holder.map { (one.address, $0) } }
        guard !held.isEmpty else { return [[], [Span("no address is held", .dim)]] }
        return [[], [Span("Held addresses", .header)]]
            + held.map { address, holder in
                [Span(pad("\(address)", 16), .label), Span(name(of: holder) ?? setup.glyphs.text(.none))]
            }
    }
}
