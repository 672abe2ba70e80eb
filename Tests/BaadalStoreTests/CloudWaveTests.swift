import BaadalModel
import Testing

@testable import BaadalStore

/// Orders that go wave after wave: shut-down and boot-up of the cloud, and what they leave behind.
@Suite struct CloudWaveTests {
    private let foreign = VM.Claim.other(name: "elsewhere", cloud: UniqueID(high: 9, low: 9))

    /// Two VMs that run, the second of rank 5.
    private func fixture(first: VM.Claim? = nil, second: VM.Claim? = nil) throws -> StoreFixture {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running, claim: first), fixture.domain(2, .running, claim: second)])
        try fixture.report([], on: fixture.other)
        try fixture.fillCatalogue(addresses: 4)
        let catalog = try fixture.store.catalog()
        let wish = Reservation(
            vm: fixture.vm(2),
            task: TaskRecord.ID(1),
            name: try VMName("w2"),
            owner: try catalog.user("asha").id,
            domain: try catalog.domain("Private").id,
            vcpus: 1,
            memory: .mebibytes(64),
            disks: [],
            expires: fixture.start
        )
        _ = try fixture.store.reserve(wish, policy: PlacementPolicy(), at: fixture.start)
        try fixture.store.execute("UPDATE record SET rank = 5")
        return fixture
    }

    private func submit(_ request: Request, _ fixture: StoreFixture) throws -> [TaskRecord.ID] {
        try fixture.store.submitNow(request, by: fixture.asha, at: fixture.start)
    }

    private func status(_ fixture: StoreFixture) throws -> CloudInfo.Status { try fixture.store.cloudInfo().status }

    private func note(_ vm: VM.ID, _ state: VM.State, second: Int64 = 0, _ fixture: StoreFixture) throws {
        let now = fixture.start.advanced(byMilliseconds: second * 1000)
        try fixture.store.noteSaved(vm, state: state, orderedAt: now, at: now)
    }

    /// Saves both VMs, as a shut-down that went well has it.
    private func shutDown(_ fixture: StoreFixture) throws {
        _ = try submit(.shutDownCloud([]), fixture)
        while let task = try fixture.claim() {
            try note(try #require(task.command.vm), .running, fixture)
            try fixture.finish(task.id)
        }
        try fixture.report([1, 2].map { fixture.domain($0, .stopped) }, second: 10)
    }

    // MARK: - Waves

    @Test func `a first wave that is refused as a whole does not end the order`() throws {
        let fixture = try fixture(first: foreign)
        let ids = try submit(.shutDownCloud([]), fixture)
        #expect(try fixture.task(ids[0]).status == .pending)
        let last = try #require(try fixture.claim())
        #expect(last.command == .save(fixture.vm(2)))
        try fixture.finish(last.id)
        #expect(try fixture.task(ids[0]).status == .partial)
        #expect(try fixture.task(ids[0]).message == "save: 1 done, 1 failed")
    }

    @Test func `a wave goes on for as long as the tasks that it has joined`() throws {
        let fixture = try fixture()
        let open = try fixture.order(.save, 1)[0]
        let ids = try submit(.shutDownCloud([]), fixture)
        #expect(ids.contains(open))
        #expect(try fixture.claim()?.id == open)
        #expect(try fixture.claim() == nil)
        try fixture.finish(open)
        #expect(try fixture.task(ids[0]).status.isOpen)
        let last = try #require(try fixture.claim())
        #expect(last.command == .save(fixture.vm(2)))
        try fixture.finish(last.id)
        #expect(try fixture.task(ids[0]).status == .success)
    }

    @Test func `a cancelled order ends the tasks that it has joined`() throws {
        let fixture = try fixture()
        let open = try fixture.order(.save, 1)[0]
        let ids = try submit(.shutDownCloud([]), fixture)
        _ = try submit(.cancel(ids[0]), fixture)
        #expect(try fixture.task(open).cause == .cancelled)
        #expect(try fixture.task(ids[0]).status == .failed)
        #expect(try status(fixture) == .down)
    }

    @Test func `the waves of an order that failed are tried again in their order`() throws {
        let fixture = try fixture()
        let ids = try submit(.shutDownCloud([]), fixture)
        for _ in 0..<2 { try fixture.finish(try #require(try fixture.claim()).id, .failed) }
        #expect(try fixture.task(ids[0]).status == .failed)
        let again = try submit(.retry(ids[0]), fixture)
        let top = try fixture.task(try #require(again.first))
        #expect(top.command == .bulk(.save) && top.retryOf == ids[0])
        #expect(try fixture.task(ids[0]).status == .retry)
        let first = try #require(try fixture.claim())
        #expect(first.command == .save(fixture.vm(1)))
        #expect(try fixture.task(try #require(first.retryOf)).status == .retry)
        #expect(try fixture.claim() == nil)
        try fixture.finish(first.id)
        let second = try #require(try fixture.claim())
        #expect(second.command == .save(fixture.vm(2)))
        try fixture.finish(second.id)
        #expect(try fixture.task(top.id).status == .success)
    }

    // MARK: - Up and down

    @Test func `a cloud of which no VM can be saved or brought back is not on its way for ever`() throws {
        let fixture = try fixture(first: foreign, second: foreign)
        for vm in [1, 2] as [UInt64] { try note(fixture.vm(vm), .running, fixture) }
        let ids = try submit(.shutDownCloud([]), fixture)
        #expect(try fixture.task(ids[0]).status == .failed)
        #expect(try status(fixture) == .down)
        try fixture.report([1, 2].map { fixture.domain($0, .stopped) }, second: 10)
        #expect(try submit(.bootCloud([]), fixture).count == 3)
        #expect(try status(fixture) == .up)
    }

    @Test func `a boot-up waits for the shut-down, and the reverse`() throws {
        let fixture = try fixture()
        let down = try submit(.shutDownCloud([]), fixture)
        let still = "is still saving VMs; wait until it has ended, or end it by 'task cancel \(down[0].number)'"
        for hosts in [[], [fixture.host]] {
            #expect(throws: CloudError.refused("\(down[0]) \(still)")) { try submit(.bootCloud(hosts), fixture) }
        }
        #expect(try status(fixture) == .downProgress)
        _ = try submit(.cancel(down[0]), fixture)
        _ = try submit(.bootCloud([]), fixture)
        #expect(try status(fixture) == .up)
        try shutDown(fixture)
        _ = try submit(.bootCloud([fixture.host]), fixture)
        #expect(try status(fixture) == .down)
        for hosts in [[], [fixture.host]] {
            #expect(throws: CloudError.self) { try submit(.shutDownCloud(hosts), fixture) }
        }
        _ = try submit(.shutDownCloud([fixture.other]), fixture)
    }

    // MARK: - What was saved

    @Test func `what is noted of a saved VM is forgotten once it runs by other ways`() throws {
        let fixture = try fixture()
        try shutDown(fixture)
        #expect(try fixture.store.savedState(of: fixture.vm(1)) == .running)
        _ = try submit(.bootCloud([fixture.other]), fixture)
        try fixture.report([fixture.domain(1, .running), fixture.domain(2, .stopped)], second: 20)
        #expect(try fixture.store.savedState(of: fixture.vm(1)) == nil)
        #expect(try fixture.store.savedState(of: fixture.vm(2)) == .running)
    }

    @Test func `a VM that is being saved or brought back is not forgotten`() throws {
        let fixture = try fixture()
        let save = try fixture.order(.save, 1)[0]
        #expect(try fixture.claim()?.id == save)
        try note(fixture.vm(1), .paused, fixture)
        try fixture.report([1, 2].map { fixture.domain($0, .running) }, second: 10)
        #expect(try fixture.store.savedState(of: fixture.vm(1)) == .paused)
        let end = fixture.start.advanced(byMilliseconds: 20_000)
        try fixture.store.finish(save, status: .success, message: "", cause: nil, at: end)
        // A look that was under way while it was being saved.
        try fixture.report([1, 2].map { fixture.domain($0, .running) }, second: 15)
        #expect(try fixture.store.savedState(of: fixture.vm(1)) == .paused)
    }

    @Test func `a later order notes anew what a VM did, and the same order does not`() throws {
        let fixture = try fixture()
        let vm = fixture.vm(1)
        try note(vm, .paused, fixture)
        try note(vm, .running, fixture)
        #expect(try fixture.store.savedState(of: vm) == .paused)
        try note(vm, .running, second: 60, fixture)
        #expect(try fixture.store.savedState(of: vm) == .running)
    }

    @Test func `what runs already is not brought back`() throws {
        let fixture = try fixture()
        try note(fixture.vm(1), .running, fixture)
        #expect(try submit(.bootCloud([]), fixture).isEmpty)
        #expect(try status(fixture) == .up)
    }

    @Test(arguments: [Command.Kind.start, .restart, .delete, .purge, .undefine, .forget])
    func `what starts or ends a VM forgets that it was saved`(kind: Command.Kind) throws {
        let fixture = try fixture()
        let vm = fixture.vm(1)
        try note(vm, .running, fixture)
        let task = try fixture.store.write { database, revision in
            let command = try #require(Command(kind: kind, vm: vm, host: nil, parameters: [:]))
            return try TaskRow.insert(
                NewTask(command: command, requester: "asha", subject: "vm1", at: fixture.start),
                database,
                revision
            )
        }
        #expect(try fixture.claim()?.id == task)
        try fixture.finish(task)
        #expect(try fixture.store.savedState(of: vm) == nil)
    }

    @Test func `an order of waves is at work as soon as one of its tasks is`() throws {
        let fixture = try fixture()
        let top = try #require(try submit(.shutDownCloud([]), fixture).first)
        #expect(try fixture.task(top).status == .pending)
        #expect(try fixture.claim() != nil)
        #expect(try fixture.task(top).status == .processing)
    }
}
