internal import SSH
internal import Testing

@Suite(.enabled(if: TestServer.exists), .timeLimit(.minutes(2))) struct SSHSessionTests {
    let server: TestServer
    let session: SSHSession

    init() throws {
        server = try TestServer()
        session = try server.open()
    }

    func run(_ words: String..., input: [UInt8] = [], limit: Int = 1 << 20) throws -> RemoteResult {
        try session.run(RemoteCommand(words), input: input, within: .seconds(60), outputLimit: limit)
    }

    @Test func `hostile words reach the program as they are`() throws {
        var hostile = HostileWords(seed: 2)
        for _ in 0..<10 {
            let words = (0..<100).map { _ in hostile.word() }
            let command = try RemoteCommand(["/usr/bin/printf", "%s\\0"] + words)
            let expected: [UInt8] = words.flatMap { word -> [UInt8] in Array(word.utf8) + [0] }
            #expect(try session.run(command, within: .seconds(60)).output == expected)
        }
    }

    @Test func `a command that fails gives its status and what it said`() throws {
        let result = try run("sh", "-c", "echo out; echo err >&2; exit 7")
        #expect(result.end == .exited(7))
        #expect(result.outputText == "out\n")
        #expect(result.errorText == "err\n")
        #expect(!result.isTruncated)
        #expect(!result.succeeded)
    }

    @Test func `a command that a signal ended says which`() throws {
        #expect(try run("sh", "-c", "kill -9 $$").end == .signalled("KILL"))
        #expect(try run("true").succeeded)
    }

    @Test func `the status of one that closes its streams first is waited for`() throws {
        #expect(try run("sh", "-c", "exec >&- 2>&-; sleep 0.2; exit 5").end == .exited(5))
    }

    @Test func `a program that does not exist is one that fails`() throws {
        let result = try run("/nowhere/program")
        #expect(result.end == .exited(127))
        #expect(result.errorText.contains("/nowhere/program"))
    }

    @Test func `both streams are read side by side`() throws {
        let script = "head -c 5000000 /dev/zero | tr '\\0' e >&2 & head -c 5000000 /dev/zero | tr '\\0' o; wait"
        let result = try run("sh", "-c", script, limit: 6_000_000)
        #expect(result.output.count == 5_000_000)
        #expect(result.errors.count == 5_000_000)
        #expect(result.output.allSatisfy { $0 == UInt8(ascii: "o") })
        #expect(result.errors.allSatisfy { $0 == UInt8(ascii: "e") })
        #expect(result.succeeded)
    }

    @Test func `what is over the limit is read and dropped`() throws {
        var seen = 0
        let command = try RemoteCommand(["sh", "-c", "head -c 100000000 /dev/zero; exit 3"])
        let result = try session.run(command, within: .seconds(90), outputLimit: 1000, onOutput: { seen += $0.count })
        #expect(result.output == [UInt8](repeating: 0, count: 1000))
        #expect(result.isTruncated)
        #expect(result.end == .exited(3))
        #expect(seen == 100_000_000)
    }

    @Test func `every byte goes there and back`() throws {
        var generator = HostileWords(seed: 3)
        let bytes = (0..<3_000_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        let result = try run("cat", input: bytes, limit: 4_000_000)
        #expect(result.output == bytes)
        #expect(result.errors.isEmpty)
    }

    @Test func `input that nobody reads is left`() throws {
        #expect(try run("true", input: [UInt8](repeating: 0, count: 8_000_000)).succeeded)
        #expect(try run("echo", "next").outputText == "next\n")
    }

    @Test func `a session that is idle keeps alive`() throws {
        for _ in 0..<50 { try session.keepAlive() }
        #expect(session.isAlive)
        #expect(try run("echo", "next").outputText == "next\n")
    }

    @Test func `calls from many sides are made one at a time`() async throws {
        let session = session
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<20 {
                let command = try RemoteCommand(["echo", "\(number)"])
                group.addTask { try session.run(command, within: .seconds(60)).outputText }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts == Set((0..<20).map { "\($0)\n" }))
    }

    @Test func `a connection that breaks ends the command and the session`() throws {
        let error = #expect(throws: SSHError.self) { try run("sh", "-c", "kill -9 $PPID; exec sleep 20") }
        #expect(error?.kind == .closed)
        #expect(!session.isAlive)
        let refused = #expect(throws: SSHError.self) { try run("true") }
        #expect(refused?.kind == .closed)
        let unanswered = #expect(throws: SSHError.self) { try session.keepAlive() }
        #expect(unanswered?.kind == .closed)
    }
}
