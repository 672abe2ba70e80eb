/// What an order would come to, worked out by the same checks that it meets, and with nothing kept of it.
public struct Rehearsal: Hashable, Sendable {
    /// What was ordered.
    public var command: Command
    /// What it is about, by name.
    public var subject: String
    /// Why it would be refused, in words; `nil` where it would be taken.
    public var refusal: String?
    /// The host that it would work on or choose; `nil` where that is not known before.
    public var host: Host.ID?
    /// What would be reserved for a new VM; `nil` where nothing is.
    public var record: VMRecord?
    /// Files that it would make.
    public var files: [Disk]

    /// An order with what it would come to.
    public init(
        command: Command,
        subject: String,
        refusal: String? = nil,
        host: Host.ID? = nil,
        record: VMRecord? = nil,
        files: [Disk] = []
    ) {
        self.command = command
        self.subject = subject
        self.refusal = refusal
        self.host = host
        self.record = record
        self.files = files
    }

    /// What the files come to.
    public var bytes: Bytes { Bytes(files.reduce(0) { $0 + $1.size.count }) }
}
