/// The commands by which the function list says that a NAT box is set up by hand: `get_ip_tables_command` and
/// `get_interfaces_command`.
///
/// The box is not set up by them; they are for an admin who wants to see, or do, what one mapping needs. All that goes
/// into them is of a type that holds nothing a shell takes for its own.
public enum SpecifiedCommands {
    /// Whether a mapping is made or taken back.
    public enum Kind: String, Sendable {
        case add = "Add"
        case delete = "Delete"
    }

    /// The rules of one mapping by `iptables`, saved for the next start of the box.
    ///
    /// - Parameter device: The interface that faces the outside; the original knows `eth0` only.
    public static func ipTables(_ kind: Kind, _ mapping: NATMapping, outsideOn device: NetworkDevice) -> String {
        let flag = kind == .add ? "-I" : "-D"
        let rules: [String]
        switch mapping {
        case .address(let outside, let inside):
            rules = [
                "iptables -t nat \(flag) PREROUTING -i \(device) -d \(outside) -j DNAT --to-destination \(inside)",
                "iptables -t nat \(flag) POSTROUTING -s \(inside) -o \(device) -j SNAT --to-source \(outside)",
            ]
        case .screen(let forward):
            rules = [
                "iptables -t nat \(flag) PREROUTING -i \(device) -p tcp -d \(forward.outside) --dport \(forward.port) "
                    + "-j DNAT --to-destination \(forward.host):\(forward.hostPort)",
                "iptables -t filter \(flag) FORWARD -p tcp -d \(forward.host) --dport \(forward.hostPort) -j ACCEPT",
            ]
        }
        return (rules + ["/etc/init.d/iptables-persistent save", "/etc/init.d/iptables-persistent reload", "exit"])
            .joined(separator: "\n")
    }

    /// The address of one mapping on the interface that faces the outside.
    public static func interfaces(_ kind: Kind, _ outside: IPv4, on device: NetworkDevice) -> String {
        let verb = kind == .add ? "replace" : "del"
        return "ip addr \(verb) \(outside)/32 dev \(device)"
    }
}
