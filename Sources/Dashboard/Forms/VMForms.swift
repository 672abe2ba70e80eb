internal import BaadalModel
internal import Canvas

extension DashboardState {
    // MARK: - What is asked

    private var hostChoices: [Choice] {
        let hosts = cloud.inventory.hosts.values.sorted { $0.name < $1.name }
        return [Choice("", "best host")] + hosts.map { Choice($0.id, $0.name) }
    }

    private var catalog: Catalog { cloud.inventory.catalog }

    /// What is asked before a VM is copied.
    func cloneForm(_ vm: VM) -> Form {
        let name = cloud.inventory.records[vm.id]?.name ?? vm.name
        return Form(
            .clone(vm.id),
            "clone \(vm.name)",
            [
                .vmName("\(String(name.prefix(24)))-copy"), .flag(.linked, "Linked", false),
                .choice(.host, "Host", hostChoices),
            ]
        )
    }

    /// What of a VM can be changed.
    func editForm(_ vm: VM) -> Form {
        var fields: [FormField] = [.vcpus(vm.vcpus), .memory(vm.memory)]
        if let record = cloud.inventory.records[vm.id] {
            let domains = catalog.domains.map { Choice($0.id, $0.name) }
            fields.append(.choice(.domain, "Security domain", domains, selected: "\(record.domain)"))
            fields += [.schedule(record.schedule), .group(record.group)]
        }
        return Form(.edit(vm.id), "edit \(vm.name)", fields)
    }

    /// What is asked before a VM gets another disk.
    func attachForm(_ vm: VM) -> Form {
        let stores = catalog.datastores.filter { store in
            store.isActive && (vm.host.map { store.hosts.contains($0) } ?? true)
        }
        let choices = stores.map { Choice($0.id, "\($0.name), \(Formats.bytes($0.free, setup.glyphs)) free") }
        return Form(
            .attach(vm.id),
            "attach a disk to \(vm.name)",
            [
                .disk("Size", isOptional: false),
                .choice(.datastore, "Datastore", [Choice("", "the one with most room")] + choices),
            ]
        )
    }

    /// What is asked before VMs that were found are taken in.
    func adoptForm(_ rows: [SanityRow]) -> Form {
        let title = rows.count == 1 ? "adopt \(rows[0].name)" : "adopt \(rows.count) VMs"
        let owners = catalog.users.filter { $0.isActive && $0.username != AdoptOrder.systemName }
        return Form(
            .adopt(rows.map(\.vm)),
            title,
            [
                .choice(
                    .owner,
                    "Owner",
                    [Choice("", AdoptOrder.systemName)] + owners.map { Choice($0.id, $0.username) }
                ),
                .choice(
                    .domain,
                    "Security domain",
                    [Choice("", "by its address or network")] + catalog.domains.map { Choice($0.id, $0.name) }
                ),
            ]
        )
    }

    // MARK: - What it comes to

    /// What a form of a VM asks for.
    struct VMRequests {
        var requests: [Request]
        var kind: Command.Kind
        var name: String
        var consequence: String?
        var level: Confirmation
    }

    /// The requests that a form of a VM makes.
    ///
    /// - Throws: What the model refuses.
    func vmRequests(_ form: Form) throws(CloudError) -> VMRequests? {
        switch form.purpose {
        case .grant, .map, .add, .change: return nil
        case .create:
            let order = try installOrder(form)
            return one(.install(try newID(), order), order.name.text)
        case .clone(let parent):
            try checkFit(form)
            let name = try VMName(form[.name])
            let host = Reading.host(form[.host])
            let order = CloneOrder(parent: parent, name: name, isLinked: form.isOn(.linked), host: host)
            return one(.clone(try newID(), order), name.text)
        case .edit(let id):
            guard let vm = cloud.inventory.vms[id] else { throw .noSuchVM("\(id)") }
            return try edit(form, vm)
        case .attach(let id):
            guard let vm = cloud.inventory.vms[id] else { throw .noSuchVM("\(id)") }
            if let why = refusal(of: .attachDisk, vm) { throw .refused(why) }
            let size = try Reading.disk(form[.disk])
            return one(.attachDisk(id, size: size, datastore: Reading.row(form[.datastore])), vm.name)
        case .adopt(let ids):
            let order = AdoptOrder(owner: Reading.row(form[.owner]), domain: Reading.row(form[.domain]))
            let name = ids.count == 1 ? name(of: ids[0]) ?? "VM" : "\(ids.count) VMs"
            return VMRequests(
                requests: [.order(ids.map { .adopt($0, order) })],
                kind: .adopt,
                name: name,
                consequence: "its disks are the cloud's from then on",
                level: Command.Kind.adopt.confirmation
            )
        }
    }

    private func newID() throws(CloudError) -> VM.ID {
        guard let spare = past.spare else { throw .refused("no identifier is there yet; try again") }
        return VM.ID(spare)
    }

    private func one(_ command: Command, _ name: String) -> VMRequests {
        let kind = command.kind
        return VMRequests(requests: [.order([command])], kind: kind, name: name, level: kind.confirmation)
    }

    /// Only what differs from what the VM has; what is not its own configuration is no task.
    private func edit(_ form: Form, _ vm: VM) throws(CloudError) -> VMRequests {
        let vcpus = try Reading.vcpus(form[.vcpus])
        let memory = try Reading.memory(form[.ram])
        let record = cloud.inventory.records[vm.id]
        let domain: SecurityDomain.ID? = Reading.row(form[.domain])
        var words: [String] = []
        if vcpus != vm.vcpus { words.append("vCPUs \(vm.vcpus) to \(vcpus)") }
        if memory != vm.memory { words.append("RAM \(vm.memory.exact) to \(memory.exact)") }
        if let domain, domain != record?.domain {
            let name = catalog.domains.first { $0.id == domain }?.name ?? "\(domain)"
            words.append("to security domain \(name), and with it another address")
        }
        var requests: [Request] = []
        if !words.isEmpty {
            if let why = refusal(of: .edit, vm) { throw .refused(why) }
            let order = try EditOrder(
                vcpus: vcpus == vm.vcpus ? nil : vcpus,
                memory: memory == vm.memory ? nil : memory,
                domain: domain == record?.domain ? nil : domain
            )
            requests.append(.order([.edit(vm.id, order)]))
        }
        let level: Confirmation = words.isEmpty ? .yes : Command.Kind.edit.confirmation
        if let record {
            let schedule = try SnapshotSchedule(words: form[.schedule])
            if schedule != record.schedule {
                requests.append(.schedule(vm.id, schedule))
                words.append("snapshots \(schedule.words)")
            }
            if form.text(.group) != record.group {
                requests.append(.group(vm.id, form.text(.group)))
                words.append("group \(form.text(.group) ?? "none")")
            }
        }
        guard !requests.isEmpty else { throw .refused("nothing is changed yet") }
        let text = words.joined(separator: ", ")
        return VMRequests(requests: requests, kind: .edit, name: vm.name, consequence: text, level: level)
    }
}
