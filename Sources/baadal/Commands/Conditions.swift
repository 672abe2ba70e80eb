internal import ArgumentParser
internal import BaadalModel

/// VMs chosen by what is true of them.
struct VMCondition: ParsableArguments {
    static let help = ArgumentHelp(
        "VMs of which this is true, as 'state=running and cpu>80'.",
        valueName: "condition"
    )

    @Option(name: .customLong("where"), help: VMCondition.help)
    var text: String?

    /// The VMs of which it is true, or all where there is no condition, by name.
    func vms(in inventory: Inventory) throws -> [VM] { try Self.vms(text, in: inventory) }

    /// The VMs of which a condition is true, or all where there is none, by name.
    static func vms(_ text: String?, in inventory: Inventory) throws -> [VM] {
        let filter = try text.map { try Filter<VMSubject>($0) }
        return inventory.vms.values.filter { vm in
            let host = vm.host.flatMap { inventory.hosts[$0]?.name }
            return filter?.matches(VMSubject(vm, hostName: host, usage: inventory.presentUsage(of: vm))) ?? true
        }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }
}

/// Hosts chosen by what is true of them.
struct HostCondition: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Hosts of which this is true, as 'state=down'.", valueName: "condition")
    )
    var text: String?

    /// The hosts of which it is true, or all where there is no condition, by name.
    func hosts(in inventory: Inventory) throws -> [Host] {
        let filter = try text.map { try Filter<HostSubject>($0) }
        return inventory.hosts.values.filter { host in
            filter?.matches(HostSubject(host, usage: inventory.hostUsage[host.id])) ?? true
        }.sorted { $0.name < $1.name }
    }
}

/// Tasks chosen by what is true of them.
struct TaskCondition: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Tasks of which this is true, as 'status=failed and host=kvm1'.", valueName: "condition")
    )
    var text: String?

    /// The tasks of which it is true, or all where there is no condition, newest last.
    func tasks(in inventory: Inventory) throws -> [TaskRecord] {
        let filter = try text.map { try Filter<TaskSubject>($0) }
        return inventory.tasks.values.filter { task in
            let host = task.host.flatMap { inventory.hosts[$0]?.name }
            return filter?.matches(TaskSubject(task, hostName: host)) ?? true
        }.sorted { $0.id < $1.id }
    }
}
