internal import BaadalModel
internal import Libvirt
internal import SSH
internal import Synchronization

/// Programs on one host, run over SSH: one session, kept open, with a queue of its own.
final class RemoteShell: Sendable {
    /// How a program ended.
    struct Result: Hashable, Sendable {
        var output: String
        var errors: String
        /// The exit status; `nil` where a signal ended it.
        var status: Int32?
    }

    private let target: SSHTarget
    private let identity: SSHIdentity
    private let knownHosts: String
    private let openTimeout: Duration
    private let lane: CallLane
    private let session = Mutex<SSHSession?>(nil)

    init(target: SSHTarget, identity: SSHIdentity, knownHosts: String, openTimeout: Duration, calls: BlockingCalls) {
        self.target = target
        self.identity = identity
        self.knownHosts = knownHosts
        self.openTimeout = openTimeout
        lane = CallLane(calls: calls)
    }

    /// The way that a host's URI describes; `nil` for a host that is not reached by SSH.
    ///
    /// What the URI does not say is taken from the cloud's own folder: `ssh/id_ed25519` and `ssh/known_hosts`.
    convenience init?(_ uri: ConnectionURI, folder: String, openTimeout: Duration, calls: BlockingCalls) {
        switch uri.kind {
        case .ssh, .libssh, .libssh2: break
        case .local, .tcp, .tls, .test: return nil
        }
        guard let host = uri.host,
            let target = SSHTarget(user: uri.user ?? "root", host: host, port: uri.port ?? 22)
        else { return nil }
        func parameter(_ name: String) -> String? { uri.parameters.first { $0.name.lowercased() == name }?.value }
        self.init(
            target: target,
            identity: .file(parameter("keyfile") ?? folder + "/id_ed25519"),
            knownHosts: parameter("known_hosts") ?? folder + "/known_hosts",
            openTimeout: openTimeout,
            calls: calls
        )
    }

    /// A way by who logs in where, with the cloud's own key and list of known hosts.
    convenience init(_ target: SSHTarget, folder: String, openTimeout: Duration, calls: BlockingCalls) {
        self.init(
            target: target,
            identity: .file(folder + "/id_ed25519"),
            knownHosts: folder + "/known_hosts",
            openTimeout: openTimeout,
            calls: calls
        )
    }

    /// Runs a program and waits for its end.
    ///
    /// - Parameters:
    ///   - input: What it reads from its standard input.
    ///   - outputLimit: How many bytes of what it writes are kept.
    /// - Throws: `SSHError` where it cannot be run, or does not end in time.
    func run(
        _ arguments: [String],
        input: String = "",
        within deadline: Duration,
        outputLimit: Int = 1 << 20,
        priority: BlockingCalls.Priority = .task
    ) async throws -> Result {
        let command = try RemoteCommand(arguments)
        return try await lane.run(priority, deadline: deadline + openTimeout + .seconds(2)) { [self] in
            let result = try opened().run(
                command,
                input: Array(input.utf8),
                within: deadline,
                outputLimit: outputLimit
            )
            let status: Int32? = if case .exited(let status) = result.end { status } else { nil }
            return Result(output: result.outputText, errors: result.errorText, status: status)
        }
    }

    private func opened() throws -> SSHSession {
        if let open = session.withLock({ $0 }), open.isAlive { return open }
        let opened = try SSHSession(opening: target, as: identity, knownHosts: knownHosts, within: openTimeout)
        session.withLock { $0 = opened }
        return opened
    }
}

extension SSHError {
    /// Whether the host, or the way to it, did not answer.
    var isUnreachable: Bool { [.unreachable, .refused, .timedOut, .closed].contains(kind) }
}
