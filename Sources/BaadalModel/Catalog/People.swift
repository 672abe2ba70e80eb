/// Those who share VMs, templates and security domains.
public struct Organisation: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<Organisation>

    /// Tells it from all others.
    public let id: ID
    /// Unique; the first part of its VMs' libvirt names.
    public var name: String
    /// In words; may be empty.
    public var details: String
    /// Where its admin is written to; `nil` where nobody said.
    public var adminMail: String?
    /// False for one that gets nothing new.
    public var isActive: Bool

    /// An organisation with everything known.
    public init(id: ID, name: String, details: String = "", adminMail: String? = nil, isActive: Bool = true) {
        self.id = id
        self.name = name
        self.details = details
        self.adminMail = adminMail
        self.isActive = isActive
    }
}

/// A person who owns or asks for VMs.
public struct User: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<User>

    /// Tells the person from all others.
    public let id: ID
    /// The account; unique.
    public var username: String
    /// As people write it.
    public var fullName: String
    /// Where the person is written to; `nil` where nobody said.
    public var email: String?
    /// Whose member the person is.
    public var organisation: Organisation.ID
    /// False for one who may own nothing new.
    public var isActive: Bool

    /// A person with everything known.
    public init(
        id: ID,
        username: String,
        fullName: String = "",
        email: String? = nil,
        organisation: Organisation.ID,
        isActive: Bool = true
    ) {
        self.id = id
        self.username = username
        self.fullName = fullName
        self.email = email
        self.organisation = organisation
        self.isActive = isActive
    }
}
