internal import ArgumentParser
internal import BaadalModel

/// Stops tasks.
struct TaskCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stop tasks: at once where they wait, between two steps where they work."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "The numbers of tasks.") var tasks: [TaskNumber]

    func run() async throws {
        let session = try await Session.act(options)
        for task in tasks { _ = try await session.submit(.cancel(task.id)) }
        guard waiting.wait else { return }
        let ids = tasks.map(\.id)
        let ended = try await session.follow([.tasks, .hosts], seconds: waiting.timeout) { inventory in
            let tasks = ids.compactMap { inventory.tasks[$0] }
            return tasks.allSatisfy { !$0.status.isOpen } ? (tasks, inventory) : nil
        }
        guard let (records, inventory) = ended else {
            throw Failure(.noAnswer, "not stopped within \(waiting.timeout ?? 0) s; it stops between two steps")
        }
        if options.json {
            print(JSON.lines(records.map { Records(inventory: inventory).json($0) }))
        } else {
            for record in records { print(TaskLine.text(record)) }
        }
        // A task that was past its last step when it was asked to stop has succeeded.
        guard records.allSatisfy({ $0.cause == .cancelled }) else { throw Failure(.refused, "") }
    }
}

/// Makes new tasks of failed ones.
struct TaskRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Make new tasks of failed ones, and wait for them."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "The numbers of failed tasks.") var tasks: [TaskNumber]

    func run() async throws {
        let session = try await Session.act(options)
        var ids: [TaskRecord.ID] = []
        for task in tasks { ids += try await session.submit(.retry(task.id)) }
        try await Order(session: session, options: options, waiting: waiting).finish(ids)
    }
}

/// Sets failed tasks aside.
struct TaskIgnore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ignore", abstract: "Set failed tasks aside.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The numbers of failed tasks.") var tasks: [TaskNumber]

    func run() async throws {
        let session = try await Session.act(options)
        for task in tasks { _ = try await session.submit(.ignore(task.id)) }
        guard options.json else { return }
        let inventory = try await session.inventory([.tasks, .hosts])
        print(JSON.lines(tasks.compactMap { inventory.tasks[$0.id] }.map { Records(inventory: inventory).json($0) }))
    }
}
