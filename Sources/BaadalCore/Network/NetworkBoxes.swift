internal import BaadalModel

/// What makes a box of the network do what the books say.
protocol BoxKeeper: Sendable {
    /// Looks at the box, changes it where it is to be changed, and notes in the store how it stands then.
    ///
    /// One call at a time; none is given up half way.
    ///
    /// - Returns: What is not as the books say, in words; `nil` where all is.
    /// - Throws: Where the store cannot be read or written; what a box does not do is no error.
    func settle(_ purpose: BoxPurpose) async throws -> String?
}

/// Why a box is looked at.
enum BoxPurpose: Hashable, Sendable {
    /// To see how it stands. It is changed only where the books have something that it was not told yet, or where the
    /// configuration has it mended by itself.
    case look
    /// To make it do what the books say, whatever it does.
    case apply
    /// To leave nothing of ours on it.
    case clear
}

/// The boxes of the network that the configuration names.
struct NetworkBoxes: Sendable {
    /// What maps public addresses; `nil` where there is none, or none that is ours to write to.
    var nat: (any BoxKeeper)?
    /// What gives out private addresses; `nil` where there is none.
    var dhcp: (any BoxKeeper)?

    /// The IPv4 address of a host by its name; `nil` where it has none.
    var resolve: @Sendable (String) async throws -> IPv4? = Self.lookUp

    private static let resolver = HostResolver(calls: BlockingCalls(limit: 8))

    /// Asks the system's resolver, for names that are no addresses.
    @Sendable private static func lookUp(_ name: String) async throws -> IPv4? {
        if let address = IPv4(name) { return address }
        guard let host = HostAddress(name) else { return nil }
        return try await resolver.places(of: host, within: .seconds(5)).lazy.compactMap(\.digits).compactMap {
            IPv4($0)
        }
        .first
    }

    /// A cloud without boxes: addresses are kept in the store, and nobody else is told of them.
    static let none = NetworkBoxes()

    /// Whether there is no box at all.
    var isEmpty: Bool { nat == nil && dhcp == nil }

    subscript(box: NetworkBox) -> (any BoxKeeper)? {
        switch box {
        case .nat: nat
        case .dhcp: dhcp
        }
    }
}
