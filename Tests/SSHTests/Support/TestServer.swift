internal import Glibc
internal import SSH

/// A private sshd on a free port of this machine, with a host key and a user key of its own.
final class TestServer {
    static let program = "/usr/sbin/sshd"
    static var exists: Bool { access(program, X_OK) == 0 }

    // It ends before its folder does.
    private let daemon: Program
    let folder: Folder
    let target: SSHTarget
    var key: SSHIdentity { .file(folder("user")) }
    var knownHosts: String { folder("known_hosts") }

    /// Starts it.
    ///
    /// - Parameters:
    ///   - hostKeys: Its keys by their kinds.
    ///   - trusting: Have the first of them among the known hosts.
    init(_ settings: [String] = [], hostKeys: [String] = ["ed25519"], trusting: Bool = true) throws {
        folder = try Folder()
        for (number, kind) in hostKeys.enumerated() { try makeKey("host\(number)", ["-t", kind], in: folder) }
        try makeKey("user", ["-t", "ed25519"], in: folder)
        try folder.write("authorized", try folder.text("user.pub"))
        let port = try freePort()
        // sshd takes the first value of a setting.
        let lines =
            settings + hostKeys.indices.map { [folder] in "HostKey \(folder("host\($0)"))" } + [
                "ListenAddress 127.0.0.1:\(port)", "PidFile none", "StrictModes no",
                "UsePAM no", "AuthorizedKeysFile \(folder("authorized"))", "PasswordAuthentication no",
                "KbdInteractiveAuthentication no", "PermitRootLogin yes", "SetEnv SHLVL=2", "MaxStartups 100",
            ]
        try folder.write("config", lines.joined(separator: "\n") + "\n")
        try folder.write("log", "")
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
        daemon = try Program([Self.program, "-D", "-f", folder("config"), "-E", folder("log")])
        guard let user = getpwuid(geteuid())?.pointee.pw_name.map({ String(cString: $0) }),
            let target = SSHTarget(user: user, host: "127.0.0.1", port: port)
        else { throw Failure("nobody logs in") }
        self.target = target
        try waitUntil("sshd") { try folder.text("log").contains("Server listening") }
        guard trusting else { return }
        try folder.write("known_hosts", "\(target.knownName) \(try folder.text("host0.pub"))")
    }

    func open(as identity: SSHIdentity? = nil, within length: Duration = .seconds(20)) throws(SSHError) -> SSHSession {
        try SSHSession(opening: target, as: identity ?? key, knownHosts: knownHosts, within: length)
    }

}

/// Makes a key without a passphrase, unless told, and its `.pub` beside it.
func makeKey(_ name: String, _ kind: [String], passphrase: String = "", in folder: Folder) throws {
    let status = try run(["ssh-keygen", "-q", "-N", passphrase, "-f", folder(name), "-C", "test"] + kind)
    guard status == 0 else { throw Failure("ssh-keygen ended with \(status)") }
}

/// A socket that takes connections and never says a word.
struct SilentListener: ~Copyable {
    let port: UInt16
    private let descriptor: Int32

    init() throws { (descriptor, port) = try listener() }

    deinit { close(descriptor) }
}

private func freePort() throws -> UInt16 {
    let (descriptor, port) = try listener()
    close(descriptor)
    return port
}

private func listener() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(descriptor, address, size) == 0 && listen(descriptor, 16) == 0
                && getsockname(descriptor, address, &size) == 0
        }
    }
    guard isBound else { throw Failure("no port is free") }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}

/// An agent's socket that takes connections and never says a word.
struct SilentAgent: ~Copyable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && listen(descriptor, 16) == 0
            }
        }
        guard isBound else { throw Failure("no socket at \(path)") }
    }

    deinit { close(descriptor) }
}
