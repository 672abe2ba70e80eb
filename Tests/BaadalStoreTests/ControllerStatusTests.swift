import BaadalModel
import Foundation
import Testing

@testable import BaadalStore

/// Readers see by themselves what has become of the controller.
@Suite struct ControllerStatusTests {
    @Test func `a controller runs, is halted by a signal, goes on and ends`() throws {
        let folder = NSTemporaryDirectory() + "baadal-status-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try CloudStore.open(StateDirectory(path: folder), role: .controller, config: CloudConfig())
        #expect(store.controllerStatus() == .never)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/cat")
        (process.standardInput, process.standardOutput) = (Pipe(), Pipe())
        try process.run()
        let number = process.processIdentifier
        let ticks = try String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8).split(separator: " ")[21]
        try Data("{\"process\":\(number),\"startTicks\":\(ticks),\"since\":5000}".utf8)
            .write(to: URL(fileURLWithPath: store.directory.run))
        #expect(store.controllerStatus() == .running(process: number, since: Timestamp(seconds: 5)))
        kill(number, SIGSTOP)
        #expect(Self.settles(store, to: .halted(process: number)))
        kill(number, SIGCONT)
        #expect(Self.settles(store, to: .running(process: number, since: Timestamp(seconds: 5))))
        kill(number, SIGKILL)
        #expect(Self.settles(store, to: .stopped))
    }

    /// A signal takes effect when its process is next given time.
    private static func settles(_ store: CloudStore, to status: ControllerStatus) -> Bool {
        for _ in 0..<10_000 where store.controllerStatus() != status { sched_yield() }
        return store.controllerStatus() == status
    }
}
