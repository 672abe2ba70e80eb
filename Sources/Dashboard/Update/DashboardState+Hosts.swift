internal import BaadalModel

extension DashboardState {
    /// The host that the cursor is on, or whose details are open.
    private var chosenHost: Host? {
        guard case .host(let id)? = subject else { return nil }
        return cloud.inventory.hosts[id]
    }

    /// Why an action can do nothing to the host of the cursor; `nil` where it can.
    func hostReason(_ id: Action.ID) -> String? {
        guard let host = chosenHost else { return "there is no host here" }
        let answers = host.state.answers
        let active = cloud.totals.byHost[host.id]?.running ?? 0
        switch id {
        case .evacuate:
            if host.state == .down { return "\(host.name) does not answer; R restarts its VMs elsewhere" }
            return cloud.totals.byHost[host.id]?.all ?? 0 == 0 ? "\(host.name) has no VM" : nil
        case .switchOn: return answers ? "\(host.name) is on, and answers" : nil
        case .switchOff:
            if !answers { return "\(host.name) does not answer" }
            return active > 0 ? "\(active) VMs run on \(host.name); W moves them away" : nil
        case .fence:
            if answers { return "\(host.name) answers; W moves its VMs away" }
            do { try host.checkMayBeFenced() } catch { return "\(error)" }
            return nil
        case .recover:
            if host.state != .down { return "\(host.name) is \(host.state.rawValue); only a host that is down is lost" }
            return host.canBeFenced || host.fenced != nil
                ? nil : "\(CloudError.noFence(host: host.name))"
        default: return nil
        }
    }

    /// Does something to the host of the cursor, once it is sure.
    mutating func changeHost(_ id: Action.ID) -> [DashboardEffect] {
        guard let host = chosenHost else { return [] }
        func confirm(_ request: Request, _ verb: String, _ consequence: String?, _ level: Confirmation) -> Confirm {
            Confirm(requests: [request], verb: verb, names: [host.name], consequence: consequence, level: level)
        }
        let count = cloud.totals.byHost[host.id]?.all ?? 0
        switch id {
        case .maintain where host.mode == .active:
            let words = count > 0 ? "its \(count) VMs stay; W moves them away" : "no VM is there"
            return ask(confirm(.order([.cordon(host.id)]), "cordon", words, .dialog))
        case .maintain:
            return ask(confirm(.order([.uncordon(host.id)]), "uncordon", nil, .none))
        case .evacuate:
            let level: Confirmation = count > 20 ? .typed : .dialog
            return ask(
                confirm(.evacuate(host.id, policy: setup.policy), "evacuate", evacuation(host, count), level)
            )
        case .switchOn: return ask(confirm(.order([.switchOn(host.id)]), "switch on", nil, .none))
        case .switchOff:
            let words = count > 0 ? "its \(count) VMs, which are off, cannot be started meanwhile" : nil
            return ask(confirm(.order([.switchOff(host.id)]), "switch off", words, .typed))
        case .fence:
            let words = "as pulling its plug; what ran there is lost from memory"
            return ask(confirm(.order([.fence(host.id)]), "fence", words, .typed))
        case .recover:
            let request = Request.recover(host.id, isOff: false, policy: setup.policy)
            let words = "its power is cut, and what ran there is started on other hosts"
            return ask(confirm(request, "recover", words, .typed))
        default: return []
        }
    }

    /// How far an evacuation reaches, in words.
    private func evacuation(_ host: Host, _ count: Int) -> String {
        let inventory = cloud.inventory
        let vms = inventory.vms.values.filter { $0.host == host.id }
        let running = vms.count { $0.state.isActive }
        let words = "\(count) VMs move away: \(running) while they run, \(count - running) off"
        guard let hosts = past.capacities, cloud.known.contains([.records, .disks, .catalog]) else { return words }
        let guests = vms.map { EvacuationPlan.Guest(vm: $0, wish: inventory.placementWish(for: $0, moving: true)) }
        let plan = EvacuationPlan(guests, among: hosts.filter { $0.host != host.id }, policy: setup.policy)
        return plan.stranded.isEmpty ? words : "\(words); no host takes \(plan.stranded.count) of them"
    }
}
