/// A snapshot as a filter sees it; a bare word looks at its name and that of its VM.
public struct SnapshotSubject: FilterSubject {
    /// The snapshot itself.
    public let snapshot: Snapshot
    /// `nil` where the VM is not known any more.
    public let vmName: String?
    /// `nil` where no host shows the VM.
    public let hostName: String?
    /// The moment that ages are counted to.
    public let now: Timestamp

    /// A snapshot with what belongs to it.
    public init(_ snapshot: Snapshot, vmName: String?, hostName: String?, now: Timestamp) {
        self.snapshot = snapshot
        self.vmName = vmName
        self.hostName = hostName
        self.now = now
    }

    /// What one is called in messages.
    public static var filterNoun: String { "a snapshot" }
    /// The fields, in the order of messages; `age` is in days.
    public static let filterFields = [
        FilterField("name", .text),
        FilterField("vm", .text),
        FilterField("kind", .word(Snapshot.Kind.allCases.map(\.word))),
        FilterField("age", .number),
        FilterField("presence", .word(Snapshot.Presence.allCases.map(\.rawValue))),
        FilterField("host", .text),
        FilterField("size", .bytes),
    ]
    /// What a bare word is looked for in.
    public var filterName: String { "\(snapshot.name) \(vmName ?? "")" }

    /// What it has in the field at an index.
    public func filterValue(_ index: Int) -> FilterValue {
        switch index {
        case 0: .text(snapshot.name)
        case 1: vmName.map { .text($0) } ?? .unknown
        case 2: .text(snapshot.kind.word)
        case 3: .number(Double(now.milliseconds(since: snapshot.created)) / 86_400_000)
        case 4: .text(snapshot.presence.rawValue)
        case 5: hostName.map { .text($0) } ?? .unknown
        case 6: snapshot.size.map { .number(Double($0.count)) } ?? .unknown
        default: .unknown
        }
    }
}
