/// An address that a DHCP server gives to one machine and to no other.
public struct DHCPReservation: Hashable, Sendable {
    /// What the server calls it: letters, digits, `_`, `-` and `.`.
    public var name: String
    /// The machine.
    public var mac: MAC
    /// Its address.
    public var address: IPv4

    /// A reservation.
    ///
    /// - Parameter name: `nil` for `IP_` and the address with `_` for its dots.
    /// - Throws: ``CloudError/badValue(name:value:accepted:)`` for a name that a server could take for something else.
    public init(name: String? = nil, mac: MAC, address: IPv4) throws(CloudError) {
        if let name {
            self.name = try FileName(name, "DHCP name").text
        } else {
            self.name = "IP_" + "\(address)".split(separator: ".").joined(separator: "_")
        }
        self.mac = mac
        self.address = address
    }
}

/// All addresses that the cloud's DHCP server is to give out, as a whole.
public struct DHCPPlan: Hashable, Sendable {
    /// The reservations, lowest address first.
    public let reservations: [DHCPReservation]

    /// A plan.
    ///
    /// - Throws: ``CloudError/taken(what:value:)`` where two have the same name, machine or address.
    public init(_ reservations: some Sequence<DHCPReservation>) throws(CloudError) {
        var (names, macs, addresses): (Set<String>, Set<MAC>, Set<IPv4>) = ([], [], [])
        for entry in reservations {
            guard names.insert(entry.name).inserted else { throw .taken(what: "DHCP name", value: entry.name) }
            guard macs.insert(entry.mac).inserted else { throw .taken(what: "MAC", value: "\(entry.mac)") }
            guard addresses.insert(entry.address).inserted else {
                throw .taken(what: "address", value: "\(entry.address)")
            }
        }
        self.reservations = reservations.sorted { $0.address < $1.address }
    }

    /// The plan for addresses that VMs hold, each by the name of its VM.
    ///
    /// - Parameter held: The names as the books have them; `nil` where a VM has none. One that a server could take for
    ///   something else is left out: the address counts.
    /// - Throws: ``CloudError/taken(what:value:)`` where names of VMs come to the same.
    public init(held: some Sequence<(name: String?, mac: MAC, address: IPv4)>) throws(CloudError) {
        var reservations: [DHCPReservation] = []
        for entry in held {
            if let named = try? DHCPReservation(name: entry.name, mac: entry.mac, address: entry.address) {
                reservations.append(named)
            } else {
                reservations.append(try DHCPReservation(mac: entry.mac, address: entry.address))
            }
        }
        try self.init(reservations)
    }

    /// The first line of each file, which tells people whose it is.
    static let heading = "# Written by Baadal from its store; what is changed here is lost."

    /// The file for ISC's server, which its configuration includes: a host block each.
    public var isc: String {
        let blocks = reservations.map {
            "host \($0.name) { hardware ethernet \($0.mac); fixed-address \($0.address); }"
        }
        return ([Self.heading] + blocks).joined(separator: "\n") + "\n"
    }

    /// The file for dnsmasq, to lie in its `dhcp-hostsdir`: a line each.
    public var dnsmasq: String {
        ([Self.heading] + reservations.map { "\($0.mac),\($0.address),\($0.name)" }).joined(separator: "\n") + "\n"
    }
}
