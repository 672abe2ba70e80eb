/// A block of IPv4 addresses that share their first bits.
public struct IPv4Network: Hashable, Sendable {
    /// Its lowest address.
    public let address: IPv4
    /// How many bits its addresses share, 0 to 32.
    public let prefix: Int

    /// The block of one address.
    public init(_ address: IPv4) { (self.address, prefix) = (address, 32) }

    /// The block of an address and a number of bits; the bits after those count for nothing.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)`` for a number of bits that is none.
    public init(_ address: IPv4, prefix: Int) throws(CloudError) {
        guard (0...32).contains(prefix) else { throw Self.refusal("\(address)/\(prefix)") }
        self.address = IPv4(bits: address.bits & Self.mask(prefix))
        self.prefix = prefix
    }

    /// Reads an address, or one with a slash and a number of bits.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)`` for anything else.
    public init(_ text: String) throws(CloudError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPv4($0) }) else { throw Self.refusal(text) }
        guard parts.count == 2 else {
            self.init(address)
            return
        }
        guard (1...2).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
            let prefix = Int(parts[1]), prefix <= 32
        else { throw Self.refusal(text) }
        try self.init(address, prefix: prefix)
    }

    /// Whether an address lies in it.
    public func contains(_ other: IPv4) -> Bool { other.bits & Self.mask(prefix) == address.bits }

    private static func mask(_ prefix: Int) -> UInt32 { prefix == 0 ? 0 : .max << UInt32(32 - prefix) }

    private static func refusal(_ text: String) -> CloudError {
        .badValue(name: "network", value: text, accepted: "an address, or ADDRESS/BITS with 0 to 32 bits, is accepted")
    }
}

extension IPv4Network: CustomStringConvertible {
    /// As `10.78.0.0/16`; one address too has its bits, as `10.78.0.11/32`.
    public var description: String { "\(address)/\(prefix)" }
}
