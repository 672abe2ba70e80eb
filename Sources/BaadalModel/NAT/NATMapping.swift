/// What the NAT box is to do for one VM.
public enum NATMapping: Hashable, Sendable {
    /// A public address that is one VM's alone: what comes for it goes to the VM, and what the VM sends leaves with it.
    case address(public: IPv4, private: IPv4)
    /// A TCP port of the box that leads to the screen of a VM on its host.
    case screen(ScreenForward)

    /// The address on the outside.
    public var outside: IPv4 {
        switch self {
        case .address(let outside, _): outside
        case .screen(let forward): forward.outside
        }
    }
}

/// A way from outside to the screen of a VM.
public struct ScreenForward: Hashable, Sendable {
    /// The address of the NAT box that viewers connect to.
    public var outside: IPv4
    /// The port of the NAT box.
    public var port: Int
    /// The address on which the VM's host shows the screen.
    public var host: IPv4
    /// The port of the screen there.
    public var hostPort: Int
    /// Who may connect; empty for everybody.
    public var sources: [IPv4Network]
    /// When the box itself ends it, also where nobody takes it back; to the second, `nil` for never.
    public var end: Timestamp?

    /// A way to a screen.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)`` for a port that is none.
    public init(
        outside: IPv4,
        port: Int,
        host: IPv4,
        hostPort: Int,
        sources: [IPv4Network] = [],
        end: Timestamp? = nil
    ) throws(CloudError) {
        for number in [port, hostPort] where !(1...65_535).contains(number) {
            throw .badValue(name: "port", value: "\(number)", accepted: "1 to 65535 are accepted")
        }
        self.outside = outside
        self.port = port
        self.host = host
        self.hostPort = hostPort
        self.sources = sources
        self.end = end
    }
}

/// What the NAT box that a cloud has is like.
public enum NATType: String, CaseIterable, Sendable {
    /// A Linux box whose rules are ours to write.
    case software = "software_nat"
    /// Somebody else maps; we keep the records.
    case mapping = "mapping_nat"
    /// A device that we cannot speak to.
    case hardware = "hardware_nat"
}

/// How the rules of a NAT box are written.
public enum NATDriver: String, CaseIterable, Sendable {
    /// Chains of ours in the tables of `iptables`.
    case iptables
    /// A table of ours, by `nft`.
    case nftables

    /// The file from which rules come back when the box starts, unless the configuration names another.
    public var defaultFile: String {
        switch self {
        case .iptables: "/etc/iptables/rules.v4"
        case .nftables: "/etc/nftables.d/baadal.nft"
        }
    }
}
