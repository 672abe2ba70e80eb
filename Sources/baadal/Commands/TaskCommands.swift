internal import ArgumentParser
internal import BaadalModel

/// The task queue.
struct TaskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task",
        abstract: "List, show, watch, cancel, retry and ignore tasks.",
        subcommands: [
            TaskList.self, TaskShow.self, TaskWatch.self, TaskCancel.self, TaskRetry.self, TaskIgnore.self,
        ]
    )
}

/// The number of a task, with or without `#`.
struct TaskNumber: ExpressibleByArgument {
    let id: TaskRecord.ID

    init?(argument: String) {
        let digits = argument.hasPrefix("#") ? String(argument.dropFirst()) : argument
        guard let number = Int64(digits), number > 0 else { return nil }
        id = TaskRecord.ID(number)
    }
}

extension Inventory {
    /// The task of a number.
    func task(_ id: TaskRecord.ID) throws(CloudError) -> TaskRecord {
        guard let task = tasks[id] else { throw .noSuchTask(id) }
        return task
    }
}

/// Lists tasks, newest last.
struct TaskList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List open tasks and the newest that ended, newest last."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var condition: TaskCondition
    @Option(help: "Tasks with this status only: pending, processing, success, failed, retry, ignored or partial.")
    var status: String?
    @Option(help: "So many at most.") var limit = 500

    mutating func validate() throws {
        if let status, !TaskRecord.Status.allCases.contains(where: { $0.word == status }) {
            let words = TaskRecord.Status.allCases.map(\.word).joined(separator: ", ")
            throw ValidationError("--status is '\(status)'; \(words) are accepted")
        }
        guard limit > 0 else { throw ValidationError("--limit is \(limit); a whole number from 1 is accepted") }
    }

    func run() async throws {
        let inventory = try await Session.look(options).inventory([.tasks, .hosts])
        let tasks = try condition.tasks(in: inventory).filter { status == nil || $0.status.word == status }
            .suffix(limit)
        let records = Records(inventory: inventory)
        guard !options.json else {
            return print(JSON.lines(tasks.map { records.json($0) }))
        }
        var table = TextTable(">ID", "STATUS", "KIND", "SUBJECT", "HOST", "REQUESTER", "CREATED", "MESSAGE")
        for task in tasks {
            let waiting = records.waitReason(task).map { "waits for \($0)" }
            table.add(
                "\(task.id)",
                task.status.word,
                task.command.kind.rawValue,
                Printable.text(task.subject),
                Printable.text(records.name(task.host)),
                Printable.text(task.requester),
                task.created.iso8601,
                Printable.text(waiting ?? task.message)
            )
        }
        print(table.lines.joined(separator: "\n"))
    }
}

/// Shows a task with its steps.
struct TaskShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a task with its steps.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The number of a task.") var task: TaskNumber

    func run() async throws {
        let session = try await Session.look(options)
        let inventory = try await session.inventory([.tasks, .hosts])
        let record = try inventory.task(task.id)
        let steps = try await session.cloud.steps(of: record.id)
        let records = Records(inventory: inventory)
        let waiting = records.waitReason(record)
        if options.json {
            guard case .object(let members) = records.json(record) else { return }
            let journal = JSON.Member(name: "steps", value: .array(steps.map(records.json)))
            return print(JSON.lines([.object(members + [journal])]))
        }
        Sheet([
            ("task", "\(record.id)"),
            ("kind", record.command.kind.rawValue),
            ("subject", Printable.text(record.subject)),
            ("status", record.status.word),
            ("message", Printable.text(record.message)),
            ("cause", Printable.text(record.cause?.rawValue)),
            ("waits for", waiting.map { Printable.text("\($0)") } ?? Printable.unknown),
            ("host", Printable.text(records.name(record.host))),
            ("requester", Printable.text(record.requester)),
            ("reason", Printable.text(record.reason)),
            ("priority", record.priority.word),
            ("created", Printable.moment(record.created)),
            ("started", Printable.moment(record.started)),
            ("ended", Printable.moment(record.ended)),
            ("attempts", "\(record.attempts)"),
            ("retry of", Printable.text(record.retryOf?.description)),
            ("part of", Printable.text(record.parent?.description)),
        ]).show()
        for step in steps {
            let note = step.shownNote.map { ": \(Printable.text($0))" } ?? ""
            print("\(step.began.iso8601)  \(step.index) \(Printable.text(step.name)) \(step.state.rawValue)\(note)")
        }
    }
}

/// Prints a line each time a task changes.
struct TaskWatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Print a line each time a task changes, until it ends; without a number all, until interrupted.",
        discussion: "With --json each line is an object, not an array."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The number of a task.") var task: TaskNumber?

    func run() async throws {
        let session = try await Session.look(options)
        var (inventory, shown) = (Inventory(), [TaskRecord.ID: TaskRecord]())
        for await _ in Session.ticks(session.cloud) {
            let isFirst = inventory.revision == nil
            inventory.apply(try await session.cloud.inventory(since: inventory.revision, scope: [.tasks, .hosts]))
            let watched = try task.map { [try inventory.task($0.id)] } ?? Array(inventory.tasks.values)
            for record in watched.sorted(by: { $0.id < $1.id }) where shown[record.id] != record {
                shown[record.id] = record
                if isFirst, task == nil, !record.status.isOpen { continue }
                try tell(record, inventory)
            }
            if let task, let record = inventory.tasks[task.id], !record.status.isOpen {
                guard record.status == .success else { throw Failure(.refused, "") }
                return
            }
        }
    }

    private func tell(_ record: TaskRecord, _ inventory: Inventory) throws {
        if options.json {
            print(Records(inventory: inventory).json(record))
        } else {
            print(TaskLine.text(record))
        }
        try flushOutput()
    }
}
