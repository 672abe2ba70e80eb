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
                on: DispatchQueue(label: "hang"),
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
                        on: DispatchQueue(label: "hang"),
                        priority: .doubtful,
                        deadline: .milliseconds(20)
                    ) { hang.wait() }
                }
            }
        }
        await #expect(throws: HostFailure.tooManyCalls(8)) {
            try await calls.run(on: DispatchQueue(label: "late"), priority: .doubtful, deadline: .milliseconds(20)) {}
        }
        let answer = try await calls.run(on: DispatchQueue(label: "task"), priority: .task, deadline: .seconds(5)) {
            42
        }
        #expect(answer == 42)
        for hang in hangs { hang.release() }
    }

    @Test func `what a call throws reaches its caller`() async {
        struct Refusal: Error {}
        let calls = BlockingCalls(limit: 8)
        await #expect(throws: Refusal.self) {
            try await calls.run(on: DispatchQueue(label: "call"), priority: .task, deadline: .seconds(5)) {
                throw Refusal()
            }
        }
    }
}
