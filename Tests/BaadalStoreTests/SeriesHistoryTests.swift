internal import BaadalModel
internal import BaadalStore
internal import Foundation
internal import Testing

@Suite struct SeriesHistoryTests {
    let folder: SeriesFolder
    let store: SeriesStore

    init() throws {
        folder = try SeriesFolder()
        store = folder.store()
    }

    @Test(
        arguments: [
            (Period.hour, 10, 360), (.day, 60, 1_440), (.week, 600, 1_008), (.month, 1_800, 1_440),
            (.year, 7_200, 4_380),
        ] as [(Period, Int64, Int)]
    )
    func `each period has its own step, with or without a file`(period: Period, step: Int64, count: Int) throws {
        store.record((1...720).map { (first, usage($0 * 10)) }, createAtMost: 1)
        for subject in [first, second] {
            let set = try store.history(SeriesQuery(subject, period: period), now: at(7_203))
            #expect(set.step == step)
            #expect(set.start == at(7_200 - Int64(count - 1) * step))
            #expect(Set(set.average.keys) == Set(subject.metrics))
            for metric in subject.metrics {
                #expect(set.average[metric]?.count == count)
                #expect(set.minimum[metric]?.count == count)
                #expect(set.maximum[metric]?.count == count)
                #expect((set.average[metric]?.last == .some(.none)) == (subject == second))
            }
        }
    }

    @Test func `a day has averages and extremes of a minute`() throws {
        store.record((1...12).map { (first, usage($0 * 10, cpu: Double($0) / 100)) })
        let set = try store.history(SeriesQuery(first, period: .day), now: at(120))
        #expect(rounded(set.average[.cpu], last: 3) == [nil, 0.035, 0.095])
        #expect(rounded(set.minimum[.cpu], last: 3) == [nil, 0.01, 0.07])
        #expect(rounded(set.maximum[.cpu], last: 3) == [nil, 0.06, 0.12])
    }

    @Test func `a window may end in the past`() throws {
        store.record((1...100).map { (first, usage($0 * 10, cpu: Double($0) / 100)) })
        let set = try store.history(SeriesQuery(first, period: .hour, end: at(509)), now: at(1_000))
        #expect(set.average[.cpu]?.last == 0.5)
        #expect(set.average[.cpu]?.count == 360)
    }

    @Test func `an hour of last week has the extremes of what is left of it`() throws {
        store.record((1...60).map { (first, usage($0 * 10, cpu: Double($0) / 100)) })
        store.record([(first, usage(50_000))])
        let set = try store.history(SeriesQuery(first, period: .hour, end: at(600)), now: at(50_000))
        #expect(set.step == 60)
        #expect(rounded(set.average[.cpu], last: 1) == [0.575])
        #expect(rounded(set.minimum[.cpu], last: 1) == [0.55])
        #expect(rounded(set.maximum[.cpu], last: 1) == [0.6])
    }

    @Test func `the newest points of many subjects are as many as asked for`() throws {
        store.record((1...12).map { (first, usage($0 * 10, cpu: Double($0) / 100)) })
        let found = store.recent(.cpu, of: [first, second], points: 4, step: 30, now: at(120))
        #expect(found.keys.count == 2)
        #expect(found[second] == [nil, nil, nil, nil])
        let points = try #require(found[first])
        #expect(points.map { ($0 ?? -1) * 100 }.map { $0.rounded() } == [2, 5, 8, 11])
    }

    @Test func `a sample under way does not end the line in a gap`() throws {
        store.record((1...12).map { (first, usage($0 * 10, cpu: Double($0) / 100)) })
        let early = store.recent(.cpu, of: [first], points: 3, step: 10, now: at(131))
        let late = store.recent(.cpu, of: [first], points: 3, step: 10, now: at(151))
        #expect(early[first] == [0.1, 0.11, 0.12])
        #expect(late[first] == [nil, nil, nil])
    }

    @Test func `an unreadable file has no newest points and stops no other`() throws {
        store.record([(first, usage(10)), (second, usage(10))])
        try Data("no".utf8).write(to: URL(fileURLWithPath: store.path(of: first)))
        let found = store.recent(.cpu, of: [first, second], points: 1, step: 10, now: at(10))
        #expect(found == [first: [nil], second: [0.25]])
    }

    @Test(arguments: Period.allCases)
    func `the six means of a period are each of its own figure`(period: Period) throws {
        store.record((1...720).map { (first, usage($0 * 10, cpu: $0 <= 710 ? 0.25 : 0.75)) }, createAtMost: 1)
        let figures = try store.fetchRRDData(first, period: period, now: at(7_200))
        #expect(figures.memory?.mean == 536_870_912)
        #expect(figures.diskRead?.mean == 1_000)
        #expect(figures.diskWrite?.mean == 2_000)
        #expect(figures.netRead?.mean == 4_000)
        #expect(figures.netWrite?.mean == 3_000)
        let cpu = try #require(figures.cpu)
        #expect(cpu.minimum == 0.25)
        #expect(cpu.maximum == 0.75)
        #expect(cpu.mean > 0.25 && cpu.mean < 0.3)
        #expect(cpu.percentile95 >= 0.25 && cpu.percentile95 <= 0.75)
    }

    @Test func `there are no means without a file`() throws {
        let figures = try store.fetchRRDData(first, period: .day, now: at(0))
        #expect([figures.cpu, figures.memory, figures.diskRead, figures.diskWrite] == [nil, nil, nil, nil])
        #expect([figures.netRead, figures.netWrite] == [nil, nil])
    }

    @Test func `files of VMs that are no more go, and those written to since stay`() throws {
        store.record([(first, usage(10)), (second, usage(10_000))])
        #expect(Set(store.recordedVMs().map { SeriesSubject.vm($0) }) == [first, second])
        let gone = SeriesSubject.vm(VM.ID(UniqueID(high: 9, low: 9)))
        let report = store.retire([first, second, gone], olderThan: at(5_000))
        #expect(report.removed == [first])
        #expect(report.kept == [second])
        #expect(report.failures.isEmpty)
        #expect(store.recordedVMs().map { SeriesSubject.vm($0) } == [second])
    }

    @Test func `a file that cannot be judged is not removed`() throws {
        store.record([(first, usage(10))])
        try Data("no".utf8).write(to: URL(fileURLWithPath: store.path(of: first)))
        let report = store.retire([first], olderThan: at(5_000))
        #expect(report.removed.isEmpty)
        #expect(report.failures.map(\.subject) == [first])
        #expect(FileManager.default.fileExists(atPath: store.path(of: first)))
    }
}
