/// Why a text is not a URI that may be opened.
public enum ConnectionURIError: Error, Hashable, Sendable {
    /// Not of the form `driver[+transport]://[user@][host][:port]/path[?parameters]`.
    case notURI
    /// A control, formatting or space character, plain or percent-encoded.
    case unprintable
    /// A driver that is not accepted, by its name.
    case driver(String)
    /// A transport that is not accepted, by its name.
    case transport(String)
    /// A remote transport without a host.
    case noHost
    /// A host where the transport stays on this machine.
    case hostOfLocal
    /// A user's name that is empty, looks like an option, or holds a password.
    case user
    /// A host's name with characters that none has.
    case host(String)
    /// A port that is not a number from 1 to 65535.
    case port
    /// A parameter with a broken percent escape, by its name.
    case encoding(String)
    /// A parameter that runs a program, by its name.
    case program(String)
}

extension ConnectionURIError: CustomStringConvertible {
    /// What is wrong, and what would be accepted.
    public var description: String {
        switch self {
        case .notURI:
            "the host's URI is not of the form driver[+transport]://[user@]host[:port]/path; \(Self.examples)"
        case .unprintable: "the host's URI holds a space or a control character; write it without"
        case .driver(let name): "the driver '\(singleLine(name))' is not accepted; accepted are qemu and test"
        case .transport(let name):
            "the transport '\(singleLine(name))' is not accepted; accepted are unix, ssh, libssh2, libssh, tcp and tls"
        case .noHost: "the host's URI names no host; \(Self.examples)"
        case .hostOfLocal: "the host's URI names a host, but its transport stays on this machine; \(Self.examples)"
        case .user: "the user in the host's URI must not be empty, begin with '-', or hold a password; use a key file"
        case .host(let name):
            "'\(singleLine(name))' is not a host name; letters, digits, '.', '-', '_', or IPv6 in brackets"
        case .port: "the port in the host's URI must be a number from 1 to 65535"
        case .encoding(let name):
            "the parameter '\(singleLine(name))' has a broken percent escape; write %25 for a percent sign"
        case .program(let name):
            "the parameter '\(singleLine(name))' runs a program; leave it out, or allow programs in URIs explicitly"
        }
    }

    private static let examples =
        "examples: qemu+libssh2://root@host/system?keyfile=FILE&known_hosts=FILE, qemu:///system"
}
