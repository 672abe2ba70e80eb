/// Two hosts, whichever is named first.
public struct HostPair: Hashable, Comparable, Codable, Sendable {
    /// The lesser of the two.
    public let first: Host.ID
    /// The greater of the two.
    public let second: Host.ID

    /// A pair; `nil` for a host and itself.
    public init?(_ one: Host.ID, _ other: Host.ID) {
        guard one != other else { return nil }
        (first, second) = one < other ? (one, other) : (other, one)
    }

    /// Orders by the first host, then by the second.
    public static func < (lhs: Self, rhs: Self) -> Bool { (lhs.first, lhs.second) < (rhs.first, rhs.second) }
}

/// What was measured between two hosts.
public struct PairMeasurement: Hashable, Codable, Sendable {
    /// Between whom: the first is the client, the second the server.
    public var pair: HostPair
    /// When it ended.
    public var at: Timestamp
    /// What measured it; `nil` for echoes alone.
    public var tool: MeasureTool?
    /// What was found.
    public var figures: MeasuredFigures

    /// A measurement.
    public init(pair: HostPair, at: Timestamp, tool: MeasureTool?, figures: MeasuredFigures) {
        self.pair = pair
        self.at = at
        self.tool = tool
        self.figures = figures
    }
}
