import BaadalModel
import BaadalStore
import Foundation
import Testing

@testable import BaadalCore

@Suite struct FileLockTests {
    @Test func `a lock is held once, and free again when its holder lets go`() throws {
        let path = NSTemporaryDirectory() + "baadal-lock-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let lock = try #require(try Held(path))
            #expect(try FileLock.isHeld(path))
            withExtendedLifetime(lock) {}
        }
        #expect(try !FileLock.isHeld(path))
    }

    @Test func `a lock in a folder that does not exist is refused`() {
        #expect(throws: CloudError.self) { try FileLock.isHeld("/nonexistent/lock") }
    }

    /// A lock in a form that the test's macros can hold.
    private final class Held {
        private let lock: FileLock

        init?(_ path: String) throws {
            guard let lock = try FileLock.tryToTake(path) else { return nil }
            self.lock = lock
        }
    }
}

@Suite struct DemoCloudTests {
    @Test func `the demo has six hosts with ten VMs each, all different`() {
        let hosts = DemoCloud.hosts()
        #expect(hosts.count == 6)
        let uuids = hosts.flatMap { host in
            host.xml.split(separator: "\n").filter { $0.contains("<uuid>") }
        }
        #expect(uuids.count == 60)
        #expect(Set(uuids).count == 60)
    }

    @Test func `the load of a moment is always the same, and marked as simulated`() throws {
        let load = DemoLoad(seed: 1)
        let vm = VM.ID(UniqueID(high: 1, low: 2))
        let moment = Timestamp(seconds: 1_800_000_000)
        let usage = load.usage(of: vm, memory: .gibibytes(1), state: .running, at: moment)
        #expect(usage == load.usage(of: vm, memory: .gibibytes(1), state: .running, at: moment))
        #expect(usage.isSimulated)
        #expect((0...1).contains(usage.cpu ?? -1))
        #expect(try #require(usage.memory) < .gibibytes(1))
    }
}
