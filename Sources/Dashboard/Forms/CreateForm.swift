internal import BaadalModel
internal import Canvas

extension DashboardState {
    private var catalog: Catalog { cloud.inventory.catalog }

    /// Why no VM can be made now; `nil` where one can.
    var createRefusal: String? {
        guard cloud.known.contains(.catalog) else { return "the catalogue is not read yet" }
        if owners.isEmpty { return "an active user comes first: A in the users of pane 7" }
        if !catalog.templates.contains(where: \.isActive) {
            return "an active template comes first: A in the templates of pane 7"
        }
        return catalog.domains.isEmpty ? "a security domain comes first: A in the domains of pane 7" : nil
    }

    private var owners: [User] {
        let closed = Set(catalog.organisations.filter { !$0.isActive }.map(\.id))
        return catalog.users.filter { $0.isActive && !closed.contains($0.organisation) }
    }

    /// What is asked before a VM is made.
    var createForm: Form {
        let me = owners.first { $0.username == setup.requester.name }
        let templates = catalog.templates.filter(\.isActive)
        let hosts = cloud.inventory.hosts.values.sorted { $0.name < $1.name }
        return Form(
            .create,
            "create a VM",
            [
                .vmName(),
                .choice(.owner, "Owner", owners.map { Choice($0.id, $0.username) }, selected: me.map { "\($0.id)" }),
                .choice(
                    .template,
                    "Template",
                    templates.map { Choice($0.id, "\($0.name), \(Formats.bytes($0.size, setup.glyphs))") }
                ),
                .choice(.domain, "Security domain", catalog.domains.map { Choice($0.id, $0.name) }),
                .vcpus(1), .memory(.gibibytes(1)), .disk("Extra disk", isOptional: true), .group(nil),
                .choice(.host, "Host", [Choice("", "best host")] + hosts.map { Choice($0.id, $0.name) }),
                .words(.purpose, "Purpose", atMost: 512),
            ]
        )
    }

    /// The order that the form for a new VM makes.
    ///
    /// - Throws: What the model refuses, and what the catalogue or the hosts do not allow.
    func installOrder(_ form: Form) throws(CloudError) -> InstallOrder {
        guard let user = owners.first(where: { "\($0.id)" == form[.owner] }) else {
            throw .noSuch("user", form[.owner])
        }
        guard let template = catalog.templates.first(where: { "\($0.id)" == form[.template] }) else {
            throw .noSuch("template", form[.template])
        }
        guard let domain = catalog.domains.first(where: { "\($0.id)" == form[.domain] }) else {
            throw .noSuch("security domain", form[.domain])
        }
        if let people = template.owners, !people.contains(user.id) {
            throw .refused("template '\(template.name)' is not for \(user.username)")
        }
        if let all = domain.organisations, !all.contains(user.organisation) {
            throw .refused("security domain '\(domain.name)' is not for the organisation of \(user.username)")
        }
        try checkFit(form)
        var disk: Bytes?
        if let text = form.text(.disk) { disk = try Reading.disk(text) }
        return try InstallOrder(
            name: try VMName(form[.name]),
            owner: user.id,
            source: .template(template.id),
            domain: domain.id,
            vcpus: try Reading.vcpus(form[.vcpus]),
            memory: try Reading.memory(form[.ram]),
            extraDisk: disk,
            host: Reading.host(form[.host]),
            purpose: form[.purpose],
            group: form.text(.group)
        )
    }

    /// Refuses what no host has room for, with what the best known ones say.
    func checkFit(_ form: Form) throws(CloudError) {
        guard past.capacities != nil, let choice = choice(for: form), choice.host == nil else { return }
        let wanted = Reading.host(form[.host])
        let told = choice.verdicts.filter { wanted == nil || $0.host == wanted }
        throw .noHostFits(reasons: told.prefix(3).map { "\($0.name): \($0.refusal ?? "")" })
    }
}

extension FormField {
    static func group(_ text: String?) -> FormField {
        .text(.group, "Group", text ?? "") { text throws(CloudError) in
            if !text.isEmpty { _ = try VMSize.check(group: text) }
        }
    }

    static func schedule(_ schedule: SnapshotSchedule) -> FormField {
        .text(.schedule, "Snapshots", schedule.words) { text throws(CloudError) in
            _ = try SnapshotSchedule(words: text)
        }
    }
}
