import BaadalModel
@preconcurrency import Dispatch
import Foundation
import Glibc
import Testing

@testable import BaadalCore

/// Echoes in a network of the test's own, in which everybody may send them.
@Suite(.enabled(if: EchoNetwork.exists)) struct EchoProbeTests {
    private let calls = BlockingCalls(limit: 16)

    private func places(_ text: String) async throws -> [HostResolver.Place] {
        let address = try #require(HostAddress(text))
        return try await HostResolver(calls: calls).places(of: address, within: .seconds(20))
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `an echo comes back`(address: String) async throws {
        let network = try await EchoNetwork.open()
        let probe = EchoProbe(open: { network.socket($0) })
        let place = try #require(try await places(address).first)
        #expect(await probe.ask(place, within: .seconds(20)) == .answered)
        let host = try #require(HostAddress(address))
        #expect(await HostProbe(calls: calls, echoes: probe).ping(host, within: .seconds(20)) == .ok)
    }

    @Test func `a network without a way there is our side's failure`() async throws {
        let network = try await EchoNetwork.open()
        let probe = EchoProbe(open: { network.socket($0) })
        let place = try #require(try await places("192.0.2.1").first)
        let outcome = await probe.ask(place, within: .seconds(20))
        #expect(outcome == .failed(.init(.other, "Network is unreachable")))
    }

    @Test func `no echo from an address that is silent`() async throws {
        let network = try await EchoNetwork.open()
        let probe = EchoProbe(open: { network.socket($0) })
        // Nobody at the other end of the cable has that hardware address.
        let place = try #require(try await places("198.51.100.7").first)
        let outcome = await probe.ask(place, within: .milliseconds(50))
        #expect(outcome == .failed(.init(.timedOut, "no echo came back within 1 s")))
    }

    @Test func `a socket that the kernel does not open is told apart`() async throws {
        let place = try #require(try await places("127.0.0.1").first)
        #expect(await EchoProbe.notAllowed.ask(place, within: .seconds(20)) == .notAllowed)
        let none = EchoProbe(open: { _ in
            errno = EMFILE
            return -1
        })
        #expect(await none.ask(place, within: .seconds(20)) == .failed(.init(.other, "Too many open files")))
    }

    @Test func `many echoes at once each get their own reply`() async throws {
        let network = try await EchoNetwork.open()
        let probe = EchoProbe(open: { network.socket($0) })
        let place = try #require(try await places("127.0.0.1").first)
        let outcomes = await withTaskGroup(of: EchoProbe.Outcome.self) { group in
            for _ in 0..<200 { group.addTask { await probe.ask(place, within: .seconds(20)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0 == .answered })
        #expect(outcomes.count == 200)
    }
}

/// A network namespace with a loopback and a silent interface.
struct EchoNetwork: Sendable {
    static let exists = geteuid() == 0 && access("/usr/sbin/ip", X_OK) == 0

    private let namespace: NetworkNamespace

    static func open() async throws -> EchoNetwork {
        let calls = BlockingCalls(limit: 16)
        let namespace = try await NetworkNamespace(calls: calls)
        let setUp = """
            ip link add silent0 type veth peer name silent1
            ip link set silent1 up
            ip addr add 198.51.100.1/24 dev silent0
            ip link set silent0 up
            ip neigh add 198.51.100.7 lladdr 52:54:00:00:00:07 dev silent0
            echo 0 2147483647 >/proc/sys/net/ipv4/ping_group_range
            """
        let result = try await namespace.programs.run(["sh", "-ec", setUp], within: .seconds(20), priority: .task)
        try #require(result.status == 0, "\(result.output)")
        return EchoNetwork(namespace: namespace)
    }

    /// A socket of that network; it stays there, whoever uses it.
    func socket(_ family: Int32) -> Int32 {
        nonisolated(unsafe) var result: (descriptor: Int32, number: Int32) = (-1, 0)
        let done = DispatchSemaphore(value: 0)
        // A thread of its own, since its network is changed.
        Thread.detachNewThread { [namespace] in
            if namespace.enter() { result = (EchoProbe.openSocket(family), errno) }
            done.signal()
        }
        done.wait()
        errno = result.number
        return result.descriptor
    }
}
