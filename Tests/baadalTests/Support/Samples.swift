import BaadalModel

extension Timestamp {
    static let noon = Timestamp(seconds: 1_795_521_600)
}

extension VM {
    static func sample(
        _ name: String,
        number: UInt64 = 1,
        state: State = .running,
        host: Host.ID? = Host.sample("kvm1").id
    ) -> VM {
        VM(
            id: ID(UniqueID(high: 0, low: number)),
            name: name,
            state: state,
            host: host,
            vcpus: 2,
            memory: .gibibytes(4),
            since: .noon,
            seen: .noon
        )
    }
}

extension Host {
    static func sample(_ name: String, uri: String = "qemu:///system") -> Host {
        Host(id: ID(UniqueID(naming: name)), name: name, uri: uri, state: .up, since: .noon)
    }
}

extension TaskRecord {
    static func sample(_ number: Int64, _ command: Command, status: Status = .pending) -> TaskRecord {
        TaskRecord(
            id: ID(number),
            command: command,
            status: status,
            requester: "asha",
            subject: "web-01",
            host: Host.sample("kvm1").id,
            created: .noon
        )
    }
}

extension Inventory {
    static func sample(
        hosts: [Host] = [.sample("kvm1")],
        hostUsage: [Host.ID: Usage] = [:],
        vms: [VM] = [],
        usage: [VM.ID: Usage] = [:],
        tasks: [TaskRecord] = []
    ) -> Inventory {
        var inventory = Inventory()
        inventory.apply(
            InventoryUpdate(
                isFull: true,
                revision: Revision(1),
                cloud: CloudInfo(uuid: UniqueID(high: 1, low: 1), name: "lab", step: 10, limits: TaskLimits()),
                controller: .running(process: 1, since: .noon),
                hosts: hosts,
                hostUsage: hostUsage,
                vms: vms,
                usage: usage,
                tasks: tasks
            )
        )
        return inventory
    }
}
