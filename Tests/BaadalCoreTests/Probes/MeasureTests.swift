import BaadalModel
import Glibc
import Synchronization
import Testing

@testable import BaadalCore

@Suite struct MeasureTests {
    private static let first = Host.ID(UniqueID(high: 0, low: 1))
    private static let second = Host.ID(UniqueID(high: 0, low: 2))
    private static let qperf = "tcp_lat:\n    latency  =  50000 ns\ntcp_bw:\n    bw  =  125000000 bytes/sec\n"

    /// A clock whose waits end at once.
    private let clock = CoreClock(
        now: { Timestamp(seconds: 1_800_000_000) },
        monotonic: {
            Self.ticks.withLock {
                $0 += 1_000_000
                return $0
            }
        },
        sleep: { _ in Self.ticks.withLock { $0 += 250_000_000 } }
    )
    private static let ticks = Mutex<UInt64>(0)

    private func end(_ id: Host.ID, _ tools: Set<MeasureTool>, _ programs: some RemotePrograms) throws
        -> MeasurePair.End
    {
        MeasurePair.End(id: id, address: try #require(HostAddress("127.0.0.1")), programs: programs, tools: tools)
    }

    private static func has(_ tool: String) -> Bool {
        geteuid() == 0 && access("/usr/sbin/ip", X_OK) == 0 && access("/usr/bin/\(tool)", X_OK) == 0
    }

    @Test func `the client is asked again until the server listens, and the server is ended`() async throws {
        let tries = Mutex(0)
        let server = ScriptedPrograms { _ in .ok("") }
        let client = ScriptedPrograms { arguments in
            if arguments.last == "quit" { return .ok("quit:\n") }
            let number = tries.withLock {
                $0 += 1
                return $0
            }
            return number < 3 ? .init(output: "", errors: "127.0.0.1: failed to connect", status: 1) : .ok(Self.qperf)
        }
        let pair = MeasurePair(clock: clock)
        let found = await pair.measure(
            from: try end(Self.first, [.qperf, .iperf3], client),
            to: try end(Self.second, [.qperf], server)
        )
        #expect(found?.figures == MeasuredFigures(latency: 0.1, throughput: 1000))
        #expect(found?.tool == .qperf)
        #expect(client.calls.count == 4)
        #expect(client.calls.last?.last == "quit")
        #expect(server.calls == [MeasureTool.qperf.server(port: 45_201, lifetime: 16)])
    }

    @Test func `a server that never listens is told in the program's words`() async throws {
        let server = ScriptedPrograms { _ in .init(output: "", errors: "bind: Address already in use", status: 1) }
        let client = ScriptedPrograms { _ in .init(output: "", errors: "127.0.0.1: failed to connect", status: 1) }
        let found = await MeasurePair(clock: clock).measure(
            from: try end(Self.first, [.qperf], client),
            to: try end(Self.second, [.qperf], server)
        )
        #expect(found?.figures == MeasuredFigures(failure: "127.0.0.1: failed to connect"))
    }

    @Test func `hosts without a tool in common have a latency by ping`() async throws {
        let client = ScriptedPrograms { _ in .ok("rtt min/avg/max/mdev = 0.213/0.300/0.400/0.010 ms\n") }
        let server = ScriptedPrograms { _ in .ok("") }
        let found = await MeasurePair(clock: clock).measure(
            from: try end(Self.first, [.qperf], client),
            to: try end(Self.second, [.iperf3], server)
        )
        #expect(found?.figures == MeasuredFigures(latency: 0.213))
        #expect(found?.tool == nil)
        #expect(server.calls.isEmpty)
        #expect(client.calls == [["ping", "-n", "-q", "-c", "5", "-i", "0.2", "-W", "1", "--", "127.0.0.1"]])
    }

    @Test func `a host that cannot be asked says why`() async throws {
        let client = ScriptedPrograms { _ in throw HostFailure.timedOut(after: .seconds(8)) }
        let found = await MeasurePair(clock: clock).measure(
            from: try end(Self.first, [], client),
            to: try end(Self.second, [], ScriptedPrograms { _ in .ok("") })
        )
        #expect(found?.figures == MeasuredFigures(failure: "the host did not answer within 8 s"))
    }

    @Test func `a host and itself are no pair`() async throws {
        let one = try end(Self.first, [], ScriptedPrograms { _ in .ok("") })
        #expect(await MeasurePair(clock: clock).measure(from: one, to: one) == nil)
    }

    @Test func `no host is in two measurements at once, whoever asks`() async throws {
        let hosts = (0..<6).map { Host.ID(UniqueID(high: 0, low: UInt64($0))) }
        let running = Mutex<[Host.ID: Int]>([:])
        let worst = Mutex(0)
        var ends: [Host.ID: MeasurePair.End] = [:]
        for host in hosts {
            let programs = ScriptedPrograms { arguments in
                guard arguments.last != "quit" else { return .ok("") }
                let count = running.withLock { running in
                    running[host, default: 0] += 1
                    return running[host] ?? 0
                }
                worst.withLock { $0 = max($0, count) }
                for _ in 0..<20 { await Task.yield() }
                running.withLock { $0[host, default: 0] -= 1 }
                return .ok(Self.qperf)
            }
            ends[host] = try end(host, [.qperf], programs)
        }
        let limits = PairPlan.Limits(maxAge: 1, atOnce: 3, perHour: .max)
        let plan = PairPlan(hosts, last: [:], now: Timestamp(seconds: 1), limits: limits)
        let rounds = MeasureRounds(MeasurePair(clock: clock))
        let found = Mutex<[HostPair]>([])
        let report: @Sendable (PairMeasurement) async -> Void = { result in found.withLock { $0.append(result.pair) } }
        try await rounds.run(plan, among: ends, report)
        #expect(worst.withLock { $0 } == 1)
        #expect(Set(found.withLock { $0 }).count == 15)
    }

    @Test(.enabled(if: has("qperf")))
    func `qperf measures in a network of its own`() async throws { try await measureForReal(.qperf) }

    @Test(.enabled(if: has("iperf3")))
    func `iperf3 measures in a network of its own`() async throws { try await measureForReal(.iperf3) }

    @Test(.enabled(if: has("netperf")))
    func `netperf measures in a network of its own`() async throws { try await measureForReal(.netperf) }

    private func measureForReal(_ tool: MeasureTool) async throws {
        let network = try await NetworkNamespace(calls: BlockingCalls(limit: 16))
        let pair = MeasurePair(clock: .system, seconds: 1)
        let found = try #require(
            await pair.measure(
                from: try end(Self.first, [tool], network.programs),
                to: try end(Self.second, [tool], network.programs)
            )
        )
        #expect(found.figures.failure == nil)
        #expect(try #require(found.figures.latency) > 0)
        #expect(try #require(found.figures.throughput) > 1)
        let left = try await network.programs.run(["ss", "-Hltn"], within: .seconds(20), priority: .task)
        #expect(!left.output.contains(":45201"))
    }
}
