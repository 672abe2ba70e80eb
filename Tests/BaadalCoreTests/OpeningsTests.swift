import Dispatch
import Testing

@testable import BaadalCore

@Suite struct OpeningsTests {
    private let openings = Openings()
    private let calls = BlockingCalls(limit: 8)

    /// Begins an opening that hangs until the semaphore is signalled.
    private func hang(_ gate: DispatchSemaphore, at now: UInt64) async {
        let lane = CallLane(calls: calls)
        openings.begin("qemu+tcp://kvm1/system", on: lane, at: now)
        try? await lane.run(.task, deadline: .milliseconds(20)) { gate.wait() }
    }

    private func check(others: Int = 0, at now: UInt64) throws {
        try openings.check("qemu+tcp://kvm1/system", others: others, at: now)
    }

    @Test func `a host of which two openings hang is asked again after a while, and later each time`() async throws {
        let gate = DispatchSemaphore(value: 0)
        await hang(gate, at: 0)
        try check(at: 1)
        await hang(gate, at: 1)
        #expect(throws: HostFailure.hanging(2)) { try check(at: 2 * Openings.rest) }
        try check(at: 2 * Openings.rest + 1)
        await hang(gate, at: 2 * Openings.rest + 1)
        #expect(throws: HostFailure.hanging(3)) { try check(at: 5 * Openings.rest) }
        try check(at: 6 * Openings.rest + 1)
        for _ in 0..<3 { gate.signal() }
    }

    @Test func `calls that hang on open connections count as well`() async throws {
        let gate = DispatchSemaphore(value: 0)
        try check(others: 1, at: 0)
        await hang(gate, at: 0)
        #expect(throws: HostFailure.hanging(2)) { try check(others: 1, at: 1) }
        #expect(throws: HostFailure.hanging(2)) { try openings.check("another", others: 2, at: 1) }
        gate.signal()
    }

    @Test func `an opening that gave a connection is forgotten, whatever is asked over it`() async throws {
        let (lane, other, gate) = (CallLane(calls: calls), CallLane(calls: calls), DispatchSemaphore(value: 0))
        for lane in [lane, other] {
            openings.begin("qemu+tcp://kvm1/system", on: lane, at: 0)
            try await lane.run(.task, deadline: .seconds(5)) {}
            openings.succeed("qemu+tcp://kvm1/system", on: lane)
            try? await lane.run(.task, deadline: .milliseconds(20)) { gate.wait() }
        }
        try check(at: 1)
        for _ in 0..<2 { gate.signal() }
    }
}
