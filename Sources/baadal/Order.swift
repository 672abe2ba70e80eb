internal import BaadalModel

/// A request on its way: written, worked on by a controller, and told of when it ended.
struct Order {
    let session: Session
    let options: GlobalOptions
    let waiting: WaitOptions

    /// Writes a request and waits, where that is wanted, until all its tasks have ended.
    ///
    /// - Throws: ``Failure`` where one of them did not succeed; it has been told by then.
    func place(_ request: Request) async throws {
        let ids = try await session.submit(request)
        try await finish(ids)
    }

    /// Waits for tasks that are written already.
    func finish(_ ids: [TaskRecord.ID]) async throws {
        guard let first = ids.first else { return print(options.json ? "[]" : "there is nothing to do") }
        guard waiting.wait else {
            print(options.json ? JSON.lines(ids.map { ["id": .integer($0.number)] }) : "\(first.number)")
            return
        }
        let (tasks, inventory) = try await wait(for: ids)
        try tell(tasks, inventory)
    }

    /// Waits until tasks have ended.
    ///
    /// - Throws: ``Failure`` where that takes longer than it may.
    func wait(for ids: [TaskRecord.ID]) async throws -> (tasks: [TaskRecord], inventory: Inventory) {
        let ended = try await session.follow([.tasks, .hosts], seconds: waiting.timeout) { inventory in
            Self.ended(ids, in: inventory).map { ($0, inventory) }
        }
        guard let ended else {
            let names = ids.map(\.description).joined(separator: ", ")
            throw Failure(.noAnswer, "\(names) not done within \(waiting.timeout ?? 0) s; it goes on")
        }
        return ended
    }

    /// The tasks once all have ended; `nil` before.
    ///
    /// A reader is told of the newest 500 ended tasks only. What is missing of a bulk order has ended when its parent,
    /// which comes first, has.
    static func ended(_ ids: [TaskRecord.ID], in inventory: Inventory) -> [TaskRecord]? {
        let tasks = ids.compactMap { inventory.tasks[$0] }
        guard let head = tasks.first, tasks.allSatisfy({ !$0.status.isOpen }) else { return nil }
        return tasks.count == ids.count || head.command.kind == .bulk ? tasks : nil
    }

    /// Tells what came of tasks.
    ///
    /// - Throws: ``Failure`` where one of them did not succeed.
    func tell(_ tasks: [TaskRecord], _ inventory: Inventory) throws {
        if options.json {
            let records = Records(inventory: inventory)
            print(JSON.lines(tasks.map { records.json($0) }))
        } else {
            for task in tasks { print(TaskLine.text(task)) }
        }
        guard tasks.allSatisfy({ $0.status == .success }) else { throw Failure(.refused, "") }
    }
}

/// A task on one line.
enum TaskLine {
    /// As `#12 start web-01: success, web-01 is started successfully`.
    static func text(_ task: TaskRecord) -> String {
        let what = "\(task.id) \(task.command.kind.rawValue) \(Printable.text(task.subject)): \(task.status.word)"
        return task.message.map { "\(what), \(Printable.text($0))" } ?? what
    }
}
