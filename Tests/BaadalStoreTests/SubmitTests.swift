import BaadalModel
import Testing

@testable import BaadalStore

@Suite struct SubmitTests {
    @Test(arguments: [
        (VM.State.running, Command.Kind.start), (.stopped, .powerOff), (.stopped, .suspend), (.running, .resume),
        (.unknown, .powerOff), (.unresponsive, .suspend),
    ])
    func `a command that the state does not allow is refused`(state: VM.State, kind: Command.Kind) throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, state)])
        #expect(
            throws: CloudError.wrongState(vm: "vm1", state: state, accepted: try #require(kind.acceptedStates))
        ) { try fixture.order(kind, 1) }
    }

    @Test func `a guest that does not answer can have its power cut`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .unresponsive)])
        #expect(try fixture.order(.powerOff, 1).count == 1)
    }

    @Test func `a second order of the same kind is answered with the first`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        let first = try #require(try fixture.order(.start, 1).first)
        #expect(throws: CloudError.alreadyQueued(vm: "vm1", task: first, kind: .start)) {
            try fixture.order(.start, 1)
        }
    }

    @Test func `a VM that another cloud claims is refused, unless it is taken over`() throws {
        let fixture = try StoreFixture()
        let claim = VM.Claim.other(name: "rival", cloud: UniqueID(high: 9, low: 9))
        try fixture.report([fixture.domain(1, .stopped, claim: claim)])
        #expect(throws: CloudError.claimed(vm: "vm1", cloud: "rival")) { try fixture.order(.start, 1) }
        #expect(try fixture.order(.claim, 1).count == 1)
    }

    @Test func `a bulk order keeps those that it refuses as failed children`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped), fixture.domain(2, .running)])
        let ids = try fixture.order(.start, 1, 2)
        #expect(try ids.map { try fixture.task($0).status } == [.pending, .pending, .failed])
        #expect(try fixture.task(ids[2]).message == "'vm2' is running; this needs crashed or stopped")
    }

    @Test func `an order for nothing is refused`() throws {
        let fixture = try StoreFixture()
        #expect(throws: CloudError.nothingToDo) {
            try fixture.store.submitNow(.order([]), by: fixture.asha, at: fixture.start)
        }
    }

    @Test func `a waiting task is cancelled at once, a working one is asked to stop`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped), fixture.domain(2, .stopped)])
        let waiting = try #require(try fixture.order(.start, 1).first)
        _ = try fixture.store.submitNow(.cancel(waiting), by: fixture.asha, at: fixture.start)
        #expect(try fixture.task(waiting).cause == .cancelled)
        let working = try #require(try fixture.order(.start, 2).first)
        _ = try fixture.claim()
        _ = try fixture.store.submitNow(.cancel(working), by: fixture.asha, at: fixture.start)
        #expect(try fixture.task(working).status == .processing)
        #expect(try fixture.store.isCancelRequested(working))
    }

    @Test func `a retry is a new task that names the old one`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        let old = try #require(try fixture.order(.start, 1).first)
        #expect(throws: CloudError.wrongStatus(task: old, status: .pending, action: "retried")) {
            try fixture.store.submitNow(.retry(old), by: fixture.asha, at: fixture.start)
        }
        _ = try fixture.claim()
        try fixture.finish(old, .failed)
        let new = try #require(try fixture.store.submitNow(.retry(old), by: fixture.asha, at: fixture.start).first)
        #expect(try fixture.task(old).status == .retry)
        #expect(try fixture.task(new).retryOf == old)
    }

    @Test func `a failed task can be set aside, a successful one cannot`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        let id = try #require(try fixture.order(.start, 1).first)
        _ = try fixture.claim()
        try fixture.finish(id, .failed)
        _ = try fixture.store.submitNow(.ignore(id), by: fixture.asha, at: fixture.start)
        #expect(try fixture.task(id).status == .ignored)
    }

    @Test func `a suspend is undone by a resume within ten seconds, a start never`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running), fixture.domain(2, .stopped)])
        let suspend = try #require(try fixture.order(.suspend, 1).first)
        _ = try fixture.claim()
        try fixture.finish(suspend)
        try fixture.report([fixture.domain(1, .paused), fixture.domain(2, .stopped)])
        let late = fixture.start.advanced(byMilliseconds: 10_001)
        #expect(throws: CloudError.noUndo(task: suspend, why: "it ended more than 10 s ago")) {
            try fixture.store.submitNow(.undo(suspend), by: fixture.asha, at: late)
        }
        let undo = try #require(
            try fixture.store.submitNow(.undo(suspend), by: fixture.asha, at: fixture.start).first
        )
        #expect(try fixture.task(undo).command == .resume(fixture.vm(1)))
        let start = try #require(try fixture.order(.start, 2).first)
        #expect(throws: CloudError.noUndo(task: start, why: "start has no inverse")) {
            try fixture.store.submitNow(.undo(start), by: fixture.asha, at: fixture.start)
        }
    }

    @Test func `a constant is set, audited, and has its default before`() async throws {
        let fixture = try StoreFixture()
        #expect(try await fixture.store.constants()["vncport_start_range"] == "20000")
        let request = Request.setConstant(name: "vncport_start_range", value: "21000")
        _ = try fixture.store.submitNow(request, by: fixture.asha, at: fixture.start)
        #expect(try await fixture.store.constants()["vncport_start_range"] == "21000")
    }
}
