/// A VM as a filter sees it: with the name of its host and what it uses.
public struct VMSubject: FilterSubject {
    /// The VM itself.
    public let vm: VM
    /// `nil` where no host shows it.
    public let hostName: String?
    /// Its newest usage; `nil` where it was never sampled.
    public let usage: Usage?

    /// A VM with what belongs to it.
    public init(_ vm: VM, hostName: String?, usage: Usage?) {
        self.vm = vm
        self.hostName = hostName
        self.usage = usage
    }

    /// What one is called in messages.
    public static var filterNoun: String { "a VM" }
    /// The fields, in the order of messages.
    public static let filterFields = [
        FilterField("name", .text),
        FilterField("uuid", .text),
        FilterField("state", .word(VM.State.allCases.map(\.rawValue))),
        FilterField("host", .text),
        FilterField("vcpus", .number),
        FilterField("ram", .bytes),
        FilterField("cpu", .percent),
        FilterField("mem", .bytes),
    ]
    /// What a bare word is looked for in.
    public var filterName: String { vm.name }

    /// What it has in the field at an index.
    public func filterValue(_ index: Int) -> FilterValue {
        switch index {
        case 0: .text(vm.name)
        case 1: .text(vm.id.description)
        case 2: .text(vm.state.rawValue)
        case 3: hostName.map { .text($0) } ?? .unknown
        case 4: .number(Double(vm.vcpus))
        case 5: .number(Double(vm.memory.count))
        case 6: usage?.cpu.map { .number($0) } ?? .unknown
        case 7: usage?.memory.map { .number(Double($0.count)) } ?? .unknown
        default: .unknown
        }
    }
}

/// A host as a filter sees it.
public struct HostSubject: FilterSubject {
    /// The host itself.
    public let host: Host
    /// Its newest usage; `nil` where it was never sampled.
    public let usage: Usage?

    /// A host with what it uses.
    public init(_ host: Host, usage: Usage?) {
        self.host = host
        self.usage = usage
    }

    /// What one is called in messages.
    public static var filterNoun: String { "a host" }
    /// The fields, in the order of messages.
    public static let filterFields = [
        FilterField("name", .text),
        FilterField("state", .word(Host.State.allCases.map(\.rawValue))),
        FilterField("cpu", .percent),
        FilterField("ram", .bytes),
        FilterField("mem", .bytes),
    ]
    /// What a bare word is looked for in.
    public var filterName: String { host.name }

    /// What it has in the field at an index.
    public func filterValue(_ index: Int) -> FilterValue {
        switch index {
        case 0: .text(host.name)
        case 1: .text(host.state.rawValue)
        case 2: usage?.cpu.map { .number($0) } ?? .unknown
        case 3: host.memory.map { .number(Double($0.count)) } ?? .unknown
        case 4: usage?.memory.map { .number(Double($0.count)) } ?? .unknown
        default: .unknown
        }
    }
}

/// A task as a filter sees it; a bare word looks at number, kind and subject.
public struct TaskSubject: FilterSubject {
    /// The task itself.
    public let task: TaskRecord
    /// `nil` where the task needs no host.
    public let hostName: String?

    /// A task with the name of its host.
    public init(_ task: TaskRecord, hostName: String?) {
        self.task = task
        self.hostName = hostName
    }

    /// What one is called in messages.
    public static var filterNoun: String { "a task" }
    /// The fields, in the order of messages.
    public static let filterFields = [
        FilterField("id", .number),
        FilterField("kind", .word(Command.Kind.allCases.map(\.rawValue))),
        FilterField("status", .word(TaskRecord.Status.allCases.map(\.word))),
        FilterField("vm", .text),
        FilterField("host", .text),
        FilterField("who", .text),
    ]
    /// What a bare word is looked for in.
    public var filterName: String { "\(task.id) \(task.command.kind.rawValue) \(task.subject)" }

    /// What it has in the field at an index.
    public func filterValue(_ index: Int) -> FilterValue {
        switch index {
        case 0: .number(Double(task.id.number))
        case 1: .text(task.command.kind.rawValue)
        case 2: .text(task.status.word)
        case 3: .text(task.subject)
        case 4: hostName.map { .text($0) } ?? .unknown
        case 5: .text(task.requester)
        default: .unknown
        }
    }
}
