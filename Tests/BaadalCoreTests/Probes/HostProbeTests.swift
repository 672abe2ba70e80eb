import BaadalModel
import Glibc
import SSH
import Synchronization
import Testing

@testable import BaadalCore

@Suite struct HostProbeTests {
    private let calls = BlockingCalls(limit: 32)
    private let services = """
        === services
        Id=libvirtd.service
        LoadState=loaded
        ActiveState=active

        === end 0
        """

    private func address(_ text: String = "127.0.0.1") throws -> HostAddress { try #require(HostAddress(text)) }

    @Test func `all that answers is well, and libvirt is what the poll found`() async throws {
        let shell = ScriptedPrograms { $0 == ["true"] ? .ok("") : .ok(self.services) }
        let target = HostProbe.Target(address: try address(), programs: shell)
        let health = await HostProbe(calls: calls, echoes: .notAllowed).examine(target, libvirt: .ok)
        #expect(health.ssh == .ok)
        #expect(health.libvirt == .ok)
        #expect(health.libvirtService == .active)
        #expect(health.openVSwitchService == nil)
        #expect(shell.calls == [["true"], HostInventory.servicesCommand])
    }

    @Test(arguments: [
        (SSHError.Kind.unreachable, HostHealth.Failure.Kind.unreachable), (.timedOut, .timedOut), (.refused, .refused),
        (.closed, .refused), (.unknownHostKey, .hostKey), (.changedHostKey, .hostKey),
        (.authentication, .authentication), (.cancelled, .other), (.other, .other), (.invalidCommand, .other),
    ])
    func `why SSH fails is told apart`(kind: SSHError.Kind, expected: HostHealth.Failure.Kind) async {
        let shell = ScriptedPrograms { _ in throw SSHError(kind, "why not") }
        let answer = await HostProbe.ssh(shell, within: .seconds(1))
        #expect(answer == .failed(HostHealth.Failure(expected, "why not")))
    }

    @Test func `a session from before a restart is opened anew`() async {
        let isFirst = Mutex(true)
        let shell = ScriptedPrograms { _ in
            let wasFirst = isFirst.withLock { first in
                defer { first = false }
                return first
            }
            if wasFirst { throw SSHError(.closed, "lost") }
            return .ok("")
        }
        #expect(await HostProbe.ssh(shell, within: .seconds(1)) == .ok)
    }

    @Test func `too many calls of ours are no silence of the host`() async {
        let busy = ScriptedPrograms { _ in throw HostFailure.tooManyCalls(8) }
        let hung = ScriptedPrograms { _ in throw HostFailure.timedOut(after: .seconds(3)) }
        #expect(await HostProbe.ssh(busy, within: .seconds(1)).kind == .other)
        #expect(await HostProbe.ssh(hung, within: .seconds(1)).kind == .timedOut)
    }

    @Test func `a host that runs no programs refuses`() async {
        let shell = ScriptedPrograms { _ in .init(output: "", errors: "This account is not available.", status: 1) }
        #expect(await HostProbe.ssh(shell, within: .seconds(1)).kind == .refused)
    }

    @Test func `a port nobody listens at refuses, which is a sign of life`() async throws {
        let target = HostProbe.Target(address: try address(), libvirtPort: try closedPort())
        let health = await HostProbe(calls: calls, echoes: .notAllowed).examine(target)
        #expect(health.libvirt.kind == .refused)
        #expect(health.ssh == .notAsked)
    }

    @Test func `a port somebody listens at answers`() async throws {
        let listener = try Listener()
        let target = HostProbe.Target(address: try address(), libvirtPort: listener.port)
        #expect(await HostProbe(calls: calls, echoes: .notAllowed).examine(target).libvirt == .ok)
    }

    @Test func `an address that there is no way to look up leaves a doubt`() async throws {
        // The resolver refuses an interface that is not there, and asks nobody.
        let answer = await HostProbe(calls: calls).ping(try address("fe80::1%none0"), within: .seconds(20))
        #expect(answer.kind == .other)
    }

    @Test func `ping's status tells silence from what it could not ask`() {
        #expect(HostProbe.answer(ofPing: .init(output: "", errors: "", status: 0)) == .ok)
        #expect(HostProbe.answer(ofPing: .init(output: "", errors: "", status: 1)).kind == .timedOut)
        let unreachable = HostProbe.answer(
            ofPing: .init(output: "", errors: "ping: connect: Network is unreachable\n", status: 2)
        )
        #expect(unreachable == .failed(.init(.other, "ping could not ask: ping: connect: Network is unreachable")))
        #expect(HostProbe.answer(ofPing: .init(output: "", errors: "", status: nil)).kind == .other)
    }

    @Test(.enabled(if: access("/usr/bin/ping", X_OK) == 0 || access("/bin/ping", X_OK) == 0))
    func `where the kernel allows no socket, the program asks`() async throws {
        #expect(await HostProbe(calls: calls, echoes: .notAllowed).ping(try address()) == .ok)
    }

    @Test func `this machine's inventory is read by its own shell`() async throws {
        let inventory = try await HostProbe(calls: calls).inventory(of: LocalPrograms(calls: calls))
        #expect(try #require(inventory.threads) >= 1)
        #expect(try #require(inventory.memory) > Bytes(0))
        #expect(inventory.interfaces != nil)
        let text = try await LocalPrograms(calls: calls).run(
            HostCounters.command,
            within: .seconds(20),
            priority: .task
        )
        let counters = try #require(HostCounters(parsing: text.output))
        #expect(counters.processors != nil)
        #expect(counters.uptime != nil)
        #expect(counters.startedAt != nil)
        #expect(counters.memory != nil)
    }
}
