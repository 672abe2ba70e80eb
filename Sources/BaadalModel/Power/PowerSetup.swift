/// How one host is switched on and off: its drivers, the first tried first.
public struct PowerSetup: Hashable, Sendable {
    /// The drivers in their order; empty where nothing can switch the host.
    public let drivers: [PowerDriver]

    /// A host that nothing switches.
    public static let none = PowerSetup(known: [])

    /// Drivers in the order in which they are tried.
    ///
    /// - Throws: ``CloudError/refused(_:)`` for one that is there twice, and for more than eight.
    public init(_ drivers: [PowerDriver]) throws(CloudError) {
        guard drivers.count <= 8 else { throw .refused("\(drivers.count) power drivers; up to 8 are accepted") }
        for (index, driver) in drivers.enumerated() where drivers[..<index].contains(driver) {
            throw .refused("the power driver '\(driver)' is there twice; once is accepted")
        }
        self.init(known: drivers)
    }

    private init(known drivers: [PowerDriver]) { self.drivers = drivers }

    /// The drivers that can do something, the first tried first.
    public func drivers(for role: PowerDriver.Role) -> [PowerDriver] { drivers.filter { $0.serves(role) } }

    /// The driver that is asked first; `nil` where none can do it.
    public func driver(for role: PowerDriver.Role) -> PowerDriver? { drivers.first { $0.serves(role) } }

    /// Whether the host can be cut off with certainty and without anybody's help.
    public var canFence: Bool { driver(for: .fence) != nil }

    /// Whether an admin switches the host by hand, and confirms it.
    public var isByHand: Bool { drivers.contains(.manual) }

    /// Why something cannot be done, and what would be accepted; `nil` where a driver can do it.
    public func obstacle(to role: PowerDriver.Role) -> String? {
        guard driver(for: role) == nil else { return nil }
        let kinds = role.kinds.map(\.rawValue).joined(separator: ", ")
        if isByHand { return "an admin must do it by hand and confirm it; nothing here can \(role.words)" }
        if role == .fence, drivers.contains(where: { $0.kind == .command && $0.serves(.cut) }) {
            return "its command cuts the power and nothing tells that it is off; give it a status program"
        }
        let have = drivers.map(\.kind.rawValue).joined(separator: ", ")
        return (have.isEmpty ? "it has no power driver" : "its power drivers (\(have)) cannot \(role.words)")
            + "; \(kinds) are accepted"
    }
}

extension PowerSetup: CustomStringConvertible {
    /// The drivers as people type them, one a line.
    public var description: String { drivers.map(\.description).joined(separator: "\n") }
}

extension PowerSetup: Codable {
    /// Reads a list of drivers and checks it as if it were typed.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode([PowerDriver].self))
    }

    /// Writes the list.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(drivers)
    }
}
