import BaadalModel
import Testing

@Suite struct UsageTests {
    private let second: UInt64 = 1_000_000_000

    @Test func `two vCPUs that used 150 s in 300 s are at a quarter`() {
        let before = Counters(monotonic: 0, cpuTime: 0, cpus: 2)
        let after = Counters(monotonic: 300 * second, cpuTime: 150 * second, cpus: 2)
        #expect(after.usage(since: before, at: Timestamp(seconds: 300)).cpu == 0.25)
    }

    @Test func `the first reading knows memory only`() {
        let usage = Counters(monotonic: second, cpuTime: 5, memory: .mebibytes(64), received: 9)
            .usage(since: nil, at: Timestamp(seconds: 1))
        #expect(usage == Usage(at: Timestamp(seconds: 1), memory: .mebibytes(64)))
    }

    @Test func `a counter that appears or vanishes has no rate`() {
        let before = Counters(monotonic: 0, received: 10)
        let after = Counters(monotonic: second, received: nil, sent: 4)
        let usage = after.usage(since: before, at: Timestamp(seconds: 1))
        #expect(usage.received == nil)
        #expect(usage.sent == nil)
    }

    @Test func `a share is never above one`() {
        let before = Counters(monotonic: 0, cpuTime: 0, cpus: 1)
        let after = Counters(monotonic: second, cpuTime: 2 * second, cpus: 1)
        #expect(after.usage(since: before, at: Timestamp(seconds: 1)).cpu == 1)
    }
}

@Suite struct SeriesSummaryTests {
    private func series(_ values: [Double?]) -> SeriesSet {
        SeriesSet(start: Timestamp(seconds: 0), step: 10, average: [.cpu: values])
    }

    @Test func `gaps are left out of the mean and counted`() {
        let summary = series([1, nil, 3, nil]).summary(.cpu)
        #expect(summary?.mean == 2)
        #expect(summary?.known == 2)
        #expect(summary?.steps == 4)
    }

    @Test func `nothing recorded is no summary, not zero`() {
        #expect(series([nil, nil]).summary(.cpu) == nil)
        #expect(series([]).summary(.memory) == nil)
    }

    @Test func `ninety-five of a hundred values do not exceed the percentile`() {
        #expect(series((1...100).map { Double($0) }).summary(.cpu)?.percentile95 == 95)
        #expect(series([7]).summary(.cpu)?.percentile95 == 7)
    }
}
