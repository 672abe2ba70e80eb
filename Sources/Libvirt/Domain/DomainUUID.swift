internal import CLibvirt

/// The identifier of a domain or a host, as two halves.
public struct DomainUUID: Hashable, Sendable {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    /// An identifier of those two halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads 32 hexadecimal digits, with or without hyphens; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for byte in text.utf8 where byte != UInt8(ascii: "-") {
            guard digits < 32, let value = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            if digits < 16 {
                halves.0 = halves.0 << 4 | UInt64(value)
            } else {
                halves.1 = halves.1 << 4 | UInt64(value)
            }
            digits += 1
        }
        guard digits == 32 else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// Reads a domain's identifier, which its handle carries: nothing is asked of the host.
    init(of domain: OpaquePointer) throws(LibvirtError) {
        var bytes: (UInt64, UInt64) = (0, 0)
        let result = withUnsafeMutableBytes(of: &bytes) { buffer in
            virDomainGetUUID(domain, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
        guard result == 0 else { throw .last("virDomainGetUUID") }
        self.init(high: UInt64(bigEndian: bytes.0), low: UInt64(bigEndian: bytes.1))
    }

    /// Gives the sixteen bytes to a body.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>?) -> Result) -> Result {
        let bytes = (high.bigEndian, low.bigEndian)
        return withUnsafeBytes(of: bytes) { body($0.baseAddress?.assumingMemoryBound(to: UInt8.self)) }
    }
}

extension DomainUUID: CustomStringConvertible {
    /// The 36-character lower-case form.
    public var description: String {
        func digits(_ half: UInt64) -> String {
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }
        var text = digits(high) + digits(low)
        for offset in [20, 16, 12, 8] {
            text.insert("-", at: text.index(text.startIndex, offsetBy: offset))
        }
        return text
    }
}
