internal import BaadalModel
internal import Canvas

extension DashboardState {
    private var books: NetworkBooks { cloud.inventory.network }

    /// What is known of a row: what its columns say, and what there is no room for.
    func facts(_ row: NetworkRow) -> [[Span]] {
        if let grant = grant(row.id) { return facts(grant) }
        if let mapping = mapping(row.id) { return facts(mapping) }
        var lines = row.labelled.dropFirst().map { fact($0.label, $0.cell.text, $0.cell.role) }
        switch row.id {
        case .box(.nat): lines += screenFacts
        case .box(.dhcp): lines.append(fact("Entries", "\(heldAddresses)"))
        case .pool(let vlan): lines += holders(of: vlan)
        case .publicPool: lines += self.lines(cloud.inventory.catalog.publicAddresses.map { ($0.address, $0.holder) })
        case .entry: lines += [[]] + boxLines(.dhcp)
        case .mapping, .grant: break
        }
        return lines
    }

    private func host(of vm: VM.ID?) -> String {
        vm.flatMap { cloud.inventory.vms[$0]?.host }.flatMap { cloud.inventory.hosts[$0]?.name }
            ?? setup.glyphs.text(.none)
    }

    private func facts(_ mapping: AddressMapping) -> [[Span]] {
        func bytes(_ label: String, _ count: Bytes?) -> [Span] {
            let since = count == nil ? "" : " since the box made its rules"
            return fact(label, Formats.bytes(count, setup.glyphs) + since)
        }
        return [
            fact("Public", "\(mapping.outside)", .title), fact("Private", "\(mapping.inside)"),
            fact("VM", mapping.vm.flatMap { name(of: $0) } ?? setup.glyphs.text(.none)),
            fact("Host", host(of: mapping.vm)), bytes("In", mapping.received), bytes("Out", mapping.sent), [],
        ] + standingLines(mapping.standing)
    }

    /// How to connect first: that is what one comes for.
    private func facts(_ grant: ScreenGrant) -> [[Span]] {
        let none = setup.glyphs.text(.none)
        let left = grant.seconds(at: now)
        var lines = [fact("Connect to", grant.outside, grant.closed == nil ? .title : .dim)]
        if detail?.subject == .network(.grant(grant.id)), let secret = secretFact(grant) { lines.append(secret) }
        lines += [
            fact(
                "Left",
                grant.closed == nil ? "\(Formats.countdown(left)), until \(moment(grant.expires))" : none,
                grant.closed == nil && left < 60 ? .warn : .text
            ),
            fact("From", grant.origins, grant.forward.sources.isEmpty ? .warn : .text),
            fact("VM", name(of: grant.vm) ?? none), fact("Host", cloud.inventory.hosts[grant.host]?.name ?? none),
            fact("Leads to", "\(grant.forward.host):\(grant.forward.hostPort)"), fact("By", grant.requester),
            fact("Opened", moment(grant.opened)),
        ]
        if let closed = grant.closed { lines.append(fact("Closed", moment(closed))) }
        return lines + [[]] + standingLines(grant.standing)
    }

    /// The one-time password, for those who may change something only; `nil` for all others.
    private func secretFact(_ grant: ScreenGrant) -> [Span]? {
        guard setup.mayChange, grant.closed == nil else { return nil }
        guard let secret = past.secret, secret.grant == grant.id else { return fact("Password", "reading ...", .dim) }
        return fact("Password", secret.value ?? "\(setup.glyphs.text(.none))  none is set yet", .title)
    }

    /// How something stands, what that means, and what the box says.
    private func standingLines(_ standing: Standing) -> [[Span]] {
        let word = standing.word
        let lines = [fact("Standing", word.text(setup.glyphs), word.role)] + standing.meaning.wrapped(Self.wide, .dim)
        return standing == .recorded ? lines : lines + boxLines(.nat)
    }

    /// How a box stands, and what it says; none for one that was never looked at.
    private func boxLines(_ box: NetworkBox) -> [[Span]] {
        guard let status = books.boxes[box] else { return [] }
        let age = Formats.span(now.milliseconds(since: status.at))
        let text = "\(status.state.word.text(setup.glyphs)), looked at \(age) ago"
        return [fact(box.title, text, status.state.word.role)] + status.message.wrapped(Self.wide, .warn)
    }

    /// Cells of a line that is broken, as many as the narrowest page beside a list has.
    private static let wide = 36

    private var screenFacts: [[Span]] {
        let open = books.grants.count { $0.closed == nil }
        return [
            fact(
                "Screens at",
                books.screenAddress?.description ?? "\(setup.glyphs.text(.none))  no address is set aside"
            ),
            fact("Does", "\(books.mappings.count) mappings, \(open) open ways to screens"),
        ]
    }

    /// How many private addresses are held, each an entry of the DHCP server.
    var heldAddresses: Int { cloud.inventory.catalog.privateAddresses.count { $0.holder != nil } }

    /// Why a row stands as it does.
    func reasons(for id: NetworkID) -> [[Span]] {
        guard let row = lists.network.rows[id] else { return [] }
        let standing = mapping(id)?.standing ?? grant(id)?.standing
        guard let standing else { return facts(row) }
        let box = books.boxes[.nat]
        var lines = [[Span("\(row.name) is "), Span(standing.rawValue, standing.word.role)]]
        lines.append([Span(standing.meaning, .dim)])
        guard let box, standing != .present, standing != .recorded else { return lines }
        lines.append([
            Span("\(NetworkBox.nat.title) "), Span(box.state.rawValue, box.state.word.role),
            Span(", looked at \(Formats.span(now.milliseconds(since: box.at))) ago", .dim),
        ])
        return lines + box.message.wrapped(60, .text)
    }

    // MARK: - Of a VM

    /// The public address of a VM, and how far the box leads it there.
    func publicFact(_ record: VMRecord) -> [Span] {
        let none = setup.glyphs.text(.none)
        guard let mapping = books.mappings.first(where: { $0.vm == record.id }) else {
            return fact("Public", record.publicAddress?.description ?? none)
        }
        let word = mapping.standing.word
        return fact("Public", "\(mapping.outside)  ") + [Span(word.text(setup.glyphs), word.role)]
    }

    /// The open way to the screen of a VM; none for one without.
    func screenFacts(of vm: VM.ID) -> [[Span]] {
        guard let grant = books.openGrant(of: vm) else { return [] }
        let word = grant.standing.word
        let left = Formats.countdown(grant.seconds(at: now))
        return [fact("Screen", "\(grant.outside)  \(left) left  ") + [Span(word.text(setup.glyphs), word.role)]]
    }
}
