import BaadalModel
import Testing

/// What the programs wrote on Debian 12, between two ends of one machine, unless another source is named.
@Suite struct MeasuredFiguresTests {
    static let qperf = """
        tcp_lat:
            latency  =  11162 ns
        tcp_bw:
            bw  =  1259732992 bytes/sec
        """

    static let iperf3 = """
        {
        \t"start":\t{
        \t\t"connected":\t[{ "socket": 5, "local_host": "127.0.0.1", "local_port": 53050 }],
        \t\t"version":\t"iperf 3.12"
        \t},
        \t"intervals":\t[],
        \t"end":\t{
        \t\t"streams":\t[{ "sender": { "bits_per_second": 13492532425.173828, "mean_rtt": 77, "sender": true } }],
        \t\t"sum_sent":\t{ "seconds": 1.000118, "bytes": 1686765568, "bits_per_second": 13492532425.173828 },
        \t\t"sum_received":\t{ "seconds": 1.004161, "bytes": 1686241280, "bits_per_second": 13434031236.026892 },
        \t\t"receiver_tcp_congestion":\t"bbr"
        \t}
        }
        """

    static let ping = """
        PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.

        --- 127.0.0.1 ping statistics ---
        2 packets transmitted, 2 received, 0% packet loss, time 1005ms
        rtt min/avg/max/mdev = 0.039/0.106/0.174/0.067 ms
        """

    /// By netperf's manual of the omni tests: selectors as `NAME=value`.
    static let netperf = """
        RT_LATENCY=62.500
        THROUGHPUT=941.37
        THROUGHPUT_UNITS=10^6bits/s
        """

    @Test func `qperf's way out is half of there and back`() {
        let found = MeasureTool.qperf.parse(Self.qperf)
        #expect(found == MeasuredFigures(latency: 0.022324, throughput: 10_077.863_936))
    }

    @Test func `qperf that cannot connect says so`() {
        let found = MeasureTool.qperf.parse("tcp_lat:\n127.0.0.1: failed to connect\n")
        #expect(found == MeasuredFigures(failure: "127.0.0.1: failed to connect"))
    }

    @Test func `iperf3 tells what was received, and ping the latency`() {
        let found = MeasureTool.iperf3.parse(Self.iperf3 + "\n" + Self.ping)
        #expect(found == MeasuredFigures(latency: 0.039, throughput: 13_434_031_236.026892 / 1e6))
    }

    @Test func `iperf3 without an echo has a throughput and no latency`() {
        let found = MeasureTool.iperf3.parse(Self.iperf3)
        #expect(found.latency == nil)
        #expect(found.throughput != nil)
    }

    @Test func `iperf3 that cannot connect says why, though its status is 0`() {
        let text = """
            { "start": { "connected": [], "version": "iperf 3.12" }, "intervals": [], "end": { },
              "error": "unable to connect to server: Connection refused" }
            """
        #expect(MeasuredFigures(iperf3: text).failure == "unable to connect to server: Connection refused")
        #expect(MeasuredFigures(iperf3: "iperf3: not found").failure == "iperf3 gave no report")
    }

    @Test func `netperf gives microseconds there and back, and megabits`() {
        #expect(MeasureTool.netperf.parse(Self.netperf) == MeasuredFigures(latency: 0.0625, throughput: 941.37))
    }

    @Test func `netperf's transactions are no megabits`() {
        let text = "RT_LATENCY=62.500\nTHROUGHPUT=16000.00\nTHROUGHPUT_UNITS=Trans/s\n"
        #expect(MeasureTool.netperf.parse(text).throughput == nil)
    }

    @Test func `ping gives the least of its times`() {
        #expect(MeasuredFigures(ping: Self.ping) == MeasuredFigures(latency: 0.039))
        let lost = "2 packets transmitted, 0 received, 100% packet loss, time 1005ms\n"
        #expect(MeasuredFigures(ping: lost) == MeasuredFigures(failure: "no echo came back"))
    }

    @Test(arguments: MeasureTool.allCases)
    func `text that is not what it should be gives no absurd figure`(tool: MeasureTool) {
        var words = Mutations(seed: 13)
        let whole = [Self.qperf, Self.netperf, Self.iperf3, Self.ping].joined(separator: "\n")
        for _ in 0..<1000 {
            let found = tool.parse(words.mutate(whole))
            #expect([found.latency, found.throughput].allSatisfy { $0 ?? 1 > 0 && ($0 ?? 1).isFinite })
        }
    }

    @Test func `deep nesting is refused`() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(MeasuredFigures(iperf3: "{\"end\":" + deep + "}").failure == "iperf3 gave no report")
    }
}

@Suite struct MeasureToolTests {
    @Test func `the tool is one that both hosts have`() {
        #expect(MeasureTool.common([.qperf, .iperf3], [.iperf3, .netperf]) == .iperf3)
        #expect(MeasureTool.common([.qperf, .iperf3], [.iperf3, .qperf]) == .qperf)
        #expect(MeasureTool.common([.qperf], [.iperf3]) == nil)
    }

    @Test(arguments: MeasureTool.allCases)
    func `server and clients end by themselves`(tool: MeasureTool) throws {
        let address = try #require(HostAddress("10.0.0.2"))
        #expect(tool.server(port: 5201, lifetime: 20).starts(with: ["timeout", "-k", "2", "20"]))
        let clients = tool.clients(to: address, port: 5201, seconds: 1).filter { $0.first != "ping" }
        #expect(clients.allSatisfy { $0.starts(with: ["timeout", "-k", "2", "10"]) && $0.contains("10.0.0.2") })
    }

    @Test(arguments: [
        "", "-oProxyCommand=x", "a b", "a;b", "host\n", "$(id)", "a'b", "höst", String(repeating: "a", count: 256),
    ])
    func `what is no address is refused`(text: String) {
        #expect(HostAddress(text) == nil)
    }

    @Test(arguments: ["10.0.0.2", "fe80::1%eno1", "host-1.example.org"])
    func `addresses and names are accepted`(text: String) {
        #expect(HostAddress(text)?.text == text)
    }
}
