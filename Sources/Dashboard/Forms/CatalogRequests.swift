internal import BaadalModel
internal import Canvas

extension DashboardState {
    private var catalog: Catalog { cloud.inventory.catalog }

    /// The request that a form of the storage pane makes; `nil` for another form.
    ///
    /// - Throws: What the model refuses.
    func catalogRequest(_ form: Form) throws(CloudError) -> Request? {
        switch form.purpose {
        case .add(.templates): return .order([.addTemplate(try templateOrder(form))])
        case .add(let section): return try addition(form, section).map { .catalog($0) }
        case .change(let id): return try change(form, id).map { .catalog($0) }
        case .create, .clone, .edit, .attach, .adopt, .grant, .map: return nil
        }
    }

    private func templateOrder(_ form: Form) throws(CloudError) -> TemplateOrder {
        try TemplateOrder(
            name: try ShortName(form[.name]),
            datastore: try row(form, .datastore, "datastore"),
            file: try FileName(form[.file]),
            form: Template.Form(rawValue: form[.form]) ?? .qcow2,
            system: Template.System(rawValue: form[.system]) ?? .linux,
            release: form[.release],
            tag: form[.tag]
        )
    }

    private func row<Subject>(_ form: Form, _ id: FormField.ID, _ what: String) throws(CloudError) -> RowID<Subject> {
        guard let row: RowID<Subject> = Reading.row(form[id]) else { throw .noSuch(what, form[id]) }
        return row
    }

    /// Nothing, or 0, is no reserve.
    private func reserve(_ form: Form) throws(CloudError) -> Bytes {
        guard let text = form.text(.reserve), text != "0" else { return Bytes(0) }
        return try Reading.bytes(text, "reserve")
    }

    /// One address where no end is given.
    private func range(_ form: Form) throws(CloudError) -> IPv4Range {
        let first = try Reading.address(form[.first], "from")
        guard let last = form.text(.last) else { return try IPv4Range(from: first, to: first) }
        return try IPv4Range(from: first, to: try Reading.address(last, "to"))
    }

    private func addition(_ form: Form, _ section: StorageSection) throws(CloudError) -> CatalogChange? {
        let name = form[.name]
        switch section {
        case .datastores:
            let capacity = try Reading.bytes(form[.capacity], "capacity")
            let path = try FolderPath(form[.path]).text
            return .addDatastore(name: name, path: path, capacity: capacity, reserve: try reserve(form))
        case .vlans:
            var network: IPv4?
            if let text = form.text(.network) { network = try Reading.address(text, "network") }
            return .addVLAN(name: name, tag: try Reading.number(form[.tag], "tag", 0...4094), network: network)
        case .domains:
            return .addDomain(
                name: name,
                vlan: try row(form, .vlan, "VLAN"),
                attachment: try SecurityDomain.Attachment(form[.attachment]),
                organisations: try Reading.organisations(form[.organisations], catalog)
            )
        case .privateAddresses:
            return .addPrivate(
                try range(form),
                vlan: try row(form, .vlan, "VLAN"),
                macs: try Reading.macs(form[.macs])
            )
        case .publicAddresses: return .addPublic(try range(form))
        case .organisations:
            return .addOrganisation(name: name, details: form[.details], adminMail: form.text(.mail))
        case .users:
            return .addUser(
                username: name,
                fullName: form[.fullName],
                email: form.text(.mail),
                organisation: try row(form, .organisation, "organisation")
            )
        case .templates, .disks, .trash, .sanity: return nil
        }
    }

    private func change(_ form: Form, _ id: StorageID) throws(CloudError) -> CatalogChange? {
        let (name, isActive) = (form[.name], form.isOn(.active))
        switch id {
        case .datastore(let id):
            guard var row = catalog.datastores.first(where: { $0.id == id }) else { throw .noSuch("datastore", name) }
            (row.name, row.isActive) = (name, isActive)
            (row.capacity, row.reserve) = (try Reading.bytes(form[.capacity], "capacity"), try reserve(form))
            return .editDatastore(row)
        case .template(let id):
            guard var row = catalog.templates.first(where: { $0.id == id }) else { throw .noSuch("template", name) }
            (row.name, row.release, row.tag, row.isActive) = (name, form[.release], form[.tag], isActive)
            return .editTemplate(row)
        case .organisation(let id):
            guard var row = catalog.organisations.first(where: { $0.id == id }) else {
                throw .noSuch("organisation", name)
            }
            (row.name, row.details, row.adminMail, row.isActive) = (name, form[.details], form.text(.mail), isActive)
            return .editOrganisation(row)
        case .user(let id):
            guard var row = catalog.users.first(where: { $0.id == id }) else { throw .noSuch("user", name) }
            (row.username, row.fullName, row.email) = (name, form[.fullName], form.text(.mail))
            row.organisation = try self.row(form, .organisation, "organisation")
            row.isActive = isActive
            return .editUser(row)
        case .domain(let id):
            guard var row = catalog.domains.first(where: { $0.id == id }) else {
                throw .noSuch("security domain", name)
            }
            (row.name, row.vlan) = (name, try self.row(form, .vlan, "VLAN"))
            row.attachment = try SecurityDomain.Attachment(form[.attachment])
            row.organisations = try Reading.organisations(form[.organisations], catalog)
            return .editDomain(row)
        case .disk, .vlan, .privateAddress, .publicAddress, .trash, .sanity: return nil
        }
    }
}
