internal import BaadalModel
internal import Canvas

/// A row of the network pane.
typealias NetworkRow = SectionRow<NetworkID>

/// Makes the rows of a section from all that is known.
struct NetworkRows {
    let inventory: Inventory
    let now: Timestamp
    let glyphs: GlyphSet
    /// What came for public addresses, oldest first, in bytes per second.
    var past: [SeriesSubject: [Double?]] = [:]

    private var books: NetworkBooks { inventory.network }

    func rows(_ section: NetworkSection) -> [NetworkRow] {
        switch section {
        case .mappings: mappings
        case .screens: books.grants.map { row($0) }
        case .boxes: boxes
        case .pools: pools
        case .dhcp: entries
        }
    }

    private func make(_ id: NetworkID, _ name: String, _ cells: [SectionCell], isFaulty: Bool = false) -> NetworkRow {
        NetworkRow(id: id, name: name, cells: cells, isFaulty: isFaulty, glyphs: glyphs)
    }

    private func name(of vm: VM.ID?) -> SectionCell {
        .maybe(vm.flatMap { inventory.vms[$0]?.name ?? inventory.records[$0]?.identity }, glyphs)
    }

    /// Sorted by number, not by letters: 10.0.0.9 comes before 10.0.0.10.
    private func cell(_ address: IPv4) -> SectionCell {
        SectionCell(text: "\(address)", role: .text, key: .number(Double(address.bits)))
    }

    private func cell(_ bytes: Bytes?) -> SectionCell {
        bytes.map { .bytes($0, glyphs) } ?? SectionCell(text: glyphs.text(.none), role: .dim, key: .unknown)
    }

    /// What waits for a box that does not do what it is told needs somebody as well.
    private func isFaulty(_ standing: Standing) -> Bool {
        let waits = standing == .wanted || standing == .leaving
        return standing.isFaulty || waits && books.boxes[.nat]?.state.isFaulty == true
    }

    /// All rates are drawn on one scale, that of the busiest address.
    private var mappings: [NetworkRow] {
        let rates = books.mappings.map { past[.address($0.outside)] ?? [] }
        let top = max(1, rates.lazy.flatMap { $0 }.compactMap(\.self).max() ?? 0)
        return zip(books.mappings, rates).map { row($0, .past($1, top: top)) }
    }

    private func row(_ mapping: AddressMapping, _ past: SectionCell) -> NetworkRow {
        make(
            .mapping(mapping.id),
            "\(mapping.outside)",
            [
                cell(mapping.outside), cell(mapping.inside), name(of: mapping.vm),
                .state(mapping.standing.word, glyphs), past, cell(mapping.received), cell(mapping.sent),
            ],
            isFaulty: isFaulty(mapping.standing)
        )
    }

    private func row(_ grant: ScreenGrant) -> NetworkRow {
        make(
            .grant(grant.id),
            grant.outside,
            [
                .text(grant.outside), name(of: grant.vm), left(of: grant), .state(grant.standing.word, glyphs),
                .maybe(inventory.hosts[grant.host]?.name, glyphs), .text(grant.requester),
                .text(grant.origins, grant.forward.sources.isEmpty ? .warn : .text),
            ],
            isFaulty: grant.closed == nil && isFaulty(grant.standing)
        )
    }

    private func left(of grant: ScreenGrant) -> SectionCell {
        guard grant.closed == nil else { return SectionCell(text: glyphs.text(.none), role: .dim, key: .unknown) }
        let left = grant.seconds(at: now)
        return SectionCell(
            text: Formats.countdown(left),
            role: left < 60 ? .warn : .text,
            key: .number(Double(left))
        )
    }

    // MARK: - Boxes

    private var boxes: [NetworkRow] {
        NetworkBox.allCases.compactMap { box in
            let kind = box == .nat ? books.natType?.rawValue : books.dhcp?.rawValue
            let status = books.boxes[box]
            guard kind != nil || status != nil else { return nil }
            let remark = box == .nat ? books.natType?.remark : nil
            let dash = SectionCell(text: glyphs.text(.none), role: .dim, key: .unknown)
            let state = remark == nil ? SectionCell.state((status?.state ?? .unknown).word, glyphs) : dash
            let age = status.map { now.milliseconds(since: $0.at) }
            return make(
                .box(box),
                box.title,
                [
                    .text(box.title), .maybe(kind, glyphs), state,
                    age.map { SectionCell(text: Formats.span($0), role: .text, key: .number(Double($0))) } ?? dash,
                    .text(status?.message ?? remark ?? "", .dim),
                ],
                isFaulty: remark == nil && status?.state.isFaulty == true
            )
        }
    }

    // MARK: - Addresses

    private var pools: [NetworkRow] {
        let all = inventory.catalog.privateAddresses
        let byVLAN = Dictionary(grouping: all.filter { $0.isActive || $0.holder != nil }, by: \.vlan)
        let own = inventory.catalog.vlans.map { vlan in
            let pool = byVLAN[vlan.id] ?? []
            let network: SectionCell = .maybe(vlan.network?.description, glyphs)
            return row(.pool(vlan.id), vlan.name, network, pool.count, used: pool.count { $0.holder != nil })
        }
        let outside = inventory.catalog.publicAddresses.filter { $0.isActive || $0.holder != nil }
        // What a box may still lead somewhere is given to nobody else.
        let led = Set(books.mappings.map(\.outside))
        let used = outside.count { $0.holder != nil || led.contains($0.address) }
        return own + [row(.publicPool, "public", .maybe(nil, glyphs), outside.count, used: used)]
    }

    private func row(_ id: NetworkID, _ name: String, _ network: SectionCell, _ total: Int, used: Int) -> NetworkRow {
        let isFull = used == total
        let word =
            total == 0
            ? StateWord(glyph: .inactive, word: "empty", role: .warn)
            : isFull
                ? StateWord(glyph: .failed, word: "full", role: .bad)
                : StateWord(glyph: .active, word: "open", role: .ok)
        return make(
            id,
            name,
            [
                .text(name), network, .number(total), .number(used), .number(total - used),
                total > 0 ? .share(Double(used) / Double(total)) : .text(""), .state(word, glyphs),
            ],
            isFaulty: isFull
        )
    }

    private var entries: [NetworkRow] {
        let vlans = Dictionary(
            inventory.catalog.vlans.map { ($0.id, $0.name) },
            uniquingKeysWith: { first, _ in first }
        )
        return inventory.catalog.privateAddresses.filter { $0.holder != nil }.map { one in
            make(
                .entry(one.id),
                "\(one.address)",
                [cell(one.address), .text("\(one.mac)", .dim), name(of: one.holder), .maybe(vlans[one.vlan], glyphs)]
            )
        }
    }
}
