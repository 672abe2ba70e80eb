/// The kinds of DHCP server that can be told what to give out.
public enum DHCPDriver: String, CaseIterable, Sendable {
    /// ISC's: a file of host blocks that its configuration includes; it is started anew for each change.
    case isc = "isc-dhcp"
    /// dnsmasq: a file in its `dhcp-hostsdir`, which it reads by itself.
    case dnsmasq

    /// Where the file lies unless the configuration says otherwise.
    public var defaultFile: String {
        switch self {
        case .isc: "/etc/dhcp/baadal.conf"
        case .dnsmasq: "/etc/dnsmasq.d/baadal-hosts/baadal"
        }
    }
}

extension DHCPPlan {
    /// The file for a server.
    public func text(for driver: DHCPDriver) -> String {
        switch driver {
        case .isc: isc
        case .dnsmasq: dnsmasq
        }
    }
}
