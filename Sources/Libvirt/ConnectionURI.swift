/// A connection URI that was read and found fit to open.
///
/// Accepted are the drivers `qemu` and `test`, on this machine (no transport, or `+unix`) or over `+ssh`, `+libssh2`,
/// `+libssh`, `+tcp` or `+tls`. Whatever would run a program that the URI names is refused: anybody who may add a host
/// could otherwise run anything on this machine.
public struct ConnectionURI: Hashable, Sendable {
    /// How the connection is made.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// Through a socket on this machine.
        case local
        /// Through OpenSSH's `ssh` program.
        case ssh
        /// Through the SSH library of that name.
        case libssh2
        /// Through the SSH library of that name.
        case libssh
        /// Unencrypted.
        case tcp
        /// With certificates.
        case tls
        /// Inside this process: the driver that only pretends.
        case test
    }

    /// How the connection is made.
    public let kind: Kind
    /// The driver, `qemu` or `test`.
    public let driver: String
    /// Who logs in there; `nil` where the URI names nobody.
    public let user: String?
    /// The host's name or address, an IPv6 one without brackets; `nil` on this machine.
    public let host: String?
    /// The port that is connected to; `nil` on this machine.
    ///
    /// For `ssh` without a port it is 22, though the user's `ssh` configuration may say otherwise.
    public let port: UInt16?
    /// The parameters after the question mark, decoded, in order.
    public let parameters: [Parameter]
    /// The text to open: the one given, with `no_tty=1` for `ssh`, which never asks on the terminal then.
    public let text: String

    /// One parameter of a URI.
    public struct Parameter: Hashable, Sendable {
        /// The decoded name.
        public var name: String
        /// The decoded value, empty where there is none.
        public var value: String
    }

    /// True where libvirt's own socket on this machine is meant, and not one that may lead elsewhere.
    public var isThisMachine: Bool { kind == .local && !parameters.contains { $0.name.lowercased() == "socket" } }

    /// True where the URI turns the check of the host's identity off.
    public var skipsVerification: Bool {
        parameters.contains { parameter in
            switch parameter.name.lowercased() {
            case "no_verify": parameter.value != "0"
            case "known_hosts_verify": parameter.value == "ignore"
            default: false
            }
        }
    }

    /// Reads a URI.
    ///
    /// - Parameter allowingPrograms: Accept parameters that run programs: `command` (here) and `netcat` (on the host).
    public init(_ text: String, allowingPrograms: Bool = false) throws(ConnectionURIError) {
        guard !text.isEmpty, text.utf8.count <= 4096 else { throw .notURI }
        guard !text.unicodeScalars.contains(where: isUnprintable) else { throw .unprintable }
        guard let colon = text.firstRange(of: "://"), !text.contains("#") else { throw .notURI }
        let scheme = text[..<colon.lowerBound].split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        driver = scheme[0].lowercased()
        guard ["qemu", "test"].contains(driver) else { throw .driver(String(scheme[0])) }

        let rest = text[colon.upperBound...]
        let place = rest.prefix { $0 != "/" && $0 != "?" }
        let authority = try Authority(place)
        kind = try Self.kind(driver: driver, transport: scheme.count > 1 ? scheme[1].lowercased() : nil, at: authority)
        user = authority.user
        host = authority.host
        port = kind.defaultPort.map { authority.port ?? $0 }

        let query = rest.firstIndex(of: "?").map { rest[rest.index(after: $0)...] } ?? ""
        parameters = try readParameters(query)
        if !allowingPrograms, let program = parameters.first(where: \.runsProgram) { throw .program(program.name) }
        self.text = kind == .ssh ? Self.withoutTerminal(text, query: query) : text
    }

    private static func kind(
        driver: String,
        transport: String?,
        at authority: Authority
    ) throws(ConnectionURIError) -> Kind {
        let kind: Kind
        switch transport {
        case nil where authority.host != nil: kind = .tls
        case nil: kind = driver == "test" ? .test : .local
        case "unix": kind = .local
        case "ssh": kind = .ssh
        case "libssh2": kind = .libssh2
        case "libssh": kind = .libssh
        case "tcp": kind = .tcp
        case "tls": kind = .tls
        case let other?: throw .transport(other)
        }
        guard kind.defaultPort == nil || authority.host != nil else { throw .noHost }
        guard kind.defaultPort != nil || authority.host == nil else { throw .hostOfLocal }
        return kind
    }

    /// The text with `no_tty=1` as its only word on the matter.
    private static func withoutTerminal(_ text: String, query: Substring) -> String {
        let base = text[..<(text.firstIndex(of: "?") ?? text.endIndex)]
        let kept = query.split(whereSeparator: isSeparator).filter { part in
            decode(part.prefix { $0 != "=" })?.lowercased() != "no_tty"
        }
        return base + "?" + (kept + ["no_tty=1"]).joined(separator: "&")
    }
}

extension ConnectionURI.Kind {
    /// The port that this transport uses unless the URI names one; `nil` on this machine.
    public var defaultPort: UInt16? {
        switch self {
        case .local, .test: nil
        case .ssh, .libssh2, .libssh: 22
        case .tcp: 16509
        case .tls: 16514
        }
    }
}

extension ConnectionURI.Parameter {
    // libvirt takes names in any case.
    fileprivate var runsProgram: Bool { ["command", "netcat", "sh"].contains(name.lowercased()) }
}

/// The part of a URI between `//` and the path.
private struct Authority {
    var user: String?
    var host: String?
    var port: UInt16?

    init(_ text: Substring) throws(ConnectionURIError) {
        guard !text.isEmpty else { return }
        var place = text
        if let at = text.lastIndex(of: "@") {
            guard let name = decode(text[..<at]), !name.isEmpty, !name.hasPrefix("-"), !name.contains(":") else {
                throw .user
            }
            user = name
            place = text[text.index(after: at)...]
        }
        var tail = place
        if place.first == "[" {
            guard let end = place.firstIndex(of: "]") else { throw .host(String(place)) }
            host = String(place[place.index(after: place.startIndex)..<end])
            tail = place[place.index(after: end)...]
        } else {
            host = String(place.prefix { $0 != ":" })
            tail = place.drop { $0 != ":" }
        }
        let isName = host?.utf8.allSatisfy(isHostByte) ?? false
        guard let name = host, isName, !name.isEmpty, !name.hasPrefix("-") else { throw .host(String(place)) }
        guard !tail.isEmpty else { return }
        guard tail.first == ":", let number = UInt16(tail.dropFirst()), number > 0 else { throw .port }
        port = number
    }
}

private func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":")].contains(byte)
    }
}

private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: true
    default: false
    }
}

private func isSeparator(_ character: Character) -> Bool { character == "&" || character == ";" }

private func readParameters(_ query: Substring) throws(ConnectionURIError) -> [ConnectionURI.Parameter] {
    var parameters: [ConnectionURI.Parameter] = []
    for part in query.split(whereSeparator: isSeparator) {
        let name = part.prefix { $0 != "=" }
        guard let decoded = decode(name), let value = decode(part.dropFirst(name.count + 1)) else {
            throw .encoding(String(name))
        }
        guard !(decoded + value).unicodeScalars.contains(where: isUnprintable) else { throw .unprintable }
        parameters.append(ConnectionURI.Parameter(name: decoded, value: value))
    }
    return parameters
}

/// The text with its percent escapes resolved; `nil` where one is broken.
private func decode(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, !digits.hasPrefix("+") else { return nil }
        guard let value = UInt8(digits, radix: 16) else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}
