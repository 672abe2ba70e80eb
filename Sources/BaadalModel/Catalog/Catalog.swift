/// What VMs are made from, and for whom: all rows of the catalogue.
public struct Catalog: Hashable, Sendable {
    /// All organisations, by name.
    public var organisations: [Organisation] = []
    /// All people, by account.
    public var users: [User] = []
    /// All VLANs, by name.
    public var vlans: [VLAN] = []
    /// All security domains, by name.
    public var domains: [SecurityDomain] = []
    /// All datastores, by name.
    public var datastores: [Datastore] = []
    /// All templates, by name.
    public var templates: [Template] = []
    /// All private addresses, lowest first.
    public var privateAddresses: [PrivateAddress] = []
    /// All public addresses, lowest first.
    public var publicAddresses: [PublicAddress] = []

    /// An empty catalogue.
    public init() {}

    /// The organisation of a name or number.
    public func organisation(_ text: String) throws(CloudError) -> Organisation {
        try find(text, "organisation", in: organisations, \.name)
    }
    /// The person of an account name or number.
    public func user(_ text: String) throws(CloudError) -> User { try find(text, "user", in: users, \.username) }
    /// The VLAN of a name or number.
    public func vlan(_ text: String) throws(CloudError) -> VLAN { try find(text, "VLAN", in: vlans, \.name) }
    /// The security domain of a name or number.
    public func domain(_ text: String) throws(CloudError) -> SecurityDomain {
        try find(text, "security domain", in: domains, \.name)
    }
    /// The datastore of a name or number.
    public func datastore(_ text: String) throws(CloudError) -> Datastore {
        try find(text, "datastore", in: datastores, \.name)
    }
    /// The template of a name or number.
    public func template(_ text: String) throws(CloudError) -> Template {
        try find(text, "template", in: templates, \.name)
    }

    private func find<Row: Identifiable>(
        _ text: String,
        _ what: String,
        in rows: [Row],
        _ name: (Row) -> String
    ) throws(CloudError) -> Row where Row.ID == RowID<Row> {
        if let row = rows.first(where: { name($0) == text }) { return row }
        if let number = Int64(text), let row = rows.first(where: { $0.id.number == number }) { return row }
        throw .noSuch(what, text)
    }
}

/// A change of the catalogue, checked and written at once.
///
/// Each text is checked again where it is written; a row that is in use is deactivated, not removed.
public enum CatalogChange: Hashable, Sendable {
    case addOrganisation(name: String, details: String, adminMail: String?)
    case editOrganisation(Organisation)
    case addUser(username: String, fullName: String, email: String?, organisation: Organisation.ID)
    case editUser(User)
    case addVLAN(name: String, tag: Int, network: IPv4?)
    case editVLAN(VLAN)
    case addDomain(
        name: String,
        vlan: VLAN.ID,
        attachment: SecurityDomain.Attachment,
        organisations: [Organisation.ID]?
    )
    case editDomain(SecurityDomain)
    case addDatastore(name: String, path: String, capacity: Bytes, reserve: Bytes)
    case editDatastore(Datastore)
    case editTemplate(Template)
    /// Fills a private pool: each address gets a new MAC of the prefix, or its own where `macs` says so.
    case addPrivate(IPv4Range, vlan: VLAN.ID, macs: MACSource)
    case addPublic(IPv4Range)
    case setPrivateActive(PrivateAddress.ID, Bool)
    case setPublicActive(PublicAddress.ID, Bool)
    /// Removes a row that nothing uses.
    case remove(Removal)

    /// Where the MACs of a range come from.
    public enum MACSource: Hashable, Sendable {
        /// Drawn, beginning with some octets.
        case random(prefix: String)
        /// Made from the address: `52:54` and its four octets.
        case fromAddress
        /// One MAC, for a range of one address.
        case given(MAC)
    }

    /// A row to remove.
    public enum Removal: Hashable, Sendable {
        case organisation(Organisation.ID)
        case user(User.ID)
        case vlan(VLAN.ID)
        case domain(SecurityDomain.ID)
        case datastore(Datastore.ID)
        case privateAddress(PrivateAddress.ID)
        case publicAddress(PublicAddress.ID)
    }
}
