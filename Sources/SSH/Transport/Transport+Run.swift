internal import CSSH2
internal import Glibc
internal import Synchronization

/// A command as it is sent, and what it is given to read.
struct Exchange {
    /// What a command writes to.
    enum Stream: Int32, CaseIterable {
        case output = 0
        case errors = 1
    }

    let name: String
    let text: String
    let input: [UInt8]

    var action: String { "running \(name)" }
}

extension Transport {
    /// Runs a command, giving each part of what it writes to the sink.
    func run(
        _ exchange: Exchange,
        _ patience: Patience,
        sink: (Exchange.Stream, ArraySlice<UInt8>) -> Void
    ) throws(SSHError) -> RemoteResult.End {
        let channel = try openChannel(patience)
        current = channel
        try call(exchange.action, patience) {
            libssh2_channel_process_startup(channel, "exec", 4, exchange.text, UInt32(exchange.text.utf8.count))
        }
        try carry(exchange, over: channel, patience, sink: sink)
        // The status comes last; closing before the host does would lose it.
        try call(exchange.action, patience, isResumable: true) { libssh2_channel_wait_closed(channel) }
        return end(of: channel)
    }

    /// Opens a channel.
    ///
    /// The C function is `libssh2_channel_open_ex`.
    func openChannel(_ patience: Patience) throws(SSHError) -> OpaquePointer {
        // LIBSSH2_CHANNEL_WINDOW_DEFAULT is an expression, which Swift does not see.
        let window: UInt32 = 2 * 1024 * 1024
        let packet = UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT)
        let channel = try make("opening a channel", patience) {
            libssh2_channel_open_ex(session, "session", 7, window, packet, nil, 0)
        }
        guard let channel else { throw failure("opening a channel", LIBSSH2_ERROR_CHANNEL_FAILURE) }
        return channel
    }

    /// Frees the channels of commands that have ended, and has the host told of those that were given up.
    ///
    /// OpenSSH confirms that a channel is closed no sooner than its command ends, which nobody waits for. It allows
    /// ten channels at a time, so a connection with many that go on is of no more use. The C function is
    /// `libssh2_channel_free`.
    func clearUp(_ patience: Patience) throws(SSHError) {
        guard !isBroken.load(ordering: .relaxed) else { return }
        if let channel = current { abandoned.append(channel) }
        current = nil
        var waiting: [OpaquePointer] = []
        for channel in abandoned
        where try attempt("closing a channel", patience, { Int(libssh2_channel_free(channel)) }) == nil {
            waiting.append(channel)
        }
        abandoned = waiting
        if waiting.count >= 8 { breakOff() }
    }

    /// Writes and reads until the host says that nothing more comes.
    private func carry(
        _ exchange: Exchange,
        over channel: OpaquePointer,
        _ patience: Patience,
        sink: (Exchange.Stream, ArraySlice<UInt8>) -> Void
    ) throws(SSHError) {
        var rest = exchange.input[...]
        var hasMore = true
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            try patience.check(exchange.action)
            var isIdle = true
            if hasMore { hasMore = try feed(&rest, to: channel, exchange.action, patience, &isIdle) }
            for stream in Exchange.Stream.allCases {
                let count = try attempt(exchange.action, patience) {
                    buffer.withUnsafeMutableBytes { bytes in
                        let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
                        return libssh2_channel_read_ex(channel, stream.rawValue, start, bytes.count)
                    }
                }
                guard let count, count > 0 else { continue }
                isIdle = false
                sink(stream, buffer[..<count])
            }
            if libssh2_channel_eof(channel) == 1 { return }
            guard isIdle else { continue }
            try patience.wait(for: POLLIN, on: descriptor, exchange.action)
            murmur()
        }
    }

    /// Writes as much as the host takes now, then the end; false once there is no more to write.
    private func feed(
        _ rest: inout ArraySlice<UInt8>,
        to channel: OpaquePointer,
        _ action: String,
        _ patience: Patience,
        _ isIdle: inout Bool
    ) throws(SSHError) -> Bool {
        let part = rest.prefix(32_768)
        guard !part.isEmpty else {
            return try attempt(action, patience) { Int(libssh2_channel_send_eof(channel)) } == nil
        }
        let count = try attempt(action, patience) {
            part.withUnsafeBytes { bytes in
                let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
                return libssh2_channel_write_ex(channel, 0, start, bytes.count)
            }
        }
        if let count, count > 0 {
            rest = rest.dropFirst(count)
            isIdle = false
        }
        return true
    }

    /// How the command ended.
    ///
    /// The C functions are `libssh2_channel_get_exit_status` and `…_exit_signal`.
    private func end(of channel: OpaquePointer) -> RemoteResult.End {
        var name: UnsafeMutablePointer<CChar>?
        var count = 0
        libssh2_channel_get_exit_signal(channel, &name, &count, nil, nil, nil, nil)
        guard let name else { return .exited(libssh2_channel_get_exit_status(channel)) }
        defer { libssh2_free(session, name) }
        return .signalled(singleLine(String(cString: name)))
    }
}
