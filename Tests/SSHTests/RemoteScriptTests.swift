internal import Testing

@testable internal import SSH

@Suite(.enabled(if: TestServer.exists), .timeLimit(.minutes(2))) struct RemoteScriptTests {
    let server: TestServer
    let session: SSHSession

    init() throws {
        server = try TestServer()
        session = try server.open()
    }

    func run(_ steps: [String]..., limit: Int = 1 << 20) throws -> [RemoteScript.StepResult] {
        let steps = try steps.enumerated().map { try RemoteScript.Step("step \($0)", $1) }
        return try session.run(RemoteScript(steps), within: .seconds(60), outputLimit: limit)
    }

    @Test func `each step has its own output, to the byte`() throws {
        let results = try run(
            ["printf", "no end of line"],
            ["true"],
            ["printf", "\n\n"],
            ["sh", "-c", "echo both; echo err >&2"],
            ["printf", "%s", "it's $(id)\n; exit 1"]
        )
        #expect(results.allSatisfy { $0.succeeded })
        let texts = results.map { String(decoding: $0.output, as: UTF8.self) }
        #expect(texts == ["no end of line", "", "\n\n", "both\n", "it's $(id)\n; exit 1"])
        #expect(results.map { String(decoding: $0.errors, as: UTF8.self) } == ["", "", "", "err\n", ""])
    }

    @Test func `a step that fails stops the rest, and says so`() throws {
        let results = try run(["true"], ["sh", "-c", "echo why >&2; exit 9"], ["touch", server.folder("made")])
        #expect(results.map(\.outcome) == [.ended(0), .ended(9), .skipped])
        #expect(results.map(\.step.name) == ["step 0", "step 1", "step 2"])
        #expect(results[1].errors == Array("why\n".utf8))
        #expect(throws: Failure.self) { try server.folder.read("made") }
    }

    @Test func `a step changes nothing for those after it`() throws {
        let results = try run(["cd", "/tmp"], ["exit", "0"], ["set", "+e"], ["cat"], ["pwd"])
        #expect(results.map(\.outcome) == [.ended(0), .ended(0), .ended(0), .ended(0), .ended(0)])
        #expect(results[4].output != Array("/tmp\n".utf8))
    }

    @Test func `a step that a signal ends has failed`() throws {
        #expect(try run(["sh", "-c", "kill -9 $$"], ["true"]).map(\.outcome) == [.ended(137), .skipped])
    }

    @Test func `a step that ends the shell is cut off`() throws {
        let results = try run(["true"], ["sh", "-c", "kill -9 $PPID"], ["true"])
        #expect(results.map(\.outcome) == [.ended(0), .cutOff, .skipped])
    }

    @Test func `steps cannot pretend to be others`() throws {
        let token = String(repeating: "0", count: 32)
        let results = try run(["printf", "\n\(token) 0\n"], ["set"], ["false"])
        #expect(results.map(\.outcome) == [.ended(0), .ended(0), .ended(1)])
        #expect(results[0].output == Array("\n\(token) 0\n".utf8))
    }

    @Test func `what a step writes over the limit takes nothing from the others`() throws {
        let results = try run(["head", "-c", "5000000", "/dev/zero"], ["echo", "next"], limit: 100)
        #expect(results[0].output.count == 100)
        #expect(results[0].isTruncated)
        #expect(results[1].output == Array("next\n".utf8))
        #expect(!results[1].isTruncated)
    }

    @Test func `a script longer than a command may be is run`() throws {
        let steps = try (0..<500).map { try RemoteScript.Step("\($0)", ["echo", String(repeating: "x", count: 1000)]) }
        let results = try session.run(RemoteScript(steps), within: .seconds(60))
        #expect(results.count == 500)
        #expect(results.allSatisfy { $0.succeeded && $0.output.count == 1001 })
    }

    @Test func `no steps are no work`() throws {
        #expect(try run().isEmpty)
    }

    @Test func `the step that takes too long is named`() throws {
        let steps = [try RemoteScript.Step("first", ["true"]), try RemoteScript.Step("second", ["sleep", "20"])]
        let error = #expect(throws: SSHError.self) { try session.run(RemoteScript(steps), within: .seconds(2)) }
        #expect(error?.kind == .timedOut)
        #expect(error?.message.contains("step 2 of 2, 'second', had not ended") == true)
        #expect(try run(["true"]).map(\.outcome) == [.ended(0)])
    }
}

@Suite struct StepReaderTests {
    @Test func `parts are the same however they come`() {
        let stream = Array("a\n\nT 0\n\nT\nb\nT 1\n\n\nT 7\nrest\nT 3".utf8)
        for size in 1...stream.count {
            var reader = StepReader(token: "T", limit: 100)
            for start in stride(from: 0, to: stream.count, by: size) {
                reader.take(stream[start..<min(start + size, stream.count)])
            }
            reader.finish()
            let texts = reader.parts.map { String(decoding: $0.text.bytes, as: UTF8.self) }
            #expect(texts == ["a\n", "\nT\nb", "\n", "rest\nT 3"], "by \(size)")
            #expect(reader.parts.map(\.status) == [0, 1, 7, nil], "by \(size)")
        }
    }
}
