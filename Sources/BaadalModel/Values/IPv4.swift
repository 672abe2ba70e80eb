/// An IPv4 address.
public struct IPv4: Hashable, Comparable, Sendable {
    /// The 32 bits, the first octet highest.
    public let bits: UInt32

    /// The address of those bits.
    public init(bits: UInt32) { self.bits = bits }

    /// Reads four decimal octets from 0 to 255 without leading zeros; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var octet: UInt32 = 0
            for byte in part {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
            }
            guard octet <= 255 else { return nil }
            bits = bits << 8 | octet
        }
        self.init(bits: bits)
    }

    /// Whether a machine may have it: none of "this network", of the machine itself, for many, or reserved.
    public var isAssignable: Bool { ![0, 127].contains(bits >> 24) && bits >> 24 < 224 }

    /// Orders by number.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.bits < rhs.bits }
}

extension IPv4: CustomStringConvertible {
    /// As `10.78.0.11`.
    public var description: String { "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)" }
}

/// Addresses from one to another, both of them included.
public struct IPv4Range: Hashable, Sendable {
    /// The lowest address.
    public let first: IPv4
    /// The highest address.
    public let last: IPv4

    /// More than this at once is taken for a slip of the keys.
    public static let limit = 65_536

    /// A range across octets.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)`` where it runs backward or holds more than ``limit``.
    public init(from first: IPv4, to last: IPv4) throws(CloudError) {
        guard first <= last, last.bits - first.bits < UInt32(Self.limit) else {
            throw .badValue(
                name: "range",
                value: "\(first)-\(last)",
                accepted: "a range from a lower to a higher address, of at most \(Self.limit), is accepted"
            )
        }
        self.first = first
        self.last = last
    }

    /// How many addresses it holds.
    public var count: Int { Int(last.bits - first.bits) + 1 }

    /// The addresses, lowest first.
    public var addresses: some Sequence<IPv4> { (first.bits...last.bits).lazy.map { IPv4(bits: $0) } }
}
