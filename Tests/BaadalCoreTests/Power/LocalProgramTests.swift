import BaadalModel
import Foundation
import Testing

@testable import BaadalCore

@Suite(.timeLimit(.minutes(2))) struct LocalProgramTests {
    private let programs: PowerPrograms

    init() throws { programs = try PowerPrograms() }

    private func run(_ arguments: [String], within deadline: Duration = .seconds(60)) async throws
        -> LocalProgram.Result
    {
        try await LocalProgram(arguments: arguments).run(programs.calls, within: deadline)
    }

    @Test func `outputs and the exit status come apart`() async throws {
        let argv = try programs.script("both", "echo out; echo err >&2; exit 7")
        let result = try await run(argv.arguments)
        #expect(result == LocalProgram.Result(output: "out\n", errors: "err\n", status: 7))
        #expect(result.complaint == "err")
    }

    @Test(arguments: ["$(touch x)", "'; id", "a b", "", "--", "\u{1b}[2J", "é", "*"])
    func `an argument reaches the program as it is`(argument: String) async throws {
        let argv = try programs.script("show", #"printf '%s' "$1""#)
        #expect(try await run(argv.arguments + [argument]).output == argument)
    }

    @Test func `it gets no input, no terminal and hardly any environment`() async throws {
        let argv = try programs.script("where", "cat; (: </dev/tty) 2>/dev/null && echo tty; env | cut -d= -f1 | sort")
        let names = Set(try await run(argv.arguments).output.split(separator: "\n").map(String.init))
        #expect(names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == ["HOME", "LC_ALL", "PATH"])
    }

    @Test func `one that hangs is stopped with what it started`() async throws {
        let argv = try programs.script("hang", "sleep 1000 & echo $! >'\(programs("child"))'; wait")
        // It is given a second chance to have begun: only its deadline is short.
        let failure = try await programFailure { try await run(argv.arguments, within: .seconds(1)) }
        #expect(failure.message.contains("did not end within 1 s and was stopped"))
        #expect(failure.kind == .failed)
        let child = try #require(pid_t(try programs.text("child").trimmingCharacters(in: .newlines)))
        #expect(isGone(child))
        #expect(programs.calls.running == 0)
    }

    /// Whether a process has ended, though nobody may have reaped it yet.
    private func isGone(_ process: pid_t) -> Bool {
        for _ in 0..<1000 where kill(process, 0) == 0 {
            let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            guard let state, !state.contains(") Z ") else { return true }
            poll(nil, 0, 10)
        }
        return kill(process, 0) != 0
    }

    @Test func `one whose child keeps its outputs open has ended all the same`() async throws {
        let argv = try programs.script("leave", "sleep 1000 & echo $!")
        let result = try await run(argv.arguments)
        let child = try #require(pid_t(result.output.trimmingCharacters(in: .newlines)))
        #expect(kill(child, SIGKILL) == 0)
        #expect(result.status == 0)
    }

    @Test func `of a huge output only the beginning is kept`() async throws {
        let argv = try programs.script("huge", "head -c 5000000 /dev/zero | tr '\\0' x; echo end >&2")
        let result = try await run(argv.arguments)
        #expect(result.output == String(repeating: "x", count: LocalProgram.limit))
        #expect(result.errors == "end\n")
        #expect(result.status == 0)
    }

    @Test func `one that prints for ever meets its deadline`() async throws {
        let failure = try await programFailure { try await run(["/usr/bin/yes"], within: .milliseconds(300)) }
        #expect(failure.message.contains("did not end"))
    }

    @Test func `a signal is no exit status`() async throws {
        let result = try await run(try programs.script("die", "kill -9 $$").arguments)
        #expect(result.status == nil)
        #expect(result.complaint == "a signal ended it")
    }

    @Test func `what cannot be run says why`() async throws {
        try programs.write("plain", "text", mode: 0o644)
        let missing = try await programFailure { try await run([programs("missing")]) }
        #expect(missing.kind == .unusable)
        #expect(missing.message.hasSuffix("it is not installed here"))
        let denied = try await programFailure { try await run([programs("plain")]) }
        #expect(denied.message.contains("Permission denied"))
        let broken = try await programFailure { try await run([programs("x"), "a\u{0}b"]) }
        #expect(broken.message.contains("NUL"))
    }

    @Test func `a complaint is one printable line`() {
        let result = LocalProgram.Result(output: "out", errors: "\n\r\u{1b}[31mbad\u{7}\nmore", status: 1)
        #expect(result.complaint == "[31mbad")
        #expect(LocalProgram.Result(output: "", errors: "", status: 3).complaint == "exit status 3")
    }
}
