internal import ArgumentParser
internal import Foundation

/// The program: one place where every error becomes a line and an exit code.
@main
struct Program {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        exit(await run(arguments))
    }

    /// Runs a command line.
    ///
    /// - Returns: The exit code.
    static func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try BaadalCommand.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            try flushOutput()
            return Outcome.done.rawValue
        } catch {
            return report(error, asJSON: arguments.contains("--json"))
        }
    }

    /// Tells of an error.
    ///
    /// - Returns: The exit code.
    static func report(_ error: any Error, asJSON: Bool) -> Int32 {
        guard !isOfTheParser(error) else { return reportUsage(error, asJSON: asJSON) }
        let failure = Failure(error)
        if !failure.message.isEmpty {
            Surroundings.complain(asJSON ? "\(failure.json)" : "baadal: \(Printable.text(failure.message))")
        }
        return failure.status.rawValue
    }

    private static func isOfTheParser(_ error: any Error) -> Bool {
        BaadalCommand.exitCode(for: error) != .failure || error is ValidationError
    }

    private static func reportUsage(_ error: any Error, asJSON: Bool) -> Int32 {
        let isHelp = BaadalCommand.exitCode(for: error) == .success
        if isHelp {
            print(BaadalCommand.fullMessage(for: error))
        } else if asJSON {
            Surroundings.complain("\(Failure(.usage, BaadalCommand.message(for: error)).json)")
        } else {
            // It repeats what was typed, and that may hold anything.
            let lines = BaadalCommand.fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
            Surroundings.complain(lines.map { Printable.text(String($0)) }.joined(separator: "\n"))
        }
        return isHelp ? Outcome.done.rawValue : Outcome.usage.rawValue
    }
}
