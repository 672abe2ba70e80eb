internal import CSSH2
internal import Glibc
internal import Synchronization

extension Transport {
    /// True while part of a message is still to be sent.
    var isMidMessage: Bool {
        libssh2_session_block_directions(session) & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0
    }

    /// Makes a call, again until its message is sent whole; `nil` where it waits for the host.
    ///
    /// libssh2 takes no other message before one that is half sent, so the same call must be made again. Where that
    /// is not possible in time, the connection is of no use any more.
    func attempt(_ action: String, _ patience: Patience, _ body: () -> Int) throws(SSHError) -> Int? {
        while true {
            let result = body()
            guard result == Int(LIBSSH2_ERROR_EAGAIN) else {
                guard result >= 0 else { throw failure(action, Int32(clamping: result)) }
                return result
            }
            guard isMidMessage else { return nil }
            do {
                try patience.wait(for: POLLOUT, on: descriptor, action)
            } catch {
                breakOff()
                throw error
            }
        }
    }

    /// Makes a call again until the host has answered.
    ///
    /// - Parameter isResumable: The call may be left unanswered without harm for what comes next.
    @discardableResult
    func call(
        _ action: String,
        _ patience: Patience,
        isResumable: Bool = false,
        _ body: () -> Int32
    ) throws(SSHError) -> Int {
        while true {
            if let result = try attempt(action, patience, { Int(body()) }) { return result }
            do {
                try patience.wait(for: POLLIN, on: descriptor, action)
            } catch {
                if !isResumable { breakOff() }
                throw error
            }
        }
    }

    /// Makes a call again until it has given what it makes.
    func make<Made>(_ action: String, _ patience: Patience, _ body: () -> Made?) throws(SSHError) -> Made? {
        var made: Made?
        try call(action, patience) {
            made = body()
            return made == nil ? min(libssh2_session_last_errno(session), 0) : 0
        }
        return made
    }

    /// Says a word now and then, so that whatever stands between does not forget the connection.
    ///
    /// libssh2 sends it every ten seconds at most, and forgets what it could not send whole. The C function is
    /// `libssh2_keepalive_send`.
    func murmur() {
        var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&state, 1, 0) > 0, state.revents == Int16(POLLOUT), !isMidMessage else { return }
        libssh2_keepalive_send(session, nil)
        if isMidMessage { breakOff() }
    }

    /// Nothing more can be done over this connection.
    func breakOff() { isBroken.store(true, ordering: .relaxed) }

    /// What libssh2 says about a call that failed with that number.
    func failure(_ action: String, _ number: Int32) -> SSHError {
        let kind = SSHError.Kind(libssh2: number)
        if kind == .closed || kind == .timedOut { breakOff() }
        if kind == .closed { return SSHError(.closed, "\(action) on \(target): the connection was lost") }
        var text: UnsafeMutablePointer<CChar>?
        libssh2_session_last_error(session, &text, nil, 0)
        let said = text.map { String(cString: $0) } ?? ""
        let reason = said.isEmpty ? "libssh2 error \(number)" : "\(said) (libssh2 error \(number))"
        return SSHError(kind, "\(action) on \(target): \(reason)")
    }
}

extension SSHError.Kind {
    /// What libssh2's error numbers mean.
    init(libssh2 number: Int32) {
        switch number {
        case LIBSSH2_ERROR_SOCKET_NONE, LIBSSH2_ERROR_SOCKET_SEND, LIBSSH2_ERROR_SOCKET_RECV,
            LIBSSH2_ERROR_SOCKET_DISCONNECT, LIBSSH2_ERROR_BAD_SOCKET, LIBSSH2_ERROR_CHANNEL_CLOSED:
            self = .closed
        case LIBSSH2_ERROR_TIMEOUT, LIBSSH2_ERROR_SOCKET_TIMEOUT: self = .timedOut
        case LIBSSH2_ERROR_BANNER_RECV, LIBSSH2_ERROR_BANNER_SEND, LIBSSH2_ERROR_KEX_FAILURE,
            LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE, LIBSSH2_ERROR_METHOD_NONE, LIBSSH2_ERROR_HOSTKEY_INIT,
            LIBSSH2_ERROR_HOSTKEY_SIGN:
            self = .refused
        case LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED, LIBSSH2_ERROR_FILE,
            LIBSSH2_ERROR_AGENT_PROTOCOL, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED, LIBSSH2_ERROR_PASSWORD_EXPIRED:
            self = .authentication
        default: self = .other
        }
    }
}
