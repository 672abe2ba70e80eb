/// What the boxes of the network are to do, and how far they do it.
public struct NetworkBooks: Hashable, Sendable {
    /// What the NAT box is; `nil` for a cloud without one.
    public var natType: NATType?
    /// The address on which ways to screens are opened; `nil` where none are.
    public var screenAddress: IPv4?
    /// How the DHCP server is told; `nil` for a cloud that tells none.
    public var dhcp: DHCPDriver?
    /// Public addresses that are mapped, or about to be or not to be, lowest first.
    public var mappings: [AddressMapping] = []
    /// Ways to screens: the open ones and those of the last day, newest first.
    public var grants: [ScreenGrant] = []
    /// How the boxes stand; one that was never looked at is missing.
    public var boxes: [NetworkBox: BoxStatus] = [:]

    /// A cloud without boxes.
    public init() {}

    /// The mapping of a VM; `nil` where it has none.
    public func mapping(of vm: VM.ID) -> AddressMapping? { mappings.first { $0.vm == vm && $0.isWanted } }
    /// The way to the screen of a VM that is open; `nil` where none is.
    public func openGrant(of vm: VM.ID) -> ScreenGrant? { grants.first { $0.vm == vm && $0.closed == nil } }
}

/// How far a box does what the books say.
public enum Standing: String, CaseIterable, Sendable {
    /// To be done; the box was not told yet.
    case wanted
    /// To be taken back; the box was not told yet.
    case leaving
    /// Done, as the box shows.
    case present
    /// It was done, and the box shows something else now.
    case drifting
    /// Nothing was seen of the box; what it does is not known.
    case unreachable
    /// Written down only: somebody else maps.
    case recorded
    /// Taken back, as the box shows.
    case closed
}

/// A public address that is mapped to a private one.
public struct AddressMapping: Identifiable, Hashable, Sendable {
    /// The public address; it has one mapping at most.
    public var id: IPv4 { outside }
    /// The public address.
    public var outside: IPv4
    /// The private address.
    public var inside: IPv4
    /// The VM that has both; `nil` where it is no more.
    public var vm: VM.ID?
    /// False for one that is being taken back.
    public var isWanted: Bool
    /// How far the box does it.
    public var standing: Standing
    /// Bytes that came for it since the box made its rules; `nil` where that was not read.
    public var received: Bytes?
    /// Bytes that it sent since then.
    public var sent: Bytes?

    /// A mapping with everything known.
    public init(
        outside: IPv4,
        inside: IPv4,
        vm: VM.ID?,
        isWanted: Bool = true,
        standing: Standing = .wanted,
        received: Bytes? = nil,
        sent: Bytes? = nil
    ) {
        self.outside = outside
        self.inside = inside
        self.vm = vm
        self.isWanted = isWanted
        self.standing = standing
        self.received = received
        self.sent = sent
    }
}

/// A way from outside to the screen of a VM, for a time.
public struct ScreenGrant: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<ScreenGrant>

    /// Tells it from all others.
    public let id: ID
    /// The VM.
    public var vm: VM.ID
    /// The host to which it leads.
    public var host: Host.ID
    /// What the box does for it.
    public var forward: ScreenForward
    /// Who asked for it.
    public var requester: String
    /// When it was opened.
    public var opened: Timestamp
    /// When it ends, or was told to end; the box itself ends it at its forward's end at the latest.
    public var expires: Timestamp
    /// When the box was seen without it; `nil` while it may still be open.
    public var closed: Timestamp?
    /// How far the box does it.
    public var standing: Standing

    /// How many a VM may have a day.
    public static let dailyLimit = 10
    /// How long one lasts where nobody says otherwise, in seconds.
    public static let defaultSeconds = 1800

    /// A grant with everything known.
    public init(
        id: ID,
        vm: VM.ID,
        host: Host.ID,
        forward: ScreenForward,
        requester: String,
        opened: Timestamp,
        expires: Timestamp,
        closed: Timestamp? = nil,
        standing: Standing = .wanted
    ) {
        self.id = id
        self.vm = vm
        self.host = host
        self.forward = forward
        self.requester = requester
        self.opened = opened
        self.expires = expires
        self.closed = closed
        self.standing = standing
    }

    /// Seconds that are left of it; 0 where it has ended.
    public func seconds(at now: Timestamp) -> Int64 {
        closed == nil ? max(0, (expires.milliseconds(since: now) + 999) / 1000) : 0
    }
}

/// A way to a screen, as it is asked for.
public struct GrantOrder: Hashable, Sendable {
    /// How long it lasts.
    public var seconds: Int
    /// Who may connect; empty for everybody.
    public var sources: [IPv4Network]

    /// An order, checked.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)`` for less than 10 seconds, more than a day, or more than 16
    ///   networks.
    public init(
        seconds: Int = ScreenGrant.defaultSeconds,
        sources: [IPv4Network] = []
    ) throws(CloudError) {
        guard (10...86_400).contains(seconds) else {
            throw .badValue(name: "time", value: "\(seconds) s", accepted: "10 seconds to 24 hours are accepted")
        }
        guard sources.count <= 16 else {
            throw .badValue(name: "from", value: "\(sources.count) networks", accepted: "at most 16 are accepted")
        }
        self.seconds = seconds
        var seen: Set<IPv4Network> = []
        self.sources = sources.filter { seen.insert($0).inserted }
    }

    /// As it is stored.
    public var parameters: Parameters {
        var all = Parameters()
        all[number: "seconds"] = Int64(seconds)
        all["sources"] = sources.isEmpty ? nil : sources.map(\.description).joined(separator: " ")
        return all
    }

    /// An order as stored; `nil` where the parts do not make one.
    public init?(_ all: Parameters) {
        guard let seconds = all[number: "seconds"] else { return nil }
        let sources = (all["sources"] ?? "").split(separator: " ").map { try? IPv4Network(String($0)) }
        guard let order = try? GrantOrder(seconds: Int(clamping: seconds), sources: sources.compactMap { $0 }),
            !sources.contains(nil)
        else { return nil }
        self = order
    }
}
