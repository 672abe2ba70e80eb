internal import BaadalModel

/// What makes a box of the network do what the books say.
protocol BoxKeeper: Sendable {
    /// Looks at the box, changes it where it is to be changed, and notes in the store how it stands then.
    ///
    /// One call at a time; none is given up half way.
    ///
    /// - Returns: What is not as the books say, in words; `nil` where all is.
    /// - Throws: Only where the store cannot be written.
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
