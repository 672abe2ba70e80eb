internal import CSSH2
internal import Glibc

/// A list of known hosts as OpenSSH keeps it.
///
/// Plain names, patterns and hashed names are understood, and keys marked as revoked. Certificate authorities are
/// passed over: libssh2 knows no host certificates.
struct KnownHosts {
    struct Entry {
        let isRevoked: Bool
        let names: String
        let type: String
        let base64: String
    }

    let path: String
    let entries: [Entry]

    init(reading path: String) throws(SSHError) {
        self.path = path
        let bytes = try readFile(path, as: "the list of known hosts", limit: 16 << 20) ?? []
        entries = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.compactMap { line in
            var fields = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map {
                String(decoding: $0, as: UTF8.self)
            }
            guard let first = fields.first, !first.hasPrefix("#") else { return nil }
            let marker = first.hasPrefix("@") ? fields.removeFirst() : nil
            guard marker == nil || marker == "@revoked", fields.count >= 3 else { return nil }
            return Entry(isRevoked: marker != nil, names: fields[0], type: fields[1], base64: fields[2])
        }
    }

    /// What is listed for a host.
    ///
    /// Names are compared in lower case, as OpenSSH writes them.
    func entries(for target: SSHTarget) -> [Entry] {
        let name = target.knownName
        return entries.filter { entry in
            entry.names.hasPrefix("|1|") ? isHash(of: name, in: entry) : matches(name, entry.names.lowercased())
        }
    }

    func status(of key: HostKey, for target: SSHTarget) -> HostKey.Status {
        let listed = entries(for: target)
        let same = listed.filter { $0.type == key.type && $0.base64 == key.base64 }
        if same.contains(where: \.isRevoked) { return .revoked }
        guard same.isEmpty else { return .known }
        let trusted = listed.filter { !$0.isRevoked }
        guard let other = trusted.first(where: { $0.type == key.type }) ?? trusted.first else { return .unknown }
        let recorded = Base64.decode(other.base64.utf8).flatMap(HostKey.init(blob:))
        return .changed(recorded: recorded?.fingerprint ?? "a key that cannot be read")
    }

    /// Adds a line at the end of a file in one call, so that two writers never mix theirs.
    static func append(_ line: String, to path: String) throws(SSHError) {
        func failure(_ number: Int32) -> SSHError {
            SSHError(
                .other,
                "the list of known hosts '\(path)' cannot be written: \(String(cString: strerror(number)))"
            )
        }
        let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o600)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        var last = UInt8(ascii: "\n")
        if end > 0 { pread(descriptor, &last, 1, end - 1) }
        let bytes = Array((last == UInt8(ascii: "\n") ? line : "\n" + line).utf8)
        let written = write(descriptor, bytes, bytes.count)
        guard written == bytes.count else {
            let number = written < 0 ? errno : ENOSPC
            if written > 0 { ftruncate(descriptor, end) }
            throw failure(number)
        }
        guard fsync(descriptor) == 0 else { throw failure(errno) }
    }
}

/// Whether names with `*`, `?` and `!` mean a host, as OpenSSH reads them.
private func matches(_ name: String, _ patterns: String) -> Bool {
    var found = false
    for pattern in patterns.split(separator: ",") {
        guard pattern.hasPrefix("!") else {
            found = found || glob(Array(name.utf8)[...], Array(pattern.utf8)[...])
            continue
        }
        if glob(Array(name.utf8)[...], Array(pattern.utf8.dropFirst())[...]) { return false }
    }
    return found
}

private func glob(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    // After a mismatch, only the last star need be tried with one byte more.
    var (name, pattern) = (name, pattern)
    var retry: (name: ArraySlice<UInt8>, pattern: ArraySlice<UInt8>)?
    while !name.isEmpty || !pattern.isEmpty {
        if pattern.first == UInt8(ascii: "*") {
            pattern = pattern.dropFirst()
            retry = (name, pattern)
        } else if let byte = name.first, pattern.first == byte || pattern.first == UInt8(ascii: "?") {
            name = name.dropFirst()
            pattern = pattern.dropFirst()
        } else if let last = retry, !last.name.isEmpty {
            (name, pattern) = (last.name.dropFirst(), last.pattern)
            retry = (name, pattern)
        } else {
            return false
        }
    }
    return true
}

/// Whether a hashed name is that of a host; libssh2 has the hash.
private func isHash(of name: String, in entry: KnownHosts.Entry) -> Bool {
    guard let session = libssh2_session_init_ex(nil, nil, nil, nil) else { return false }
    defer { libssh2_session_free(session) }
    guard let hosts = libssh2_knownhost_init(session) else { return false }
    defer { libssh2_knownhost_free(hosts) }
    // Any key will do: what is asked is whether the name is found at all.
    let line = "\(entry.names) ssh-ed25519 \(entry.base64)"
    guard libssh2_knownhost_readline(hosts, line, line.utf8.count, LIBSSH2_KNOWNHOST_FILE_OPENSSH) == 0 else {
        return false
    }
    let kind = Int32(LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW)
    let found = libssh2_knownhost_checkp(hosts, name, -1, "x", 1, kind, nil)
    return found == LIBSSH2_KNOWNHOST_CHECK_MATCH || found == LIBSSH2_KNOWNHOST_CHECK_MISMATCH
}
