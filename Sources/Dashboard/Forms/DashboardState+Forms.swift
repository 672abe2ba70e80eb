internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// Opens a form, and asks for what it needs beside what is known.
    mutating func open(_ form: Form) -> [DashboardEffect] {
        overlay = .form(form)
        return past.spare == nil && form.purpose.hasPlacement ? [.load(.identifier)] : []
    }

    /// Gives a key to a form.
    mutating func pressOnForm(_ key: Key, _ form: Form) -> [DashboardEffect] {
        var form = form
        switch form.handle(key) {
        case .leaves:
            overlay = nil
            say("\(form.title): left undone", .dim)
            return []
        case .goesOn: overlay = .form(form)
        case .submits:
            do throws(CloudError) {
                return try submit(form)
            } catch {
                form.problem = "\(error)"
                overlay = .form(form)
            }
        }
        return []
    }

    /// Makes the order of a form; what it asks for has been looked at, so that only a dialog is still shown.
    private mutating func submit(_ form: Form) throws(CloudError) -> [DashboardEffect] {
        if let request = try catalogRequest(form) {
            let range = [form.text(.first), form.text(.last)].compactMap(\.self).joined(separator: " to ")
            let name = form.text(.name) ?? range
            let confirm = Confirm(requests: [request], verb: form.verb, names: [name], level: .none)
            return ask(confirm)
        }
        if let confirm = try networkRequest(form) { return ask(confirm, isLookedAt: true) }
        guard let made = try vmRequests(form) else { return [] }
        if made.kind.standing == .new { past.spare = nil }
        let confirm = Confirm(
            requests: made.requests,
            verb: made.kind.verb,
            names: [made.name],
            consequence: made.consequence,
            level: made.level
        )
        return ask(confirm, isLookedAt: true)
    }

    // MARK: - A destination

    /// Gives a key to the choice of a destination.
    mutating func pressOnDestination(_ key: Key, _ destination: Destination) -> [DashboardEffect] {
        var destination = destination
        let verdicts = verdicts(for: destination.vms)
        let hosts: [Host.ID?] = [nil] + verdicts.map(\.host)
        let at = hosts.firstIndex(of: destination.host) ?? 0
        switch key {
        case .escape, .character("q"):
            overlay = nil
            say("migrate: left undone", .dim)
            return []
        case .down, .character("j"): destination.host = hosts[min(at + 1, hosts.count - 1)]
        case .up, .character("k"): destination.host = hosts[max(0, at - 1)]
        case .enter: return migrate(destination, verdicts)
        default: return []
        }
        overlay = .destination(destination)
        return []
    }

    private mutating func migrate(_ destination: Destination, _ verdicts: [HostChoice.Verdict]) -> [DashboardEffect] {
        if let host = destination.host, let why = verdicts.first(where: { $0.host == host })?.refusal {
            let name = cloud.inventory.hosts[host]?.name ?? "it"
            say("\(name): \(why)", .warn)
            return []
        }
        let vms = destination.vms.compactMap { cloud.inventory.vms[$0] }.filter { refusal(of: .migrate, $0) == nil }
        guard !vms.isEmpty else {
            overlay = nil
            say("none of them can be moved any more", .warn)
            return []
        }
        let order = MigrateOrder(host: destination.host)
        let place = destination.host.flatMap { cloud.inventory.hosts[$0]?.name } ?? "the best host"
        let confirm = Confirm(
            requests: [.order(vms.map { .migrate($0.id, order) })],
            verb: Command.Kind.migrate.verb,
            names: vms.map(\.name),
            hidden: destination.hidden,
            consequence: "to \(place)",
            level: Self.level(.migrate, count: vms.count)
        )
        return ask(confirm, isLookedAt: true)
    }
}
