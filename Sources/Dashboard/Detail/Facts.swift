internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// A label and what it says.
    func fact(_ label: String, _ text: String, _ role: Role = .text) -> [Span] {
        [Span(pad(label, 11), .label), Span(text, role)]
    }

    private func age(_ moment: Timestamp?) -> String {
        moment.map { "\(Formats.span(now.milliseconds(since: $0))) ago" } ?? setup.glyphs.text(.none)
    }

    /// What goes to and from disks and interfaces.
    private func traffic(_ usage: Usage?) -> [[Span]] {
        func line(_ label: String, _ inward: (String, Double?), _ outward: (String, Double?)) -> [Span] {
            let parts = [inward, outward].map { "\($0) \(Formats.rate($1, setup.glyphs))\($1 == nil ? "" : "/s")" }
            return fact(label, parts.joined(separator: "  "))
        }
        return [
            line("Disk", ("read", usage?.diskRead), ("write", usage?.diskWrite)),
            line("Network", ("in", usage?.received), ("out", usage?.sent)),
        ]
    }

    /// What is known of a VM.
    func facts(_ vm: VM) -> [[Span]] {
        let glyphs = setup.glyphs
        guard let row = row(vm.id) else { return [] }
        let usage = row.usage
        var lines = [
            fact(
                "State",
                "\(row.state.text(glyphs)) for \(Formats.span(now.milliseconds(since: vm.since)))",
                row.state.role
            ),
            fact("Host", row.host ?? "no host shows it"),
            fact("CPU", "\(row.freshness.text(Formats.percent(usage?.cpu, glyphs), glyphs)) of \(vm.vcpus) vCPUs"),
            fact("RAM", row.freshness.text(Formats.ratio(usage?.memory, of: vm.memory, glyphs), glyphs)),
        ]
        lines += traffic(usage)
        if usage?.isSimulated == true {
            lines.append(fact("Figures", "SIMULATED: this driver measures nothing", .bannerDemo))
        }
        if let task = row.task {
            lines.append(fact("Task", "\(task.id) \(task.verb): \(task.step ?? task.status.word)", .busy))
        }
        switch vm.claim {
        case .none: break
        case .ours: lines.append(fact("Claim", "ours"))
        case .other(let name, _): lines.append(fact("Claim", "belongs to cloud \(name)", .warn))
        }
        if let conflict = vm.conflict {
            let text = conflict == .activeTwice ? "active on two hosts" : "defined on two hosts"
            lines.append(fact("Conflict", text, .bad))
            lines += vm.placements.map { placement in
                let name = cloud.inventory.hosts[placement.host]?.name ?? "\(placement.host)"
                return fact("", "\(name): \(placement.state.rawValue), seen \(age(placement.seen))", .dim)
            }
        }
        lines.append(
            fact(
                "Kept",
                vm.isPersistent ? "persistent" : "transient: gone when it stops",
                vm.isPersistent ? .text : .warn
            )
        )
        lines += recordFacts(vm)
        lines.append(fact("UUID", "\(vm.id)", .dim))
        lines.append(fact("Seen", age(vm.seen), .dim))
        return lines
    }

    /// What is known of a host.
    func facts(_ host: Host) -> [[Span]] {
        let glyphs = setup.glyphs
        guard let row = row(host.id) else { return [] }
        var lines = [
            fact(
                "State",
                "\(row.state.text(glyphs)) for \(Formats.span(now.milliseconds(since: host.since)))",
                row.state.role
            ),
            fact(
                "CPU",
                "\(row.freshness.text(Formats.percent(row.usage?.cpu, glyphs), glyphs)) of \(host.cpus.map { "\($0)" } ?? glyphs.text(.none)) CPUs"
            ),
            fact(
                "RAM",
                "\(row.freshness.text(Formats.bytes(row.usage?.memory, glyphs), glyphs)) of \(Formats.bytes(host.memory, glyphs))"
            ),
        ]
        lines += traffic(row.usage)
        if row.usage?.temperature != nil || row.usage?.watts != nil {
            let heat = Formats.celsius(row.usage?.temperature, glyphs)
            lines.append(fact("Sensors", "\(heat)  \(Formats.watts(row.usage?.watts, glyphs))"))
        }
        lines.append(fact("VMs", "\(row.running) running, \(row.all) in all"))
        if let reason = host.reason { lines.insert(fact("Why", reason, .warn), at: 1) }
        if host.isSimulated { lines.append(fact("Figures", "SIMULATED: this driver measures nothing", .bannerDemo)) }
        lines += [
            fact("URI", host.uri), fact("Hypervisor", host.hypervisor ?? glyphs.text(.none)),
            fact("libvirt", host.libvirtVersion ?? glyphs.text(.none)),
            fact("Can", host.features.isEmpty ? glyphs.text(.none) : host.features.joined(separator: ", "), .dim),
            fact("UUID", "\(host.id)", .dim), fact("Answered", age(host.seen), .dim),
        ]
        return lines
    }

    /// What is known of a task.
    func facts(_ task: TaskRecord) -> [[Span]] {
        guard let row = rows([task.id]).first else { return [] }
        var lines = [
            fact("Status", task.stateWord.text(setup.glyphs), task.stateWord.role),
            fact("What", "\(task.verb) \(task.subject)"),
        ]
        if !row.remark.isEmpty {
            lines.append(fact(row.wait == nil ? "Says" : "Waits", row.remark, row.wait == nil ? .text : .warn))
        }
        if let cause = task.cause { lines.append(fact("Cause", cause.rawValue, .bad)) }
        lines += [
            fact("Who", task.requester), fact("Why", task.reason ?? setup.glyphs.text(.none)),
            fact("Host", row.host ?? setup.glyphs.text(.none)), fact("Priority", task.priority.word),
            fact("Asked", moment(task.created)),
            fact("Began", task.started.map { moment($0) } ?? setup.glyphs.text(.none)),
            fact("Ended", task.ended.map { moment($0) } ?? setup.glyphs.text(.none)), fact("Tries", "\(task.attempts)"),
        ]
        if let old = task.retryOf { lines.append(fact("Retry of", "\(old)")) }
        if let parent = task.parent { lines.append(fact("Part of", "\(parent)")) }
        if let steps = past.steps, steps.task == task.id, !steps.value.isEmpty {
            lines += [[], [Span("Steps", .header)]]
            lines += steps.value.map { step in
                let time = step.ended.map { Formats.span($0.milliseconds(since: step.began)) } ?? ""
                let role: Role = step.state == .failed ? .bad : step.state == .begun ? .busy : .text
                return [Span(pad(step.state.rawValue, 8), role), Span("\(step.name) "), Span(time, .dim)]
            }
        }
        let children = cloud.inventory.tasks.values.filter { $0.parent == task.id }.sorted { $0.id < $1.id }
        if !children.isEmpty {
            lines += [[], [Span("Parts", .header)]]
            lines += rows(children.map(\.id)).map { line($0) }
        }
        return lines
    }

    /// A task in one line.
    func line(_ row: TaskRow) -> [Span] {
        [
            Span(pad("\(row.task.id)", 7), .label),
            Span(pad(row.task.stateWord.text(setup.glyphs), 12), row.task.stateWord.role),
            Span("\(row.task.verb) \(row.task.subject) "), Span(row.time, .dim), Span("  \(row.remark)", .dim),
        ]
    }

    /// A moment with its offset, as details show it.
    func moment(_ moment: Timestamp) -> String {
        let civil = CivilTime(moment, utcOffset: utcOffset)
        let minutes = abs(utcOffset) / 60
        let zone =
            "\(utcOffset < 0 ? "-" : "+")\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        let second = civil.second < 10 ? "0\(civil.second)" : "\(civil.second)"
        return "\(civil.date) \(civil.clock):\(second) \(zone)"
    }
}
