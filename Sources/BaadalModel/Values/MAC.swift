/// The hardware address of a network interface, of one station.
public struct MAC: Hashable, Comparable, Sendable {
    /// The 48 bits, the first octet highest.
    public let bits: UInt64

    /// The address of those bits; `nil` for the address of a group, and for more than 48 bits.
    public init?(bits: UInt64) {
        guard bits >> 48 == 0, bits >> 40 & 1 == 0 else { return nil }
        self.bits = bits
    }

    /// Reads six pairs of hexadecimal digits, all joined by `:` or all by `-`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 17 else { return nil }
        let separator = bytes[2]
        guard separator == UInt8(ascii: ":") || separator == UInt8(ascii: "-") else { return nil }
        var bits: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index % 3 == 2 {
                guard byte == separator else { return nil }
            } else {
                guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
                bits = bits << 4 | UInt64(digit)
            }
        }
        self.init(bits: bits)
    }

    /// Draws an address that begins with some octets.
    ///
    /// - Parameter prefix: One to five octets, as `52:54:00`; what is no such prefix counts as that one.
    public static func random(prefix: String, using generator: inout some RandomNumberGenerator) -> MAC {
        let octets = prefix.split(separator: ":").compactMap { UInt64($0, radix: 16) }.filter { $0 < 256 }
        let head = (1...5).contains(octets.count) && octets[0] & 1 == 0 ? octets : [0x52, 0x54, 0x00]
        var bits = head.reduce(0) { $0 << 8 | $1 }
        for _ in head.count..<6 { bits = bits << 8 | UInt64.random(in: 0...255, using: &generator) }
        return MAC(bits: bits) ?? MAC(known: bits)
    }

    /// The address of a guest whose image takes its own from it: `52:54` and the address's four octets.
    public init(naming address: IPv4) { self.init(known: 0x5254 << 32 | UInt64(address.bits)) }

    private init(known bits: UInt64) { self.bits = bits }

    /// Orders by number.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.bits < rhs.bits }
}

extension MAC: CustomStringConvertible {
    /// Upper case, joined by colons, as `52:54:00:1A:2B:3C`.
    public var description: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for place in stride(from: 40, through: 0, by: -8) {
            if place < 40 { text.append(UInt8(ascii: ":")) }
            let octet = Int(bits >> UInt64(place) & 255)
            text += [digits[octet >> 4], digits[octet & 15]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
