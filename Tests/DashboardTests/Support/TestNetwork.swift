import BaadalModel

extension TestCloud {
    /// A network of so many hosts in three racks, in which one cable is slow, one pair was measured long ago and two
    /// hosts were never measured together.
    static func network(_ count: Int) -> NetworkGraph {
        let members = (0..<count).map { number in
            NetworkGraph.Member(id: host(UInt64(number + 1)), name: "kvm\(number + 1)", bandwidth: 10_000)
        }
        var found: [PairMeasurement] = []
        for one in 0..<count {
            for other in one + 1..<count where (one, other) != (0, count - 1) || count < 3 {
                guard let pair = HostPair(members[one].id, members[other].id) else { continue }
                found.append(measurement(of: pair, one, other))
            }
        }
        return NetworkGraph(members, found)
    }

    private static func measurement(of pair: HostPair, _ one: Int, _ other: Int) -> PairMeasurement {
        let isSlow = one == 5 || other == 5
        let isLoaded = one == 1 && other == 6
        let isFar = one / 14 != other / 14
        let latency = 0.1 + Double((one * 7 + other * 3) % 5) / 100 + (isFar ? 0.15 : 0) + (isLoaded ? 0.4 : 0)
        let throughput = isSlow ? 94.1 : isFar ? 5_310 : isLoaded ? 4_310 : 9_412
        return PairMeasurement(
            pair: pair,
            at: one == 2 && other == 3 ? ago(3 * 86_400) : ago(180),
            tool: .qperf,
            figures: MeasuredFigures(latency: isSlow ? 4.2 : latency, throughput: throughput)
        )
    }

    /// Five measurements of a pair, the newest first, of which one found nothing.
    static func measurements(of pair: HostPair) -> [PairMeasurement] {
        (0..<5).map { number in
            let figures =
                number == 2
                ? MeasuredFigures(failure: "no echo came back")
                : MeasuredFigures(latency: 0.1 + Double(number) / 20, throughput: 9_400 - Double(number) * 1_000)
            return PairMeasurement(pair: pair, at: ago(180 + Int64(number) * 14_400), tool: .qperf, figures: figures)
        }
    }
}
