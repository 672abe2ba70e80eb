/// What runs programs on this machine, for a host that is this machine.
struct LocalPrograms: RemotePrograms {
    let calls: BlockingCalls

    func run(
        _ arguments: [String],
        within deadline: Duration,
        priority: BlockingCalls.Priority
    ) async throws -> RemoteShell.Result {
        let result = try await LocalProgram(arguments: arguments).run(calls, within: deadline)
        return RemoteShell.Result(output: result.output, errors: result.errors, status: result.status)
    }
}
