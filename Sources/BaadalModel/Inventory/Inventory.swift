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

    /// What is known of VMs that were made here, those in the trash among them.
    public private(set) var records: [VM.ID: VMRecord] = [:]
    /// Disks that the cloud made or took over.
    public private(set) var disks: [Disk.ID: Disk] = [:]
    /// All snapshots.
    public private(set) var snapshots: [Snapshot.ID: Snapshot] = [:]
    /// What VMs are made from, and for whom.
    public private(set) var catalog = Catalog()
    /// What the boxes of the network are to do, and how far they do it.
    public private(set) var network = NetworkBooks()

    /// Nothing known yet.
    public init() {}

    /// Takes in an update.
    public mutating func apply(_ update: InventoryUpdate) {
        revision = update.revision
        cloud = update.cloud
        controller = update.controller
        if update.isFull {
            (hosts, hostUsage, vms, usage, tasks) = ([:], [:], [:], [:], [:])
            (records, disks, snapshots, catalog, network) = ([:], [:], [:], Catalog(), NetworkBooks())
            snapshots.reserveCapacity(update.snapshots.count)
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
        applyLife(update)
    }

    private mutating func applyLife(_ update: InventoryUpdate) {
        for record in update.records { records[record.id] = record }
        for disk in update.disks { disks[disk.id] = disk }
        for snapshot in update.snapshots { snapshots[snapshot.id] = snapshot }
        if let catalog = update.catalog { self.catalog = catalog }
        if let network = update.network { self.network = network }
        for id in update.removedRecords { records[id] = nil }
        for id in update.removedDisks { disks[id] = nil }
        for id in update.removedSnapshots { snapshots[id] = nil }
    }

    /// The snapshots of a VM, oldest first.
    public func snapshots(of vm: VM.ID) -> [Snapshot] {
        snapshots.values.filter { $0.vm == vm }.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    /// The disks of a VM, in order of number.
    public func disks(of vm: VM.ID) -> [Disk] { disks.values.filter { $0.vm == vm }.sorted { $0.id < $1.id } }

    /// What a VM uses; `nil` where it is off, and what was measured last means nothing any more.
    public func presentUsage(of vm: VM) -> Usage? { vm.state.isActive ? usage[vm.id] : nil }

    /// Finds a VM in the trash by name, libvirt name or UUID.
    ///
    /// - Throws: ``CloudError/noSuchVM(_:)`` and ``CloudError/ambiguousVM(_:choices:)``.
    public func trashed(_ text: String) throws(CloudError) -> VMRecord {
        try record(text, "VM in the trash") { $0.stage == .trashed }
    }

    /// Finds a VM in the trash, or one that no host has any more, by name, libvirt name or UUID.
    ///
    /// - Throws: ``CloudError/noSuch(_:_:)`` and ``CloudError/ambiguousVM(_:choices:)``.
    public func purgeable(_ text: String) throws(CloudError) -> VMRecord {
        try record(text, "VM in the trash, nor one that no host has,") { record in
            record.stage == .trashed || vms[record.id].map { $0.state == .gone } ?? true
        }
    }

    /// Finds a VM in the books by name, libvirt name or UUID, whether a host has it or not.
    ///
    /// - Throws: ``CloudError/noSuch(_:_:)`` and ``CloudError/ambiguousVM(_:choices:)``.
    public func recorded(_ text: String) throws(CloudError) -> VMRecord {
        try record(text, "VM in the database") { _ in true }
    }

    private func record(
        _ text: String,
        _ what: String,
        where isMeant: (VMRecord) -> Bool
    ) throws(CloudError) -> VMRecord {
        let found = records.values.filter {
            isMeant($0) && ($0.identity == text || $0.name == text || $0.id.description == text)
        }
        guard let first = found.first else { throw .noSuch(what, text) }
        guard found.count == 1 else { throw .ambiguousVM(text, choices: found.map(\.identity).sorted()) }
        return first
    }

    /// Finds a VM by name, `NAME@HOST` or UUID.
    ///
    /// - Throws: ``CloudError/noSuchVM(_:)`` and ``CloudError/ambiguousVM(_:choices:)``.
    public func vm(_ text: String) throws(CloudError) -> VM {
        if let id = VM.ID(text), let vm = vms[id] { return vm }
        var found = vms.values.filter { $0.name == text }
        if found.isEmpty { found = vms.values.filter { records[$0.id]?.name == text } }
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
