public import BaadalModel

/// What the NAT box is to do, and what is to be taken back, as the books have it at a moment.
public struct NATOrders: Hashable, Sendable {
    /// What it is to do.
    public var wanted: [NATMapping] = []
    /// Mappings that are to be taken back.
    public var leaving: [AddressMapping] = []
    /// Ways to screens whose time is over.
    public var ending: [ScreenGrant] = []
    /// Public addresses that we gave to the box.
    public var added: Set<IPv4> = []
    /// Connections that are to be ended: nothing of them is closed before.
    public var cuts: [ConnectionCut] = []
    /// Ways whose connections could not be ended: what is open of them is held off.
    public var barred: [ScreenForward] = []
    /// Whether the box was never told some of it.
    public var isPending = false

    /// Nothing to do.
    public init() {}
}

/// Connections that are to be ended: of a public address, or of one port.
public struct ConnectionCut: Hashable, Sendable {
    /// The public address.
    public var outside: IPv4
    /// The port; `nil` for all.
    public var port: Int?
    /// The address that they were led to.
    public var inside: IPv4

    /// Connections to an address, or to a port of it.
    public init(outside: IPv4, port: Int? = nil, inside: IPv4) {
        self.outside = outside
        self.port = port
        self.inside = inside
    }
}

/// What a look at the NAT box has shown.
public struct NATFindings: Sendable {
    /// What it is to do and does.
    public var present: Set<NATMapping>
    /// Bytes that came for a public address, and that left with it.
    public var traffic: [IPv4: (received: Bytes, sent: Bytes)]
    /// Whether what was to be taken back is gone.
    public var isClear: Bool
    /// How the box stands.
    public var status: BoxStatus

    /// Findings with everything known.
    public init(
        present: Set<NATMapping>,
        traffic: [IPv4: (received: Bytes, sent: Bytes)],
        isClear: Bool,
        status: BoxStatus
    ) {
        self.present = present
        self.traffic = traffic
        self.isClear = isClear
        self.status = status
    }
}
