internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// Copies what the cursor is on as a text.
    mutating func copy() -> [DashboardEffect] {
        switch subject {
        case .vm(let id)?:
            guard let vm = cloud.inventory.vms[id] else { return [] }
            say("copied: \(vm.name) \(id)", .dim)
            return [.copy("\(vm.name) \(id)")]
        case .host(let id)?:
            guard let host = cloud.inventory.hosts[id] else { return [] }
            say("copied: \(host.name) \(host.uri)", .dim)
            return [.copy("\(host.name) \(host.uri)")]
        case .task(let id)?:
            guard let task = cloud.inventory.tasks[id] else { return [] }
            say("copied: \(id)", .dim)
            return [.copy("\(id) \(task.verb) \(task.subject): \(task.message ?? task.status.word)")]
        case .snapshot(let id)?:
            guard let snapshot = cloud.inventory.snapshots[id] else { return [] }
            say("copied: \(snapshot.name)", .dim)
            return [.copy("\(name(of: snapshot.vm) ?? "") \(snapshot.name)")]
        case .item(let id)?:
            guard let row = lists.storage.rows[id] else { return [] }
            say("copied: \(row.name)", .dim)
            return [.copy(row.cells.map(\.text).joined(separator: " "))]
        case .network(let id)?:
            guard let row = lists.network.rows[id] else { return [] }
            say("copied: \(copyText(row))", .dim)
            return [.copy(copyText(row))]
        case .heat?:
            guard let names = heatNames else { return [] }
            say("copied: \(names.row) to \(names.column)", .dim)
            return [.copy(heatWords)]
        case nil: return []
        }
    }

    /// Says why what the cursor is on is as it is.
    mutating func explainSubject() {
        guard let subject else { return say("there is nothing here", .dim) }
        overlay = .why(subject, top: 0)
    }
}
