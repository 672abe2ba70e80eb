internal import Glibc

/// A TCP connection whose calls never wait.
struct Socket: ~Copyable {
    let descriptor: Int32

    private init(owning descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Connects to the first of the host's addresses that answers.
    ///
    /// Each address has its share of the time that is left. The resolver is the one thing that is not bounded: a name
    /// is asked for by `getaddrinfo`, which takes what the system's resolver is set to (5 s a server and try by
    /// default); an address in digits asks nobody.
    static func connect(to target: SSHTarget, _ patience: Patience) throws(SSHError) -> Socket {
        let list = try addresses(of: target)
        defer { freeaddrinfo(list) }
        var entries: [UnsafeMutablePointer<addrinfo>] = []
        var next: UnsafeMutablePointer<addrinfo>? = list
        while let entry = next {
            entries.append(entry)
            next = entry.pointee.ai_next
        }
        var failure = SSHError(.unreachable, "\(target.host) has no address; a name or an address is accepted")
        for (index, entry) in entries.enumerated() {
            let share = (patience.deadline.moment - .now) / (entries.count - index)
            do throws(SSHError) {
                return try connect(to: entry.pointee, of: target, patience, by: Deadline(within: share))
            } catch {
                guard error.kind != .cancelled else { throw error }
                failure = error
            }
            try patience.check("connecting")
        }
        throw failure
    }

    private static func addresses(of target: SSHTarget) throws(SSHError) -> UnsafeMutablePointer<addrinfo> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var failure: Int32 = 0
        for flags in [AI_NUMERICHOST | AI_NUMERICSERV, AI_NUMERICSERV] {
            hints.ai_flags = flags
            var list: UnsafeMutablePointer<addrinfo>?
            failure = getaddrinfo(target.host, String(target.port), &hints, &list)
            if failure == 0, let list { return list }
        }
        let reason = String(cString: gai_strerror(failure))
        throw SSHError(.unreachable, "\(target.host) has no address: \(reason)")
    }

    private static func connect(
        to address: addrinfo,
        of target: SSHTarget,
        _ patience: Patience,
        by deadline: Deadline
    ) throws(SSHError) -> Socket {
        let kind = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, kind, 0)
        guard descriptor >= 0 else {
            throw SSHError(.other, "no socket for \(target): \(String(cString: strerror(errno)))")
        }
        let made = Socket(owning: descriptor)
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 {
            guard errno == EINPROGRESS else { throw unreachable(target, errno) }
            try made.awaitConnection(to: target, patience, by: deadline)
        }
        made.setOptions()
        return made
    }

    private func awaitConnection(
        to target: SSHTarget,
        _ patience: Patience,
        by deadline: Deadline
    ) throws(SSHError) {
        let share = Patience(deadline: deadline, target: target, isCancelled: patience.isCancelled)
        while true {
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            if poll(&ready, 1, 0) > 0 { break }
            try share.wait(for: POLLOUT, on: descriptor, "connecting")
        }
        var failure: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size)
        guard failure == 0 else { throw Self.unreachable(target, failure) }
    }

    /// Small packets go out at once, and a peer that confirms nothing for half a minute is taken for lost.
    private func setOptions() {
        set(IPPROTO_TCP, TCP_NODELAY, 1)
        set(IPPROTO_TCP, TCP_USER_TIMEOUT, 30_000)
        set(Int(SOL_SOCKET), SO_KEEPALIVE, 1)
    }

    private func set(_ level: Int, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, Int32(level), option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func unreachable(_ target: SSHTarget, _ number: Int32) -> SSHError {
        let reason = String(cString: strerror(number))
        let kind: SSHError.Kind = number == ECONNREFUSED ? .refused : .unreachable
        return SSHError(kind, "\(target.host) port \(target.port) cannot be connected to: \(reason)")
    }
}
