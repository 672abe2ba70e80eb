internal import CSSH2
internal import Glibc
internal import Synchronization

/// One authenticated connection to a host.
///
/// Calls are made one at a time, and each blocks its thread, but never beyond its deadline; the time for which it
/// waits for another call counts. A command that was given up runs on at the host, as SSH's own client leaves it.
///
/// It is safe to send: the transport is touched only by whoever holds the lock, but for its flag, which is atomic, and
/// its socket, which is open for as long as the session lives.
public final class SSHSession: @unchecked Sendable {
    /// Who is logged in where.
    public let target: SSHTarget
    /// The key that the host proved to have, and which is known.
    public let hostKey: HostKey

    private let transport: Transport
    private let lock = DeadlineLock()

    /// Connects, checks the host's key and logs in.
    ///
    /// A host whose key is not listed, or listed differently, is refused before anything is said to it. The time
    /// includes all but a slow resolver of names, which nothing can interrupt. The C functions are
    /// `libssh2_session_handshake` and `libssh2_userauth_publickey_frommemory`.
    public init(
        opening target: SSHTarget,
        as identity: SSHIdentity,
        knownHosts path: String,
        within length: Duration
    ) throws(SSHError) {
        let patience = Patience(deadline: Deadline(within: length), target: target)
        let hosts = try KnownHosts(reading: path)
        let listed = hosts.entries(for: target).filter { !$0.isRevoked }.map(\.type)
        let transport = try Transport(connectingTo: target, patience)
        let key = try transport.handshake(preferring: listed, patience)
        try key.verify(in: hosts, for: target)
        try transport.logIn(as: identity, patience)
        libssh2_keepalive_config(transport.session, 0, 10)
        self.target = target
        self.transport = transport
        hostKey = key
    }

    /// False once the connection is known to be lost, or of no use any more.
    ///
    /// It asks nobody, so true does not mean that the host answers: ``keepAlive(within:)`` does.
    public var isAlive: Bool {
        guard !transport.isBroken.load(ordering: .relaxed) else { return false }
        // POLLRDHUP, the end of what the peer says; the headers show it to GNU programs only.
        var state = pollfd(fd: transport.descriptor, events: 0x2000, revents: 0)
        return poll(&state, 1, 0) >= 0 && state.revents == 0
    }

    /// Has the host answer, by opening a channel that nothing runs in.
    ///
    /// It also answers what the host asked meanwhile; one that counts our answers would hang up on a session that
    /// is idle. It returns at once while another call is being made. The C function is `libssh2_channel_open_ex`.
    public func keepAlive(within length: Duration = .seconds(10)) throws(SSHError) {
        let patience = Patience(deadline: Deadline(within: length), target: target)
        guard lock.takeIfFree() else { return }
        defer { lock.free() }
        try prepare(patience)
        transport.current = try transport.openChannel(patience)
        try transport.clearUp(patience)
    }

    /// Runs something that has the transport for itself.
    func exclusively<Result>(
        _ patience: Patience,
        _ body: (Transport) throws(SSHError) -> Result
    ) throws(SSHError) -> Result {
        guard lock.take(by: patience.deadline) else {
            throw SSHError(.timedOut, "the session with \(target) was busy for longer than the command's limit")
        }
        defer { lock.free() }
        // Nothing is begun that cannot be ended.
        try patience.check("running a command")
        try prepare(patience)
        // The host is told at once where a command is given up, as far as that takes no time.
        defer { try? transport.clearUp(patience) }
        return try body(transport)
    }

    private func prepare(_ patience: Patience) throws(SSHError) {
        guard isAlive else {
            transport.breakOff()
            throw SSHError(.closed, "the session with \(target) is closed; open another")
        }
        transport.deadline = patience.deadline
        try transport.clearUp(patience)
        guard isAlive else {
            throw SSHError(.closed, "the session with \(target) has too many commands that go on; open another")
        }
    }
}
