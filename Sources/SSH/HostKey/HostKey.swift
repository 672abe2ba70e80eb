internal import CSSH2
internal import Glibc

/// What a host presents as its key.
public struct HostKey: Hashable, Sendable {
    /// What a list of known hosts says about a key.
    public enum Status: Hashable, Sendable {
        /// The host is listed with this key.
        case known
        /// The host is not listed.
        case unknown
        /// The host is listed with another key, by that one's fingerprint.
        case changed(recorded: String)
        /// The list says that this key must not be trusted.
        case revoked
    }

    /// The kind of key, such as `ssh-ed25519`.
    public let type: String
    /// The key in base64, as OpenSSH's files have it.
    public let base64: String
    /// The hash of the key as OpenSSH prints it, such as `SHA256:` and 43 characters.
    public let fingerprint: String

    /// The kind and the key, as they stand in a list of known hosts.
    public var line: String { "\(type) \(base64)" }

    init?(blob: [UInt8]) {
        var reader = WireReader(blob)
        guard let type = reader.text(), !type.isEmpty, singleLine(type) == type, !type.contains(" ") else { return nil }
        self.type = type
        base64 = Base64.encode(blob)
        fingerprint = "SHA256:" + Base64.encode(SHA256.hash(blob), padded: false)
    }

    /// Asks a host for its key, without logging in.
    ///
    /// Nobody says that it is the right one: show the fingerprint to somebody who knows. An ed25519 key is asked for
    /// first, as ``SSHSession`` does. The C function is `libssh2_session_hostkey`.
    public static func of(_ target: SSHTarget, within length: Duration) throws(SSHError) -> HostKey {
        let patience = Patience(deadline: Deadline(within: length), target: target)
        let transport = try Transport(connectingTo: target, patience)
        return try transport.handshake(preferring: [], patience)
    }

    /// What the list of known hosts in a file says about this key; without the file, the host is unknown.
    ///
    /// The C function is `libssh2_knownhost_checkp`, for names that are hashed.
    public func status(in path: String, for target: SSHTarget) throws(SSHError) -> Status {
        try KnownHosts(reading: path).status(of: self, for: target)
    }

    /// Adds this key to a list of known hosts, whose file is made with the permissions 0600 if it is missing.
    ///
    /// The line is added in one piece. Nothing is done where it is there already; a host that is listed with another
    /// key is refused with ``SSHError/Kind/changedHostKey``, so that nobody trusts a changed key by accident.
    public func record(in path: String, for target: SSHTarget) throws(SSHError) {
        let hosts = try KnownHosts(reading: path)
        switch hosts.status(of: self, for: target) {
        case .known: return
        case .unknown: try KnownHosts.append("\(target.knownName) \(line)\n", to: path)
        case let other: throw refusal(other, path, target)
        }
    }

    /// Throws unless the list has this key for the host.
    func verify(in hosts: KnownHosts, for target: SSHTarget) throws(SSHError) {
        let status = hosts.status(of: self, for: target)
        guard status != .known else { return }
        throw refusal(status, hosts.path, target)
    }

    private func refusal(_ status: Status, _ path: String, _ target: SSHTarget) -> SSHError {
        let presented = "\(target.knownName) presents the \(type) key \(fingerprint)"
        return switch status {
        case .changed(let recorded):
            SSHError(
                .changedHostKey,
                "\(presented), but '\(path)' has \(recorded); if that is meant, remove its line there and trust it again"
            )
        case .revoked:
            SSHError(.changedHostKey, "\(presented), which '\(path)' marks as revoked; another key is accepted")
        case .unknown, .known:
            SSHError(.unknownHostKey, "\(presented), which '\(path)' does not list; compare it, then trust the host")
        }
    }
}
