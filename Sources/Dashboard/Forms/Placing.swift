internal import BaadalModel
internal import Canvas

/// The question where VMs are moved to.
struct Destination: Sendable {
    var vms: [VM.ID]
    /// How many of them a filter hides.
    var hidden = 0
    /// What the cursor is on; `nil` for the best host.
    var host: Host.ID?
}

extension DashboardState {
    /// What each host says to VMs that would come: of several the first refusal.
    func verdicts(for vms: [VM.ID]) -> [HostChoice.Verdict] {
        let choices = vms.compactMap { cloud.inventory.vms[$0] }.prefix(50).map { choice(for: $0, isMoving: true) }
        guard let first = choices.first else { return [] }
        guard choices.count > 1 else { return first.verdicts }
        var refusals: [Host.ID: String] = [:]
        for (vm, choice) in zip(vms, choices) {
            for verdict in choice.verdicts where refusals[verdict.host] == nil {
                guard let why = verdict.refusal else { continue }
                refusals[verdict.host] = "\(cloud.inventory.vms[vm]?.name ?? "a VM"): \(why)"
            }
        }
        let all = first.verdicts.map { verdict in
            var verdict = verdict
            verdict.refusal = refusals[verdict.host]
            return verdict
        }
        return all.filter { $0.refusal == nil } + all.filter { $0.refusal != nil }
    }

    /// The hosts for a VM that is there: where it would go, or why it is where it is.
    func choice(for vm: VM, isMoving: Bool) -> HostChoice {
        var excluded = blindHosts(to: cloud.inventory.disks(of: vm.id).map(\.datastore))
        if isMoving, let host = vm.host { excluded[host] = "it is there already" }
        let wish = PlacementWish(
            memory: vm.memory,
            vcpus: vm.vcpus,
            excluded: excluded,
            group: cloud.inventory.records[vm.id]?.group,
            present: isMoving ? nil : vm.host
        )
        return HostChoice(wish, among: past.capacities ?? [], policy: setup.policy)
    }

    /// The hosts for what a form asks for; `nil` while its figures cannot be read.
    func choice(for form: Form) -> HostChoice? {
        var excluded: [Host.ID: String] = [:]
        let (vcpus, memory): (Int, Bytes)
        let group = form.text(.group).flatMap { try? VMSize.check(group: $0) }
        if case .clone(let id) = form.purpose {
            guard let vm = cloud.inventory.vms[id] else { return nil }
            (vcpus, memory) = (vm.vcpus, vm.memory)
            if form.isOn(.linked) { excluded = blindHosts(to: cloud.inventory.disks(of: id).map(\.datastore)) }
        } else {
            guard let count = try? Reading.vcpus(form[.vcpus]), let bytes = try? Reading.memory(form[.ram]) else {
                return nil
            }
            (vcpus, memory) = (count, bytes)
        }
        let hosts = past.capacities ?? []
        if let wanted = Reading.host(form[.host]) {
            for host in hosts where host.host != wanted { excluded[host.host] = "another host was chosen" }
        }
        let wish = PlacementWish(memory: memory, vcpus: vcpus, excluded: excluded, group: group)
        return HostChoice(wish, among: hosts, policy: setup.policy)
    }

    /// The hosts that do not see one of these datastores.
    private func blindHosts(to stores: [Datastore.ID]) -> [Host.ID: String] {
        let needed = cloud.inventory.catalog.datastores.filter { stores.contains($0.id) }
        var blind: [Host.ID: String] = [:]
        for host in cloud.inventory.hosts.keys {
            guard let store = needed.first(where: { !$0.hosts.contains(host) }) else { continue }
            blind[host] = "it does not see datastore '\(store.name)'"
        }
        return blind
    }

    /// Whether what is open needs to know what each host has.
    var needsCapacities: Bool {
        switch overlay {
        case .destination: true
        case .why(let subject, _): subject.isVM
        case .form(let form): form.purpose.hasPlacement
        case .help, .menu, .prompt, .confirm, .note, nil: false
        }
    }

    /// Hosts and what was thought of them, a line each.
    func lines(_ verdicts: [HostChoice.Verdict], chosen: Host.ID?) -> [[Span]] {
        verdicts.map { verdict in
            let name = pad(verdict.name, 12, cut: .middle, glyphs: setup.glyphs)
            let mark = verdict.host == chosen ? setup.glyphs.text(.mark) : " "
            if let why = verdict.refusal { return [Span("\(mark) \(name) ", .dim), Span(why, .dim)] }
            let shares = "RAM \(share(verdict.memoryShare)) CPU \(share(verdict.cpuShare))"
            return [
                Span("\(mark) ", .mark), Span("\(name) "), Span("fits ", .ok),
                Span(pad(share(verdict.score), 5, .right), setup.bands.role(verdict.score)), Span("  \(shares)", .dim),
            ]
        }
    }

    private func share(_ share: Double?) -> String { Formats.percent(share, setup.glyphs) }
}
