internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// What is known of a VM beyond what its host shows.
    func recordFacts(_ vm: VM) -> [[Span]] {
        guard cloud.known.contains(.records) else { return [fact("Owner", "reading ...", .dim)] }
        guard let record = cloud.inventory.records[vm.id] else {
            return [fact("Owner", "\(setup.glyphs.text(.none))  found on its host, not made here", .dim)]
                + partFacts(vm.id)
        }
        let catalog = cloud.inventory.catalog
        let none = setup.glyphs.text(.none)
        let owner = catalog.users.first { $0.id == record.owner }?.username ?? none
        let organisation = catalog.organisations.first { $0.id == record.organisation }?.name ?? none
        let domain = catalog.domains.first { $0.id == record.domain }?.name ?? none
        var lines = [
            fact("Owner", "\(owner) of \(organisation)"), fact("Made from", origin(record)),
            fact("Address", "\(text(record.address)) in \(domain)"), fact("MAC", text(record.mac)),
            publicFact(record), fact("VNC port", text(record.vncPort)),
        ]
        lines += screenFacts(of: vm.id)
        if !record.purpose.isEmpty { lines.append(fact("For", record.purpose)) }
        lines += [fact("Schedule", record.schedule.words), fact("Group", group(record.group))]
        if record.stage != .ready { lines.append(fact("Stage", record.stage.rawValue, .warn)) }
        return lines + partFacts(vm.id)
    }

    private func text(_ value: (some CustomStringConvertible)?) -> String {
        value?.description ?? setup.glyphs.text(.none)
    }

    private func origin(_ record: VMRecord) -> String {
        if let parent = record.parent { return "a copy of \(name(of: parent) ?? "a VM that is gone")" }
        guard let template = record.template else { return "an image that was there" }
        return cloud.inventory.catalog.templates.first { $0.id == template }?.name ?? "a template that is gone"
    }

    private func group(_ group: String?) -> String {
        guard let group else { return setup.glyphs.text(.none) }
        return group.hasPrefix("!") ? "\(group.dropFirst()), kept apart" : "\(group), kept together"
    }

    /// Disks and snapshots.
    private func partFacts(_ vm: VM.ID) -> [[Span]] {
        guard cloud.known.contains([.disks, .snapshots]) else { return [] }
        let glyphs = setup.glyphs
        var lines: [[Span]] = []
        for disk in cloud.inventory.disks(of: vm) {
            let store = cloud.inventory.catalog.datastores.first { $0.id == disk.datastore }?.name ?? glyphs.text(.none)
            let size = Formats.bytes(disk.size, glyphs)
            lines.append(
                fact(
                    lines.isEmpty ? "Disks" : "",
                    "\(disk.target ?? "detached") \(size) \(disk.role.rawValue) in \(store)",
                    disk.target == nil ? .dim : .text
                )
            )
        }
        let snapshots = cloud.inventory.snapshots(of: vm)
        guard let last = snapshots.last else { return lines + [fact("Snapshots", "none", .dim)] }
        let age = Formats.span(now.milliseconds(since: last.created))
        return lines + [fact("Snapshots", "\(snapshots.count), the newest \(last.name), \(age) ago")]
    }

    /// Why a VM is where it is: what each host says to it.
    func placementReasons(_ vm: VM) -> [[Span]] {
        var lines: [[Span]] = [[], [Span("Placement", .header)]]
        guard past.capacities != nil else { return lines + [[Span("reading ...", .dim)]] }
        let choice = choice(for: vm, isMoving: false)
        lines += self.lines(choice.verdicts, chosen: vm.host)
        guard let best = choice.verdicts.first(where: { $0.refusal == nil }) else {
            return lines + [[Span("no host would take it now", .warn)]]
        }
        let words =
            best.host == vm.host ? "it is on the host that would be chosen now" : "now \(best.name) would be chosen"
        return lines + [[Span(words, .dim)]]
    }
}
