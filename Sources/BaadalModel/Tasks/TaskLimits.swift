/// How many tasks may be worked on at once.
public struct TaskLimits: Hashable, Sendable {
    /// Tasks at once in the whole cloud.
    ///
    /// At least 1.
    public var workers: Int
    /// Tasks at once on one host.
    ///
    /// At least 1.
    public var perHost: Int

    /// Limits of those sizes.
    public init(workers: Int = 8, perHost: Int = 4) {
        self.workers = workers
        self.perHost = perHost
    }
}

/// Why a pending task is not worked on yet.
public enum WaitReason: Hashable, Sendable, CustomStringConvertible {
    /// It was failed by something that passes, and is tried again at that moment.
    case retry(at: Timestamp)
    /// Another task works on the same VM.
    case vm(TaskRecord.ID, subject: String)
    /// A task for the same VM is ahead of it.
    case behind(TaskRecord.ID)
    /// As many tasks as may are at work on its host.
    case hostLimit(Int)
    /// As many tasks as may are at work.
    case workers(Int)
    /// Its host does not answer.
    case hostDown(name: String)
    /// Nobody works the queue.
    case noController

    /// In words, as they follow "waits for".
    public var description: String {
        switch self {
        case .retry(let at): "its next try at \(at.iso8601)"
        case .vm(let task, let subject): "\(task) (\(subject))"
        case .behind(let task): "\(task), which is ahead of it"
        case .hostLimit(let limit): "its host: \(limit) tasks are at work there"
        case .workers(let limit): "a worker: all \(limit) are busy"
        case .hostDown(let name): "host \(name), which does not answer"
        case .noController: "a controller: none is running"
        }
    }
}

/// The queue as its readers see it: enough to say what happens next, and why something does not.
public struct TaskQueue: Sendable {
    private let open: [TaskRecord]
    private let limits: TaskLimits
    private let now: Timestamp
    private let downHosts: [Host.ID: String]
    private let hasController: Bool

    /// The open tasks at a moment.
    ///
    /// - Parameter downHosts: The names of the hosts that do not answer.
    public init(
        open: [TaskRecord],
        limits: TaskLimits,
        now: Timestamp,
        downHosts: [Host.ID: String] = [:],
        hasController: Bool = true
    ) {
        self.open = open.filter { $0.command.kind != .bulk }.sorted(by: TaskQueue.goesBefore)
        self.limits = limits
        self.now = now
        self.downHosts = downHosts
        self.hasController = hasController
    }

    /// Higher priority first, then age.
    public static func goesBefore(_ lhs: TaskRecord, _ rhs: TaskRecord) -> Bool {
        lhs.priority == rhs.priority ? lhs.id < rhs.id : lhs.priority > rhs.priority
    }

    /// Why a task waits; `nil` for one that does not.
    public func waitReason(_ task: TaskRecord) -> WaitReason? {
        guard task.status == .pending, task.command.kind != .bulk else { return nil }
        guard hasController else { return .noController }
        if let notBefore = task.notBefore, notBefore > now { return .retry(at: notBefore) }
        let working = open.filter { $0.status == .processing }
        if let vm = task.command.vm {
            if let other = working.first(where: { $0.command.vm == vm }) {
                return .vm(other.id, subject: other.subject)
            }
            let ahead = open.first { $0.status == .pending && $0.command.vm == vm && $0.id != task.id }
            if let ahead, TaskQueue.goesBefore(ahead, task) { return .behind(ahead.id) }
        }
        if let host = task.host {
            if let name = downHosts[host] { return .hostDown(name: name) }
            if working.count(where: { $0.host == host }) >= limits.perHost { return .hostLimit(limits.perHost) }
        }
        if working.count >= limits.workers { return .workers(limits.workers) }
        return nil
    }
}
