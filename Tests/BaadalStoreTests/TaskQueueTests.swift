import BaadalModel
import Foundation
import Testing

@testable import BaadalStore

@Suite struct TaskQueueTests {
    @Test func `the most urgent task is next, and the oldest among equals`() throws {
        let fixture = try StoreFixture()
        try fixture.report((1...3).map { fixture.domain($0, .stopped) })
        try fixture.order(.start, 1)
        try fixture.order(.start, 2, priority: .urgent)
        try fixture.order(.start, 3)
        let claimed = try (0..<3).map { _ in try fixture.claim()?.subject }
        #expect(claimed == ["vm2", "vm1", "vm3"])
        #expect(try fixture.claim() == nil)
    }

    @Test func `a task that is taken is processing, with its try counted`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        let id = try #require(try fixture.order(.start, 1).first)
        _ = try fixture.claim()
        let task = try fixture.task(id)
        #expect(task.status == .processing)
        #expect(task.attempts == 1)
        #expect(task.host == fixture.host)
    }

    @Test func `one task at a time works on a VM`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        let start = try #require(try fixture.order(.start, 1).first)
        try fixture.order(.suspend, 1)
        _ = try fixture.claim()
        #expect(try fixture.claim() == nil)
        try fixture.finish(start)
        #expect(try fixture.claim()?.command.kind == .suspend)
    }

    @Test(arguments: [(TaskLimits(workers: 1, perHost: 9), 1), (TaskLimits(workers: 9, perHost: 2), 2)])
    func `no more tasks work at once than the limits allow`(limits: TaskLimits, count: Int) throws {
        let fixture = try StoreFixture()
        try fixture.report((1...4).map { fixture.domain($0, .stopped) })
        try fixture.order(.start, 1, 2, 3, 4)
        var taken = 0
        while try fixture.claim(limits: limits) != nil { taken += 1 }
        #expect(taken == count)
    }

    @Test func `tasks of a host that does not answer wait, others go on`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        try fixture.report([fixture.domain(2, .stopped)], on: fixture.other)
        try fixture.order(.start, 1)
        try fixture.order(.start, 2)
        #expect(try fixture.claim(blocked: [fixture.host])?.subject == "vm2")
        #expect(try fixture.claim(blocked: [fixture.host]) == nil)
        #expect(try fixture.claim()?.subject == "vm1")
    }

    @Test func `where every task waits, nothing is written and nobody is woken`() async throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        try fixture.order(.start, 1)
        let before = try await fixture.store.inventory(since: nil, scope: .all).revision
        #expect(try fixture.claim(blocked: [fixture.host]) == nil)
        #expect(try await fixture.store.inventory(since: nil, scope: .all).revision == before)
    }

    @Test func `a task put back is not due before its time`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        try fixture.order(.start, 1)
        let id = try #require(try fixture.claim()?.id)
        try fixture.store.requeue(id, notBefore: fixture.start.advanced(byMilliseconds: 5000), message: "try 1")
        #expect(try fixture.claim() == nil)
        let later = fixture.start.advanced(byMilliseconds: 5000)
        #expect(try fixture.store.claimTask(limits: TaskLimits(), now: later, blockedHosts: [])?.attempts == 2)
    }

    @Test func `two controllers never take the same task`() async throws {
        let fixture = try StoreFixture()
        try fixture.report((1...40).map { fixture.domain($0, .stopped) })
        for number in 1...40 { try fixture.order(.start, UInt64(number)) }
        let second = try CloudStore.open(StateDirectory(path: fixture.folder), role: .controller)
        let stores = [fixture.store, second]
        let now = fixture.start
        let taken = try await withThrowingTaskGroup(of: [TaskRecord.ID].self) { group in
            for store in stores {
                group.addTask {
                    var mine: [TaskRecord.ID] = []
                    let limits = TaskLimits(workers: 100, perHost: 100)
                    while let task = try store.claimTask(limits: limits, now: now, blockedHosts: []) {
                        mine.append(task.id)
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 40)
        #expect(Set(taken).count == 40)
    }

    @Test func `an ended task cannot end again`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        let id = try #require(try fixture.order(.start, 1).first)
        _ = try fixture.claim()
        try fixture.finish(id)
        #expect(throws: CloudError.wrongStatus(task: id, status: .success, action: "made failed")) {
            try fixture.finish(id, .failed)
        }
    }

    @Test(arguments: [
        ([TaskRecord.Status.success, .success], TaskRecord.Status.success, "start: all 2 done"),
        ([.failed, .failed], .failed, "start: 0 done, 2 failed"),
        ([.success, .failed], .partial, "start: 1 done, 1 failed"),
    ])
    func `a bulk order ends as its children did`(
        outcomes: [TaskRecord.Status],
        status: TaskRecord.Status,
        message: String
    ) throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped), fixture.domain(2, .stopped)])
        let ids = try fixture.order(.start, 1, 2)
        for outcome in outcomes { try fixture.finish(try #require(try fixture.claim()?.id), outcome) }
        let parent = try fixture.task(ids[0])
        #expect(parent.status == status)
        #expect(parent.message == message)
    }

    @Test func `the journal keeps the steps in order, and a step that begins again`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        let id = try #require(try fixture.order(.start, 1).first)
        _ = try fixture.claim()
        let (store, now) = (fixture.store, fixture.start)
        try store.beginStep(id, index: 0, name: "look", note: nil, at: now)
        try store.endStep(id, index: 0, state: .done, note: "stopped", at: now)
        try store.beginStep(id, index: 1, name: "start", note: nil, at: now)
        try store.endStep(id, index: 1, state: .failed, note: "no answer", at: now)
        try store.beginStep(id, index: 1, name: "start", note: nil, at: now)
        #expect(try store.stepRows(of: id).map(\.state) == [.done, .begun])
        #expect(try store.processingTasks().map(\.id) == [id])
    }
}
