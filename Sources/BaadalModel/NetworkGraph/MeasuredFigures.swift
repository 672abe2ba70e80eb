/// What a measuring program says; `nil` where it does not say it.
public struct MeasuredFigures: Hashable, Codable, Sendable {
    /// Milliseconds there and back.
    public var latency: Double?
    /// Megabits per second from client to server.
    public var throughput: Double?
    /// Why a figure is missing, in the program's words; `nil` where it gave no reason.
    public var failure: String?

    /// Figures that are known.
    public init(latency: Double? = nil, throughput: Double? = nil, failure: String? = nil) {
        self.latency = latency
        self.throughput = throughput
        self.failure = failure
    }

    /// Reads `qperf -uu`, whose latency is one way: the time there and back is taken to be twice that.
    public init(qperf text: String) {
        var test: Substring = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: " ")
            if fields.count == 1, fields[0].hasSuffix(":") {
                test = fields[0].dropLast()
            } else if fields.count == 4, fields[1] == "=", let value = Self.positive(fields[2]) {
                switch (test, fields[0], fields[3]) {
                case ("tcp_lat", "latency", "ns"): latency = value * 2 / 1e6
                case ("tcp_bw", "bw", "bytes/sec"): throughput = value * 8 / 1e6
                default: continue
                }
            } else if line.contains("failed to") {
                failure = HostInventory.tidy(String(line))
            }
        }
    }

    /// Reads `iperf3 -J`, which has no figure for latency.
    ///
    /// It ends with status 0 also where it could not connect; the report says so. What stands around the outermost braces is left out.
    public init(iperf3 text: String) {
        guard let start = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}"), start < end,
            let report = JSONValue(text[start...end])
        else {
            failure = "iperf3 gave no report"
            return
        }
        // What was received counts: what was sent may lie in buffers.
        if let bits = report["end"]?["sum_received"]?["bits_per_second"]?.double, bits > 0 { throughput = bits / 1e6 }
        failure = report["error"]?.string.map(HostInventory.tidy)
    }

    /// Reads `netperf -- -k RT_LATENCY` (microseconds there and back) and `-k THROUGHPUT,THROUGHPUT_UNITS`.
    public init(netperf text: String) {
        var rate: Double?
        var unit: Substring?
        for line in text.split(whereSeparator: \.isNewline) {
            guard let mark = line.firstIndex(of: "=") else {
                if line.contains("establish control") { failure = HostInventory.tidy(String(line)) }
                continue
            }
            let value = line[line.index(after: mark)...]
            switch line[..<mark] {
            case "RT_LATENCY": latency = Self.positive(value).map { $0 / 1000 }
            case "THROUGHPUT": rate = Self.positive(value)
            case "THROUGHPUT_UNITS": unit = value
            default: continue
            }
        }
        // A request/response test gives transactions for throughput.
        if unit == "10^6bits/s" { throughput = rate }
    }

    /// Reads the last line of `ping -q`: `rtt min/avg/max/mdev = 0.039/0.106/0.174/0.067 ms`.
    ///
    /// The least counts: what is more is waiting in queues and for processors.
    public init(ping text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            guard line.hasPrefix("rtt ") || line.hasPrefix("round-trip "), line.hasSuffix(" ms"),
                let mark = line.firstIndex(of: "=")
            else { continue }
            let values = line[line.index(after: mark)...].split { $0 == "/" || $0 == " " }
            latency = values.first.flatMap(Self.positive)
        }
        if latency == nil { failure = "no echo came back" }
    }

    /// These figures, and another's latency where it is missing.
    func filled(from other: MeasuredFigures) -> MeasuredFigures {
        var result = self
        result.latency = latency ?? other.latency
        return result
    }

    private static func positive(_ text: some StringProtocol) -> Double? {
        guard let value = Double(String(text)), value.isFinite, value > 0 else { return nil }
        return value
    }
}
