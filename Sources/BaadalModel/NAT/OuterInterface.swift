/// The interface of the NAT box that faces the outside, as it was read.
public struct OuterInterface: Hashable, Sendable {
    /// Its IPv4 addresses.
    public var addresses: Set<IPv4> = []
    /// Those of them that are there without their network, as we give them.
    public var single: Set<IPv4> = []
    /// Why nothing comes in by it; `nil` where something may.
    public var fault: String?

    /// Reads what `ip -j -4 addr show` says of it; `nil` for a text that is not its answer.
    public init?(parsing text: String) {
        guard let value = JSONValue(text), case .array(let links) = value else { return nil }
        // An interface without address is an empty object there.
        for link in links {
            let flags = Set((link["flags"]?.elements ?? []).compactMap(\.string))
            if !flags.isEmpty, !flags.contains("UP") { fault = "is down" }
            if flags.contains("NO-CARRIER") { fault = "has no carrier" }
            for info in link["addr_info"]?.elements ?? [] where info["family"]?.string == "inet" {
                guard let address = info["local"]?.string.flatMap({ IPv4($0) }) else { continue }
                addresses.insert(address)
                if info["prefixlen"]?.int == 32 { single.insert(address) }
            }
        }
    }
}
