/// An address that a DHCP server has given out.
public struct DHCPLease: Hashable, Sendable {
    /// The address.
    public var address: IPv4
    /// Who has it; `nil` where the server does not say.
    public var mac: MAC?
    /// What the machine calls itself; `nil` where it did not say, or said what is no plain name.
    public var hostname: String?
    /// Whether it holds now, as far as the server knows.
    public var isActive: Bool
}

extension DHCPLease {
    /// Reads the leases file of ISC's server.
    ///
    /// The server writes a new entry whenever something changes: the last one of an address counts. What makes no sense
    /// is left out.
    ///
    /// - Returns: The leases, lowest address first.
    public static func isc(parsing text: String) -> [DHCPLease] {
        var leases: [IPv4: DHCPLease] = [:]
        var lease: DHCPLease?
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split { " \t;{}".contains($0) }
            guard let first = words.first else {
                if line.contains("}") { store(&lease, in: &leases) }
                continue
            }
            switch first {
            case "lease" where words.count == 2:
                store(&lease, in: &leases)
                lease = IPv4(words[1]).map { DHCPLease(address: $0, isActive: false) }
            case "hardware" where words.count == 3: lease?.mac = MAC(words[2])
            case "binding" where words.count == 3 && words[1] == "state": lease?.isActive = words[2] == "active"
            case "client-hostname" where words.count == 2: lease?.hostname = plain(words[1].drop { $0 == "\"" })
            default: break
            }
            if line.contains("}") { store(&lease, in: &leases) }
        }
        // A file that ends within an entry was cut off there: the entry before it counts.
        return leases.values.sorted { $0.address < $1.address }
    }

    /// Reads the leases file of dnsmasq: a line each, as `EXPIRY MAC ADDRESS NAME CLIENT`.
    ///
    /// - Returns: The leases, lowest address first.
    public static func dnsmasq(parsing text: String) -> [DHCPLease] {
        var leases: [IPv4: DHCPLease] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ")
            guard words.count == 5, Int64(words[0]) != nil, let mac = MAC(words[1]), let address = IPv4(words[2]) else {
                continue
            }
            leases[address] = DHCPLease(address: address, mac: mac, hostname: plain(words[3]), isActive: true)
        }
        return leases.values.sorted { $0.address < $1.address }
    }

    private static func store(_ lease: inout DHCPLease?, in leases: inout [IPv4: DHCPLease]) {
        if let ended = lease { leases[ended.address] = ended }
        lease = nil
    }

    /// A name that a guest may have; what a guest says goes onto the screen.
    private static func plain(_ text: Substring) -> String? {
        let name = text.last == "\"" ? text.dropLast() : text
        return (try? FileName(String(name)))?.text
    }
}
