internal import BaadalModel
internal import BaadalStore

/// A periodic job as a task.
struct RunJob {
    let job: PeriodicJob

    var steps: [Step] {
        switch job {
        case .vmSanity: [Step(name: "compare", run: { try await SanityJob.run($0) }, undo: nil)]
        case .snapshotCheck: [Step(name: "compare", run: checkSnapshots, undo: nil)]
        case .datastoreCheck: [Step(name: "look on every host", run: checkDatastores, undo: nil)]
        case .hostInventory: [Step(name: "ask hosts", run: { try await ReadInventory.readAll($0) }, undo: nil)]
        case .networkGraph: [Step(name: "measure pairs", run: { try await NetworkGraphJob.run($0) }, undo: nil)]
        case .idleCheck: [Step(name: "read the past of all VMs", run: { try await IdleCheck.run($0) }, undo: nil)]
        case .loadBalance: [Step(name: "compare hosts", run: { try await LoadBalanceJob.run($0) }, undo: nil)]
        case .hostPower: [Step(name: "count idle hosts", run: { try await HostPowerJob.run($0) }, undo: nil)]
        }
    }

    /// One VM after the other: what is compared is small, and there may be many.
    private func checkSnapshots(_ context: StepContext) async throws -> String? {
        var (count, silent) = (0, Set<Host.ID>())
        for (vm, host) in try await context.records({ try $0.vmsWithSnapshots() }) where !silent.contains(host) {
            do {
                let sights = try await context.hosts.hypervisor(for: host).snapshots(of: vm)
                let now = context.clock.now()
                try await context.records {
                    try $0.reconcileSnapshots(of: vm, with: sights, unlessBusy: true, at: now)
                }
                count += 1
            } catch let error where !error.leavesTheTask {
                // A VM that is gone meanwhile is no fault; a host that does not answer is passed over.
                if TaskFailure(error).cause == .unreachable { silent.insert(host) }
            }
        }
        guard silent.isEmpty else { return PartialResult.note("\(silent.count) host(s) did not answer") }
        return PartialResult.also("\(count) VMs compared")
    }

    private func checkDatastores(_ context: StepContext) async throws -> String? {
        let stores = try await context.records { try $0.catalog().datastores }.filter(\.isActive)
        var failures: [String] = []
        for store in stores {
            do {
                _ = try await CheckDatastore(id: store.id).look(context)
            } catch let error where !error.leavesTheTask {
                failures.append("\(store.name): \(TaskFailure(error).message)")
            }
        }
        return failures.isEmpty
            ? PartialResult.also("\(stores.count) checked") : PartialResult.note(failures.joined(separator: "; "))
    }
}
