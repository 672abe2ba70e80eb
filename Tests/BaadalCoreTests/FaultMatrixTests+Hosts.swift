import BaadalModel
import BaadalStore
import Synchronization
import Testing

@testable import BaadalCore

extension FaultMatrixTests {
    /// A VM that runs on a host which is then lost, with something written to its disk.
    ///
    /// No lock on disks keeps it from being started twice: the controller alone does.
    static func makeLost(_ cloud: ScriptedCloud, snapshots: Int = 0) async throws -> ScriptedHost {
        cloud.hasEchoes.withLock { $0 = true }
        try await make(cloud, running: true, snapshots: snapshots)
        let home = try #require(cloud.home(of: vm))
        for host in cloud.hosts { host.change { $0.hasLocks = false } }
        try await cloud.wire(home)
        try await cloud.lose(home)
        return home
    }

    private static func lost(_ cloud: ScriptedCloud) throws -> ScriptedHost {
        try #require(cloud.hosts.first { host in host.script.withLock { !$0.answers } })
    }

    /// The lost host comes back, and what was left there is seen to.
    private static func comeBack(_ cloud: ScriptedCloud, _ task: TaskRecord) async throws -> [String] {
        var faults: [String] = []
        let home = try lost(cloud)
        let active = cloud.hosts.filter { cloud.domain(vm, on: $0)?.state.isActive ?? false }
        if task.status != .failed, active.isEmpty || active.contains(where: { $0 === home }) {
            faults.append("it is said to run elsewhere, and runs on \(active.map(\.name))")
        }
        if task.status == .failed, active.contains(where: { $0 !== home }) {
            faults.append("it is said not to have been restarted, and runs on \(active.map(\.name))")
        }
        home.change { ($0.isOn, $0.fault) = (true, .none) }
        try await cloud.workWithRecovery { recovery in
            try await cloud.waits(for: home, .up)
            for _ in 0..<50 where try !cloud.store.leftBehind().isEmpty {
                await recovery.look()
                try await cloud.clock.sleep(.seconds(1))
            }
        }
        if try !cloud.store.leftBehind().isEmpty { faults.append("a definition is left behind") }
        return faults
    }

