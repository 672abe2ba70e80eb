/// What runs programs on one host, one at a time.
protocol RemotePrograms: Sendable {
    /// Runs a program by its arguments, and waits for its end.
    ///
    /// - Throws: `SSHError` or ``HostFailure`` where it cannot be run, or does not end in time.
    func run(
        _ arguments: [String],
        within deadline: Duration,
        priority: BlockingCalls.Priority
    ) async throws -> RemoteShell.Result
}

extension RemoteShell: RemotePrograms {
    func run(
        _ arguments: [String],
        within deadline: Duration,
        priority: BlockingCalls.Priority
    ) async throws -> Result {
        try await run(arguments, input: "", within: deadline, priority: priority)
    }
}
