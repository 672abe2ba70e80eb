extension SSHSession {
    /// Runs a command until it ends, and gives what it wrote.
    ///
    /// A command that fails is no error here: its ``RemoteResult/end`` says so. After ``SSHError/Kind/timedOut`` or
    /// ``SSHError/Kind/cancelled`` the session serves the next command, unless ``isAlive`` is false. The C functions
    /// are `libssh2_channel_process_startup`, `libssh2_channel_read_ex` and `libssh2_channel_write_ex`.
    ///
    /// - Parameters:
    ///   - input: What the command reads from its standard input, which ends after it.
    ///   - outputLimit: How many bytes of each of the two streams are kept; the rest is read and dropped.
    ///   - isCancelled: Asked several times a second; true ends the wait.
    ///   - onOutput: Called with each part of the standard output, also beyond the limit, before the next is read; it
    ///     must not use the session.
    public func run(
        _ command: RemoteCommand,
        input: [UInt8] = [],
        within length: Duration,
        outputLimit: Int = 1 << 20,
        isCancelled: (@Sendable () -> Bool)? = nil,
        onOutput: ((ArraySlice<UInt8>) -> Void)? = nil
    ) throws(SSHError) -> RemoteResult {
        var output = Collected(limit: outputLimit)
        var errors = Collected(limit: outputLimit)
        let patience = Patience(deadline: Deadline(within: length), target: target, isCancelled: isCancelled)
        let exchange = Exchange(name: RemoteCommand.name(command.arguments), text: command.text, input: input)
        let end = try exclusively(patience) { transport throws(SSHError) in
            try transport.run(exchange, patience) { stream, bytes in
                switch stream {
                case .output:
                    output.append(bytes)
                    onOutput?(bytes)
                case .errors: errors.append(bytes)
                }
            }
        }
        return RemoteResult(
            output: output.bytes,
            errors: errors.bytes,
            end: end,
            isTruncated: output.isTruncated || errors.isTruncated
        )
    }
}
