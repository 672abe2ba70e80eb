/// One entry of the task queue: a command, who asked for it, and where it stands.
public struct TaskRecord: Identifiable, Hashable, Sendable {
    /// The number that the screen shows as `#4711`.
    public struct ID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
        /// Rises with every task.
        public let number: Int64
        /// The task of that number.
        public init(_ number: Int64) { self.number = number }
        /// As `#4711`.
        public var description: String { "#\(number)" }
        /// Orders by age, oldest first.
        public static func < (lhs: Self, rhs: Self) -> Bool { lhs.number < rhs.number }
    }

    /// Tells it from all others of the cloud.
    public let id: ID
    /// What is to be done.
    public let command: Command
    /// Where it stands.
    public var status: Status
    /// How urgent it is.
    public var priority: Priority
    /// Who asked.
    public var requester: String
    /// Why, in the requester's words; `nil` when none were given.
    public var reason: String?
    /// What the task is about, by name at the time of asking.
    public var subject: String
    /// The host whose turn it takes; `nil` where it needs none.
    public var host: Host.ID?
    /// What the task says of itself; `nil` until it has something to say.
    public var message: String?
    /// What made it fail; `nil` unless it failed.
    public var cause: Cause?
    /// The step under way; `nil` when none is.
    public var step: String?
    /// How much is done, 0 to 1; `nil` where it cannot be told.
    public var progress: Double?
    /// When it was asked for.
    public var created: Timestamp
    /// Not to be started before; `nil` for at once.
    public var notBefore: Timestamp?
    /// When a worker took it last; `nil` while it waits for the first.
    public var started: Timestamp?
    /// When it ended; `nil` while it is open.
    public var ended: Timestamp?
    /// How often a worker has taken it.
    public var attempts: Int
    /// The task that this one was made from by a manual retry.
    public var retryOf: ID?
    /// The bulk order that it belongs to.
    public var parent: ID?
    /// A task that has to succeed before this one is taken; `nil` for none.
    public var after: ID?
    /// True once somebody asked to stop it.
    public var isCancelRequested: Bool
    /// Why it will fail, once what it did is taken back; `nil` for a task that goes forward.
    public var failing: Failing?

    /// Why a task will fail.
    public struct Failing: Hashable, Sendable {
        /// What made it fail.
        public var cause: Cause
        /// In words.
        public var message: String

        /// A failure in words.
        public init(cause: Cause, message: String) {
            self.cause = cause
            self.message = message
        }
    }

    /// A task with everything known.
    public init(
        id: ID,
        command: Command,
        status: Status = .pending,
        priority: Priority = .normal,
        requester: String,
        reason: String? = nil,
        subject: String,
        host: Host.ID? = nil,
        message: String? = nil,
        cause: Cause? = nil,
        step: String? = nil,
        progress: Double? = nil,
        created: Timestamp,
        notBefore: Timestamp? = nil,
        started: Timestamp? = nil,
        ended: Timestamp? = nil,
        attempts: Int = 0,
        retryOf: ID? = nil,
        parent: ID? = nil,
        after: ID? = nil,
        isCancelRequested: Bool = false,
        failing: Failing? = nil
    ) {
        self.id = id
        self.command = command
        self.status = status
        self.priority = priority
        self.requester = requester
        self.reason = reason
        self.subject = subject
        self.host = host
        self.message = message
        self.cause = cause
        self.step = step
        self.progress = progress
        self.created = created
        self.notBefore = notBefore
        self.started = started
        self.ended = ended
        self.attempts = attempts
        self.retryOf = retryOf
        self.parent = parent
        self.after = after
        self.isCancelRequested = isCancelRequested
        self.failing = failing
    }
}

extension TaskRecord {
    /// Where a task stands.
    ///
    /// The numbers are the specification's.
    public enum Status: Int, CaseIterable, Codable, Sendable {
        case pending = 1, processing, success, failed, retry, ignored, partial

        /// The word on the screen and in JSON.
        public var word: String {
            switch self {
            case .pending: "pending"
            case .processing: "processing"
            case .success: "success"
            case .failed: "failed"
            case .retry: "retry"
            case .ignored: "ignored"
            case .partial: "partial"
            }
        }

        /// Whether the task still waits or works.
        public var isOpen: Bool { self == .pending || self == .processing }
        /// Whether an admin may retry or ignore it.
        public var isRetryable: Bool { self == .failed || self == .partial }

        /// Whether a task may go from here to another status.
        ///
        /// Pending may fail without being processed: that is a cancel. Processing may go back to pending: an automatic
        /// retry.
        public func mayBecome(_ next: Status) -> Bool {
            switch (self, next) {
            case (.pending, .processing), (.pending, .failed): true
            case (.processing, .success), (.processing, .failed), (.processing, .partial), (.processing, .pending): true
            case (.failed, .retry), (.failed, .ignored), (.partial, .retry), (.partial, .ignored): true
            case (.pending, _), (.processing, _), (.success, _), (.failed, _), (.retry, _), (.ignored, _),
                (.partial, _):
                false
            }
        }
    }

    /// How urgent a task is.
    ///
    /// The numbers are the specification's.
    public enum Priority: Int, CaseIterable, Comparable, Codable, Sendable {
        case low, normal, high, urgent

        /// The word on the screen and in JSON.
        public var word: String {
            switch self {
            case .low: "low"
            case .normal: "normal"
            case .high: "high"
            case .urgent: "urgent"
            }
        }

        /// Orders from low to urgent.
        public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    /// What made a task fail.
    public enum Cause: String, Codable, Sendable {
        /// Somebody asked for it to stop.
        case cancelled
        /// State, role or claim did not allow it when its turn came.
        case refused
        /// It took longer than its kind may.
        case deadline
        /// The host could not be reached.
        case unreachable
        /// The host refused or failed.
        case host
        /// The controller died in a step that may not be done twice.
        case interrupted
        /// A fault in this program or its store.
        case fault

        /// Whether the same thing may well work a little later, so that it is tried again by itself.
        public var passes: Bool { self == .unreachable }
    }
}

/// One step of a task, as the journal has it.
public struct TaskStep: Hashable, Sendable {
    /// Where a step stands.
    ///
    /// A row is committed before it begins and after it ends.
    public enum State: String, Codable, Sendable {
        case begun, done, failed, undone
    }

    /// 0 for the first step.
    public var index: Int
    /// What the step does, in a word or two.
    public var name: String
    /// Where the step stands.
    public var state: State
    /// When it was begun.
    public var began: Timestamp
    /// When it ended; `nil` while it is under way.
    public var ended: Timestamp?
    /// What the step remembers for its undo or for recovery; `nil` for nothing.
    public var note: String?

    /// A step with everything known.
    public init(
        index: Int,
        name: String,
        state: State,
        began: Timestamp,
        ended: Timestamp? = nil,
        note: String? = nil
    ) {
        self.index = index
        self.name = name
        self.state = state
        self.began = began
        self.ended = ended
        self.note = note
    }
}

extension TaskStep {
    /// The note as it may be shown: a definition that is kept for the undo holds the secret of the VM's screen.
    public var shownNote: String? { note.map { $0.hasPrefix("<") ? "a definition is kept" : $0 } }
}
