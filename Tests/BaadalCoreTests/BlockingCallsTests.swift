import Dispatch
import Synchronization
import Testing

@testable import BaadalCore

/// A call that hangs until the test lets it go.
private final class Hang: Sendable {
    private let gate = DispatchSemaphore(value: 0)
    func wait() { gate.wait() }
    func release() { gate.signal() }
}

@Suite struct BlockingCallsTests {
    @Test func `a call that hangs is abandoned and keeps its place until it returns`() async throws {
        let calls = BlockingCalls(limit: 8)
        let hang = Hang()
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        await #expect(throws: HostFailure.timedOut(after: .milliseconds(50))) {
            try await calls.run(
                on: CallQueue(),
                priority: .poll,
                deadline: .milliseconds(50),
                ended: { end.yield() }
            ) { hang.wait() }
        }
        #expect(calls.running == 1)
        hang.release()
        for await _ in ended { break }
        #expect(calls.running == 0)
    }

    @Test func `hosts in doubt leave places for tasks`() async throws {
        let calls = BlockingCalls(limit: 8)
        let hangs = (0..<4).map { _ in Hang() }
        await withTaskGroup(of: Void.self) { group in
            for hang in hangs {
                group.addTask {
                    try? await calls.run(
                        on: CallQueue(),
                        priority: .doubtful,
                        deadline: .milliseconds(20)
                    ) { hang.wait() }
                }
            }
        }
        await #expect(throws: HostFailure.tooManyCalls(8)) {
            try await calls.run(on: CallQueue(), priority: .doubtful, deadline: .milliseconds(20)) {}
        }
        let answer = try await calls.run(on: CallQueue(), priority: .task, deadline: .seconds(5)) {
            42
        }
        #expect(answer == 42)
        for hang in hangs { hang.release() }
    }

    /// Runs a body once so many calls, each on a queue of its own, have begun and hang; they end after it.
    private func whileHanging(_ count: Int, _ calls: BlockingCalls, _ body: () async throws -> Void) async throws {
        let hangs = (0..<count).map { _ in Hang() }
        let (begun, begins) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for hang in hangs {
                group.addTask {
                    try await calls.run(on: CallQueue(), priority: .task, deadline: .seconds(600)) {
                        begins.yield()
                        hang.wait()
                    }
                }
            }
            var seen = 0
            for await _ in begun {
                seen += 1
                if seen == count { break }
            }
            try await body()
            for hang in hangs { hang.release() }
            try await group.waitForAll()
        }
    }

    @Test func `calls that hang give their places to others once they are late`() async throws {
        let calls = BlockingCalls(limit: 8, lateLimit: 24, patience: .milliseconds(1))
        // All of them get a place, three for each there is, before any has ended.
        try await whileHanging(24, calls) {
            #expect(calls.running == 24)
            let answer = try await calls.run(on: CallQueue(), priority: .poll, deadline: .seconds(600)) { 42 }
            #expect(answer == 42)
        }
    }

    @Test func `no more calls are late than may be`() async throws {
        let calls = BlockingCalls(limit: 8, lateLimit: 1, patience: .milliseconds(1))
        try await whileHanging(9, calls) {
            #expect(calls.running == 9)
            await #expect(throws: HostFailure.tooManyCalls(8)) {
                try await calls.run(on: CallQueue(), priority: .task, deadline: .milliseconds(20)) {}
            }
        }
    }

    @Test func `calls of one queue run one after the other`() async throws {
        let queue = CallQueue()
        let order = Mutex<[Int]>([])
        let (done, end) = AsyncStream.makeStream(of: Void.self)
        for number in 0..<100 {
            queue.async {
                order.withLock { $0.append(number) }
                if number == 99 { end.yield() }
            }
        }
        for await _ in done { break }
        #expect(order.withLock { $0 } == Array(0..<100))
    }

    @Test func `what a call throws reaches its caller`() async {
        struct Refusal: Error {}
        let calls = BlockingCalls(limit: 8)
        await #expect(throws: Refusal.self) {
            try await calls.run(on: CallQueue(), priority: .task, deadline: .seconds(5)) {
                throw Refusal()
            }
        }
    }
}
