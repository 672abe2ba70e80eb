internal import BaadalModel
internal import BaadalStore

/// What is looked at before a VM is moved: nothing is changed by it.
struct MigrationCheck {
    let vm: VM
    let source: Host.ID
    let context: StepContext

    /// The destination that was asked for, or the best one.
    ///
    /// - Throws: ``CloudError/noHostTakes(vm:reasons:)`` with what speaks against each.
    func choose(_ wanted: Host.ID?) async throws -> Host.ID {
        let (known, capacities) = try await context.records { [vm] in try $0.destinations(of: vm) }
        var wish = known.only(wanted, among: capacities)
        // What is not known of a host is asked of it.
        for host in capacities where wish.excluded[host.host] == nil {
            wish.excluded[host.host] = try await obstacle(host.host)
        }
        let choice = HostChoice(wish, among: capacities, policy: context.config.placement.policy)
        guard let host = choice.host else {
            throw CloudError.noHostTakes(vm: vm.name, reasons: choice.reasons(for: wanted))
        }
        return host
    }

    /// The first thing that keeps the VM from a host; `nil` where nothing does.
    private func obstacle(_ id: Host.ID) async throws -> String? {
        let host = try await context.host(id)
        guard host.state == .up else { return "it is \(host.state.rawValue)" }
        let hypervisor: any Hypervisor
        do {
            hypervisor = try await context.hosts.hypervisor(for: id)
        } catch let error where !error.leavesTheTask {
            return TaskFailure(error).message
        }
        if try await hypervisor.look(at: vm.id) != nil { return "it has a definition of the VM already" }
        if try await isNameTaken(on: id) { return "it has another VM of that name" }
        return try await storageObstacle(host, hypervisor)
    }

    private func isNameTaken(on host: Host.ID) async throws -> Bool {
        let (name, id) = (vm.name, vm.id)
        return try await context.records { try $0.vms(named: name, on: host) }.contains { $0 != id }
    }

    /// Both ends must have been shown to see the same folder: a path that both have proves nothing.
    private func storageObstacle(_ host: Host, _ hypervisor: any Hypervisor) async throws -> String? {
        guard let text = try await context.hosts.hypervisor(for: source).presentXML(of: vm.id) else { return nil }
        let xml = try DomainXML(text)
        if xml.hasForeignDisks { return "the VM has a disk that is no file" }
        let stores = try await context.records { try $0.catalog() }.datastores
        for path in xml.files.sorted() {
            guard let store = stores.first(where: { path.hasPrefix($0.path + "/") }) else {
                return "its disk \(path) lies in no datastore, so that nobody knows whether both hosts see it"
            }
            guard store.hosts.contains(source), store.hosts.contains(host.id) else {
                return "it does not see datastore '\(store.name)'"
            }
            guard try await hypervisor.file(path) != nil else { return "it does not see \(path)" }
        }
        return nil
    }

    /// What the admin may want to know, though it stands in nobody's way.
    func report(_ destination: Host.ID) async throws -> String {
        let host = try await context.host(destination)
        var lines = ["INFO to \(host.name), \(vm.state.isActive ? "as it runs" : "while it is off")"]
        let hypervisor = try await context.hosts.hypervisor(for: source)
        let snapshots = try await hypervisor.snapshots(of: vm.id)
        if !snapshots.isEmpty { lines.append("INFO \(snapshots.count) snapshot(s) go with it") }
        if let text = try await hypervisor.presentXML(of: vm.id), try DomainXML(text).namesProcessor, vm.state.isActive
        {
            lines.append("WARNING its processor is described; \(host.name) must have the same")
        }
        return lines.joined(separator: "; ")
    }
}
