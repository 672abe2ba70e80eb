/// All that a reader knows of the cloud, kept up to date by ``InventoryUpdate``s.
public struct Inventory: Sendable {
    /// Where the store stood at the last update; `nil` before the first.
    public private(set) var revision: Revision?
    /// The cloud as a whole; `nil` before the first update.
    public private(set) var cloud: CloudInfo?
    /// Whether somebody works the queue.
    public private(set) var controller: ControllerStatus = .never
    /// All hosts.
    public private(set) var hosts: [Host.ID: Host] = [:]
    /// The newest usage of hosts that were ever sampled.
    public private(set) var hostUsage: [Host.ID: Usage] = [:]
    /// All VMs.
    public private(set) var vms: [VM.ID: VM] = [:]
    /// The newest usage of VMs that were ever sampled.
    public private(set) var usage: [VM.ID: Usage] = [:]
    /// Open tasks and the newest that ended.
    public private(set) var tasks: [TaskRecord.ID: TaskRecord] = [:]

    /// Nothing known yet.
    public init() {}

    /// Takes in an update.
    public mutating func apply(_ update: InventoryUpdate) {
        revision = update.revision
        cloud = update.cloud
        controller = update.controller
        if update.isFull {
            (hosts, hostUsage, vms, usage, tasks) = ([:], [:], [:], [:], [:])
            vms.reserveCapacity(update.vms.count)
            usage.reserveCapacity(update.usage.count)
        }
        for host in update.hosts { hosts[host.id] = host }
        hostUsage.merge(update.hostUsage) { $1 }
        for vm in update.vms { vms[vm.id] = vm }
        usage.merge(update.usage) { $1 }
        for task in update.tasks { tasks[task.id] = task }
        for host in update.removedHosts {
            hosts[host] = nil
            hostUsage[host] = nil
        }
        for vm in update.removedVMs {
            vms[vm] = nil
            usage[vm] = nil
        }
        for task in update.removedTasks { tasks[task] = nil }
    }

    /// Finds a VM by name, `NAME@HOST` or UUID.
    ///
    /// - Throws: ``CloudError/noSuchVM(_:)`` and ``CloudError/ambiguousVM(_:choices:)``.
    public func vm(_ text: String) throws(CloudError) -> VM {
        if let id = VM.ID(text), let vm = vms[id] { return vm }
        var found = vms.values.filter { $0.name == text }
        if found.isEmpty, let at = text.lastIndex(of: "@") {
            let name = text[..<at]
            let host = text[text.index(after: at)...]
            found = vms.values.filter { vm in vm.name == name && vm.host.flatMap { hosts[$0]?.name } == String(host) }
        }
        guard let first = found.first else { throw .noSuchVM(text) }
        guard found.count == 1 else {
            let sorted = found.sorted { $0.id < $1.id }
            let names = Set(sorted.map(\.host))
            let choices = sorted.map { vm in
                let host = vm.host.flatMap { hosts[$0]?.name }
                return names.count == sorted.count ? host.map { "\(vm.name)@\($0)" } ?? "\(vm.id)" : "\(vm.id)"
            }
            throw .ambiguousVM(text, choices: choices)
        }
        return first
    }

    /// Finds a host by name or UUID.
    public func host(_ text: String) throws(CloudError) -> Host {
        if let uuid = UniqueID(text), let host = hosts[Host.ID(uuid)] { return host }
        guard let host = hosts.values.first(where: { $0.name == text }) else { throw .noSuchHost(text) }
        return host
    }
}
