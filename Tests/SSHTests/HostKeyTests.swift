internal import Glibc
internal import Testing

@testable internal import SSH

@Suite(.enabled(if: TestServer.exists), .timeLimit(.minutes(2))) struct HostKeyTests {
    func refusal(_ server: TestServer) throws -> SSHError {
        try #require(#expect(throws: SSHError.self) { try server.open() })
    }

    @Test func `a key is shown as OpenSSH shows it`() throws {
        let server = try TestServer()
        let key = try HostKey.of(server.target, within: .seconds(20))
        try run(["ssh-keygen", "-lf", server.folder("host0.pub")], output: server.folder("shown"))
        #expect(key.type == "ssh-ed25519")
        #expect(try server.folder.text("shown").contains(" \(key.fingerprint) "))
        #expect(try server.folder.text("host0.pub").hasPrefix(key.line))
        #expect(try server.open().hostKey == key)
    }

    @Test func `an unknown key is refused, and known once it is recorded`() throws {
        let server = try TestServer(trusting: false)
        let error = try refusal(server)
        let key = try HostKey.of(server.target, within: .seconds(20))
        #expect(error.kind == .unknownHostKey)
        #expect(error.message.contains(key.fingerprint))
        #expect(try key.status(in: server.knownHosts, for: server.target) == .unknown)

        try key.record(in: server.knownHosts, for: server.target)
        try key.record(in: server.knownHosts, for: server.target)
        #expect(try key.status(in: server.knownHosts, for: server.target) == .known)
        #expect(try server.folder.text("known_hosts") == "[127.0.0.1]:\(server.target.port) \(key.line)\n")
        var facts = stat()
        #expect(stat(server.knownHosts, &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o600)
        #expect(throws: Never.self) { try server.open() }
    }

    @Test func `a changed key is refused with both fingerprints, and not recorded over`() throws {
        let server = try TestServer()
        let other = try TestServer()
        let key = try HostKey.of(server.target, within: .seconds(20))
        let recorded = try HostKey.of(other.target, within: .seconds(20))
        let list = "\(server.target.knownName) \(recorded.line)"
        try server.folder.write("known_hosts", list)

        let error = try refusal(server)
        #expect(error.kind == .changedHostKey)
        #expect(error.message.contains(key.fingerprint))
        #expect(error.message.contains(recorded.fingerprint))
        let status = try key.status(in: server.knownHosts, for: server.target)
        #expect(status == .changed(recorded: recorded.fingerprint))
        let refused = #expect(throws: SSHError.self) { try key.record(in: server.knownHosts, for: server.target) }
        #expect(refused?.kind == .changedHostKey)
        #expect(try server.folder.text("known_hosts") == list)
    }

    @Test func `the kind of key that is listed is asked for`() throws {
        let server = try TestServer(hostKeys: ["ecdsa", "ed25519"])
        #expect(try server.open().hostKey.type == "ecdsa-sha2-nistp256")
    }

    @Test func `hashed names are found, as OpenSSH hashes them`() throws {
        let server = try TestServer()
        #expect(try run(["ssh-keygen", "-H", "-f", server.knownHosts]) == 0)
        #expect(try server.folder.text("known_hosts").hasPrefix("|1|"))
        #expect(throws: Never.self) { try server.open() }
        let key = try HostKey.of(server.target, within: .seconds(20))
        let elsewhere = try #require(SSHTarget(user: "root", host: "127.0.0.2", port: server.target.port))
        #expect(try key.status(in: server.knownHosts, for: elsewhere) == .unknown)
    }

    @Test func `a host with RSA keys only is refused, and that is said`() throws {
        let server = try TestServer(hostKeys: ["rsa"])
        #expect(try refusal(server).kind == .refused)
    }
}
