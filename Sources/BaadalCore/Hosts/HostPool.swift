internal import BaadalModel
internal import Logging

/// All hosts of the cloud, each with its watch.
actor HostPool {
    private struct Watched {
        let watch: HostWatch
        let task: Task<Void, Never>
    }

    private var watched: [Host.ID: Watched] = [:]
    /// True once all hosts that the store knows are watched.
    private var isFilled: Bool
    private let environment: HostWatch.Environment

    /// A pool without hosts.
    ///
    /// - Parameter isFilled: False where all hosts of the cloud are to be added at once, soon.
    init(_ environment: HostWatch.Environment, isFilled: Bool = true) {
        (self.environment, self.isFilled) = (environment, isFilled)
    }

    /// What opens ways to hosts.
    nonisolated var opener: any HypervisorOpener { environment.opener }

    /// Begins to watch a host; does nothing where it is watched already.
    func add(_ host: Host) {
        guard watched[host.id] == nil else { return }
        let watch = HostWatch(host, environment)
        watched[host.id] = Watched(watch: watch, task: Task { await watch.run() })
    }

    /// Begins to watch all hosts of the cloud.
    func addAll(_ hosts: [Host]) {
        for host in hosts { add(host) }
        isFilled = true
    }

    /// Stops watching a host.
    func remove(_ host: Host.ID) async {
        guard let entry = watched.removeValue(forKey: host) else { return }
        entry.task.cancel()
        await entry.task.value
    }

    /// Stops watching all hosts.
    func removeAll() async {
        let entries = Array(watched.values)
        watched = [:]
        for entry in entries { entry.task.cancel() }
        for entry in entries { await entry.task.value }
    }

    /// An open way to a host.
    ///
    /// - Throws: ``CloudError/noSuchHost(_:)``; ``HostFailure`` where it does not answer.
    func hypervisor(for host: Host.ID) async throws -> any Hypervisor {
        try await watch(host).hypervisor()
    }

    /// Asks a host by all ways at this moment.
    ///
    /// - Returns: Whether libvirt answers; whether nothing does; what was found, in words.
    func look(at host: Host.ID) async throws -> (libvirtAnswers: Bool, isSilent: Bool, words: String) {
        try await watch(host).look()
    }

    /// The same for a host that is down, which is opened anew.
    func refreshAnew(_ host: Host.ID) async throws {
        try await watch(host).reopen()
        try await watch(host).refresh()
    }

    /// Reads the states of a host's domains, and returns once the store has them.
    ///
    /// - Parameter vm: One whose definition is read too; `nil` for none.
    func refresh(_ host: Host.ID, describing vm: VM.ID? = nil) async throws {
        try await watch(host).refresh(describing: vm)
    }

    /// Hosts that do not answer; tasks for them wait.
    func blocked() async -> Set<Host.ID> {
        var blocked: Set<Host.ID> = []
        for (id, entry) in watched where await entry.watch.isDown { blocked.insert(id) }
        return blocked
    }

    private func watch(_ host: Host.ID) throws -> HostWatch {
        guard let entry = watched[host] else {
            // The controller begins with the queue and the hosts at once: it may be on its way.
            if isFilled { throw CloudError.noSuchHost("\(host)") }
            throw TaskFailure(cause: .unreachable, message: "the host is not looked at yet")
        }
        return entry.watch
    }
}
