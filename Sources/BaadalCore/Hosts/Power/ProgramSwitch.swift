internal import BaadalModel

/// Programs of the admin that switch a host, as for a switched outlet.
struct ProgramSwitch: PowerSwitch {
    let programs: PowerDriver.Programs
    let calls: BlockingCalls
    var deadline: Duration = .seconds(30)

    var name: String { "command" }

    func turnOn() async throws {
        guard let argv = programs.on else { throw unable(.turnOn) }
        _ = try await run(argv)
    }

    func cut() async throws {
        guard let argv = programs.off else { throw unable(.cut) }
        _ = try await run(argv)
    }

    func isOn() async throws -> Bool? {
        guard let argv = programs.status else { return nil }
        let answer = try await run(argv)
        switch answer.output.split(whereSeparator: \.isWhitespace) {
        case ["on"]: return true
        case ["off"]: return false
        default:
            let said = answer.output.isEmpty ? "nothing" : "'\(plain(answer.output.unicodeScalars.prefix(40)))'"
            throw failure(.failed, "'\(argv.arguments[0])' printed \(said); 'on' or 'off' is accepted")
        }
    }

    // Only the program is named in messages: its arguments may hold what is nobody's business.
    private func run(_ argv: Argv) async throws -> LocalProgram.Result {
        let result: LocalProgram.Result
        do {
            result = try await LocalProgram(arguments: argv.arguments).run(calls, within: deadline)
        } catch let error as ProgramFailure {
            throw failure(error.kind == .failed ? .failed : .unusable, error.message)
        }
        guard result.status == 0 else {
            let end = result.status.map { "ended with exit status \($0), 0 is accepted" } ?? "was ended by a signal"
            let said = result.errors.isEmpty && result.output.isEmpty ? "" : ": \(result.complaint)"
            throw failure(.failed, "'\(argv.arguments[0])' \(end)\(said)")
        }
        return result
    }
}
