internal import CLibvirt
internal import Glibc

/// One domain in a list of all.
public struct DomainSummary: Hashable, Sendable {
    /// The identifier.
    public var uuid: DomainUUID
    /// The name, unique on its host.
    public var name: String
    /// The state and its reason.
    public var status: DomainStatus
    /// False for a transient domain, which is gone once it is off.
    public var isPersistent: Bool
    /// True where the host starts it when it boots.
    public var isAutostarted: Bool
}

extension Connection {
    /// All domains of the host, on or off, in no particular order.
    ///
    /// It takes three exchanges with the host, however many domains there are: their states, which of them are
    /// transient, and which start with the host.
    public func domains() throws(LibvirtError) -> [DomainSummary] {
        let transient = try uuids(VIR_CONNECT_LIST_DOMAINS_TRANSIENT)
        let autostarted = try uuids(VIR_CONNECT_LIST_DOMAINS_AUTOSTART)
        return try domainStats(groups: [.state], nowait: false).map { domain in
            DomainSummary(
                uuid: domain.uuid,
                name: domain.name,
                status: domain.status,
                isPersistent: !transient.contains(domain.uuid),
                isAutostarted: autostarted.contains(domain.uuid)
            )
        }
    }

    /// The domain of that identifier.
    ///
    /// The C function is `virDomainLookupByUUID`.
    public func domain(_ uuid: DomainUUID) throws(LibvirtError) -> Domain {
        try Domain(owning: call("virDomainLookupByUUID") { uuid.withBytes { virDomainLookupByUUID(handle, $0) } })
    }

    /// The domain of that name.
    ///
    /// The C function is `virDomainLookupByName`.
    public func domain(named name: String) throws(LibvirtError) -> Domain {
        try Domain(owning: call("virDomainLookupByName") { virDomainLookupByName(handle, name) })
    }

    /// Adds a domain by its XML, or changes the definition of the one it names.
    ///
    /// The C function is `virDomainDefineXMLFlags`.
    ///
    /// - Parameters:
    ///   - xml: The domain.
    ///   - validate: Check the XML against libvirt's grammar first, which finds what would be passed over.
    public func define(xml: String, validate: Bool = false) throws(LibvirtError) -> Domain {
        let flags = validate ? VIR_DOMAIN_DEFINE_VALIDATE.rawValue : 0
        return try Domain(owning: call("virDomainDefineXMLFlags") { virDomainDefineXMLFlags(handle, xml, flags) })
    }

    private func uuids(_ filter: virConnectListAllDomainsFlags) throws(LibvirtError) -> Set<DomainUUID> {
        var list: UnsafeMutablePointer<virDomainPtr?>?
        let count = try call("virConnectListAllDomains") {
            virConnectListAllDomains(handle, &list, filter.rawValue)
        }
        defer { free(list) }
        var found = Set<DomainUUID>()
        var failure: LibvirtError?
        for index in 0..<Int(count) {
            guard let domain = list?[index] else { continue }
            do { found.insert(try DomainUUID(of: domain)) } catch { failure = error }
            virDomainFree(domain)
        }
        if let failure { throw failure }
        return found
    }
}
