internal import BaadalModel

/// The cloud in figures, counted once for each change and not once for each frame.
struct Totals: Sendable {
    var hosts = 0
    var hostsUp = 0
    var vms = 0
    var running = 0
    var stopped = 0
    var paused = 0
    /// VMs that crashed, do not answer, or are active twice.
    var faulty = 0
    /// VMs of which nothing is known at the moment.
    var unknown = 0
    var working = 0
    var waiting = 0
    /// Tasks that failed in the last day and that nobody has dealt with.
    var failed = 0
    /// Running VMs and all VMs of each host.
    var byHost: [Host.ID: (running: Int, all: Int)] = [:]
    /// The open task of each VM, the one at work first.
    var openTask: [VM.ID: TaskRecord.ID] = [:]
    /// The parts of each bulk order: those that ended, and all.
    var parts: [TaskRecord.ID: (ended: Int, all: Int)] = [:]
    /// VMs that somebody should look at.
    var attention: [VM.ID] = []
    /// The tasks at work, oldest first.
    var atWork: [TaskRecord.ID] = []
    /// Share of all processors used, by those hosts that say; `nil` where none does.
    var cpu: Double?
    /// Memory used and there is, by those hosts that say; `nil` where none does.
    var memory: (used: Bytes, of: Bytes)?

    init() {}

    init(_ inventory: Inventory, now: Timestamp) {
        count(vms: inventory.vms)
        count(hosts: inventory)
        count(tasks: inventory.tasks, now: now)
    }

    private mutating func count(vms all: [VM.ID: VM]) {
        vms = all.count
        for vm in all.values {
            switch vm.state {
            case .running, .stopping: running += 1
            case .paused: paused += 1
            case .stopped: stopped += 1
            case .crashed, .unresponsive: faulty += 1
            case .unknown, .gone: unknown += 1
            }
            if vm.conflict == .activeTwice, vm.state != .crashed, vm.state != .unresponsive { faulty += 1 }
            if vm.isFaulty && vm.state != .unknown || vm.conflict == .activeTwice { attention.append(vm.id) }
            guard let host = vm.host else { continue }
            byHost[host, default: (0, 0)].all += 1
            if vm.state == .running { byHost[host, default: (0, 0)].running += 1 }
        }
    }

    private mutating func count(hosts inventory: Inventory) {
        hosts = inventory.hosts.count
        var (busy, cpus, used, installed) = (0.0, 0, Int64(0), Int64(0))
        for host in inventory.hosts.values where host.state.answers {
            if host.state == .up { hostsUp += 1 }
            guard let usage = inventory.hostUsage[host.id] else { continue }
            if let share = usage.cpu, let count = host.cpus {
                busy += share * Double(count)
                cpus += count
            }
            if let memory = usage.memory, let all = host.memory {
                used += memory.count
                installed += all.count
            }
        }
        cpu = cpus > 0 ? busy / Double(cpus) : nil
        memory = installed > 0 ? (Bytes(used), Bytes(installed)) : nil
    }

    private mutating func count(tasks: [TaskRecord.ID: TaskRecord], now: Timestamp) {
        for task in tasks.values where task.command.kind != .bulk {
            if let parent = task.parent {
                parts[parent, default: (0, 0)].all += 1
                if !task.status.isOpen { parts[parent, default: (0, 0)].ended += 1 }
            }
            switch task.status {
            case .pending: waiting += 1
            case .processing:
                working += 1
                atWork.append(task.id)
            case .failed, .partial:
                if task.cause != .cancelled, now.milliseconds(since: task.ended ?? task.created) < 86_400_000 {
                    failed += 1
                }
            case .success, .retry, .ignored: break
            }
            guard task.status.isOpen, let vm = task.command.vm else { continue }
            let isFirst = openTask[vm].flatMap { tasks[$0] }.map {
                task.status == .processing || task.id < $0.id && $0.status == .pending
            }
            if isFirst ?? true { openTask[vm] = task.id }
        }
        atWork.sort()
    }
}
