/// A machine that does something for the network of the whole cloud.
public enum NetworkBox: String, CaseIterable, Codable, Sendable {
    /// Lends guests public addresses, and opens ways to their screens.
    case nat
    /// Tells guests their private addresses.
    case dhcp

    /// As people say it.
    public var title: String {
        switch self {
        case .nat: "NAT box"
        case .dhcp: "DHCP server"
        }
    }
}

/// How a box stands, as it was seen last.
public struct BoxStatus: Hashable, Sendable {
    /// How a box stands.
    public enum State: String, CaseIterable, Sendable {
        /// It was not looked at yet.
        case unknown
        /// It does what it is to do, and nothing else in what is ours.
        case sound
        /// It differs from what it is to do.
        case drifting
        /// It does not answer, or refuses us.
        case unreachable
    }

    /// How it stands.
    public var state: State
    /// When it was looked at, or tried to be.
    public var at: Timestamp
    /// What differs, or why it cannot be seen; empty where there is nothing to say.
    public var message: String

    /// A box as it was seen.
    public init(state: State, at: Timestamp, message: String = "") {
        self.state = state
        self.at = at
        self.message = message
    }
}

extension NetworkBox: Comparable {
    /// Orders as people look: what guests are reached by first.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs == .nat && rhs == .dhcp }
}
