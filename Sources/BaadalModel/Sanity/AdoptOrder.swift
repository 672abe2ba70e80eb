/// How a VM that was found on a host is taken into the books.
public struct AdoptOrder: Hashable, Sendable {
    /// Whose it becomes; `nil` for the user `System`, who is made where there is none.
    public var owner: User.ID?
    /// The part of the network that it counts to; `nil` to tell by its address or by what it is plugged into.
    public var domain: SecurityDomain.ID?
    /// Whether it is taken where another cloud claims it.
    public var takesOver: Bool

    /// The account of those VMs that are nobody's in particular, and its organisation.
    public static let systemName = "System"

    /// An order for one VM.
    public init(owner: User.ID? = nil, domain: SecurityDomain.ID? = nil, takesOver: Bool = false) {
        self.owner = owner
        self.domain = domain
        self.takesOver = takesOver
    }

    /// As it is stored.
    public var parameters: Parameters {
        var all = Parameters()
        all[key: "owner"] = owner
        all[key: "domain"] = domain
        all[flag: "takesOver"] = takesOver
        return all
    }

    /// An order as stored.
    public init(_ all: Parameters) {
        self.init(owner: all[key: "owner"], domain: all[key: "domain"], takesOver: all[flag: "takesOver"])
    }
}
