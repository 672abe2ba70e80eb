internal import BaadalModel

extension DashboardState {
    /// The hosts that an action is meant for: all marked ones, or that of the cursor.
    var chosenHosts: [Host] {
        let inventory = cloud.inventory
        if place == .hosts, !lists.hosts.marks.isEmpty {
            return lists.hosts.marks.compactMap { inventory.hosts[$0] }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        }
        guard case .host(let id)? = subject, let host = inventory.hosts[id] else { return [] }
        return [host]
    }

    /// Why an action can do nothing to the chosen hosts; `nil` where it can.
    func hostReason(_ id: Action.ID) -> String? {
        let hosts = chosenHosts
        guard let first = hosts.first else { return "there is no host here" }
        switch id {
        case .fence, .recover, .removeHost:
            guard hosts.count == 1 else { return "this is for one host at a time, and \(hosts.count) are marked" }
        case .evacuate:
            // Each has a plan of its own, in which the others are places to go to until they are in maintenance.
            guard let open = hosts.first(where: { $0.mode == .active }), hosts.count > 1 else { break }
            return "VMs of others would move to \(open.name), which is marked too; P keeps them off first"
        default: break
        }
        return hosts.contains { refusal(of: id, $0) == nil } ? nil : refusal(of: id, first)
    }

    /// Why a host refuses an action; `nil` where it accepts it.
    private func refusal(of id: Action.ID, _ host: Host) -> String? {
        let answers = host.state.answers
        let active = cloud.totals.byHost[host.id]?.running ?? 0
        switch id {
        case .evacuate:
            if host.state == .down { return "\(host.name) does not answer; R restarts its VMs elsewhere" }
            return count(on: [host]) == 0 ? "\(host.name) has no VM" : nil
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

    private func count(on hosts: [Host]) -> Int { hosts.reduce(0) { $0 + (cloud.totals.byHost[$1.id]?.all ?? 0) } }

    /// Does something to the chosen hosts, once it is sure.
    mutating func changeHosts(_ id: Action.ID) -> [DashboardEffect] {
        let chosen = chosenHosts
        let fitting = chosen.filter { refusal(of: id, $0) == nil }
        guard let first = fitting.first else { return [] }
        let leftOut = chosen.compactMap { refusal(of: id, $0) }
        switch id {
        case .maintain:
            // Of marked ones that differ, those that take VMs are kept free of them, and a second time all let on.
            let open = fitting.filter { $0.mode == .active }
            guard !open.isEmpty else {
                return ask(confirm(fitting, "uncordon", [.order(fitting.map { .uncordon($0.id) })], .none))
            }
            let words =
                count(on: open) > 0
                ? "\(theirs(open)) \(count(on: open)) VMs stay; W moves them away" : "no VM is there"
            return ask(confirm(open, "cordon", [.order(open.map { .cordon($0.id) })], .dialog, words))
        case .evacuate:
            let requests = fitting.map { Request.evacuate($0.id, policy: setup.policy) }
            let level: Confirmation = count(on: fitting) > 20 ? .typed : .dialog
            return ask(confirm(fitting, "evacuate", requests, level, evacuation(fitting), leftOut))
        case .switchOn:
            let level: Confirmation = fitting.count > 1 ? .yes : .none
            return ask(confirm(fitting, "switch on", [.order(fitting.map { .switchOn($0.id) })], level, nil, leftOut))
        case .switchOff:
            let count = count(on: fitting)
            let words = "\(theirs(fitting)) \(count) VMs, which are off, cannot be started meanwhile"
            let requests: [Request] = [.order(fitting.map { .switchOff($0.id) })]
            return ask(confirm(fitting, "switch off", requests, .typed, count > 0 ? words : nil, leftOut))
        case .fence:
            let words = "as pulling its plug; what ran there is lost from memory"
            return ask(confirm([first], "fence", [.order([.fence(first.id)])], .typed, words))
        case .recover:
            let request = Request.recover(first.id, isOff: false, policy: setup.policy)
            let words = "its power is cut, and what ran there is started on other hosts"
            return ask(confirm([first], "recover", [request], .typed, words))
        case .removeHost:
            let words = "the cloud forgets it and its \(count(on: [first])) VMs; nothing on the host is touched"
            return ask(confirm([first], "remove host", [.order([.removeHost(first.id)])], .typed, words))
        default: return []
        }
    }

    private func theirs(_ hosts: [Host]) -> String { hosts.count == 1 ? "its" : "their" }

    private func confirm(
        _ hosts: [Host],
        _ verb: String,
        _ requests: [Request],
        _ level: Confirmation,
        _ consequence: String? = nil,
        _ leftOut: [String] = []
    ) -> Confirm {
        let hidden = place == .hosts ? lists.hosts.hiddenMarks : []
        let ordered = hosts.filter { hidden.contains($0.id) } + hosts.filter { !hidden.contains($0.id) }
        var confirm = Confirm(
            requests: requests,
            verb: verb,
            names: ordered.map(\.name),
            hidden: hosts.count { hidden.contains($0.id) },
            leftOut: leftOut,
            consequence: consequence,
            level: level
        )
        confirm.noun = "hosts"
        return confirm
    }

    /// How far an evacuation reaches, in words.
    private func evacuation(_ hosts: [Host]) -> String {
        let inventory = cloud.inventory
        let left = Set(hosts.map(\.id))
        let vms = inventory.vms.values.filter { $0.host.map(left.contains) ?? false }
        let running = vms.count { $0.state.isActive }
        let words = "\(count(on: hosts)) VMs move away: \(running) while they run, \(vms.count - running) off"
        guard let all = past.capacities, cloud.known.contains([.records, .disks, .catalog]) else { return words }
        let guests = vms.map { EvacuationPlan.Guest(vm: $0, wish: inventory.placementWish(for: $0, moving: true)) }
        let plan = EvacuationPlan(guests, among: all.filter { !left.contains($0.host) }, policy: setup.policy)
        return plan.stranded.isEmpty ? words : "\(words); no host takes \(plan.stranded.count) of them"
    }
}
