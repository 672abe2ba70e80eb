internal import BaadalModel

/// What a row is sorted by.
///
/// What is not known comes last in either order.
enum SortKey: Sendable {
    case text(String)
    case number(Double)
    case unknown

    /// Whether it comes before another; `nil` where neither does.
    func precedes(_ other: SortKey, isDescending: Bool) -> Bool? {
        switch (self, other) {
        case (.text(let left), .text(let right)): left == right ? nil : (left < right) != isDescending
        case (.number(let left), .number(let right)): left == right ? nil : (left < right) != isDescending
        case (.unknown, .unknown): nil
        case (.unknown, _): false
        case (_, .unknown): true
        case (.text, .number), (.number, .text): nil
        }
    }
}

extension Sequence {
    /// Sorted by a key, then by name, then by identity, so that equals never change places.
    func ordered<ID: Comparable>(
        _ order: SortOrder,
        id: (Element) -> ID,
        name: (Element) -> String,
        key: (Element) -> SortKey
    ) -> [ID] {
        map { (id: id($0), name: name($0), key: key($0)) }
            .sorted { left, right in
                if let isFirst = left.key.precedes(right.key, isDescending: order.isDescending) { return isFirst }
                return left.name == right.name ? left.id < right.id : left.name < right.name
            }
            .map(\.id)
    }
}

extension DashboardState {
    /// What a VM is sorted by.
    func sortKey(_ vm: VM, _ column: String) -> SortKey {
        func number(_ value: Double?) -> SortKey { value.map { .number($0) } ?? .unknown }
        let usage = vm.state.isActive ? cloud.inventory.usage[vm.id] : nil
        return switch column {
        case "state": .text(vm.state.rawValue)
        case "host": vm.host.flatMap { cloud.inventory.hosts[$0] }.map { .text($0.name) } ?? .unknown
        case "cpu": number(usage?.cpu)
        case "ram": number(usage?.memory.map { Double($0.count) })
        case "rx": number(usage?.received)
        case "tx": number(usage?.sent)
        case "read": number(usage?.diskRead)
        case "write": number(usage?.diskWrite)
        case "vcpus": .number(Double(vm.vcpus))
        case "task": cloud.totals.openTask[vm.id].map { .number(Double($0.number)) } ?? .unknown
        default: .text(vm.name)
        }
    }

    /// What a host is sorted by.
    func sortKey(_ host: Host, _ column: String) -> SortKey {
        let usage = cloud.inventory.hostUsage[host.id]
        return switch column {
        case "state": .text(host.state.rawValue)
        case "cpu": usage?.cpu.map { .number($0) } ?? .unknown
        case "ram": row(host.id)?.memoryShare.map { .number($0) } ?? .unknown
        case "vms": .number(Double(cloud.totals.byHost[host.id]?.running ?? 0))
        case "size": host.cpus.map { .number(Double($0)) } ?? .unknown
        default: .text(host.name)
        }
    }

    /// What a task is sorted by.
    func sortKey(_ task: TaskRecord, _ column: String) -> SortKey {
        switch column {
        case "status": .number(Double(task.status.rawValue))
        case "kind": .text(task.verb)
        case "subject": .text(task.subject)
        case "host": task.host.flatMap { cloud.inventory.hosts[$0] }.map { .text($0.name) } ?? .unknown
        case "who": .text(task.requester)
        case "age": .number(Double((task.ended ?? now).milliseconds(since: task.started ?? task.created)))
        default: .number(Double(task.id.number))
        }
    }
}
