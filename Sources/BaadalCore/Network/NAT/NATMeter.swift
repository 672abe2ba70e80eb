internal import BaadalModel
internal import BaadalStore

/// Makes rates of what the rules of public addresses have counted.
actor NATMeter {
    private let step: Int64
    private var last: (at: Timestamp, traffic: [IPv4: (received: Bytes, sent: Bytes)])?

    /// - Parameter step: Seconds between two samples of the series.
    init(step: Int) { self.step = Int64(step) }

    /// The samples since the look before; none for an address whose rules were made anew meanwhile.
    func samples(_ traffic: [IPv4: (received: Bytes, sent: Bytes)], at now: Timestamp) -> [SeriesSample] {
        defer { last = (now, traffic) }
        guard let last, now > last.at else { return [] }
        let seconds = Double(now.milliseconds(since: last.at)) / 1000
        let covers = max(1, Int((Int64(seconds) + step / 2) / step))
        return traffic.sorted { $0.key < $1.key }.compactMap { address, count in
            guard let before = last.traffic[address], count.received.count >= before.received.count,
                count.sent.count >= before.sent.count
            else { return nil }
            let usage = Usage(
                at: now,
                received: Double(count.received.count - before.received.count) / seconds,
                sent: Double(count.sent.count - before.sent.count) / seconds
            )
            return SeriesSample(.address(address), usage, covers: covers)
        }
    }
}
