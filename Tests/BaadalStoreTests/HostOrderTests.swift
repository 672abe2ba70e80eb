import BaadalModel
import Testing

@testable import BaadalStore

/// Orders for whole hosts: what they come to in the queue.
@Suite struct HostOrderTests {
    private func fixture(_ states: VM.State...) throws -> StoreFixture {
        let fixture = try StoreFixture()
        let numbers = states.indices.map { UInt64($0 + 1) }
        try fixture.report(zip(numbers, states).map { fixture.domain($0, $1) })
        try fixture.report([], on: fixture.other)
        try fixture.store.execute(
            "UPDATE host SET cpus = 64, memory = \(Bytes.gibibytes(64).count), uri = 'qemu+tcp://' || name || '/system'"
        )
        return fixture
    }

    private func submit(_ request: Request, _ fixture: StoreFixture) throws -> [TaskRecord.ID] {
        try fixture.store.submitNow(request, by: fixture.asha, at: fixture.start)
    }

    private func host(_ id: BaadalModel.Host.ID, _ fixture: StoreFixture) throws -> BaadalModel.Host {
        try #require(try fixture.store.hosts().first { $0.id == id })
    }

    private func lose(_ fixture: StoreFixture) throws {
        try fixture.store.hostMissed(fixture.host, at: fixture.start, reason: "no answer", .down)
    }

    private let policy = PlacementPolicy()

    @Test func `an evacuation cordons first and is one parent with a move for each VM`() throws {
        let fixture = try fixture(.running, .stopped)
        let ids = try submit(.evacuate(fixture.host, policy: policy), fixture)
        #expect(ids.count == 3)
        #expect(try host(fixture.host, fixture).state == .maintenance)
        for id in ids.dropFirst() {
            guard case .migrate(_, let order) = try fixture.task(id).command else {
                Issue.record("\(id) is no move")
                continue
            }
            #expect(order.host == fixture.other)
        }
        // A second one joins what is open; nothing is left to order.
        #expect(try submit(.evacuate(fixture.host, policy: policy), fixture).isEmpty)
    }

    @Test func `a second order to move a VM joins the open one`() throws {
        let fixture = try fixture(.running)
        let first = try fixture.order(.migrate, 1)
        #expect(try fixture.order(.migrate, 1) == first)
    }

    @Test func `a host in maintenance stays so while it answers, and one that was switched off is not trusted at once`()
        throws
    {
        let fixture = try fixture(.stopped)
        try fixture.store.setMode(.maintenance, of: fixture.host, by: "asha", at: fixture.start)
        try fixture.report([fixture.domain(1, .stopped)], second: 10)
        #expect(try host(fixture.host, fixture).state == .maintenance)
        try fixture.store.setMode(.off, of: fixture.host, by: "asha", at: fixture.start)
        try lose(fixture)
        #expect(try host(fixture.host, fixture).reason == "switched off on purpose")
        try fixture.report([fixture.domain(1, .stopped)], second: 20)
        #expect(try host(fixture.host, fixture).state == .maintenance)
        #expect(try host(fixture.host, fixture).mode == .maintenance)
    }

