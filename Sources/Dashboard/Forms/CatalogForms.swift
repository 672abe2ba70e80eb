internal import BaadalModel
internal import Canvas

extension DashboardState {
    private var catalog: Catalog { cloud.inventory.catalog }

    /// What is asked for something new of a section; `nil` for sections that nothing is added to.
    func addForm(_ section: StorageSection) -> Form? {
        guard let fields = addFields(section) else { return nil }
        let several = section == .privateAddresses || section == .publicAddresses
        return Form(.add(section), "add \(several ? section.plural : section.noun)", fields)
    }

    private func addFields(_ section: StorageSection) -> [FormField]? {
        switch section {
        case .datastores:
            [
                .name(),
                .text(.path, "Folder", "/") { text throws(CloudError) in _ = try FolderPath(text) },
                .bytes(.capacity, "Capacity", ""), .bytes(.reserve, "Kept free", "0", isOptional: true),
            ]
        case .templates:
            [
                .name(), .choice(.datastore, "Datastore", stores, missing: "a datastore comes first"),
                .text(.file, "File") { text throws(CloudError) in _ = try FileName(text) },
                .choice(.form, "Form", Template.Form.allCases.map { Choice($0.rawValue, $0.rawValue) }),
                .choice(.system, "System", Template.System.allCases.map { Choice($0.rawValue, $0.rawValue) }),
                .words(.release, "Release", atMost: 50), .words(.tag, "Tag", atMost: 50),
            ]
        case .vlans:
            [
                .name(),
                .text(.tag, "Tag") { text throws(CloudError) in _ = try Reading.number(text, "tag", 0...4094) },
                .text(.network, "Network") { text throws(CloudError) in
                    if !text.isEmpty { _ = try Reading.address(text, "network") }
                },
            ]
        case .domains: domainFields(nil)
        case .privateAddresses:
            ranges + [
                .choice(.vlan, "VLAN", vlanChoices, missing: "a VLAN comes first"),
                .text(.macs, "MACs", "52:54:00") { text throws(CloudError) in _ = try Reading.macs(text) },
            ]
        case .publicAddresses: ranges
        case .organisations: [.name(), .words(.details, "Details", atMost: 255), .mail(nil)]
        case .users: [.name(label: "Account")] + userFields(nil)
        case .disks, .trash, .sanity: nil
        }
    }

    /// What of a row can be changed; `nil` where nothing can.
    func changeForm(_ id: StorageID) -> Form? {
        let fields: [FormField]?
        switch id {
        case .datastore(let id):
            fields = catalog.datastores.first { $0.id == id }.map { row in
                [
                    .name(row.name), .bytes(.capacity, "Capacity", row.capacity.exact),
                    .bytes(.reserve, "Kept free", row.reserve.exact, isOptional: true),
                    .flag(.active, "Active", row.isActive),
                ]
            }
        case .template(let id):
            fields = catalog.templates.first { $0.id == id }.map { row in
                [
                    .name(row.name), .words(.release, "Release", row.release, atMost: 50),
                    .words(.tag, "Tag", row.tag, atMost: 50), .flag(.active, "Active", row.isActive),
                ]
            }
        case .organisation(let id):
            fields = catalog.organisations.first { $0.id == id }.map { row in
                [
                    .name(row.name), .words(.details, "Details", row.details, atMost: 255), .mail(row.adminMail),
                    .flag(.active, "Active", row.isActive),
                ]
            }
        case .user(let id):
            fields = catalog.users.first { $0.id == id }.map { row in
                [.name(row.username, label: "Account")] + userFields(row) + [.flag(.active, "Active", row.isActive)]
            }
        case .domain(let id): fields = catalog.domains.first { $0.id == id }.map { domainFields($0) }
        case .disk, .vlan, .privateAddress, .publicAddress, .trash, .sanity: fields = nil
        }
        guard let fields else { return nil }
        return Form(.change(id), "change \(id.section.noun) \(lists.storage.rows[id]?.name ?? "")", fields)
    }

    // MARK: - Parts

    private var stores: [Choice] { catalog.datastores.map { Choice($0.id, $0.name) } }
    private var vlanChoices: [Choice] { catalog.vlans.map { Choice($0.id, "\($0.name) (\($0.tag))") } }

    private var ranges: [FormField] {
        [
            .text(.first, "From") { text throws(CloudError) in _ = try Reading.address(text, "from") },
            .text(.last, "To") { text throws(CloudError) in
                if !text.isEmpty { _ = try Reading.address(text, "to") }
            },
        ]
    }

    private func userFields(_ row: User?) -> [FormField] {
        [
            .words(.fullName, "Name", row?.fullName ?? "", atMost: 128), .mail(row?.email),
            .choice(
                .organisation,
                "Organisation",
                catalog.organisations.map { Choice($0.id, $0.name) },
                selected: row.map { "\($0.organisation)" },
                missing: "an organisation comes first"
            ),
        ]
    }

    private func domainFields(_ row: SecurityDomain?) -> [FormField] {
        let catalog = catalog
        let names = row?.organisations?.map { id in catalog.organisations.first { $0.id == id }?.name ?? "\(id)" }
        return [
            .name(row?.name ?? ""),
            .choice(
                .vlan,
                "VLAN",
                vlanChoices,
                selected: row.map { "\($0.vlan)" },
                missing: "a VLAN comes first"
            ),
            .text(.attachment, "Plugged in", row.map { "\($0.attachment)" } ?? "bridge:") { text throws(CloudError) in
                _ = try SecurityDomain.Attachment(text)
            },
            .text(.organisations, "For", names?.joined(separator: ",") ?? "all") { text throws(CloudError) in
                _ = try Reading.organisations(text, catalog)
            },
        ]
    }
}

extension Reading {
    /// Organisations by name, joined by commas; `nil` for the word `all`.
    static func organisations(_ text: String, _ catalog: Catalog) throws(CloudError) -> [Organisation.ID]? {
        guard text != "all" else { return nil }
        var found: [Organisation.ID] = []
        for name in text.split(separator: ",") {
            found.append(try catalog.organisation(String(name.drop { $0 == " " })).id)
        }
        guard !found.isEmpty else {
            throw .badValue(name: "for", value: text, accepted: "all, or organisations joined by commas, is accepted")
        }
        return found
    }
}
