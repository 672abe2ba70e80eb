import BaadalModel
import Foundation
import Testing

@testable import BaadalCore

/// A folder that stands for a box: scripts run in it for real, with programs of its own before the machine's.
final class LocalBox: BoxShell {
    let path: String
    private let calls = BlockingCalls(limit: 8)
    /// What a script begins with instead of being run as it is: bash reads it then.
    let prelude: String?

    private init(path: String, prelude: String?) {
        self.path = path
        self.prelude = prelude
    }

    /// Makes the folder by a script of its own, so that no file of it is open here while it is run.
    static func make(_ setup: String) async throws -> LocalBox {
        let box = LocalBox(path: NSTemporaryDirectory() + "baadal-box-\(UUID().uuidString)", prelude: nil)
        _ = try await box.sh("mkdir -p \"$BOX/bin\"; cd \"$BOX\"; " + setup)
        return box
    }

    /// The same box, for one that is ended before the command of a number that may change something.
    func ending(before number: Int) -> LocalBox {
        let changing = "rm*|mv*|cp*|service*|systemctl*|sync*|kill*|exec*"
        let count = "((left-- > 0)) || kill -9 $$"
        return LocalBox(
            path: path,
            prelude: "left=\(number); set -T; trap 'case $BASH_COMMAND in \(changing)) \(count);; esac' DEBUG\n"
        )
    }

    /// The same box, for one whose files cannot get longer than 512 bytes.
    var full: LocalBox { LocalBox(path: path, prelude: "trap '' XFSZ; ulimit -f 1\n") }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Ends what runs there, and removes it.
    func remove() async throws {
        _ = try await sh(
            "for f in \"$BOX\"/*.pid; do [ ! -f \"$f\" ] || kill \"$(cat \"$f\")\" || :; done; rm -rf \"$BOX\""
        )
    }

    /// Runs a script of a test's there.
    @discardableResult
    func sh(_ text: String, _ arguments: [String] = [], input: String = "") async throws -> String {
        try await run(["sh", "-ec", text, "test"] + arguments, input: input, within: .seconds(60))
    }

    func run(_ arguments: [String], input: String, within deadline: Duration) async throws -> String {
        var arguments = arguments
        if let prelude, arguments[0] == "sh" {
            arguments.replaceSubrange(0..<3, with: ["bash", "--posix", "-c", prelude + arguments[2]])
        }
        let words = ["BOX=\(path)", "PATH=\(path)/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]
        let feed = ["sh", "-c", "printf %s \"$1\" | { shift; \"$@\"; }", "feed", input]
        let result = try await LocalProgram(arguments: ["env"] + words + feed + arguments).run(calls, within: deadline)
        guard result.status != 137 else { throw BoxFailure(kind: .unreachable, description: "killed") }
        guard result.status == 0 else {
            let lines = result.errors.split(separator: "\n")
            throw BoxFailure(kind: .refused, description: lines.last.map(String.init) ?? "\(result)")
        }
        return result.output
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: self(name), encoding: .utf8) }
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self(name)) }
    /// The lines of a file; none where it is not there.
    func lines(_ name: String) -> [Substring] { ((try? text(name)) ?? "").split(separator: "\n") }
}

/// The failure of a body that a box must refuse.
func boxFailure(_ body: () async throws -> Void) async -> String {
    do {
        try await body()
        Issue.record("it was not refused")
        return ""
    } catch {
        return "\(error)"
    }
}