    @Test func `nothing of a lost host is restarted where nobody can say that it is off`() throws {
        let fixture = try fixture(.running)
        #expect(throws: CloudError.self) { try submit(.recover(fixture.host, isOff: true, policy: policy), fixture) }
        try lose(fixture)
        #expect(throws: CloudError.noFence(host: "kvm1")) {
            try submit(.recover(fixture.host, isOff: false, policy: policy), fixture)
        }
        #expect(try fixture.claim() == nil)
    }

    @Test func `what ran is restarted elsewhere by an admin's word, and what was off stays off`() throws {
        let fixture = try fixture(.running, .stopped, .paused)
        try lose(fixture)
        let ids = try submit(.recover(fixture.host, isOff: true, policy: policy), fixture)
        let tasks = try ids.dropFirst().map { try fixture.task($0) }
        #expect(tasks.allSatisfy { $0.status == .pending && $0.host == fixture.other })
        let restarts = tasks.map(\.command)
        #expect(Set(restarts.compactMap(\.vm)) == [fixture.vm(1), fixture.vm(3)])
        #expect(restarts.allSatisfy { $0.kind == .restart && $0.host == fixture.other })
        #expect(try fixture.store.vm(fixture.vm(1))?.state == .stopped)
        #expect(try host(fixture.host, fixture).fenced == fixture.start)
        try fixture.report([fixture.domain(1, .stopped)], second: 30)
        #expect(try host(fixture.host, fixture).fenced == nil)
    }

    @Test func `what has to follow a task waits for it, and fails with it`() throws {
        let fixture = try fixture(.stopped, .stopped)
        let first = try fixture.order(.start, 1)[0]
        let second = try fixture.order(.start, 2)[0]
        try fixture.store.execute("UPDATE task SET after = \(first.number) WHERE id = \(second.number)")
        #expect(try fixture.claim()?.id == first)
        #expect(try fixture.claim() == nil)
        let queue = TaskQueue([try fixture.task(first), try fixture.task(second)], limits: TaskLimits())
        #expect(queue.waitReason(try fixture.task(second), now: fixture.start) == .after(first))
        try fixture.finish(first, .failed)
        #expect(try fixture.task(second).status == .failed)
        #expect(try fixture.task(second).message == "\(first) had to succeed first")
    }

    @Test func `a shut-down goes wave by wave, holds other tasks, and ends when its last wave has`() throws {
        let fixture = try fixture(.running, .running, .stopped)
        func status() throws -> CloudInfo.Status { try fixture.store.cloudInfo().status }
        let ids = try submit(.shutDownCloud([]), fixture)
        #expect(try status() == .downProgress)
        #expect(ids.count == 3)
        let other = try fixture.order(.start, 3)[0]
        let one = try #require(try fixture.claim())
        let two = try #require(try fixture.claim())
        #expect([one, two].allSatisfy { $0.command.kind == .save })
        #expect(try fixture.claim() == nil)
        #expect(
            TaskQueue([try fixture.task(other)], limits: TaskLimits(), status: .downProgress)
                .waitReason(try fixture.task(other), now: fixture.start) == .cloud(.downProgress)
        )
        for task in [one, two] {
            try fixture.store.noteSaved(
                try #require(task.command.vm),
                state: .running,
                orderedAt: fixture.start,
                at: fixture.start
            )
            try fixture.finish(task.id)
        }
        #expect(try status() == .down)
        #expect(try fixture.task(ids[0]).status == .success)
        try fixture.report([1, 2, 3].map { fixture.domain($0, .stopped) }, second: 10)
        _ = try submit(.bootCloud([]), fixture)
        #expect(try status() == .upProgress)
        for _ in 0..<2 { try fixture.finish(try #require(try fixture.claim()).id) }
        #expect(try status() == .up)
        #expect(try fixture.claim()?.id == other)
    }

    @Test func `the lowest rank goes down first, and comes up last`() throws {
        let fixture = try fixture(.running, .running)
        try fixture.fillCatalogue(addresses: 4)
        for number in [1, 2] as [UInt64] {
            let catalog = try fixture.store.catalog()
            let wish = Reservation(
                vm: fixture.vm(number),
                task: TaskRecord.ID(1),
                name: try VMName("w\(number)"),
                owner: try catalog.user("asha").id,
                domain: try catalog.domain("Private").id,
                vcpus: 1,
                memory: .mebibytes(64),
                disks: [],
                expires: fixture.start
            )
            _ = try fixture.store.reserve(wish, policy: policy, at: fixture.start)
        }
        try fixture.store.execute("UPDATE record SET rank = 5 WHERE identity LIKE '%w1'")
        let down = try submit(.shutDownCloud([fixture.host]), fixture)
        let first = try #require(try fixture.claim())
        #expect(first.command.vm == fixture.vm(2))
        #expect(try fixture.claim() == nil)
        #expect(try fixture.store.cloudInfo().status == .up)
        try fixture.finish(first.id, .failed)
        // A VM that could not be saved keeps no other from it.
        #expect(try fixture.claim()?.command.vm == fixture.vm(1))
        #expect(down.count == 3)
    }

    @Test func `a host is emptied before it is switched off, and a job has one open task`() throws {
        let fixture = try fixture(.stopped)
        let driver = try PowerDriver(words: ["command", "on=/bin/true", "off=/bin/true", "status=/bin/true"])
        _ = try submit(.setPower(fixture.host, try PowerSetup([driver])), fixture)
        #expect(try host(fixture.host, fixture).power.drivers == [driver])
        let ids = try submit(.emptyAndSwitchOff(fixture.host, policy: policy), fixture)
        let off = try fixture.task(try #require(ids.last))
        #expect(off.command == .switchOff(fixture.host))
        #expect(off.after == ids.first)
        _ = try submit(.order([.job(.idleCheck)]), fixture)
        #expect(throws: CloudError.self) { try submit(.order([.job(.idleCheck)]), fixture) }
        _ = try submit(.order([.job(.snapshotCheck)]), fixture)
    }

    /// A host that was ordered to be emptied and switched off, and whose switch-off has begun.
    private func switchingOff() throws -> (StoreFixture, off: TaskRecord.ID) {
        let fixture = try fixture(.stopped)
        _ = try submit(.setPower(fixture.host, try PowerSetup([.ssh])), fixture)
        let off = try #require(try submit(.emptyAndSwitchOff(fixture.host, policy: policy), fixture).last)
        #expect(try host(fixture.host, fixture).mode == .maintenance)
        try fixture.finish(try #require(try fixture.claim()).id)
        #expect(try fixture.claim()?.id == off)
        return (fixture, off)
    }

    @Test func `a host that was cordoned to be switched off is for VMs again where it is not`() throws {
        let (fixture, off) = try switchingOff()
        // As the task itself gives back what it found.
        for mode in [BaadalModel.Host.Mode.off, .maintenance] {
            try fixture.store.setMode(mode, of: fixture.host, by: "asha", at: fixture.start)
        }
        try fixture.finish(off, .failed)
        #expect(try host(fixture.host, fixture).mode == .active)
        #expect(try host(fixture.host, fixture).state == .up)
        let ids = try submit(.emptyAndSwitchOff(fixture.host, policy: policy), fixture)
        _ = try submit(.cancel(try #require(ids.last)), fixture)
        #expect(try host(fixture.host, fixture).mode == .active)
    }

    @Test func `a host that was switched off, or that an admin has cordoned meanwhile, stays so`() throws {
        let (fixture, off) = try switchingOff()
        try fixture.store.setMode(.off, of: fixture.host, by: "asha", at: fixture.start)
        try fixture.finish(off)
        #expect(try host(fixture.host, fixture).mode == .off)
        let (cordoned, refused) = try switchingOff()
        _ = try submit(.order([.cordon(cordoned.host)]), cordoned)
        try cordoned.finish(refused, .failed)
        #expect(try host(cordoned.host, cordoned).mode == .maintenance)
        let (emptied, last) = try switchingOff()
        _ = try submit(.evacuate(emptied.host, policy: policy), emptied)
        try emptied.finish(last, .failed)
        #expect(try host(emptied.host, emptied).mode == .maintenance)
    }

    @Test func `a host is switched off only where nothing runs, and by something that can`() throws {
        let fixture = try fixture(.running)
        #expect(throws: CloudError.self) { try submit(.order([.switchOff(fixture.host)]), fixture) }
        #expect(throws: CloudError.self) { try submit(.order([.switchOff(fixture.other)]), fixture) }
        _ = try submit(.setPower(fixture.other, try PowerSetup([.ssh])), fixture)
        #expect(try submit(.order([.switchOff(fixture.other)]), fixture).count == 1)
        #expect(throws: CloudError.self) { try submit(.order([.fence(fixture.other)]), fixture) }
        #expect(throws: CloudError.self) { try submit(.order([.switchOn(fixture.other)]), fixture) }
    }

    @Test func `a VM that is not used is noted once in a while`() throws {
        let fixture = try fixture(.stopped)
        func warn(day: Int64) throws {
            let now = fixture.start.advanced(byMilliseconds: day * 86_400_000)
            try fixture.store.warnIdle(fixture.vm(1), "off", everyDays: 20, at: now)
        }
        for day in [0, 1, 19, 21] as [Int64] { try warn(day: day) }
        let events = try fixture.store.read { try Events.fetch($0, where: "kind = 'idle'") }
        #expect(events.count { $0.kind == "idle" } == 2)
    }

    @Test func `what waits for a lost host gives way to the restart of its VM`() throws {
        let fixture = try fixture(.running)
        let moving = try fixture.order(.migrate, 1)[0]
        #expect(try fixture.claim()?.id == moving)
        try fixture.store.beginStep(moving, index: 0, name: "move", note: nil, at: fixture.start)
        try fixture.store.requeue(moving, notBefore: fixture.start, message: "try 1")
        try lose(fixture)
        let blocked: Set = [fixture.host]
        #expect(try fixture.claim(blocked: blocked) == nil)
        let ids = try submit(.recover(fixture.host, isOff: true, policy: policy), fixture)
        #expect(try fixture.claim(blocked: blocked)?.id == ids.last)
        #expect(try fixture.task(moving).status == .failed)
    }

    @Test func `a move that has just arrived on the lost host gives way too`() throws {
        let fixture = try fixture(.running)
        let moving = try fixture.order(.migrate, 1)[0]
        #expect(try fixture.claim()?.id == moving)
        try fixture.store.setHost(of: moving, fixture.other)
        try fixture.store.beginStep(moving, index: 0, name: "verify", note: nil, at: fixture.start)
        try fixture.store.requeue(moving, notBefore: fixture.start.advanced(byMilliseconds: 60_000), message: "try 1")
        try lose(fixture)
        let restart = try submit(.recover(fixture.host, isOff: true, policy: policy), fixture).last
        #expect(try fixture.claim()?.id == restart)
        #expect(try fixture.task(moving).status == .failed)
    }

    @Test func `a disk that was being plugged in waits for the restart, and goes on there`() throws {
        let fixture = try fixture(.running)
        let vm = fixture.vm(1)
        let attaching = try fixture.store.write { database, revision in
            let task = NewTask(
                command: .attachDisk(vm, size: .gibibytes(1), datastore: nil),
                requester: "asha",
                subject: "vm1",
                host: fixture.host,
                at: fixture.start
            )
            return try TaskRow.insert(task, database, revision)
        }
        #expect(try fixture.claim()?.id == attaching)
        try fixture.store.beginStep(attaching, index: 0, name: "attach", note: nil, at: fixture.start)
        try fixture.store.requeue(attaching, notBefore: fixture.start, message: "try 1")
        try lose(fixture)
        let blocked: Set = [fixture.host]
        let restart = try submit(.recover(fixture.host, isOff: true, policy: policy), fixture).last
        #expect(try fixture.claim(blocked: blocked)?.id == restart)
        #expect(try fixture.claim(blocked: blocked) == nil)
        try fixture.store.leaveBehind(vm, on: [fixture.host], at: fixture.start)
        try fixture.store.moveWaitingTasks(of: vm, to: fixture.other, at: fixture.start)
        try fixture.finish(try #require(restart))
        let next = try fixture.claim(blocked: blocked)
        #expect(next?.id == attaching && next?.host == fixture.other)
    }

    // MARK: - What is believed of a host

    private func missed(_ miss: CloudStore.Miss, _ fixture: StoreFixture, second: Int64 = 1) throws {
        let at = fixture.start.advanced(byMilliseconds: second * 1000)
        try fixture.store.hostMissed(fixture.host, at: at, reason: "no answer", miss)
    }

    @Test func `a host that is down and stays silent is not in doubt after a new controller's first looks`() throws {
        let fixture = try fixture(.running)
        try lose(fixture)
        let since = try host(fixture.host, fixture).since
        try missed(.doubtful(answers: false), fixture)
        #expect(try host(fixture.host, fixture).state == .down)
        #expect(try host(fixture.host, fixture).since == since)
        try missed(.doubtful(answers: true), fixture)
        #expect(try host(fixture.host, fixture).state == .unknown)
    }

    @Test func `a fence holds only as long as nothing there answers`() throws {
        let fixture = try fixture(.running)
        try lose(fixture)
        try fixture.store.noteFenced(fixture.host, "by test", at: fixture.start)
        try missed(.doubtful(answers: false), fixture)
        #expect(try host(fixture.host, fixture).fenced != nil)
        try missed(.doubtful(answers: true), fixture)
        #expect(try host(fixture.host, fixture).fenced == nil)
        #expect(try fixture.store.vm(fixture.vm(1))?.state == .unknown)
        // What ran when it was lost is still what is restarted.
        try missed(.down, fixture, second: 2)
        let ids = try submit(.recover(fixture.host, isOff: true, policy: policy), fixture)
        #expect(try ids.compactMap { try fixture.task($0).command.vm } == [fixture.vm(1)])
    }

    @Test func `a fence ends with the order to turn the host on`() throws {
        let fixture = try fixture(.running)
        try lose(fixture)
        try fixture.store.noteFenced(fixture.host, "by test", at: fixture.start)
        try fixture.store.noteTurningOn(fixture.host, at: fixture.start)
        #expect(try host(fixture.host, fixture).fenced == nil)
        #expect(try fixture.store.vm(fixture.vm(1))?.state == .unknown)
    }

    @Test func `a host whose libvirt hangs may be fenced, one that answers may not`() throws {
        let fixture = try fixture(.running)
        #expect(throws: CloudError.self) { try fixture.store.noteFenced(fixture.host, "by test", at: fixture.start) }
        try missed(.doubtful(answers: true), fixture)
        try fixture.store.noteFenced(fixture.host, "by test", at: fixture.start)
        #expect(try host(fixture.host, fixture).state == .down)
        let ids = try submit(.recover(fixture.host, isOff: false, policy: policy), fixture)
        #expect(try ids.compactMap { try fixture.task($0).command.vm } == [fixture.vm(1)])
    }

    @Test func `a host that a VM is on its way to is not switched off`() throws {
        let fixture = try fixture(.running)
        #expect(try fixture.store.arriving(on: fixture.other) == 0)
        var incoming = fixture.domain(1, .paused)
        incoming.isInbound = true
        try fixture.report([incoming], on: fixture.other)
        #expect(try fixture.store.arriving(on: fixture.other) == 1)
    }

    @Test func `orders that wait for a lost host keep nothing from the restarts of their VMs`() throws {
        let fixture = try fixture(.running)
        let saving = try fixture.order(.save, 1, priority: .high)[0]
        try lose(fixture)
        let restart = try submit(.recover(fixture.host, isOff: true, policy: policy), fixture).last
        #expect(try fixture.claim(blocked: [fixture.host])?.id == restart)
        try fixture.store.leaveBehind(fixture.vm(1), on: [fixture.host], at: fixture.start)
        try fixture.store.moveWaitingTasks(of: fixture.vm(1), to: fixture.other, at: fixture.start)
        #expect(try fixture.task(saving).status == .failed)
    }

    @Test func `what waited for a host is tried again as soon as it answers`() throws {
        let fixture = try fixture(.running)
        let moving = try fixture.order(.migrate, 1)[0]
        #expect(try fixture.claim()?.id == moving)
        try fixture.store.beginStep(moving, index: 0, name: "move", note: nil, at: fixture.start)
        let later = fixture.start.advanced(byMilliseconds: 300_000)
        try fixture.store.requeue(moving, notBefore: later, message: "try 1")
        try lose(fixture)
        #expect(try fixture.claim(blocked: [fixture.host]) == nil)
        try fixture.report([fixture.domain(1, .running)], second: 30)
        #expect(try fixture.claim()?.id == moving)
    }

    @Test func `nothing begins on a host that is being switched off`() throws {
        let fixture = try fixture(.stopped)
        let starting = try fixture.order(.start, 1)[0]
        try fixture.store.setState(.poweringDown, of: fixture.host, at: fixture.start)
        #expect(try fixture.claim() == nil)
        #expect(throws: CloudError.self) { try fixture.order(.reboot, 1) }
        try fixture.store.setState(.up, of: fixture.host, at: fixture.start)
        #expect(try fixture.claim()?.id == starting)
    }

    @Test func `a task that could only look for its lost host is cancelled at once`() throws {
        let fixture = try fixture(.running)
        let saving = try fixture.order(.save, 1)[0]
        #expect(try fixture.claim()?.id == saving)
        try fixture.store.beginStep(saving, index: 0, name: "look", note: nil, at: fixture.start)
        try fixture.store.endStep(saving, index: 0, state: .failed, note: nil, at: fixture.start)
        try fixture.store.requeue(saving, notBefore: fixture.start, message: "try 1")
        _ = try submit(.cancel(saving), fixture)
        #expect(try fixture.task(saving).status == .failed)
    }
}
