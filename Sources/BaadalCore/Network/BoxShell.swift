internal import BaadalModel
internal import SSH

/// What runs programs on a box of the network.
protocol BoxShell: Sendable {
    /// Runs a program by its arguments, and waits for its end.
    ///
    /// - Throws: ``BoxFailure``.
    func run(_ arguments: [String], input: String, within deadline: Duration) async throws -> String
}

extension BoxShell {
    /// Runs a script that is the program's own, with what it is about as its arguments: none of that is read by a shell.
    func script(
        _ text: StaticString,
        _ arguments: [String] = [],
        input: String = "",
        within deadline: Duration = .seconds(60)
    ) async throws -> String {
        try await run(["sh", "-c", "\(text)", "baadal"] + arguments, input: input, within: deadline)
    }
}

/// Why a box does not do what it was told.
struct BoxFailure: Error, Hashable, Sendable, CustomStringConvertible {
    enum Kind: Hashable, Sendable {
        /// It does not answer: whether it has done something is not known.
        case unreachable
        /// It answers, and says no.
        case refused
    }

    var kind: Kind
    var description: String

    /// How a box stands of which nothing but this is known.
    func status(at now: Timestamp) -> BoxStatus {
        BoxStatus(state: kind == .unreachable ? .unreachable : .drifting, at: now, message: description)
    }
}

/// A box that is reached by SSH.
struct RemoteBox: BoxShell {
    private let shell: RemoteShell
    private let name: String

    /// A box by who logs in where, as `root@10.0.0.2`.
    ///
    /// - Throws: ``BoxFailure`` for a text that says nothing of the kind.
    init(_ box: NetworkBox, at place: String?, folder: String, config: CloudConfig.Libvirt) throws {
        guard let place, let target = SSHTarget(place) else {
            let given = place.map { "'\($0)'" } ?? "nothing"
            let accepted = "USER@HOST or USER@HOST:PORT is accepted"
            throw BoxFailure(
                kind: .refused,
                description: "network.\(box.rawValue)-box is \(given); \(accepted)"
            )
        }
        name = box.title
        shell = RemoteShell(
            target,
            folder: folder,
            openTimeout: .seconds(config.connectTimeout + 2),
            calls: BlockingCalls(limit: 8)
        )
    }

    func run(_ arguments: [String], input: String, within deadline: Duration) async throws -> String {
        do {
            let result = try await shell.run(arguments, input: input, within: deadline, outputLimit: 64 << 20)
            guard result.status == 0 else {
                let lines = result.errors.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
                let end = result.status.map { "it ended with status \($0)" } ?? "a signal ended it"
                throw BoxFailure(kind: .refused, description: lines.last.map(String.init) ?? end)
            }
            return result.output
        } catch let error as SSHError {
            throw BoxFailure(kind: .unreachable, description: error.message)
        } catch let error as HostFailure {
            throw BoxFailure(kind: .unreachable, description: "\(error)")
        }
    }
}

/// Lets one settling of a box in at a time, in the order in which they were asked for.
///
/// Who asks while the same is waiting for its turn shares that: what it was asked for will be seen by it. Each goes on to
/// its end also where whoever asked is told to stop.
actor BoxTurns {
    private var last: Task<Void, Never>?
    private var waiting: [BoxPurpose: Task<String?, any Error>] = [:]

    /// Runs a body in its turn.
    func take(_ purpose: BoxPurpose, _ body: @escaping @Sendable () async throws -> String?) async throws -> String? {
        if let shared = waiting[purpose] { return try await shared.value }
        let before = last
        let turn = Task {
            await before?.value
            self.begin(purpose)
            return try await body()
        }
        waiting[purpose] = turn
        last = Task { _ = await turn.result }
        return try await turn.value
    }

    private func begin(_ purpose: BoxPurpose) { waiting[purpose] = nil }
}

extension BoxShell {
    /// A file of the box.
    ///
    /// - Throws: ``BoxFailure``.
    func readFile(_ path: String) async throws -> BoxFile {
        let answer = try await script(
            """
            if [ -e "$1" ] && [ ! -f "$1" ]; then echo 'it is no regular file, and is left as it is' >&2; exit 1; fi
            if [ -e "$1" ]; then echo yes; cat "$1"; elif [ -d "$(dirname "$1")" ]; then echo no; else echo nowhere; fi
            """,
            [path]
        )
        guard !answer.unicodeScalars.contains("\u{FFFD}") else {
            throw BoxFailure(kind: .refused, description: "it holds bytes that are no text, and is left as it is")
        }
        if answer.hasPrefix("yes\n") { return .text(String(answer.dropFirst(4))) }
        return answer.hasPrefix("no\n") ? .missing : .nowhere
    }

    /// Whether a file that cannot be read as text has something of ours in it.
    ///
    /// - Throws: ``BoxFailure``.
    func holdsOurs(_ path: String) async throws -> Bool {
        let script: StaticString = """
            if [ -f "$1" ] && grep -aq -e BAADAL- -e 'table ip baadal' -- "$1"; then echo ours; fi
            """
        return try await !self.script(script, [path]).isEmpty
    }

    /// Removes a file; one that is missing is no error.
    ///
    /// - Throws: ``BoxFailure``.
    func remove(_ path: String) async throws {
        _ = try await run(["rm", "-f", "--", path], input: "", within: .seconds(30))
    }

    /// Replaces a file by another text at once, where its folder is; it keeps its mode.
    ///
    /// - Throws: ``BoxFailure`` where the folder is not there, or has no room.
    func replace(_ path: String, with text: String) async throws {
        _ = try await script(
            """
            set -eu
            # A link stays one: what it leads to is replaced.
            path=$(readlink -m "$1")
            if [ -e "$path" ] && [ ! -f "$path" ]; then echo 'it is no regular file, and is left as it is' >&2; exit 1; fi
            cd "$(dirname "$path")" 2>/dev/null || { echo 'its folder is not there' >&2; exit 1; }
            new=".$(basename "$path").baadal-new"
            umask 022
            if [ -e "$path" ]; then cp -p "$path" "$new"; fi
            cat >"$new"
            if [ "$(wc -c <"$new")" -ne "$2" ]; then
              rm -f "$new"
              echo 'the text did not come whole, or there is no room for it' >&2
              exit 9
            fi
            sync "$new"
            mv -T "$new" "$path"
            """,
            [path, "\(text.utf8.count)"],
            input: text
        )
    }
}

/// What there is at a place where a file may be.
enum BoxFile: Hashable, Sendable {
    /// A file that says something.
    case text(String)
    /// Nothing, and room for a file.
    case missing
    /// Not even its folder.
    case nowhere

    /// What it says; `nil` where there is none.
    var text: String? { if case .text(let text) = self { text } else { nil } }
}
