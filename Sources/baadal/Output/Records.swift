internal import BaadalModel

/// The JSON forms of what the cloud knows.
///
/// Shares are percent, times ISO 8601 in UTC, sizes bytes.
struct Records {
    let inventory: Inventory
    private let queue: TaskQueue

    init(inventory: Inventory) {
        self.inventory = inventory
        queue = TaskQueue(inventory)
    }

    /// Why a task waits; `nil` for one that does not.
    func waitReason(_ task: TaskRecord) -> WaitReason? { queue.waitReason(task, now: Surroundings.now) }

    /// A VM with its newest usage.
    func json(_ vm: VM) -> JSON {
        let usage = inventory.presentUsage(of: vm)
        return [
            "name": .text(vm.name),
            "uuid": .text("\(vm.id)"),
            "state": .text(vm.state.rawValue),
            "host": .known(name(vm.host)),
            "vcpus": .integer(Int64(vm.vcpus)),
            "memoryBytes": .integer(vm.memory.count),
            "cpuPercent": .known(usage?.cpu.map { $0 * 100 }),
            "memoryUsedBytes": .known(usage?.memory?.count),
            "diskReadBytesPerSecond": .known(usage?.diskRead),
            "diskWriteBytesPerSecond": .known(usage?.diskWrite),
            "receivedBytesPerSecond": .known(usage?.received),
            "sentBytesPerSecond": .known(usage?.sent),
            "sampled": .known(usage?.at.iso8601),
            "simulated": .bool(usage?.isSimulated ?? false),
            "persistent": .bool(vm.isPersistent),
            "claimedBy": claim(vm.claim),
            "conflict": .known(vm.conflict?.rawValue),
            "since": .text(vm.since.iso8601),
            "seen": .text(vm.seen.iso8601),
        ]
    }

    private func claim(_ claim: VM.Claim) -> JSON {
        switch claim {
        case .none: .null
        case .ours: .known(inventory.cloud?.name)
        case .other(let name, _): .text(name)
        }
    }

    /// A host with its newest usage.
    func json(_ host: Host) -> JSON {
        let usage = inventory.hostUsage[host.id]
        let guests = inventory.vms.values.filter { $0.host == host.id }
        return [
            "name": .text(host.name),
            "uuid": .text("\(host.id)"),
            "uri": .text(host.uri),
            "state": .text(host.state.rawValue),
            "mode": .text(host.mode.rawValue),
            "inventory": host.inventory.map { InventorySheet(inventory: $0).json } ?? .null,
            "reason": .known(host.reason),
            "cpus": .known(host.cpus),
            "memoryBytes": .known(host.memory?.count),
            "cpuPercent": .known(usage?.cpu.map { $0 * 100 }),
            "memoryUsedBytes": .known(usage?.memory?.count),
            "diskReadBytesPerSecond": .known(usage?.diskRead),
            "diskWriteBytesPerSecond": .known(usage?.diskWrite),
            "receivedBytesPerSecond": .known(usage?.received),
            "sentBytesPerSecond": .known(usage?.sent),
            "temperatureCelsius": .known(usage?.temperature),
            "watts": .known(usage?.watts),
            "sampled": .known(usage?.at.iso8601),
            "vms": .integer(Int64(guests.count)),
            "vmsActive": .integer(Int64(guests.count(where: \.state.isActive))),
            "libvirt": .known(host.libvirtVersion),
            "hypervisor": .known(host.hypervisor),
            "features": .array(host.features.map { .text($0) }),
            "simulated": .bool(host.isSimulated),
            "since": .text(host.since.iso8601),
            "seen": .known(host.seen?.iso8601),
        ]
    }

    /// A task.
    func json(_ task: TaskRecord) -> JSON {
        [
            "id": .integer(task.id.number),
            "kind": .text(task.command.kind.rawValue),
            "status": .text(task.status.word),
            "vm": task.command.vm == nil ? .null : .text(task.subject),
            "vmUUID": .known(task.command.vm.map { "\($0)" }),
            "host": .known(name(task.host)),
            "subject": .text(task.subject),
            "message": .known(task.message),
            "cause": .known(task.cause?.rawValue),
            "requester": .text(task.requester),
            "reason": .known(task.reason),
            "priority": .text(task.priority.word),
            "waitsFor": .known(waitReason(task).map { "\($0)" }),
            "step": .known(task.step),
            "progressPercent": .known(task.progress.map { $0 * 100 }),
            "attempts": .integer(Int64(task.attempts)),
            "retryOf": .known(task.retryOf?.number),
            "parent": .known(task.parent?.number),
            "cancelRequested": .bool(task.isCancelRequested),
            "created": .text(task.created.iso8601),
            "notBefore": .known(task.notBefore?.iso8601),
            "started": .known(task.started?.iso8601),
            "ended": .known(task.ended?.iso8601),
        ]
    }

    /// A step of a task.
    func json(_ step: TaskStep) -> JSON {
        [
            "index": .integer(Int64(step.index)),
            "name": .text(step.name),
            "state": .text(step.state.rawValue),
            "began": .text(step.began.iso8601),
            "ended": .known(step.ended?.iso8601),
            "note": .known(step.shownNote),
        ]
    }

    /// An event.
    func json(_ event: CloudEvent) -> JSON {
        [
            "at": .text(event.at.iso8601),
            "kind": .text(event.kind),
            "actor": .known(event.actor),
            "text": .text(event.text),
        ]
    }

    /// The name of a host; `nil` where there is none.
    func name(_ host: Host.ID?) -> String? { host.map { inventory.hosts[$0]?.name ?? "\($0)" } }
}
