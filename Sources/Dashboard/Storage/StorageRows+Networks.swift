internal import BaadalModel
internal import Canvas

extension StorageRows {
    /// Addresses of a VLAN that are held, and all that are given out.
    private var pools: [VLAN.ID: (held: Int, all: Int)] {
        var pools: [VLAN.ID: (held: Int, all: Int)] = [:]
        for address in catalog.privateAddresses where address.isActive || address.holder != nil {
            pools[address.vlan, default: (0, 0)].all += 1
            if address.holder != nil { pools[address.vlan, default: (0, 0)].held += 1 }
        }
        return pools
    }

    private func cells(_ pool: (held: Int, all: Int)) -> [SectionCell] {
        let share = pool.all > 0 ? Double(pool.held) / Double(pool.all) : 0
        let text = SectionCell(text: "\(pool.held)/\(pool.all)", role: .text, key: .number(Double(pool.held)))
        guard pool.all > 0 else { return [text, .text("")] }
        return [text, .share(share)]
    }

    var vlans: [StorageRow] {
        let pools = pools
        return catalog.vlans.map { vlan in
            let pool = pools[vlan.id] ?? (0, 0)
            let domain = catalog.domains.first { $0.vlan == vlan.id }?.name
            let cells: [SectionCell] =
                [.text(vlan.name), .number(vlan.tag), .maybe(vlan.network?.description, glyphs)] + cells(pool)
                + [.maybe(domain, glyphs)]
            return make(.vlan(vlan.id), vlan.name, cells, isFaulty: pool.held == pool.all)
        }
    }

    var domains: [StorageRow] {
        let pools = pools
        return catalog.domains.map { domain in
            let pool = pools[domain.vlan] ?? (0, 0)
            let names = domain.organisations?.compactMap { id in catalog.organisations.first { $0.id == id }?.name }
            let cells: [SectionCell] =
                [
                    .text(domain.name), .maybe(catalog.vlans.first { $0.id == domain.vlan }?.name, glyphs),
                    .text("\(domain.attachment)"),
                ] + cells(pool) + [.text(names?.joined(separator: " ") ?? "all")]
            return make(.domain(domain.id), domain.name, cells, isFaulty: pool.held == pool.all)
        }
    }

    private func state(_ isActive: Bool, _ holder: VM.ID?) -> SectionCell {
        let word =
            holder != nil
            ? StateWord(glyph: .active, word: "held", role: .busy)
            : isActive
                ? StateWord(glyph: .inactive, word: "free", role: .ok)
                : StateWord(glyph: .paused, word: "deactivated", role: .off)
        return .state(word, glyphs)
    }

    /// Sorted by number, not by letters: 10.0.0.9 comes before 10.0.0.10.
    private func cell(_ address: IPv4) -> SectionCell {
        SectionCell(text: "\(address)", role: .text, key: .number(Double(address.bits)))
    }

    var privateAddresses: [StorageRow] {
        let names = Dictionary(catalog.vlans.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        return catalog.privateAddresses.map { one in
            make(
                .privateAddress(one.id),
                "\(one.address)",
                [
                    cell(one.address), .text("\(one.mac)", .dim), .maybe(names[one.vlan], glyphs),
                    state(one.isActive, one.holder), .maybe(one.holder.flatMap { name(of: $0) }, glyphs),
                ]
            )
        }
    }

    var publicAddresses: [StorageRow] {
        catalog.publicAddresses.map { one in
            make(
                .publicAddress(one.id),
                "\(one.address)",
                [
                    cell(one.address), state(one.isActive, one.holder),
                    .maybe(one.holder.flatMap { name(of: $0) }, glyphs),
                ]
            )
        }
    }
}
