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

    // MARK: - What it comes to

    /// The order that a form of a VM makes.
    ///
    /// - Throws: What the model refuses.
    func vmOrder(_ form: Form) throws(CloudError) -> (command: Command, name: String, consequence: String?)? {
        switch form.purpose {
        case .create, .add, .change: return nil
        case .clone(let parent):
            guard let spare = past.spare else { throw .refused("no identifier yet; try again") }
            let order = CloneOrder(
                parent: parent,
                name: try VMName(form[.name]),
                isLinked: form.isOn(.linked),
                host: Reading.host(form[.host])
            )
            return (.clone(VM.ID(spare), order), order.name.text, nil)
        case .edit(let id):
            guard let vm = cloud.inventory.vms[id] else { throw .noSuchVM("\(id)") }
            let (order, words) = try edit(form, vm)
            return (.edit(id, order), vm.name, words)
        case .attach(let id):
            guard let vm = cloud.inventory.vms[id] else { throw .noSuchVM("\(id)") }
            let size = try Reading.disk(form[.disk])
            return (.attachDisk(id, size: size, datastore: Reading.row(form[.datastore])), vm.name, nil)
        }
    }

    /// Only what differs from what the VM has.
    private func edit(_ form: Form, _ vm: VM) throws(CloudError) -> (order: EditOrder, words: String) {
        let vcpus = try Reading.vcpus(form[.vcpus])
        let memory = try Reading.memory(form[.ram])
        let domain: SecurityDomain.ID? = Reading.row(form[.domain])
        let present = cloud.inventory.records[vm.id]?.domain
        var words: [String] = []
        if vcpus != vm.vcpus { words.append("vCPUs \(vm.vcpus) to \(vcpus)") }
        if memory != vm.memory { words.append("RAM \(vm.memory.exact) to \(memory.exact)") }
        if let domain, domain != present {
            let name = catalog.domains.first { $0.id == domain }?.name ?? "\(domain)"
            words.append("to security domain \(name), and with it another address")
        }
        guard !words.isEmpty else { throw .refused("nothing is changed yet") }
        let order = try EditOrder(
            vcpus: vcpus == vm.vcpus ? nil : vcpus,
            memory: memory == vm.memory ? nil : memory,
            domain: domain == present ? nil : domain
        )
        return (order, words.joined(separator: ", "))
    }
}
