internal import BaadalModel
internal import Canvas

extension DashboardState {
    private var books: NetworkBooks { cloud.inventory.network }

    /// Why an action of the network pane can do nothing now; `nil` where it can.
    func networkReason(_ id: Action.ID) -> String? {
        switch id {
        case .grant: return grantReason
        case .map:
            guard lists.network.section == .mappings else { return "a VM is mapped in the list of mappings" }
            return mapperReason ?? poolReason
        case .clearNAT: return boxReason(.nat)
        case .repair:
            let boxes = chosenBoxes
            guard let first = boxes.first else { return "there is no box here" }
            return boxes.contains { boxReason($0) == nil } ? nil : boxReason(first)
        case .revoke, .unmap:
            let rows = chosenConnections
            guard let first = rows.first else { return "there is no \(lists.network.section.noun) here" }
            return rows.contains { obstacle(id, $0.id) == nil } ? nil : obstacle(id, first.id)
        default: return nil
        }
    }

    /// Why a way to the screen of the VM here cannot be opened; `nil` where it can.
    private var grantReason: String? {
        if place == .vms, lists.vms.marks.count > 1 {
            return "this is for one VM at a time, and \(lists.vms.marks.count) are marked"
        }
        guard let vm = screenVM else {
            guard case .network(let id)? = subject else { return "there is no VM here" }
            return vm(of: id) == nil ? "this row is about no VM" : "no host shows its VM"
        }
        return screenRefusal(vm)
    }

    /// Why no way to the screen of a VM is opened; `nil` where one is.
    ///
    /// The controller decides; this saves a request that it would refuse.
    func screenRefusal(_ vm: VM) -> String? {
        guard cloud.known.contains(.network) else { return refusal(of: .grant, vm) }
        switch books.natType {
        case .software: break
        case .mapping, .hardware: return "the NAT box is not ours to write to; 'vnc open --tunnel' needs none"
        case nil: return "no NAT box is set up; 'vnc open --tunnel' needs none"
        }
        guard books.screenAddress != nil else {
            return "no address of the NAT box is set aside for screens; network.screen-address says which"
        }
        if let open = books.openGrant(of: vm.id) {
            return "the screen of \(vm.name) is open at \(open.outside) already; X in pane 6 ends that"
        }
        return refusal(of: .grant, vm)
    }

    /// Why no box can map an address; `nil` where one can.
    private var mapperReason: String? {
        switch books.natType {
        case .software, .mapping: nil
        case .hardware: "the NAT box is of type \(NATType.hardware.rawValue), which nothing here can speak to"
        case nil: "no NAT box is set up; network.nat-type says which"
        }
    }

    private var poolReason: String? {
        guard cloud.known.contains(.catalog) else { return nil }
        let led = Set(books.mappings.map(\.outside))
        let isFree = cloud.inventory.catalog.publicAddresses.contains { one in
            one.isActive && one.holder == nil && !led.contains(one.address)
        }
        return isFree ? nil : "\(CloudError.publicAddressesExhausted)"
    }

    /// Why a box cannot be told what to do; `nil` where it can.
    private func boxReason(_ box: NetworkBox) -> String? {
        switch box {
        case .nat:
            guard let kind = books.natType else { return "no NAT box is set up; network.nat-type says which" }
            return kind == .software ? nil : "the NAT box is not ours to write to: \(kind.remark ?? kind.rawValue)"
        case .dhcp: return books.dhcp == nil ? "no DHCP server is set up; network.dhcp-driver says which" : nil
        }
    }

    /// Why a row is not taken back; `nil` where it is.
    private func obstacle(_ id: Action.ID, _ row: NetworkID) -> String? {
        if id == .revoke {
            guard let grant = grant(row) else { return "only ways to screens are revoked" }
            guard grant.closed == nil else { return "the way to the screen at \(grant.outside) is closed" }
            return grant.standing == .leaving ? "\(grant.outside) is being closed already" : nil
        }
        guard let mapping = mapping(row) else { return "only mappings are taken back; X revokes a way to a screen" }
        guard mapping.isWanted else { return "\(mapping.outside) is being taken back already" }
        guard let vm = mapping.vm else { return "its VM is no more; it is taken back by itself" }
        guard let shown = cloud.inventory.vms[vm] else { return "no host shows its VM" }
        return refusal(of: .edit, shown)
    }

    /// The VM whose screen the key opens; `nil` for none.
    private var screenVM: VM? {
        guard case .network(let id)? = subject else { return chosenVMs.first }
        return vm(of: id).flatMap { cloud.inventory.vms[$0] }
    }

    /// The boxes of the chosen rows.
    private var chosenBoxes: [NetworkBox] { Set(chosenConnections.map(\.id.box)).sorted() }

    // MARK: - Orders

    /// Does an action of the network pane.
    mutating func changeNetwork(_ id: Action.ID) -> [DashboardEffect] {
        switch id {
        case .grant: return screenVM.map { open(grantForm($0)) } ?? []
        case .map: return open(mapForm)
        case .repair: return repairBoxes()
        case .clearNAT:
            let words = "\(books.mappings.count) public addresses and \(openCount) ways to screens are taken back"
            var confirm = Confirm(requests: [.order([.clearNAT])], verb: "clear", names: [], level: .typed)
            (confirm.names, confirm.consequence) = (["NAT box"], words)
            return ask(confirm)
        case .revoke, .unmap: return takeBack(id)
        default: return []
        }
    }

    private var openCount: Int { books.grants.count { $0.closed == nil } }

    private mutating func repairBoxes() -> [DashboardEffect] {
        let boxes = chosenBoxes.filter { boxReason($0) == nil }
        let reach = boxes.map { box in
            box == .nat
                ? "\(books.mappings.count) mappings and \(openCount) screens are set anew"
                : "\(heldAddresses) entries are written anew"
        }
        var confirm = Confirm(
            requests: [.order(boxes.map { .repair($0) })],
            verb: Command.Kind.repair.verb,
            names: boxes.map(\.title),
            consequence: reach.joined(separator: ", "),
            level: Command.Kind.repair.confirmation
        )
        confirm.noun = "boxes"
        return ask(confirm)
    }

    private mutating func takeBack(_ id: Action.ID) -> [DashboardEffect] {
        let rows = chosenConnections
        let hidden = place == .network ? lists.network.list.hiddenMarks : []
        let fitting = rows.filter { obstacle(id, $0.id) == nil }
        let ordered = fitting.filter { hidden.contains($0.id) } + fitting.filter { !hidden.contains($0.id) }
        let ids = ordered.map(\.id)
        var confirm = Confirm(requests: [], verb: "revoke", names: [], level: .yes)
        if id == .revoke {
            confirm.requests = [.revoke(ids.compactMap { grant($0)?.id })]
            confirm.consequence = "who is connected is cut off"
        } else {
            guard let order = try? EditOrder(publicAddress: false) else { return [] }
            confirm.requests = [.order(ids.compactMap { vm(of: $0) }.map { .edit($0, order) })]
            confirm.verb = "take back"
            confirm.consequence = "the address goes back to the pool, and what is connected through it is cut off"
            confirm.level = ordered.count > 5 ? .typed : .dialog
        }
        confirm.names = ordered.map { row in
            vm(of: row.id).flatMap { name(of: $0) }.map { "\(row.name) of \($0)" } ?? row.name
        }
        confirm.hidden = ordered.count { hidden.contains($0.id) }
        confirm.leftOut = rows.compactMap { obstacle(id, $0.id) }
        confirm.noun = lists.network.section.plural
        if ordered.count > 20 { confirm.level = .typed }
        return ask(confirm)
    }
}
