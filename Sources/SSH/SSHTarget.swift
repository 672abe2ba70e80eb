/// Who logs in where.
public struct SSHTarget: Hashable, Sendable {
    /// The account on the host.
    public let user: String
    /// The host's name or address in lower case, an IPv6 one without brackets.
    public let host: String
    /// The port that is connected to.
    public let port: UInt16

    /// A target by its parts.
    ///
    /// It is `nil` for a user that is empty, begins with `-` or holds a space or a control character, and for a host
    /// with characters that no name or address has.
    public init?(user: String, host: String, port: UInt16 = 22) {
        guard isUser(user), isHost(host), port != 0 else { return nil }
        self.user = user
        self.host = host.lowercased()
        self.port = port
    }

    /// A target as people write it: `user@host`, `user@host:port`, `user@[address]` or `user@[address]:port`.
    public init?(_ text: String) {
        guard let at = text.lastIndex(of: "@") else { return nil }
        guard let (host, port) = readPlace(text[text.index(after: at)...]) else { return nil }
        self.init(user: String(text[..<at]), host: host, port: port)
    }

    /// The host as lists of known hosts name it, with its port unless that is 22.
    public var knownName: String { port == 22 ? host : "[\(host)]:\(port)" }
}

extension SSHTarget: CustomStringConvertible {
    /// The target as people write it, which can be read again.
    public var description: String {
        let place = host.contains(":") ? "[\(host)]" : host
        return port == 22 ? "\(user)@\(place)" : "\(user)@\(place):\(port)"
    }
}

private func readPlace(_ place: Substring) -> (host: String, port: UInt16)? {
    var host = place.prefix { $0 != ":" }
    var rest = place[host.endIndex...]
    if place.hasPrefix("[") {
        guard let end = place.firstIndex(of: "]") else { return nil }
        host = place[..<end].dropFirst()
        rest = place[place.index(after: end)...]
        guard host.contains(":") else { return nil }
    }
    guard !rest.isEmpty else { return (String(host), 22) }
    let digits = rest.dropFirst()
    guard rest.hasPrefix(":"), digits.utf8.allSatisfy(isDigit), let port = UInt16(digits) else { return nil }
    return (String(host), port)
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isUser(_ user: String) -> Bool {
    guard !user.isEmpty, user.utf8.count <= 256, !user.hasPrefix("-") else { return false }
    return user.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate: false
        default: true
        }
    }
}

private func isHost(_ host: String) -> Bool {
    guard !host.isEmpty, host.utf8.count <= 255, !host.hasPrefix("-") else { return false }
    let others: [UInt8] = Array((host.contains(":") ? "._-:%" : "._-").utf8)
    return host.utf8.allSatisfy { byte in
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || others.contains(byte)
    }
}