    static let hosts: [Scenario] = [
        Scenario(
            name: "fence a host that is silent",
            prepare: { cloud in .fence(try await makeLost(cloud).id) },
            content: "mine",
            check: { cloud, task in
                let known = try cloud.known(try lost(cloud))
                let state = try cloud.store.vm(vm)?.state
                let isFenced = task.status == .success
                if (known.fenced != nil) != isFenced { return ["it is \(task.status.word), and fenced: \(!isFenced)"] }
                return state == (isFenced ? .stopped : .unknown) ? [] : ["the VM there is \(state?.rawValue ?? "gone")"]
            }
        ),
        Scenario(
            name: "restart a VM of a fenced host elsewhere",
            prepare: { cloud in
                let home = try await makeLost(cloud, snapshots: 1)
                try await cloud.must(.fence(home.id))
                return .restart(vm, on: nil)
            },
            content: "mine",
            check: comeBack
        ),
        Scenario(
            name: "recover a lost host",
            order: { cloud in
                let home = try await makeLost(cloud)
                return .recover(home.id, isOff: false, policy: CloudConfig().placement.policy)
            },
            content: "mine",
            check: comeBack
        ),
        Scenario(
            name: "switch a host off",
            prepare: { cloud in
                try await cloud.wire(cloud.hosts[2])
                return .switchOff(cloud.hosts[2].id)
            },
            check: { cloud, task in
                let (mode, isOn) = (try cloud.known(cloud.hosts[2]).mode, cloud.hosts[2].script.withLock { $0.isOn })
                let isOff = task.status == .success
                if isOff, isOn { return ["it is said to be off, and is on"] }
                return mode == (isOff ? .off : .active) ? [] : ["it is \(task.status.word), and meant to be \(mode)"]
            }
        ),
        Scenario(
            name: "switch a host on",
            prepare: { cloud in
                try await cloud.wire(cloud.hosts[2])
                try await cloud.must(.switchOff(cloud.hosts[2].id))
                return .switchOn(cloud.hosts[2].id)
            },
            check: { cloud, task in
                let (mode, isOn) = (try cloud.known(cloud.hosts[2]).mode, cloud.hosts[2].script.withLock { $0.isOn })
                if task.status == .success {
                    return isOn && mode == .active ? [] : ["it is said to be on, and is \(isOn), \(mode)"]
                }
                return isOn || mode == .off ? [] : ["it is off still, and meant to be \(mode)"]
            }
        ),
        Scenario(
            name: "switch a fenced host on",
            prepare: { cloud in
                let home = try await makeLost(cloud)
                try await cloud.must(.fence(home.id))
                home.change { $0.fault = .none }
                return .switchOn(home.id)
            },
            content: "mine",
            check: { cloud, task in
                let home = try #require(cloud.home(of: vm))
                let isOn = home.script.withLock { $0.isOn }
                if task.status == .success, !isOn { return ["it is said to be on, and is off"] }
                // What was stopped by the fence is so for as long as nobody doubts it.
                let state = try cloud.store.vm(vm)?.state
                return !isOn || state == .stopped ? [] : ["the VM there is \(state?.rawValue ?? "gone")"]
            }
        ),
        Scenario(
            name: "evacuate a host",
            order: { cloud in
                try await make(cloud, running: true)
                let home = try #require(cloud.home(of: vm))
                return .evacuate(home.id, policy: CloudConfig().placement.policy)
            },
            content: "mine",
            check: { cloud, task in
                let cordoned = try cloud.store.hosts().filter { $0.mode == .maintenance }.map(\.id)
                let home = cloud.home(of: vm)?.id
                if cordoned.count != 1 { return ["\(cordoned.count) hosts are cordoned"] }
                let isThere = home == cordoned.first
                return isThere == (task.status == .success) ? ["it is \(task.status.word), and there: \(isThere)"] : []
            }
        ),
        Scenario(
            name: "add a host",
            prepare: { cloud in
                let stranger = VM.ID(UniqueID(high: 9, low: 9))
                cloud.newcomer.change { $0.domains[stranger] = ScriptedHost.Domain(name: "old", state: .running) }
                return .addHost(uri: "qemu+tcp://kvm4/system", name: nil)
            },
            check: { cloud, task in
                let isThere = try cloud.store.hosts().contains { $0.id == cloud.newcomer.id }
                let isShown = try cloud.store.vm(VM.ID(UniqueID(high: 9, low: 9))) != nil
                let isAdded = task.status == .success
                return isThere == isAdded && isShown == isAdded
                    ? [] : ["it is \(task.status.word), and there: \(isThere), its VM: \(isShown)"]
            }
        ),
        Scenario(
            name: "check all datastores, as a job",
            prepare: { cloud in
                let path = "/other/file"
                cloud.files[path] = ScriptedFiles.File()
                cloud.foreign.withLock { _ = $0.insert(path) }
                return .job(.datastoreCheck)
            }
        ),
    ]

    @Test(arguments: hosts)
    func `no host is taken for what it is not, and no VM runs twice`(scenario: Scenario) async throws {
        try await meetFaults(scenario)
    }

    @Test(arguments: [Command.Kind.cordon, .uncordon], 0...3)
    func `a controller that dies in a change of mode leaves it to the next`(
        kind: Command.Kind,
        point: Int
    ) async throws {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await cloud.work {}
        let host = cloud.hosts[0].id
        if kind == .uncordon { try await cloud.must(.cordon(host)) }
        let command = kind == .cordon ? Command.cordon(host) : .uncordon(host)
        let mode = kind == .cordon ? Host.Mode.maintenance : .active
        let (store, now) = (cloud.store, cloud.clock.now())
        let id = try #require(try await store.submit(.order([command]), by: Requester(name: "asha", via: "test")).first)
        let limits = TaskLimits(workers: 8, perHost: 4)
        #expect(try store.claimTask(limits: limits, now: now, blockedHosts: [])?.id == id)
        if point > 0 { try store.beginStep(id, index: 0, name: kind.rawValue, note: nil, at: now) }
        if point > 1 { try store.setMode(mode, of: host, by: "asha", at: now) }
        if point > 2 { try store.endStep(id, index: 0, state: .done, note: nil, at: now) }
        let task = try await cloud.ended(id)
        #expect(task.status == .success, "\(task.message ?? "")")
        #expect(try cloud.known(cloud.hosts[0]).mode == mode)
        #expect(try await cloud.audit() == [])
    }
}
