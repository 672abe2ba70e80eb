internal import BaadalModel
internal import BaadalStore

/// Reads what hosts are made of.
enum ReadInventory {
    /// Reads one host.
    ///
    /// - Returns: Why it could not be read, as something that the task adds to its message; `nil` where it was.
    static func read(_ host: Host, _ context: StepContext) async throws -> String? {
        let opener = context.hosts.opener
        guard let programs = opener.target(of: host.uri)?.programs else { return nil }
        do {
            let inventory = try await opener.probe.inventory(of: programs)
            try await context.records { try $0.setInventory(inventory, of: host.id) }
            return nil
        } catch let error where !error.leavesTheTask {
            return PartialResult.also("What \(host.name) is made of is not known: \(TaskFailure(error).message)")
        }
    }

    /// Reads all hosts that answer, side by side.
    static func readAll(_ context: StepContext) async throws -> String? {
        let hosts = try await context.records { try $0.hosts() }.filter(\.state.answers)
        var failures: [String] = []
        try await withThrowingTaskGroup(of: String?.self) { group in
            var waiting = hosts[...]
            func next() {
                guard let host = waiting.popFirst() else { return }
                group.addTask { try await read(host, context) == nil ? nil : host.name }
            }
            for _ in 0..<16 { next() }
            while let failure = try await group.next() {
                if let failure { failures.append(failure) }
                next()
            }
        }
        return failures.isEmpty
            ? PartialResult.also("\(hosts.count) hosts read")
            : PartialResult.note("not read: \(failures.sorted().joined(separator: ", "))")
    }
}
