internal import Glibc
internal import SSH
internal import Testing

@Suite(.enabled(if: TestServer.exists), .timeLimit(.minutes(2))) struct SSHLoginTests {
    func failure(_ server: TestServer, as identity: SSHIdentity? = nil) throws -> SSHError {
        let error = try #require(#expect(throws: SSHError.self) { try server.open(as: identity) })
        #expect(error.kind == .authentication)
        return error
    }

    @Test(arguments: [["-t", "ed25519"], ["-t", "ecdsa", "-b", "256"], ["-t", "ecdsa", "-b", "384", "-m", "PEM"]])
    func `a key logs in`(kind: [String]) throws {
        let server = try TestServer()
        try makeKey("other", kind, in: server.folder)
        try server.folder.write("authorized", server.folder.text("other.pub"))
        let session = try server.open(as: .file(server.folder("other")))
        #expect(try session.run(RemoteCommand(["true"]), within: .seconds(20)).succeeded)
    }

    @Test(arguments: [["-t", "rsa"], ["-t", "rsa", "-m", "PEM"]])
    func `an RSA key is refused with what is accepted`(kind: [String]) throws {
        let server = try TestServer()
        try makeKey("rsa", kind, in: server.folder)
        try server.folder.write("authorized", server.folder.text("rsa.pub"))
        let error = try failure(server, as: .file(server.folder("rsa")))
        #expect(error.message.contains("cannot sign with RSA keys; an ed25519 or ECDSA key is accepted"))
    }

    @Test(arguments: [["-t", "ed25519"], ["-t", "ecdsa", "-m", "PEM"], ["-t", "ecdsa", "-m", "PKCS8"]])
    func `a key with a passphrase is refused without asking for it`(kind: [String]) throws {
        let server = try TestServer()
        try makeKey("locked", kind, passphrase: "secret", in: server.folder)
        let error = try failure(server, as: .file(server.folder("locked")))
        #expect(error.message.contains("has a passphrase"))
    }

    @Test func `a key that the host does not know is refused by name`() throws {
        let server = try TestServer()
        try makeKey("stranger", ["-t", "ed25519"], in: server.folder)
        let error = try failure(server, as: .file(server.folder("stranger")))
        #expect(error.message.contains("does not accept the key '\(server.folder("stranger"))'"))
    }

    @Test func `a file that is no key is refused`() throws {
        let server = try TestServer()
        #expect(try failure(server, as: .file(server.folder("nothing"))).message.contains("does not exist"))
        try server.folder.write("text", "no key at all\n")
        _ = try failure(server, as: .file(server.folder("text")))
        #expect(mkfifo(server.folder("fifo"), 0o600) == 0)
        let error = #expect(throws: SSHError.self) { try server.open(as: .file(server.folder("fifo"))) }
        #expect(error?.message.contains("is not a regular file") == true)
    }

    @Test(arguments: [
        (["PasswordAuthentication yes", "PubkeyAuthentication no"], "offers only password;"),
        (
            ["KbdInteractiveAuthentication yes", "PubkeyAuthentication no", "UsePAM yes"],
            "offers only keyboard-interactive;"
        ),
    ])
    func `a host that only asks questions is named with what it offers`(settings: [String], words: String) throws {
        let error = try failure(TestServer(settings))
        #expect(error.message.contains(words))
        #expect(error.message.contains("by a key (publickey) is accepted"))
    }
}

/// One at a time: they share the variable that names the agent.
@Suite(.enabled(if: TestServer.exists), .serialized, .timeLimit(.minutes(2))) struct SSHAgentTests {
    @Test func `the agent's key logs in, whatever else it holds`() throws {
        let server = try TestServer()
        let socket = server.folder("agent")
        let agent = try Program(["ssh-agent", "-D", "-a", socket])
        defer { withExtendedLifetime(agent) {} }
        try waitUntil("the agent") { access(socket, F_OK) == 0 }
        for number in 0..<4 { try makeKey("rsa\(number)", ["-t", "rsa", "-b", "2048"], in: server.folder) }
        try makeKey("stranger", ["-t", "ed25519"], in: server.folder)
        for name in ["rsa0", "rsa1", "rsa2", "rsa3", "stranger"] { try add(name, server) }
        setenv("SSH_AUTH_SOCK", socket, 1)

        let refused = #expect(throws: SSHError.self) { try server.open(as: .agent) }
        #expect(refused?.kind == .authentication)
        #expect(refused?.message.contains("none of the 1 keys of the agent; libssh2 1.10 cannot sign with RSA") == true)
        try add("user", server)
        let session = try server.open(as: .agent)
        #expect(try session.run(RemoteCommand(["true"]), within: .seconds(20)).succeeded)
    }

    private func add(_ name: String, _ server: TestServer) throws {
        let words = ["env", "SSH_AUTH_SOCK=\(server.folder("agent"))", "ssh-add", "-q", server.folder(name)]
        #expect(try run(words) == 0)
    }

    @Test func `an agent that is not there is none`() throws {
        let server = try TestServer()
        setenv("SSH_AUTH_SOCK", server.folder("nothing"), 1)
        let error = #expect(throws: SSHError.self) { try server.open(as: .agent) }
        #expect(error?.kind == .authentication)
        #expect(error?.message.contains("no agent answers at SSH_AUTH_SOCK") == true)
    }

    @Test func `an agent that never answers is given up`() throws {
        let server = try TestServer()
        let agent = try SilentAgent(server.folder("silent"))
        setenv("SSH_AUTH_SOCK", server.folder("silent"), 1)
        let error = #expect(throws: SSHError.self) { try server.open(as: .agent, within: .seconds(2)) }
        #expect(error?.kind == .timedOut)
        _ = consume agent
    }
}
