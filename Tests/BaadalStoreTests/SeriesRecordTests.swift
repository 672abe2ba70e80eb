internal import BaadalModel
internal import BaadalStore
internal import Foundation
internal import RRD
internal import Testing

@Suite struct SeriesRecordTests {
    let folder: SeriesFolder

    init() throws { folder = try SeriesFolder() }

    func hour(_ store: SeriesStore, _ subject: SeriesSubject, end: Int64) throws -> SeriesSet {
        try store.history(SeriesQuery(subject, period: .hour), now: at(end))
    }

    func newest(_ store: SeriesStore, _ count: Int, end: Int64, _ metric: Metric = .cpu) throws -> [Double?] {
        Array(try hour(store, first, end: end).average[metric, default: []].suffix(count))
    }

    @Test func `files lie by UUID below a folder for VMs and one for hosts`() {
        let store = SeriesStore(directory: "/rrd", step: 10)
        #expect(store.path(of: first) == "/rrd/vm/00000000-0000-0001-0000-000000000001.rrd")
        #expect(store.path(of: machine) == "/rrd/host/00000000-0000-0002-0000-000000000001.rrd")
    }

    @Test func `the first sample makes the file and is in it`() throws {
        let store = folder.store()
        let report = store.record([(first, usage(13)), (machine, usage(13))])

        #expect(report.created == 2)
        #expect(report.written == 2)
        #expect(report.failures.isEmpty)
        for subject in [first, machine] {
            let set = try hour(store, subject, end: 13)
            #expect(set.step == 10)
            #expect(set.start == at(10 - 3_600 + 10))
            #expect(set.average[.cpu]?.suffix(2) == [nil, 0.25])
            #expect(set.average[.memory]?.last == 536_870_912)
            #expect(set.average[.diskRead]?.last == 1_000)
            #expect(set.average[.diskWrite]?.last == 2_000)
            #expect(set.average[.sent]?.last == 3_000)
            #expect(set.average[.received]?.last == 4_000)
            #expect(set.minimum == set.average)
            #expect(set.maximum == set.average)
        }
    }

    @Test func `what is not known is a gap, and the rest is kept`() throws {
        let store = folder.store()
        store.record([(first, usage(10)), (first, Usage(at: at(20), cpu: 0.5)), (first, usage(30))])
        #expect(try newest(store, 3, end: 30) == [0.25, 0.5, 0.25])
        #expect(try newest(store, 3, end: 30, .sent) == [3_000, nil, 3_000])
    }

    @Test func `only so many files are made in one call, and the others later`() throws {
        let store = folder.store()
        let samples = [(first, usage(10)), (second, usage(10)), (machine, usage(10))]
        let report = store.record(samples, createAtMost: 2)
        #expect(report.created == 2)
        #expect(report.written == 2)
        #expect(report.postponed == 1)

        let later = store.record([(first, usage(20)), (second, usage(20)), (machine, usage(20))], createAtMost: 2)
        #expect(later.created == 1)
        #expect(later.written == 3)
        #expect(later.postponed == 0)
    }

    @Test func `a clock that goes backward loses its samples, counted`() throws {
        let store = folder.store()
        store.record([(first, usage(100))])
        let report = store.record([(first, usage(50)), (first, usage(104)), (second, usage(50))])
        #expect(report.staleDropped == 1)
        #expect(report.repeated == 1)
        #expect(report.written == 1)
        #expect(report.failures.isEmpty)
        #expect(try newest(store, 2, end: 100) == [nil, 0.25])
    }

    @Test func `a file that somebody else wrote to is believed`() throws {
        let (mine, other) = (folder.store(), folder.store())
        mine.record([(first, usage(10))])
        other.record([(first, usage(60))])
        #expect(mine.record([(first, usage(40))]).staleDropped == 1)
        #expect(mine.record([(first, usage(70))]).written == 1)
    }

    @Test func `a pause leaves a gap that ends where the sample begins`() throws {
        let store = folder.store()
        store.record([(first, usage(10))])
        store.record([(first, usage(80, cpu: 0.5))])
        #expect(try newest(store, 8, end: 80) == [0.25, nil, nil, nil, nil, nil, nil, 0.5])
    }

    @Test func `a late sample within the heartbeat leaves none`() throws {
        let store = folder.store()
        store.record([(first, usage(10))])
        store.record([(first, usage(30, cpu: 0.5))])
        #expect(try newest(store, 3, end: 30) == [0.25, 0.5, 0.5])
    }

    @Test func `a rate over several steps is written to each`() throws {
        let store = folder.store()
        store.record([(first, usage(10))])
        store.record([SeriesSample(first, usage(80, cpu: 0.5), covers: 5)])
        #expect(try newest(store, 8, end: 80) == [0.25, nil, nil, 0.5, 0.5, 0.5, 0.5, 0.5])
    }

