internal import BaadalModel

/// A list of the storage pane.
enum StorageSection: String, ListSection {
    case datastores, templates, disks
    case vlans = "VLANs"
    case domains
    case privateAddresses = "private"
    case publicAddresses = "public"
    case organisations = "orgs"
    case users, trash, sanity

    /// What one of them is called, as in `add datastore`.
    var noun: String {
        switch self {
        case .datastores: "datastore"
        case .templates: "template"
        case .disks: "disk"
        case .vlans: "VLAN"
        case .domains: "security domain"
        case .privateAddresses: "private address"
        case .publicAddresses: "public address"
        case .organisations: "organisation"
        case .users: "user"
        case .trash: "VM in the trash"
        case .sanity: "VM"
        }
    }

    /// What several are called.
    var plural: String {
        switch self {
        case .privateAddresses, .publicAddresses: "\(noun)es"
        case .trash: "VMs in the trash"
        default: "\(noun)s"
        }
    }

    /// The columns, the first of which stays on the narrowest screen.
    var columns: [SectionColumn] {
        switch self {
        case .datastores:
            [
                .init("name", "NAME", 10, 14), .init("path", "PATH", 10, 24, priority: 5),
                .init("size", "CAPACITY", 8, isRight: true, priority: 3),
                .init("committed", "COMMITTED", 9, isRight: true, priority: 3),
                .init("used", "", 6, 12, priority: 4), .init("free", "FREE", 7, isRight: true, priority: 1),
                .init("state", "STATE", 13), .init("hosts", "SEEN BY", 8, 24, priority: 2),
            ]
        case .templates:
            [
                .init("name", "NAME", 12, 22), .init("system", "SYSTEM", 10, 18, priority: 3),
                .init("form", "FORM", 5, priority: 2), .init("size", "SIZE", 7, isRight: true, priority: 1),
                .init("datastore", "DATASTORE", 9, 12, priority: 4), .init("state", "STATE", 13),
                .init("tag", "TAG", 8, 16, priority: 5),
            ]
        case .disks:
            [
                .init("vm", "VM", 10, 18), .init("target", "AS", 4), .init("size", "SIZE", 7, isRight: true),
                .init("role", "ROLE", 6, priority: 2), .init("datastore", "DATASTORE", 9, 12, priority: 3),
                .init("state", "STAGE", 10), .init("path", "PATH", 12, 44, priority: 4),
            ]
        case .vlans:
            [
                .init("name", "NAME", 10, 16), .init("tag", "TAG", 5, isRight: true),
                .init("network", "NETWORK", 11, 15, priority: 3), .init("pool", "HELD", 9, isRight: true),
                .init("used", "", 6, 14, priority: 4), .init("domain", "DOMAIN", 8, 16, priority: 2),
            ]
        case .domains:
            [
                .init("name", "NAME", 10, 16), .init("vlan", "VLAN", 8, 12, priority: 2),
                .init("attachment", "PLUGGED IN", 12, 22, priority: 3), .init("pool", "HELD", 9, isRight: true),
                .init("used", "", 6, 14, priority: 4), .init("organisation", "FOR", 6, 20, priority: 1),
            ]
        case .privateAddresses:
            [
                .init("name", "ADDRESS", 15), .init("mac", "MAC", 17, priority: 3),
                .init("vlan", "VLAN", 8, 12, priority: 2), .init("state", "STATE", 13),
                .init("vm", "HELD BY", 10, 24, priority: 1),
            ]
        case .publicAddresses:
            [.init("name", "ADDRESS", 15), .init("state", "STATE", 13), .init("vm", "HELD BY", 10, 24, priority: 1)]
        case .organisations:
            [
                .init("name", "NAME", 10, 16), .init("details", "DETAILS", 12, 28, priority: 3),
                .init("mail", "MAIL OF ITS ADMIN", 12, 26, priority: 4),
                .init("users", "USERS", 5, isRight: true, priority: 2),
                .init("vms", "VMs", 5, isRight: true, priority: 1), .init("state", "STATE", 13),
            ]
        case .users:
            [
                .init("name", "ACCOUNT", 10, 14), .init("full", "NAME", 12, 22, priority: 3),
                .init("organisation", "ORGANISATION", 12, priority: 2), .init("mail", "MAIL", 12, 24, priority: 4),
                .init("vms", "VMs", 5, isRight: true, priority: 1), .init("state", "STATE", 13),
            ]
        case .trash:
            [
                .init("name", "NAME", 14, 30), .init("owner", "OWNER", 8, 12, priority: 2),
                .init("purge", "GONE IN", 8, isRight: true), .init("date", "ON", 10, priority: 3),
                .init("disks", "DISKS", 5, isRight: true, priority: 4),
                .init("size", "SIZE", 7, isRight: true, priority: 1),
            ]
        case .sanity:
            [
                .init("name", "VM", 10, 18), .init("host", "HOST", 6, 10, priority: 2),
                .init("state", "STATUS", 9, 11, priority: 1), .init("message", "MESSAGE", 18, 40),
            ]
        }
    }

    /// The column that it is sorted by at first.
    var firstSort: String {
        switch self {
        case .trash: "purge"
        case .sanity: "message"
        default: columns.first?.id ?? "name"
        }
    }
}

/// What a row of the storage pane is of.
enum StorageID: SectionID {
    case datastore(Datastore.ID)
    case template(Template.ID)
    case disk(Disk.ID)
    case vlan(VLAN.ID)
    case domain(SecurityDomain.ID)
    case privateAddress(PrivateAddress.ID)
    case publicAddress(PublicAddress.ID)
    case organisation(Organisation.ID)
    case user(User.ID)
    case trash(VM.ID)
    case sanity(SanityRow.ID)

    var section: StorageSection {
        switch self {
        case .datastore: .datastores
        case .template: .templates
        case .disk: .disks
        case .vlan: .vlans
        case .domain: .domains
        case .privateAddress: .privateAddresses
        case .publicAddress: .publicAddresses
        case .organisation: .organisations
        case .user: .users
        case .trash: .trash
        case .sanity: .sanity
        }
    }
}
