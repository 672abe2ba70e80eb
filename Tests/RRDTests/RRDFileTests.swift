internal import Glibc
internal import RRD
internal import Testing

@Suite struct RRDFileTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `a new file says what it was made of`() throws {
        let made = try sample(folder("a.rrd"))
        let opened = try RRDFile(opening: folder("a.rrd"))

        #expect(opened.info == made.info)
        #expect(opened.info.step == 10)
        #expect(opened.info.sources.map(\.name) == ["cpu", "ram"])
        #expect(opened.info.sources.map(\.kind) == [.gauge, .gauge])
        #expect(opened.info.sources.map(\.heartbeat) == [30, 30])
        #expect(opened.info.sources[0].minimum == 0)
        #expect(opened.info.sources[0].maximum == nil)
        #expect(opened.info.archives.map(\.consolidation) == ["AVERAGE", "AVERAGE", "MAX"])
        #expect(opened.info.archives.map(\.rows) == [60, 20, 20])
        #expect(opened.info.archives.map(\.stepsPerRow) == [1, 6, 6])
        #expect(opened.info.archives[0].unknownShare == 0.5)
        #expect(try opened.lastUpdate() == start)
    }

    @Test func `a new file has the permissions that were asked for`() throws {
        _ = try sample(folder("a.rrd"))
        var facts = stat()
        #expect(stat(folder("a.rrd"), &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o640)
    }

    @Test func `what is written is read back, unknown as nil`() throws {
        let file = try sample(folder("a.rrd"))
        try file.update([
            RRDSample(at: start + 10, values: [12.5, 1_099_511_627_776]), RRDSample(at: start + 20, values: [nil, 2]),
            RRDSample(at: start + 30, values: [.nan, .infinity]), RRDSample(at: start + 40, values: [0.000_001, -1]),
        ])
        let rows = try file.fetch(.average, from: start, to: start + 50, resolution: 10)

        #expect(rows.start == start)
        #expect(rows.step == 10)
        #expect(rows.names == ["cpu", "ram"])
        #expect(rows.column(0) == [12.5, nil, nil, 0.000_001, nil])
        #expect(rows.column(1) == [1_099_511_627_776, 2, nil, nil, nil])
        #expect(try file.lastUpdate() == start + 40)
    }

    @Test func `the last readings are given as they were written`() throws {
        let file = try sample(folder("a.rrd"))
        try file.update([RRDSample(at: start + 10, values: [7.25, nil])])
        #expect(try file.lastReadings() == [7.25, nil])
    }

    @Test func `a source that is added is unknown so far, and the others keep every row`() throws {
        let file = try sample(folder("a.rrd"))
        try file.update((1...15).map { RRDSample(at: start + $0 * 10, values: [Double($0), nil]) })
        func rows(_ file: RRDFile, _ kind: RRDConsolidation, _ resolution: Int64) throws -> RRDRows {
            try file.fetch(kind, from: start, to: start + 180, resolution: resolution)
        }
        let kinds: [(RRDConsolidation, Int64)] = [(.average, 10), (.average, 60), (.maximum, 60)]
        let before = try kinds.map { try rows(file, $0, $1).column(0) }

        try RRDFile.add([RRDSource("tmp", heartbeat: 30)], to: folder("a.rrd"))
        let wider = try RRDFile(opening: folder("a.rrd"))
        #expect(wider.info.sources.map(\.name) == ["cpu", "ram", "tmp"])
        #expect(wider.info.archives == file.info.archives)
        #expect(try kinds.map { try rows(wider, $0, $1).column(0) } == before)
        try wider.update([RRDSample(at: start + 160, values: [16, nil, -2.5])])
        #expect(try rows(wider, .average, 10).column(0).prefix(16).last == 16)
        #expect(try rows(wider, .average, 10).column(2).compactMap { $0 } == [-2.5])
        var facts = stat()
        #expect(stat(folder("a.rrd"), &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o640)
        #expect(#expect(throws: RRDError.self) { try file.lastUpdate() }?.kind == .replaced)
    }

    @Test func `a source that is there is not added again`() throws {
        _ = try sample(folder("a.rrd"))
        let before = try folder.read("a.rrd")
        let error = #expect(throws: RRDError.self) {
            try RRDFile.add([RRDSource("ram", heartbeat: 30)], to: folder("a.rrd"))
        }
        #expect(error?.description.contains("'ram' already") == true)
        #expect(try folder.read("a.rrd") == before)
    }

    @Test func `an archive of a minute has averages and extremes of six steps`() throws {
        let file = try sample(folder("a.rrd"))
        let minute = start - start % 60 + 60
        try file.update(
            (1...12).map { RRDSample(at: minute - 60 + $0 * 10, values: [Double($0), 0]) }.filter { $0.at > start }
        )
        let average = try file.fetch(.average, from: minute, to: minute + 60, resolution: 60)
        let maximum = try file.fetch(.maximum, from: minute, to: minute + 60, resolution: 60)

        #expect(average.step == 60)
        #expect(average.column(0) == [9.5])
        #expect(maximum.column(0) == [12])
    }

    @Test func `a window before the file has gaps only`() throws {
        let file = try sample(folder("a.rrd"))
        let rows = try file.fetch(.average, from: start - 100_000, to: start - 99_000, resolution: 10)
        #expect(rows.count > 0)
        #expect(rows.values.allSatisfy { $0.isNaN })
    }

    @Test(arguments: [start, start + 10, start - 500])
    func `a sample that is not newer is stale`(at moment: Int64) throws {
        let file = try sample(folder("a.rrd"))
        try file.update([RRDSample(at: start + 10, values: [1, 1])])
        let error = #expect(throws: RRDError.self) { try file.update([RRDSample(at: moment, values: [2, 2])]) }
        #expect(error?.kind == .stale)
        #expect(error?.path == folder("a.rrd"))
        #expect(error?.message.isEmpty == false)
    }

    @Test func `an error of one call does not show in the next`() throws {
        let file = try sample(folder("a.rrd"))
        #expect(throws: RRDError.self) { try file.update([RRDSample(at: start, values: [2, 2])]) }
        try file.update([RRDSample(at: start + 10, values: [1, 1])])
        #expect(try file.lastUpdate() == start + 10)
    }

    @Test func `a sample of another width is refused`() throws {
        let file = try sample(folder("a.rrd"))
        #expect(throws: RRDError.self) { try file.update([RRDSample(at: start + 10, values: [1])]) }
        #expect(try file.lastUpdate() == start)
    }

    @Test func `a file that is there is not made again`() throws {
        let file = try sample(folder("a.rrd"))
        try file.update([RRDSample(at: start + 10, values: [1, 1])])
        let error = #expect(throws: RRDError.self) { try sample(folder("a.rrd")) }
        #expect(error?.kind == .exists)
        #expect(try file.lastUpdate() == start + 10)
    }

    @Test func `a file is not made in a folder that is not there`() throws {
        let error = #expect(throws: RRDError.self) { try sample(folder("none/a.rrd")) }
        #expect(error?.kind == .missing)
    }

    @Test func `a file that does not fit is refused before it is begun`() throws {
        let error = #expect(throws: RRDError.self) {
            try RRDFile.create(
                folder("huge.rrd"),
                step: 10,
                start: start,
                sources: [RRDSource("cpu", heartbeat: 30)],
                archives: [RRDArchive(.average, stepsPerRow: 1, rows: 1 << 50)]
            )
        }
        #expect(error?.kind == .noSpace)
        #expect(access(folder("huge.rrd"), F_OK) != 0)
    }

    @Test func `threads that write different files keep their errors apart`() async throws {
        let files = try (0..<4).map { try sample(folder("\($0).rrd")) }
        let kinds = await withTaskGroup(of: [String].self) { group in
            for file in files {
                group.addTask {
                    (0..<50).compactMap { _ in
                        do throws(RRDError) {
                            try file.update([RRDSample(at: start, values: [1, 1])])
                            return nil
                        } catch { return error.message.contains(file.path) ? nil : error.message }
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(kinds.isEmpty)
    }
}
