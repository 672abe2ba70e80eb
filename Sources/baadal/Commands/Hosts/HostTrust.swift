internal import ArgumentParser
internal import BaadalModel
internal import BaadalStore
internal import Foundation
internal import Glibc
internal import Libvirt
internal import SSH

/// Records the key of a host.
struct HostTrust: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Show the SSH key of a host by its fingerprint, and record it once that is confirmed.",
        discussion: """
            Compare it with what 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub' prints on the host itself. The host \
            need not be in the cloud: a NAT box and a DHCP server are trusted in the same way.
            """
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address of a host, as root@kvm1 or root@kvm1:2222, or its libvirt URI.") var host: String
    @Option(help: "Record the key without a question where this is its fingerprint.") var fingerprint: String?

    func run() async throws {
        let wiring = try Wiring(options)
        try wiring.directory.prepare()
        let keys = CloudKeys(wiring.directory)
        try keys.prepare()
        let target = try keys.target(host)
        let key: HostKey
        do {
            key = try HostKey.of(target, within: .seconds(10))
        } catch {
            throw Failure(.noAnswer, error.message)
        }
        switch try Self.status(key, keys, target) {
        case .known:
            print("\(key.fingerprint) (\(key.type)) is known already")
        case .changed(let recorded):
            throw Failure(
                .refused,
                "\(target) shows \(key.fingerprint), but \(recorded) is recorded; if its key was changed on purpose, "
                    + "'ssh-keygen -f \(keys.knownHosts) -R \(target.host)' forgets the old one"
            )
        case .revoked: throw Failure(.refused, "the key of \(target) is marked as revoked in \(keys.knownHosts)")
        case .unknown:
            print("\(target) shows \(key.fingerprint) (\(key.type))")
            try confirm(key)
            do {
                try key.record(in: keys.knownHosts, for: target)
            } catch {
                throw Failure(.unusable, error.message)
            }
            print("recorded in \(keys.knownHosts)")
        }
    }

    private static func status(_ key: HostKey, _ keys: CloudKeys, _ target: SSHTarget) throws -> HostKey.Status {
        do { return try key.status(in: keys.knownHosts, for: target) } catch { throw Failure(.unusable, error.message) }
    }

    private func confirm(_ key: HostKey) throws {
        if let fingerprint {
            guard fingerprint == key.fingerprint else {
                throw Failure(.refused, "it is not \(Printable.text(fingerprint)); nothing was recorded")
            }
            return
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(.usage, "nobody is there to confirm it; --fingerprint \(key.fingerprint) does")
        }
        print("Is that the host's? (yes/no) ", terminator: "")
        try flushOutput()
        guard readLine() == "yes" else { throw Failure(.refused, "nothing was recorded") }
    }
}

/// The cloud's own SSH key, and the keys of hosts that it knows.
struct CloudKeys {
    private let directory: StateDirectory

    init(_ directory: StateDirectory) { self.directory = directory }

    var key: String { directory.ssh + "/id_ed25519" }
    var knownHosts: String { directory.ssh + "/known_hosts" }

    /// Makes the folder and, where there is none, a key.
    ///
    /// - Throws: ``Failure`` where that cannot be.
    func prepare() throws {
        guard mkdir(directory.ssh, 0o700) == 0 || errno == EEXIST else {
            throw Failure(.unusable, "\(directory.ssh) cannot be made: \(String(cString: strerror(errno)))")
        }
        guard access(key, F_OK) != 0 else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
        process.arguments = ["-q", "-t", "ed25519", "-N", "", "-C", "baadal", "-f", key]
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch { throw Failure(.unusable, "ssh-keygen cannot be started: \(error)") }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(.unusable, "no key could be made in \(directory.ssh)")
        }
        Surroundings.complain("made \(key); put \(key).pub into ~/.ssh/authorized_keys of each host")
    }

    /// Where a host is reached by SSH, by its address or its libvirt URI.
    func target(_ text: String) throws -> SSHTarget {
        if text.contains("://") {
            let uri: ConnectionURI
            do { uri = try ConnectionURI(text) } catch { throw Failure(.usage, "\(error)") }
            guard [.ssh, .libssh, .libssh2].contains(uri.kind), let host = uri.host,
                let target = SSHTarget(user: uri.user ?? "root", host: host, port: uri.port ?? 22)
            else { throw Failure(.usage, "that URI is not reached by SSH, and has no host key") }
            return target
        }
        guard let target = SSHTarget(text.contains("@") ? text : "root@\(text)") else {
            throw Failure(.usage, "'\(Printable.text(text))' is no address; user@host and user@host:port are accepted")
        }
        return target
    }

    /// The libvirt URI of a host that was given by its address alone; a URI stays as it is.
    func uri(for text: String) throws -> String {
        guard !text.contains("://") else { return text }
        let target = try target(text)
        try prepare()
        let place = target.host.contains(":") ? "[\(target.host)]" : target.host
        let port = target.port == 22 ? "" : ":\(target.port)"
        return
            "qemu+libssh2://\(target.user)@\(place)\(port)/system?keyfile=\(key)&known_hosts=\(knownHosts)&sshauth=privkey"
    }
}
