import BaadalModel
import BaadalStore
import Logging
import Synchronization
import Testing

@testable import BaadalCore

/// What is taken for lost, and what may be cut.
@Suite struct LostHostTests {
    private let vm = FaultMatrixTests.vm
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let asha = Requester(name: "asha", via: "test")

    private func lost() async throws -> (cloud: ScriptedCloud, home: ScriptedHost) {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        return (cloud, try await FaultMatrixTests.makeLost(cloud))
    }

    // MARK: - The verdict

    @Test(arguments: [false, true])
    func `a controller that starts finds a silent host no less down than it was`(isFenced: Bool) async throws {
        let (cloud, home) = try await lost()
        if isFenced { try await cloud.must(.fence(home.id)) }
        try cloud.forgetMisses(home)
        let before = try cloud.known(home)
        #expect(before.state == .down)
        try await cloud.work {
            // The first looks are fewer than the verdict takes.
            try await cloud.until("polls are missed") { try cloud.missed(home) > 0 }
        }
        let after = try cloud.known(home)
        #expect(after.state == .down)
        // It changes with the state, so that a doubt in between would show.
        #expect(after.since == before.since)
        #expect(after.fenced == before.fenced)
    }

    @Test func `a host of which only ping answers is in doubt, and nothing cuts it by itself`() async throws {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        cloud.hasEchoes.withLock { $0 = true }
        try await FaultMatrixTests.make(cloud, running: true)
        let home = try #require(cloud.home(of: vm))
        try await cloud.wire(home)
        try await cloud.lose(home, .deaf, until: .unknown)
        #expect(try cloud.known(home).reason?.contains("ping does") == true)
        #expect(try cloud.store.vm(vm)?.state == .unknown)
        try await cloud.workWithRecovery { recovery in
            try await cloud.until("polls are missed") { try cloud.missed(home) >= 5 }
            await recovery.look()
        }
        #expect(try cloud.known(home).state == .unknown)
        #expect(try await cloud.tasks(.fence).isEmpty)
        #expect(home.script.withLock { $0.isOn })
        await #expect(throws: CloudError.self) {
            let policy = CloudConfig().placement.policy
            _ = try await cloud.store.submit(.recover(home.id, isOff: false, policy: policy), by: asha)
        }
    }

    @Test(arguments: [(ScriptedHost.Fault.none, Host.State.up), (.deaf, .unknown)])
    func `a fenced host that answers has power again`(fault: ScriptedHost.Fault, state: Host.State) async throws {
        let (cloud, home) = try await lost()
        try await cloud.must(.fence(home.id))
        #expect(try cloud.known(home).fenced != nil)
        #expect(cloud.domain(vm, on: home)?.state == .stopped)
        home.change { ($0.isOn, $0.fault) = (true, fault) }
        try await cloud.work { try await cloud.waits(for: home, state) }
        #expect(try cloud.known(home).fenced == nil)
        guard fault == .deaf else { return }
        let task = try await cloud.run(.restart(vm, on: nil))
        #expect(task.status == .failed)
        #expect(task.message?.contains("is unknown and not fenced") == true, "\(task.message ?? "")")
    }

    // MARK: - The moment of the cut

    /// Hosts that are polled when they are added, and not again.
    private func polledOnce(_ cloud: ScriptedCloud) -> HostPool {
        var still = cloud.clock
        still.sleep = { _ in
            for await _ in AsyncStream.makeStream(of: Void.self).stream {}
            throw CancellationError()
        }
        return HostPool(
            HostWatch.Environment(
                records: Records(cloud.store),
                opener: cloud,
                config: CloudConfig(),
                clock: still,
                log: log,
                load: nil
            )
        )
    }

    /// Fences a host that polls found down, and that is otherwise by the time of the cut.
    private func fence(_ isRecovery: Bool, whileItIs fault: ScriptedHost.Fault) async throws
        -> (task: TaskRecord, cloud: ScriptedCloud, home: ScriptedHost)
    {
        let (cloud, home) = try await lost()
        let policy = CloudConfig().placement.policy
        let order = isRecovery ? .recover(home.id, isOff: false, policy: policy) : Request.order([.fence(home.id)])
        _ = try await cloud.store.submit(order, by: asha)
        let (config, records) = (CloudConfig(), Records(cloud.store))
        let pool = polledOnce(cloud)
        // That poll finds it silent still.
        try cloud.forgetMisses(home)
        await pool.add(try cloud.known(home))
        try await cloud.until("polls are missed") { try cloud.missed(home) > 0 }
        home.change { $0.fault = fault }
        let limits = TaskLimits(workers: 8, perHost: 4)
        let task = try #require(
            try cloud.store.claimTask(limits: limits, now: cloud.clock.now(), blockedHosts: [])
        )
        #expect(task.command.kind == .fence)
        let context = StepContext(
            task: task,
            records: records,
            hosts: pool,
            config: config,
            clock: cloud.clock,
            control: TaskControl(began: cloud.clock.monotonic()),
            power: cloud.power(config, log)
        )
        await TaskExecution(context: context, log: log).run()
        await pool.removeAll()
        return (try await cloud.record(task.id), cloud, home)
    }

    @Test(arguments: [(false, ScriptedHost.Fault.none), (true, .none), (true, .deaf)])
    func `what answers by the time of the cut is left alone`(isRecovery: Bool, fault: ScriptedHost.Fault) async throws {
        let (task, cloud, home) = try await fence(isRecovery, whileItIs: fault)
        #expect(task.status == .failed)
        let words = task.message ?? ""
        #expect(words.contains("nothing was cut"), "\(words)")
        #expect(words.contains(fault == .deaf ? "ping does" : "libvirt answers"), "\(words)")
        #expect(home.script.withLock { $0.isOn })
        #expect(try cloud.known(home).fenced == nil)
    }

    @Test(arguments: [(true, ScriptedHost.Fault.unreachable), (false, .unreachable), (false, .deaf)])
    func `what is silent is cut, and at an admin's word what answers pings alone`(
        isRecovery: Bool,
        fault: ScriptedHost.Fault
    ) async throws {
        let (task, cloud, home) = try await fence(isRecovery, whileItIs: fault)
        #expect(task.status == .success, "\(task.message ?? "")")
        #expect(!home.script.withLock { $0.isOn })
        #expect(try cloud.known(home).fenced != nil)
    }

    @Test func `a device that does not do what it says has fenced nothing`() async throws {
        let (cloud, home) = try await lost()
        home.change { $0.isSwitched = false }
        let policy = CloudConfig().placement.policy
        let restart = try await cloud.run(.recover(home.id, isOff: false, policy: policy))
        #expect(try await cloud.tasks(.fence).map(\.status) == [.failed])
        #expect(restart.status == .failed)
        #expect(try cloud.known(home).fenced == nil)
        #expect(try await cloud.audit() == [])
    }

    // MARK: - What was left behind

    private func leftBehind(running: Bool = false) async throws -> (ScriptedCloud, home: ScriptedHost, ScriptedHost) {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: running, snapshots: 1)
        let home = try #require(cloud.home(of: vm))
        let other = try #require(cloud.hosts.first { $0 !== home })
        try cloud.store.leaveBehind(vm, on: [home.id], at: cloud.clock.now())
        return (cloud, home, other)
    }

    /// Has another host show the VM as well, off.
    private func show(on other: ScriptedHost, as home: ScriptedHost, _ cloud: ScriptedCloud) throws {
        var domain = try #require(cloud.domain(vm, on: home))
        domain.state = .stopped
        other.change { [domain] in $0.domains[vm] = domain }
    }

    @Test func `a definition that is left behind is removed once the VM is elsewhere`() async throws {
        let (cloud, home, other) = try await leftBehind()
        try show(on: other, as: home, cloud)
        let path = try #require(try cloud.store.disks(of: vm).first { $0.role == .system }?.path)
        let data = cloud.files[path]?.snapshots
        try await cloud.workWithRecovery { await $0.look() }
        #expect(cloud.domain(vm, on: home) == nil)
        #expect(cloud.domain(vm, on: other) != nil)
        #expect(data?.isEmpty == false)
        #expect(cloud.files[path]?.snapshots == data)
        #expect(try cloud.store.leftBehind().isEmpty)
    }

    @Test func `the last definition of a VM stays, whatever the books say`() async throws {
        let (cloud, home, other) = try await leftBehind()
        try await cloud.workWithRecovery { await $0.look() }
        #expect(cloud.domain(vm, on: home) != nil)
        try show(on: other, as: home, cloud)
        let (pool, clock) = (polledOnce(cloud), cloud.clock)
        for host in [home, other] {
            await pool.add(try cloud.known(host))
            try await pool.refresh(host.id)
        }
        other.change { $0.domains[vm] = nil }
        #expect(try cloud.store.hostsShowing(vm).count == 2)
        let records = Records(cloud.store)
        await Recovery(records: records, hosts: pool, config: CloudConfig(), clock: clock, log: log).look()
        await pool.removeAll()
        #expect(cloud.domain(vm, on: home)?.snapshots.count == 1)
    }

    @Test func `a definition that is left behind and runs stays`() async throws {
        let (cloud, home, other) = try await leftBehind(running: true)
        try show(on: other, as: home, cloud)
        try await cloud.workWithRecovery { await $0.look() }
        #expect(cloud.domain(vm, on: home)?.state == .running)
        #expect(cloud.domain(vm, on: home)?.snapshots.count == 1)
    }
}
