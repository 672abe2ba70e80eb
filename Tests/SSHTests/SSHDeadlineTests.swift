internal import SSH
internal import Synchronization
internal import Testing

/// What one side tells another.
private final class Flag: Sendable {
    private let state = Atomic(false)

    var isUp: Bool { state.load(ordering: .relaxed) }

    func raise() { state.store(true, ordering: .relaxed) }
}

@Suite(.enabled(if: TestServer.exists), .timeLimit(.minutes(2))) struct SSHDeadlineTests {
    let server: TestServer
    let session: SSHSession

    init() throws {
        server = try TestServer()
        session = try server.open()
    }

    func failure(_ words: String..., input: [UInt8] = [], within length: Duration) throws -> SSHError {
        let command = try RemoteCommand(words)
        return try #require(
            #expect(throws: SSHError.self) { try session.run(command, input: input, within: length) }
        )
    }

    func next() throws -> String {
        try session.run(RemoteCommand(["echo", "next"]), within: .seconds(20)).outputText
    }

    @Test func `a command that takes too long is left, and the next one runs`() throws {
        let error = try failure("sleep", "20", within: .milliseconds(1500))
        #expect(error.kind == .timedOut)
        #expect(error.message.contains("running 'sleep' on"))
        #expect(error.message.contains("longer than 1.5 s"))
        #expect(session.isAlive)
        #expect(try next() == "next\n")
    }

    @Test func `one that never stops writing is left, and the next one runs`() throws {
        #expect(try failure("yes", within: .milliseconds(700)).kind == .timedOut)
        #expect(session.isAlive)
        #expect(try next() == "next\n")
    }

    @Test func `one that reads nothing is left with its input`() throws {
        let input = [UInt8](repeating: 0, count: 16_000_000)
        #expect(try failure("sleep", "20", input: input, within: .milliseconds(700)).kind == .timedOut)
        if session.isAlive { #expect(try next() == "next\n") }
    }

    @Test func `one that has closed its streams and goes on is left`() throws {
        #expect(try failure("sh", "-c", "exec >&- 2>&-; sleep 20", within: .milliseconds(700)).kind == .timedOut)
        #expect(try next() == "next\n")
    }

    @Test func `too many that go on use the session up`() throws {
        for _ in 0..<20 where session.isAlive {
            _ = try? session.run(RemoteCommand(["sleep", "20"]), within: .milliseconds(200))
        }
        #expect(!session.isAlive)
        let error = #expect(throws: SSHError.self) { try next() }
        #expect(error?.kind == .closed)
    }

    @Test func `no time at all is too little`() throws {
        #expect(try failure("true", within: .zero).kind == .timedOut)
        #expect(try failure("true", within: .seconds(-5)).kind == .timedOut)
    }

    @Test func `all the time there is, is not too much`() throws {
        let forever = Duration.seconds(Int64.max)
        #expect(try session.run(RemoteCommand(["true"]), within: forever).succeeded)
    }

    @Test func `a caller who wants no more is let go, and the next one is served`() throws {
        let begun = Flag()
        let command = try RemoteCommand(["sh", "-c", "echo begun; exec sleep 20"])
        let error = #expect(throws: SSHError.self) {
            try session.run(
                command,
                within: .seconds(60),
                isCancelled: { begun.isUp },
                onOutput: { _ in begun.raise() }
            )
        }
        #expect(error?.kind == .cancelled)
        #expect(try next() == "next\n")
    }

    @Test func `who waits for another's command waits no longer than allowed`() async throws {
        let isOver = Flag()
        let command = try RemoteCommand(["sh", "-c", "echo begun; exec sleep 20"])
        let (begun, source) = AsyncStream.makeStream(of: Void.self)
        let session = session
        let failure = await withTaskGroup { group in
            group.addTask {
                _ = try? session.run(
                    command,
                    within: .seconds(60),
                    isCancelled: { isOver.isUp },
                    onOutput: { _ in source.finish() }
                )
            }
            for await _ in begun {}
            defer { isOver.raise() }
            return #expect(throws: SSHError.self) { try session.run(command, within: .milliseconds(50)) }
        }
        #expect(failure?.kind == .timedOut)
        #expect(try next() == "next\n")
    }

    @Test func `a host that takes the connection and says nothing is given up`() throws {
        let silent = try SilentListener()
        let target = try #require(SSHTarget(user: "root", host: "127.0.0.1", port: silent.port))
        let error = #expect(throws: SSHError.self) {
            try SSHSession(opening: target, as: .agent, knownHosts: server.knownHosts, within: .milliseconds(300))
        }
        #expect(error?.kind == .timedOut)
        let unasked = #expect(throws: SSHError.self) { try HostKey.of(target, within: .milliseconds(300)) }
        #expect(unasked?.kind == .timedOut)
    }

    @Test func `a port that nobody serves refuses`() throws {
        let port = try SilentListener().port
        let target = try #require(SSHTarget(user: "root", host: "127.0.0.1", port: port))
        let error = #expect(throws: SSHError.self) { try HostKey.of(target, within: .seconds(20)) }
        #expect(error?.kind == .refused)
        #expect(error?.message.contains("Connection refused") == true)
    }

    @Test func `a name without an address is unreachable`() throws {
        let target = try #require(SSHTarget("root@nowhere.invalid"))
        let error = #expect(throws: SSHError.self) { try HostKey.of(target, within: .seconds(20)) }
        #expect(error?.kind == .unreachable)
    }
}
