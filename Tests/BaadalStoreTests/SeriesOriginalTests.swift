internal import BaadalModel
internal import BaadalStore
internal import Foundation
internal import RRD
internal import Testing

/// Files of the original Baadal, made by `rrdtool` as the original makes them.
@Suite(.enabled(if: hasTool)) struct SeriesOriginalTests {
    let folder: SeriesFolder
    let store: SeriesStore

    init() throws {
        folder = try SeriesFolder()
        store = folder.store()
    }

    func day(_ subject: SeriesSubject, end: Int64, cpus: Int? = nil) throws -> SeriesSet {
        try store.history(SeriesQuery(subject, period: .day), now: at(end), cpus: cpus)
    }

    /// Three steps of a VM: 25 % CPU, 300 MB, and 3, 6, 9, 12 KB in each step.
    func percent() throws -> String {
        try folder.original(
            "a.rrd",
            updates: (1...3 as ClosedRange<Int64>).map { "\(zero + $0 * 300):25:300000000:3000:6000:9000:12000" }
        )
    }

    /// The same in nanoseconds, of two processors.
    func nanoseconds() throws -> String {
        try folder.original(
            "a.rrd",
            updates: (1...3 as ClosedRange<Int64>).map {
                "\(zero + $0 * 300):150000000000:300000000:3000:6000:9000:12000"
            }
        )
    }

    @Test func `a VM in percent is read in shares and rates`() throws {
        #expect(try store.adopt(file: percent(), as: first) == .j15)
        let set = try day(first, end: 900)
        #expect(set.step == 300)
        #expect(set.average[.cpu]?.count == 288)
        #expect(set.average[.cpu]?.suffix(4) == [nil, 0.25, 0.25, 0.25])
        #expect(set.average[.memory]?.last == 300_000_000)
        #expect(set.average[.diskRead]?.last == 10)
        #expect(set.average[.diskWrite]?.last == 20)
        #expect(set.average[.sent]?.last == 30)
        #expect(set.average[.received]?.last == 40)
    }

    @Test func `a VM in nanoseconds needs its processors`() throws {
        #expect(try store.adopt(file: nanoseconds(), as: first) == .head)
        #expect(try day(first, end: 900, cpus: 2).average[.cpu]?.suffix(4) == [nil, 0.25, 0.25, 0.25])
        #expect(try day(first, end: 900, cpus: 4).average[.cpu]?.last == 0.125)
        #expect(try day(first, end: 900).average[.cpu]?.last == .some(.none))
        #expect(try day(first, end: 900).average[.diskRead]?.last == 10)
    }

    @Test func `processors told on adoption hold from then on`() throws {
        try store.adopt(file: nanoseconds(), as: first, cpus: 2)
        #expect(try day(first, end: 900).average[.cpu]?.last == 0.25)
        #expect(try folder.store().fetchRRDData(first, period: .day, now: at(900)).cpu?.mean == 0.25)
    }

    @Test func `a file in percent is continued in its own units`() throws {
        try store.adopt(file: percent(), as: first)
        let report = store.record([SeriesSample(first, usage(1_200), covers: 30)])
        #expect(report.written == 1)
        #expect(report.created == 0)

        let path = store.path(of: first)
        let rows = try folder.rrdtool("fetch", path, "MIN", "-s", "\(zero + 900)", "-e", "\(zero + 1_199)")
        #expect(
            rows.contains(
                "\(zero + 1_200): 2.5000000000e+01 5.3687091200e+08 3.0000000000e+05 6.0000000000e+05 "
                    + "9.0000000000e+05 1.2000000000e+06"
            )
        )
        let set = try day(first, end: 1_200)
        #expect(set.average[.cpu]?.suffix(2) == [0.25, 0.25])
        #expect(set.average[.diskRead]?.suffix(2) == [10, 1_000])
    }

    @Test func `a file in nanoseconds is continued in its own units`() throws {
        try store.adopt(file: nanoseconds(), as: first)
        store.record((1...30).map { SeriesSample(first, usage(900 + $0 * 10), cpus: 2) })
        let path = store.path(of: first)
        let rows = try folder.rrdtool("fetch", path, "MIN", "-s", "\(zero + 900)", "-e", "\(zero + 1_199)")
        #expect(rows.contains("\(zero + 1_200): 1.5000000000e+11 5.3687091200e+08 3.0000000000e+05"))
        #expect(try day(first, end: 1_200, cpus: 2).average[.cpu]?.last == 0.25)
    }

    @Test func `without processors the CPU of such a file goes on as unknown`() throws {
        try store.adopt(file: nanoseconds(), as: first)
        #expect(store.record([(first, usage(1_200))]).written == 1)
        let set = try day(first, end: 1_200, cpus: 2)
        #expect(set.average[.cpu]?.suffix(2) == [0.25, nil])
        #expect(set.average[.memory]?.last == 536_870_912)
    }

    @Test func `a host's network counters are read as rates and go on`() throws {
        let file = try folder.original(
            "10_0_0_1.rrd",
            extras: ["tmp", "pwr"],
            updates: (1...3 as ClosedRange<Int64>).map {
                "\(zero + $0 * 300):600000000000:1000:50:60:\($0 * 30_000):\($0 * 60_000):41:200"
            }
        )
        #expect(try store.adopt(file: file, as: machine, cpus: 8) == .head)
        let before = try day(machine, end: 900)
        #expect(before.average[.cpu]?.last == 0.25)
        #expect(before.average[.diskRead]?.last == 50)
        #expect(before.average[.diskWrite]?.last == 60)
        #expect(before.average[.sent]?.suffix(3) == [nil, 100, 100])
        #expect(before.average[.received]?.suffix(3) == [nil, 200, 200])

        store.record([SeriesSample(machine, usage(1_200), covers: 30)])
        #expect(
            try RRDFile(opening: store.path(of: machine)).lastReadings().suffix(4) == [990_000, 1_380_000, nil, nil]
        )
        #expect(try day(machine, end: 1_200).average[.sent]?.suffix(2) == [100, 3_000])
        #expect(
            store.recent(.received, of: [machine], points: 2, step: 300, now: at(1_200)) == [machine: [200, 4_000]]
        )
    }

    @Test func `a year has at most 800 points, and a short peak is still its maximum`() throws {
        let updates = (1...40 as ClosedRange<Int64>).map { "\(zero + $0 * 300):\($0 == 17 ? 90 : 10):1:2:3:4:5" }
        try store.adopt(file: folder.original("a.rrd", updates: updates), as: first)
        let set = try store.history(SeriesQuery(first, period: .year), now: at(40 * 300))
        #expect(set.average[.cpu]?.count == 797)
        #expect(set.step * 797 >= Period.year.seconds)
        #expect(set.maximum[.cpu]?.compactMap { $0 }.max() == 0.9)
        #expect(set.minimum[.cpu]?.compactMap { $0 }.min() == 0.1)
        #expect(set.average[.cpu]?.last != .some(.none))
        let end = set.start.advanced(byMilliseconds: set.step * 796 * 1_000)
        #expect(end >= at(40 * 300) && end < at(40 * 300 + set.step))
    }

    @Test func `a sidecar says what a file cannot`() throws {
        let source = try folder.original("a.rrd", updates: ["\(zero + 300):9000:1:2:3:4:5"])
        try store.adopt(file: source, as: first, profile: .head, cpus: 1)
        #expect(try folder.store().profile(of: first) == .head)
        let sidecar = store.path(of: first) + ".units"
        #expect(try String(contentsOfFile: sidecar, encoding: .utf8) == "head 1\n")

        try "furlongs\n".write(toFile: sidecar, atomically: true, encoding: .utf8)
        let fresh = folder.store()
        #expect(throws: (any Error).self) { try fresh.profile(of: first) }
        let report = fresh.record([(first, usage(600))])
        #expect(report.failures.first?.description.contains("j15") == true)
    }

    @Test func `a file put in place by hand is recognized`() throws {
        store.record([(second, usage(10))])
        try FileManager.default.copyItem(atPath: nanoseconds(), toPath: store.path(of: first))
        #expect(try store.profile(of: first) == .head)
        #expect(try store.profile(of: second) == .ours)
        #expect(try store.profile(of: machine) == nil)
    }

    @Test func `adoption leaves the original, and never replaces a file`() throws {
        let source = try percent()
        let before = FileManager.default.contents(atPath: source)
        try store.adopt(file: source, as: first)
        store.record([(first, usage(1_200))])
        #expect(FileManager.default.contents(atPath: source) == before)
        #expect(throws: (any Error).self) { try store.adopt(file: source, as: first) }
        #expect(try day(first, end: 1_200).average[.diskRead]?.last == 1_000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/rrd/vm").count == 2)
    }

    @Test func `a file of other columns is refused`() throws {
        let source = "\(folder.path)/b.rrd"
        try folder.rrdtool("create", source, "DS:load:GAUGE:600:0:U", "RRA:AVERAGE:0.5:1:10")
        let error = #expect(throws: (any Error).self) { try store.adopt(file: source, as: first) }
        #expect(error.map { "\($0)" }?.contains("cpu ram dr dw tx rx") == true)
        #expect(try store.profile(of: first) == nil)
    }

    @Test func `the original layout makes files as the original did`() throws {
        let store = folder.store(layout: .original)
        store.record((1...60).map { (first, usage($0 * 10)) })
        let mine = try RRDFile(opening: store.path(of: first)).info
        #expect(mine == (try RRDFile(opening: percent()).info))
        #expect(try store.profile(of: first) == .j15)
        let rows = try folder.rrdtool(
            "fetch",
            store.path(of: first),
            "MIN",
            "-s",
            "\(zero + 300)",
            "-e",
            "\(zero + 599)"
        )
        #expect(rows.contains("\(zero + 600): 2.5000000000e+01 5.3687091200e+08 3.0000000000e+05 6.0000000000e+05"))
    }
}