    @Test func `a file of a shorter step is continued at the longer one without gaps`() throws {
        folder.store(step: 10).record([(first, usage(60))])
        let slow = folder.store(step: 60)
        let report = slow.record([(first, usage(120, cpu: 0.5))])
        #expect(report.written == 1)
        #expect(try newest(slow, 7, end: 120) == [0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    }

    @Test func `a file of a longer step averages the shorter ones`() throws {
        folder.store(step: 60).record([(first, usage(60))])
        let fast = folder.store(step: 10)
        fast.record((1...6).map { (first, usage(60 + $0 * 10, cpu: $0 <= 3 ? 0 : 1)) })
        #expect(try newest(fast, 2, end: 120) == [0.25, 0.5])
    }

    @Test func `a file of ours with the step of the original is not taken for one`() throws {
        let store = folder.store(step: 300)
        store.record([(first, usage(300)), (first, usage(600))])
        #expect(try store.profile(of: first) == .ours)
        #expect(try newest(store, 2, end: 600) == [0.25, 0.25])
        #expect(try newest(store, 2, end: 600, .diskRead) == [1_000, 1_000])
    }

    @Test func `a file that is removed is made again`() throws {
        let store = folder.store()
        store.record([(first, usage(10))])
        try FileManager.default.removeItem(atPath: store.path(of: first))
        let report = store.record([(first, usage(20))])
        #expect(report.created == 1)
        #expect(report.written == 1)
    }

    @Test(arguments: ["cut", "text", "empty", "folder", "link"])
    func `a bad file is reported, left as it is, and stops no other`(kind: String) throws {
        let store = folder.store()
        store.record([(first, usage(10)), (second, usage(10))])
        let path = store.path(of: first)
        let files = FileManager.default
        let whole = try #require(files.contents(atPath: path))
        try files.removeItem(atPath: path)
        switch kind {
        case "cut": try Data(whole.prefix(whole.count / 2)).write(to: URL(fileURLWithPath: path))
        case "text": try Data("not this\n".utf8).write(to: URL(fileURLWithPath: path))
        case "empty": try Data().write(to: URL(fileURLWithPath: path))
        case "folder": try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        default: try files.createSymbolicLink(atPath: path, withDestinationPath: "/nowhere/at/all")
        }
        let before = files.contents(atPath: path)

        let report = store.record([(first, usage(20)), (second, usage(20))])
        #expect(report.written == 1)
        #expect(report.created == 0)
        #expect(report.failures.map(\.subject) == [first])
        #expect(report.failures.first?.description.hasPrefix(path) == true)
        #expect(files.contents(atPath: path) == before)
        #expect(throws: (any Error).self) { try hour(store, first, end: 20) }
    }

    @Test func `a new file has the archives of its step`() throws {
        folder.store(step: 10).record([(first, usage(10))])
        folder.store(step: 30).record([(second, usage(30))])
        let ten = try RRDFile(opening: folder.store().path(of: first)).info
        let thirty = try RRDFile(opening: folder.store().path(of: second)).info

        #expect(ten.sources.map(\.name) == ["cpu", "ram", "dr", "dw", "tx", "rx"])
        #expect(ten.sources.allSatisfy { $0.kind == .gauge && $0.heartbeat == 30 && $0.minimum == 0 })
        #expect(ten.archives.map(\.stepsPerRow) == [1, 6, 6, 6, 60, 60, 60, 180, 180, 180, 720, 720, 720])
        #expect(
            ten.archives.map(\.rows)
                == [720, 1_600, 1_600, 1_600, 1_100, 1_100, 1_100, 1_500, 1_500, 1_500, 4_400, 4_400, 4_400]
        )
        #expect(ten.archives.dropFirst().prefix(3).map(\.consolidation) == ["AVERAGE", "MIN", "MAX"])
        #expect(thirty.sources.allSatisfy { $0.heartbeat == 90 })
        #expect(thirty.archives.map(\.stepsPerRow) == [1, 2, 2, 2, 20, 20, 20, 60, 60, 60, 240, 240, 240])
        #expect(thirty.archives.map(\.rows).prefix(2) == [240, 1_600])
    }

    @Test(.enabled(if: hasTool)) func `rrdtool reads what was written`() throws {
        let store = folder.store()
        store.record([(first, usage(10)), (first, usage(20))])
        let path = store.path(of: first)
        let info = try folder.rrdtool("info", path)
        #expect(info.contains("step = 10\n"))
        #expect(info.contains("ds[rx].minimal_heartbeat = 30\n"))
        let rows = try folder.rrdtool("fetch", path, "AVERAGE", "-s", "\(zero)", "-e", "\(zero + 19)")
        #expect(rows.contains("\(zero + 20): 2.5000000000e+01 5.3687091200e+08 1.0000000000e+03"))
    }
}
