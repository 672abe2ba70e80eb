/// A part of the network that other parts do not see.
public struct VLAN: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<VLAN>

    /// Tells it from all others.
    public let id: ID
    /// Unique.
    public var name: String
    /// 0 (untagged) to 4094.
    public var tag: Int
    /// The network's address; `nil` where nobody said.
    public var network: IPv4?

    /// A VLAN with everything known.
    public init(id: ID, name: String, tag: Int, network: IPv4? = nil) {
        self.id = id
        self.name = name
        self.tag = tag
        self.network = network
    }
}

/// A unit of isolation: exactly one VLAN, and how its VMs are plugged into it.
public struct SecurityDomain: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<SecurityDomain>

    /// How a VM is plugged into its VLAN.
    public enum Attachment: Hashable, Sendable {
        /// A Linux bridge of the hosts that is the VLAN; the VM sees no tag.
        case bridge(String)
        /// A port group of a libvirt network.
        case portgroup(network: String, portgroup: String)
        /// An Open vSwitch bridge, with the VLAN's tag on the port.
        case ovs(String)
    }

    /// Tells it from all others.
    public let id: ID
    /// Unique.
    public var name: String
    /// Its VLAN, which no other security domain has.
    public var vlan: VLAN.ID
    /// How its VMs are plugged in.
    public var attachment: Attachment
    /// The organisations that may use it; `nil` for all.
    public var organisations: [Organisation.ID]?

    /// A security domain with everything known.
    public init(
        id: ID,
        name: String,
        vlan: VLAN.ID,
        attachment: Attachment,
        organisations: [Organisation.ID]? = nil
    ) {
        self.id = id
        self.name = name
        self.vlan = vlan
        self.attachment = attachment
        self.organisations = organisations
    }
}

extension SecurityDomain.Attachment: CustomStringConvertible {
    /// As `bridge:br0`, `portgroup:ovs-net/vlan3` or `ovs:br-int`; reading it gives the same again.
    public var description: String {
        switch self {
        case .bridge(let name): "bridge:\(name)"
        case .portgroup(let network, let portgroup): "portgroup:\(network)/\(portgroup)"
        case .ovs(let name): "ovs:\(name)"
        }
    }

    /// Reads the text form.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(_ text: String) throws(CloudError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let names = (parts.last ?? "").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count, names.count) {
        case ("bridge", 2, 1): self = .bridge(try Self.device(names[0]))
        case ("ovs", 2, 1): self = .ovs(try Self.device(names[0]))
        case ("portgroup", 2, 2):
            self = .portgroup(
                network: try ShortName(names[0], "network").text,
                portgroup: try ShortName(names[1], "portgroup").text
            )
        default:
            throw .badValue(
                name: "attachment",
                value: text,
                accepted: "bridge:NAME, portgroup:NETWORK/GROUP and ovs:NAME are accepted"
            )
        }
    }

    /// A network device's name has at most 15 characters.
    private static func device(_ text: String) throws(CloudError) -> String {
        let name = try ShortName(text, "attachment").text
        guard name.utf8.count <= 15 else {
            throw .badValue(
                name: "attachment",
                value: text,
                accepted: "a device name of at most 15 characters is accepted"
            )
        }
        return name
    }
}

/// A private address that VMs and hosts may have, with the hardware address that goes with it.
public struct PrivateAddress: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<PrivateAddress>

    /// Tells it from all others.
    public let id: ID
    /// Unique.
    public var address: IPv4
    /// Unique.
    public var mac: MAC
    /// The part of the network that it belongs to.
    public var vlan: VLAN.ID
    /// False for one that is not given out.
    public var isActive: Bool
    /// The VM that has it; `nil` for one that is free.
    public var holder: VM.ID?

    /// An address with everything known.
    public init(id: ID, address: IPv4, mac: MAC, vlan: VLAN.ID, isActive: Bool = true, holder: VM.ID? = nil) {
        self.id = id
        self.address = address
        self.mac = mac
        self.vlan = vlan
        self.isActive = isActive
        self.holder = holder
    }
}

/// A public address that may be mapped to a VM.
public struct PublicAddress: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<PublicAddress>

    /// Tells it from all others.
    public let id: ID
    /// Unique.
    public var address: IPv4
    /// False for one that is not given out.
    public var isActive: Bool
    /// The VM that has it; `nil` for one that is free.
    public var holder: VM.ID?

    /// An address with everything known.
    public init(id: ID, address: IPv4, isActive: Bool = true, holder: VM.ID? = nil) {
        self.id = id
        self.address = address
        self.isActive = isActive
        self.holder = holder
    }
}
