internal import CSSH2
internal import Glibc
internal import Synchronization

/// A socket and libssh2's session over it, which never waits but where it is told to.
///
/// It serves one thread at a time. Only ``isBroken`` and the socket's state may be looked at meanwhile.
final class Transport {
    let target: SSHTarget
    let session: OpaquePointer
    /// Set once nothing more can be done: the connection is lost, or a message was left half sent.
    let isBroken = Atomic(false)
    /// The moment after which nothing is received, however much comes.
    var deadline: Deadline
    /// The channel of the command that runs.
    var current: OpaquePointer?
    /// Channels of commands that were given up and have not ended.
    var abandoned: [OpaquePointer] = []

    private let socket: Socket

    var descriptor: Int32 { socket.descriptor }

    /// Connects, without a word of SSH.
    init(connectingTo target: SSHTarget, _ patience: Patience) throws(SSHError) {
        try SSH.start()
        let socket = try Socket.connect(to: target, patience)
        guard let session = libssh2_session_init_ex(nil, nil, nil, nil) else {
            throw SSHError(.other, "libssh2 has no memory for a session with \(target)")
        }
        self.target = target
        self.socket = socket
        self.session = session
        deadline = patience.deadline
        libssh2_session_set_blocking(session, 0)
        libssh2_session_abstract(session)?.pointee = Unmanaged.passUnretained(self).toOpaque()
        let receive = unsafeBitCast(receiveInTime, to: UnsafeMutableRawPointer.self)
        _ = libssh2_session_callback_set(session, LIBSSH2_CALLBACK_RECV, receive)
    }

    deinit {
        deadline = .never
        if !isBroken.load(ordering: .relaxed) {
            libssh2_session_disconnect_ex(session, SSH_DISCONNECT_BY_APPLICATION, "", "")
        }
        // From here on no call has to wait, so those that free what is left come to an end.
        shutdown(descriptor, Int32(SHUT_RDWR))
        for _ in 0..<1000 where libssh2_session_free(session) != LIBSSH2_ERROR_EAGAIN { break }
    }

    /// Agrees on how to speak, and gives the key that the host proved to have.
    ///
    /// The C functions are `libssh2_session_method_pref` and `libssh2_session_handshake`.
    func handshake(preferring types: [String], _ patience: Patience) throws(SSHError) -> HostKey {
        let usual = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]
        let order = usual.filter(types.contains) + usual.filter { !types.contains($0) }
        libssh2_session_method_pref(session, LIBSSH2_METHOD_HOSTKEY, order.joined(separator: ","))
        try call("agreeing on how to speak", patience) { libssh2_session_handshake(session, descriptor) }
        var count = 0
        var kind: Int32 = 0
        guard let bytes = libssh2_session_hostkey(session, &count, &kind) else {
            throw failure("reading the host key", 0)
        }
        let blob = UnsafeRawBufferPointer(start: bytes, count: count)
        guard let key = HostKey(blob: Array(blob)) else {
            throw SSHError(.refused, "\(target) presents a key that cannot be read; accepted are ed25519 and ECDSA")
        }
        return key
    }
}

/// Receives for libssh2, which reads on for as long as something comes; and bounds the wait for an agent.
///
/// An agent's socket is not in libssh2's hands only: it waits, and libssh2 takes its end for nothing and asks again.
private let receiveInTime:
    @convention(c) (
        Int32, UnsafeMutableRawPointer?, Int, Int32, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Int = { socket, buffer, size, flags, abstract in
        guard let buffer, let owner = abstract?.pointee else { return -Int(EINVAL) }
        let transport = Unmanaged<Transport>.fromOpaque(owner).takeUnretainedValue()
        let isAgent = socket != transport.descriptor
        if transport.deadline.isOver { return isAgent ? -Int(ETIMEDOUT) : -Int(EAGAIN) }
        if isAgent {
            var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            while poll(&descriptor, 1, transport.deadline.milliseconds) < 0, errno == EINTR {}
            guard descriptor.revents != 0 else { return -Int(ETIMEDOUT) }
        }
        let count = recv(socket, buffer, size, flags)
        guard count < 0 else { return count == 0 && isAgent ? -Int(ECONNRESET) : count }
        return errno == EINTR || errno == EWOULDBLOCK ? -Int(EAGAIN) : -Int(errno)
    }
