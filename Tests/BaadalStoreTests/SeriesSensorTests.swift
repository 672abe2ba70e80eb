internal import BaadalModel
internal import BaadalStore
internal import Foundation
internal import RRD
internal import Testing

/// Temperature and power of hosts, in files that were made without them.
@Suite struct SeriesSensorTests {
    let folder: SeriesFolder
    let store: SeriesStore

    init() throws {
        folder = try SeriesFolder()
        store = folder.store()
    }

    private func sensed(_ seconds: Int64, _ temperature: Double?, _ watts: Double?) -> Usage {
        var usage = usage(seconds)
        (usage.temperature, usage.watts) = (temperature, watts)
        return usage
    }

    private func columns(_ subject: SeriesSubject) throws -> [String] {
        try RRDFile(opening: store.path(of: subject)).info.sources.map(\.name)
    }

    private func newest(_ store: SeriesStore, _ metric: Metric, _ count: Int, end: Int64) throws -> [Double?] {
        let set = try store.history(SeriesQuery(machine, period: .hour), now: at(end))
        return Array(set.average[metric, default: []].suffix(count))
    }

    @Test func `a host's file gets its sensors once one shows something, and loses nothing`() throws {
        store.record((1...720).map { (machine, usage($0 * 10, cpu: Double($0 % 100) / 100)) })
        let before = try Period.allCases.map {
            try store.history(SeriesQuery(machine, period: $0), now: at(7_200))
        }
        #expect(try columns(machine) == ["cpu", "ram", "dr", "dw", "tx", "rx"])
        #expect(before[0].average[.temperature]?.allSatisfy { $0 == nil } == true)

        let report = store.record([(machine, sensed(7_210, -3.5, 180)), (machine, sensed(7_220, 52, nil))])
        #expect(report.written == 2)
        #expect(report.failures.isEmpty)
        #expect(try columns(machine) == ["cpu", "ram", "dr", "dw", "tx", "rx", "tmp", "pwr"])
        let after = try Period.allCases.map {
            try store.history(SeriesQuery(machine, period: $0, end: at(7_200)), now: at(7_220))
        }
        #expect(after == before)
        #expect(try newest(store, .temperature, 3, end: 7_220) == [nil, -3.5, 52])
        #expect(try newest(store, .watts, 3, end: 7_220) == [nil, 180, nil])
        #expect(try newest(store, .cpu, 2, end: 7_220) == [0.25, 0.25])
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/rrd/host")
        #expect(files == ["00000000-0000-0002-0000-000000000001.rrd"])
    }

    @Test func `another process reads and goes on writing a file that got sensors`() throws {
        let other = folder.store()
        other.record([(machine, usage(10))])
        store.record([(machine, sensed(20, 50, 200))])
        #expect(try newest(other, .temperature, 1, end: 20) == [50])
        #expect(other.record([(machine, sensed(30, 51, 201))]).written == 1)
        #expect(try newest(store, .watts, 2, end: 30) == [200, 201])
        #expect(store.recent(.temperature, of: [machine], points: 2, step: 10, now: at(30)) == [machine: [50, 51]])
        #expect(try folder.store().profile(of: machine) == .ours)
    }

    @Test func `without sensors there is no column, and no past of them`() throws {
        store.record([(machine, usage(10)), (first, sensed(10, 50, 200))])
        #expect(try columns(machine).count == 6)
        #expect(try columns(first).count == 6)
        #expect(store.recent(.watts, of: [machine], points: 1, step: 10, now: at(10)) == [machine: [nil]])
    }

    @Test(.enabled(if: hasTool)) func `a host's file of the last original is continued with its sensors`() throws {
        let source = try folder.original(
            "h.rrd",
            extras: ["tmp", "pwr"],
            updates: ["\(zero + 300):9000:1:2:3:4:5:41:150"]
        )
        #expect(try store.adopt(file: source, as: machine, cpus: 2) == .head)
        store.record([SeriesSample(machine, sensed(600, 47, 160), covers: 30)])
        let set = try store.history(SeriesQuery(machine, period: .day), now: at(600))
        #expect(set.average[.temperature]?.suffix(2) == [41, 47])
        #expect(set.average[.watts]?.suffix(2) == [150, 160])
    }

    @Test(.enabled(if: hasTool)) func `six columns of an original stay six`() throws {
        let source = try folder.original("h.rrd", updates: ["\(zero + 300):9:1:2:3:4:5"])
        try store.adopt(file: source, as: machine)
        #expect(store.record([(machine, sensed(600, 47, 160))]).written == 1)
        #expect(try columns(machine).count == 6)
    }
}
