/// A program that measures the network between two hosts: a server on one, a client on the other.
public enum MeasureTool: String, CaseIterable, Hashable, Codable, Sendable {
    // The order is that of preference: qperf measures both figures in one run.
    case qperf, netperf, iperf3

    /// The programs that a host needs for it.
    public var programs: [String] {
        switch self {
        case .qperf: ["qperf"]
        case .netperf: ["netperf", "netserver"]
        case .iperf3: ["iperf3"]
        }
    }

    /// The best tool that both hosts have; `nil` where they have none in common.
    public static func common(_ one: Set<MeasureTool>, _ other: Set<MeasureTool>) -> MeasureTool? {
        allCases.first { one.contains($0) && other.contains($0) }
    }

    /// A program and its arguments that serve one measurement, and end by themselves after that many seconds.
    public func server(port: UInt16, lifetime: Int) -> [String] {
        let bound = ["timeout", "-k", "2", "\(lifetime)"]
        return switch self {
        case .qperf: bound + ["qperf", "-lp", "\(port)"]
        case .netperf: bound + ["netserver", "-D", "-p", "\(port)"]
        case .iperf3: bound + ["iperf3", "-s", "-1", "-p", "\(port)"]
        }
    }

    /// The programs and their arguments that measure against such a server, one after the other.
    ///
    /// - Parameter seconds: How long each figure is measured for.
    public func clients(to address: HostAddress, port: UInt16, seconds: Int) -> [[String]] {
        let (host, port) = (address.text, "\(port)")
        let bound = ["timeout", "-k", "2", "\(seconds * 2 + 8)"]
        return switch self {
        case .qperf:
            [bound + ["qperf", "-lp", port, "-t", "\(seconds)", "-to", "5", "-uu", host, "tcp_lat", "tcp_bw"]]
        case .netperf:
            [("TCP_RR", "RT_LATENCY"), ("TCP_STREAM", "THROUGHPUT,THROUGHPUT_UNITS")].map { test, figures in
                bound
                    + ["netperf", "-H", host, "-p", port, "-l", "\(seconds)", "-P", "0", "-f", "m", "-t", test]
                    + ["--", "-k", figures]
            }
        case .iperf3:
            [bound + ["iperf3", "-c", host, "-p", port, "-t", "\(seconds)", "-J"], Self.ping(address)]
        }
    }

    /// What ends a server that would go on serving; `nil` for one that ends after its client, or with its lifetime.
    public func quit(address: HostAddress, port: UInt16) -> [String]? {
        switch self {
        case .qperf: ["timeout", "-k", "2", "5", "qperf", "-lp", "\(port)", "-to", "2", address.text, "quit"]
        case .netperf, .iperf3: nil
        }
    }

    /// Latency without any tool: five echoes.
    public static func ping(_ address: HostAddress) -> [String] {
        ["ping", "-n", "-q", "-c", "5", "-i", "0.2", "-W", "1", "--", address.text]
    }

    /// Reads what the clients wrote, all of it together.
    public func parse(_ text: String) -> MeasuredFigures {
        switch self {
        case .qperf: MeasuredFigures(qperf: text)
        case .netperf: MeasuredFigures(netperf: text)
        case .iperf3: MeasuredFigures(iperf3: text).filled(from: MeasuredFigures(ping: text))
        }
    }
}

/// A host's name or address that is safe as an argument of any program.
public struct HostAddress: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The name, or the address in digits, an IPv6 one without brackets.
    public let text: String

    /// Accepts letters, digits, `.`, `-`, `_`, `:` and `%`, not beginning with `-`; `nil` for anything else.
    public init?(_ text: String) {
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 255 else { return nil }
        let marks = Set(".-_:%".utf8)
        for byte in text.utf8 {
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            guard isLetter || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || marks.contains(byte) else {
                return nil
            }
        }
        self.text = text
    }

    /// The text.
    public var description: String { text }

    /// Reads the text; refuses what is no address.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = HostAddress(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no address")
        }
        self = address
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
