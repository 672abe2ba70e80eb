import BaadalModel
import Testing

@testable import BaadalCore

@Suite struct RecoveryTests {
    private func host(_ number: UInt64, _ state: Host.State = .up, missed: Bool = false, fenced: Bool = false) -> Host {
        Host(
            id: Host.ID(UniqueID(high: 3, low: number)),
            name: "kvm\(number)",
            uri: "qemu+tcp://kvm\(number)/system",
            state: state,
            fenced: fenced ? Timestamp(seconds: 1) : nil,
            reason: missed ? "missed 1 polls" : nil,
            since: Timestamp(seconds: 0)
        )
    }

    private func cloud(_ count: UInt64, down: UInt64, missed: UInt64 = 0) -> [Host] {
        (1...count).map { number in
            number <= down ? host(number, .down, missed: true) : host(number, missed: number <= down + missed)
        }
    }

    @Test func `one host that is lost is that host's fault`() {
        #expect(!Recovery.looksLikeOurs(cloud(2, down: 1)))
        #expect(!Recovery.looksLikeOurs(cloud(3, down: 1)))
        #expect(!Recovery.looksLikeOurs(cloud(300, down: 100)))
    }

    @Test func `many at once are ours, also where most have only begun to fail`() {
        #expect(Recovery.looksLikeOurs(cloud(1, down: 1)))
        #expect(Recovery.looksLikeOurs(cloud(2, down: 1, missed: 1)))
        #expect(Recovery.looksLikeOurs(cloud(3, down: 1, missed: 1)))
        #expect(Recovery.looksLikeOurs(cloud(300, down: 1, missed: 100)))
    }

    @Test func `hosts that were cut already do not count`() {
        let cut = [host(1, .down, missed: true, fenced: true), host(2, .down, missed: true), host(3), host(4)]
        #expect(!Recovery.looksLikeOurs(cut))
    }
}
