internal import BaadalModel
internal import BaadalStore
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Sees to hosts that were lost and to those that came back.
///
/// A host that is down, and was not switched off on purpose, is ordered to be recovered once, where something can cut
/// its power; without that it is left alone, and its reason says so. Where many fail at once none is cut by itself.
/// Definitions that a recovered VM left on a host are removed when that host is back: started there, they would use the
/// same disks.
final class Recovery: Service {
    let records: Records
    let hosts: HostPool
    let config: CloudConfig
    let clock: CoreClock
    let log: Logger
    /// When so many hosts failed at once last that our own network may have been the fault; `nil` for never.
    private let doubted = Mutex<UInt64?>(nil)

    init(records: Records, hosts: HostPool, config: CloudConfig, clock: CoreClock, log: Logger) {
        self.records = records
        self.hosts = hosts
        self.config = config
        self.clock = clock
        self.log = log
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await self.clock.sleep(.seconds(2))) != nil { await self.look() }
        }
    }

    /// Does all that is due now.
    func look() async {
        do {
            // What is lost waits for nothing.
            if config.hosts.recovery == .automatic { try await recoverLost() }
            for (vm, host) in try await records({ try $0.leftBehind() }) { await tidy(vm, on: host) }
        } catch {
            log.error("recovery cannot read the store", metadata: [LogKey.error: "\(error)"])
        }
    }

    private func recoverLost() async throws {
        let all = try await records { try $0.hosts() }
        let now = clock.monotonic()
        if Self.looksLikeOurs(all) { doubted.withLock { $0 = now } }
        let due = try await due(all)
        guard !due.isEmpty else { return }
        // Hosts that were lost with our network come back one by one: the last of them is not the one that failed.
        let rest = UInt64(config.monitor.strikes * config.monitor.step + config.libvirt.openTimeout) * 1_000_000_000
        if let last = doubted.withLock({ $0 }), now < last + rest { return try await tell(due.count) }
        for host in due { await recover(host) }
    }

    /// Whether so many hosts fail at once that our own network is the likelier fault: nothing is cut then by itself.
    ///
    /// One that has missed a poll counts as well: those that fail together are not found down at the same moment.
    static func looksLikeOurs(_ hosts: [Host]) -> Bool {
        let meant = hosts.filter { $0.mode == .active && $0.fenced == nil }
        let failing = meant.count { $0.state == .down || $0.state == .unknown || $0.reason != nil }
        return failing == meant.count || failing > 1 && failing * 3 > meant.count
    }

    /// Says every ten minutes that lost hosts are left to an admin.
    private func tell(_ count: Int) async throws {
        let (job, now) = ("recovery held", clock.now())
        if let last = try await records({ try $0.lastRun(ofJob: job) }), now.seconds - last.seconds < 600 { return }
        try await records { try $0.noteRun(ofJob: job, at: now) }
        log.error(
            "too many hosts fail at once to cut any by itself; 'host recover' does it",
            metadata: [LogKey.count: "\(count)"]
        )
    }

    private func due(_ hosts: [Host]) async throws -> [Host] {
        var due: [Host] = []
        for host in hosts where try await isDue(host) { due.append(host) }
        return due
    }

    /// Whether a host is lost and nothing was tried yet since it went down.
    private func isDue(_ host: Host) async throws -> Bool {
        guard host.state == .down, host.mode == .active, host.canBeFenced || host.fenced != nil else { return false }
        let last = try await records { try $0.lastRun(ofJob: Self.job(host)) }
        return last.map { $0 < host.since } ?? true
    }

    private static func job(_ host: Host) -> String { "recover \(host.id)" }

    private func recover(_ host: Host) async {
        let metadata = [LogKey.host: "\(host.name)"] as Logger.Metadata
        do {
            let now = clock.now()
            let request = Request.recover(
                host.id,
                isOff: false,
                policy: config.placement.policy,
                reason: "host \(host.name) is down"
            )
            do {
                _ = try await records.store.submit(request, by: Scheduler.requester)
                log.warning("recovery of a lost host ordered", metadata: metadata)
            } catch let refusal as CloudError {
                // It would be refused again and again: the host has to go down anew.
                log.error("recovery refused", metadata: metadata.merging([LogKey.error: "\(refusal)"]) { $1 })
            }
            // After the order, so that one which was not made is made by the next look.
            try await records { try $0.noteRun(ofJob: Self.job(host), at: now) }
        } catch {
            log.error("recovery not ordered", metadata: metadata.merging([LogKey.error: "\(error)"]) { $1 })
        }
    }

    /// Whether another host has the VM at this moment: the last definition of a VM is never removed.
    private func isElsewhere(_ vm: VM.ID, than host: Host.ID) async throws -> Bool {
        for place in try await records({ try $0.hostsShowing(vm) }) where place != host {
            guard let other = try? await hosts.hypervisor(for: place) else { continue }
            if try await other.look(at: vm) != nil { return true }
        }
        return false
    }

    /// Removes a definition that is off and whose VM runs, or is defined, elsewhere.
    private func tidy(_ vm: VM.ID, on host: Host.ID) async {
        do {
            let hypervisor = try await hosts.hypervisor(for: host)
            if let sight = try await hypervisor.look(at: vm) {
                if case .other = sight.claim { return }
                guard !sight.state.isActive, try await isElsewhere(vm, than: host) else { return }
                for snapshot in try await hypervisor.snapshots(of: vm).reversed() {
                    try await hypervisor.deleteSnapshot(snapshot.name, of: vm, memoryOnly: true)
                }
                try await hypervisor.undefine(vm)
                try await hosts.refresh(host)
                log.info("a definition left behind is removed", metadata: [LogKey.vm: "\(vm)", LogKey.host: "\(host)"])
            }
            try await records { try $0.forgetLeftBehind(vm, on: host) }
        } catch {
            log.warning(
                "a definition left behind stays for now",
                metadata: [LogKey.vm: "\(vm)", LogKey.host: "\(host)", LogKey.error: "\(error)"]
            )
        }
    }
}
