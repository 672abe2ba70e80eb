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

/// Lets one at a time in, in the order in which they came.
actor Turnstile {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Runs a body alone, and to its end also where the caller is told to stop.
    func alone<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        if isTaken { await withCheckedContinuation { waiting.append($0) } } else { isTaken = true }
        defer { if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() } }
        return try await Task { try await body() }.value
    }
}
