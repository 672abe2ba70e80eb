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
    /// The cloud is down, or on its way.
    case cloud(CloudInfo.Status)
    /// Another task has to succeed first.
    case after(TaskRecord.ID)
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
        case .cloud(let status): "the cloud, which is \(status.rawValue); 'cloud boot' brings it up"
        case .after(let task): "\(task) to succeed"
        case .hostLimit(let limit): "its host: \(limit) tasks are at work there"
        case .workers(let limit): "a worker: all \(limit) are busy"
        case .hostDown(let name): "host \(name), which does not answer"
        case .noController: "a controller: none is running"
        }
    }
}

/// The queue as its readers see it: enough to say why something does not happen yet.
public struct TaskQueue: Sendable {
    private let limits: TaskLimits
    private let downHosts: [Host.ID: String]
    private let hasController: Bool
    private let status: CloudInfo.Status
    /// The task at work on each VM.
    private var working: [VM.ID: TaskRecord] = [:]
    /// The pending task of each VM that goes first.
    private var next: [VM.ID: TaskRecord] = [:]
    /// Tasks that have not ended, parents among them.
    private var open: Set<TaskRecord.ID> = []
    /// Tasks at work, in all and on each host.
    private var atWork = 0
    private var atWorkOn: [Host.ID: Int] = [:]

    /// A queue with those tasks; the ended ones among them do not count.
    ///
    /// - Parameter downHosts: The names of the hosts that do not answer.
    public init(
        _ tasks: some Sequence<TaskRecord>,
        limits: TaskLimits,
        downHosts: [Host.ID: String] = [:],
        hasController: Bool = true,
        status: CloudInfo.Status = .up
    ) {
        self.status = status
        self.limits = limits
        self.downHosts = downHosts
        self.hasController = hasController
        for task in tasks where task.status.isOpen {
            open.insert(task.id)
            if task.command.kind != .bulk { add(task) }
        }
    }

    /// The queue of a cloud.
    public init(_ inventory: Inventory) {
        let down = inventory.hosts.values.filter { $0.state == .down }.map { ($0.id, $0.name) }
        let hasController = if case .running = inventory.controller { true } else { false }
        self.init(
            inventory.tasks.values,
            limits: inventory.cloud?.limits ?? TaskLimits(),
            downHosts: Dictionary(uniqueKeysWithValues: down),
            hasController: hasController,
            status: inventory.cloud?.status ?? .up
        )
    }

    private mutating func add(_ task: TaskRecord) {
        let vm = task.command.vm
        if task.status == .processing {
            atWork += 1
            if let host = task.host { atWorkOn[host, default: 0] += 1 }
            if let vm { working[vm] = task }
        } else if let vm, next[vm].map({ TaskQueue.goesBefore(task, $0) }) ?? true {
            next[vm] = task
        }
    }

    /// Higher priority first, then age.
    public static func goesBefore(_ lhs: TaskRecord, _ rhs: TaskRecord) -> Bool {
        lhs.priority == rhs.priority ? lhs.id < rhs.id : lhs.priority > rhs.priority
    }

    /// Why a task waits at a moment; `nil` for one that does not.
    public func waitReason(_ task: TaskRecord, now: Timestamp) -> WaitReason? {
        guard task.status == .pending, task.command.kind != .bulk else { return nil }
        guard hasController else { return .noController }
        if status != .up, !task.command.kind.isDoneWhileDown { return .cloud(status) }
        if let notBefore = task.notBefore, notBefore > now { return .retry(at: notBefore) }
        if let after = task.after, open.contains(after) { return .after(after) }
        if let vm = task.command.vm {
            if let other = working[vm] { return .vm(other.id, subject: other.subject) }
            if let ahead = next[vm], ahead.id != task.id { return .behind(ahead.id) }
        }
        if let host = task.host {
            if let name = downHosts[host] { return .hostDown(name: name) }
            if atWorkOn[host, default: 0] >= limits.perHost { return .hostLimit(limits.perHost) }
        }
        if atWork >= limits.workers { return .workers(limits.workers) }
        return nil
    }
}
