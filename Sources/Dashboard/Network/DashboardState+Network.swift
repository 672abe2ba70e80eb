internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// Whether all that the section in sight shows was read.
    var isNetworkRead: Bool { cloud.known.contains([.network, .catalog, .records]) }

    /// Makes, filters and sorts the rows of the section in sight.
    mutating func orderNetwork(isVanishing: Bool) {
        let maker = NetworkRows(inventory: cloud.inventory, now: now, glyphs: setup.glyphs, past: past.recent)
        let all = isNetworkRead ? maker.rows(lists.network.section) : []
        let text = lists.network.list.filter
        let filter = text.isEmpty ? nil : try? Filter<NetworkSubject>(text)
        lists.network.take(all, isVanishing: isVanishing) { filter?.matches(NetworkSubject(row: $0)) ?? true }
    }

    /// Goes to a section.
    mutating func show(_ section: NetworkSection) {
        lists.network.section = section
        orderNetwork(isVanishing: false)
    }

    /// Lets ages and countdowns go on.
    mutating func ageNetwork() {
        guard sight.contains(.network) else { return }
        switch lists.network.section {
        case .screens, .boxes: orderNetwork(isVanishing: false)
        case .mappings, .pools, .dhcp: break
        }
    }

    /// Whether something in sight counts seconds.
    var isCounting: Bool {
        guard cloud.inventory.network.grants.contains(where: { $0.closed == nil }) else { return false }
        return sight.contains(.network)
            || arrangement.parts.contains { part, _ in
                if case .detail(.vm(let id), _) = part { return cloud.inventory.network.openGrant(of: id) != nil }
                return false
            }
    }

    // MARK: - What is meant

    /// The mapping of a row; `nil` where it is none, or gone.
    func mapping(_ id: NetworkID) -> AddressMapping? {
        guard case .mapping(let outside) = id else { return nil }
        return cloud.inventory.network.mappings.first { $0.id == outside }
    }

    /// The way to a screen of a row; `nil` where it is none, or gone.
    func grant(_ id: NetworkID) -> ScreenGrant? {
        guard case .grant(let number) = id else { return nil }
        return cloud.inventory.network.grants.first { $0.id == number }
    }

    /// The VM that a row is about; `nil` where it is about none.
    func vm(of id: NetworkID) -> VM.ID? {
        switch id {
        case .mapping: mapping(id)?.vm
        case .grant: grant(id)?.vm
        case .entry(let number): cloud.inventory.catalog.privateAddresses.first { $0.id == number }?.holder
        case .box, .pool, .publicPool: nil
        }
    }

    /// The rows that an action is meant for: all marked ones, or that of the cursor.
    var chosenConnections: [NetworkRow] {
        if place == .network, !lists.network.list.marks.isEmpty { return lists.network.marked() }
        guard case .network(let id)? = subject, let row = lists.network.rows[id] else { return [] }
        return [row]
    }

    /// What is copied of a row.
    func copyText(_ row: NetworkRow) -> String {
        switch row.id {
        case .mapping, .grant, .entry: row.name
        case .box, .pool, .publicPool: row.cells.map(\.text).filter { !$0.isEmpty }.joined(separator: " ")
        }
    }
}
