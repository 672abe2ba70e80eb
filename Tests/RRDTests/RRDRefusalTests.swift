internal import Glibc
internal import RRD
internal import Testing

/// Files that librrd would hang on, or die of.
@Suite struct RRDRefusalTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    func refusal(_ path: String) throws -> RRDError {
        try #require(#expect(throws: RRDError.self) { try RRDFile(opening: path) })
    }

    @Test func `nothing there is missing`() throws {
        #expect(try refusal(folder("a.rrd")).kind == .missing)
    }

    @Test func `a file cut anywhere is refused`() throws {
        _ = try sample(folder("a.rrd"))
        let whole = try folder.read("a.rrd")
        for length in [1, 3, 16, 127, 128, 400, whole.count / 2, whole.count - 1] {
            let error = try refusal(folder.write("cut.rrd", whole.prefix(length)))
            #expect(error.kind == .notRRD, "cut to \(length)")
        }
        #expect(try refusal(folder.write("cut.rrd", whole.prefix(whole.count / 2))).message.contains("cut"))
        #expect(throws: Never.self) { try RRDFile(opening: folder.write("cut.rrd", whole)) }
    }

    @Test func `an empty file is refused as empty`() throws {
        let error = try refusal(folder.write("a.rrd", []))
        #expect(error.kind == .notRRD)
        #expect(error.message.contains("empty"))
    }

    @Test func `a text is refused`() throws {
        let text = String(repeating: "cpu is fine today\n", count: 500)
        #expect(try refusal(folder.write("a.rrd", text.utf8)).kind == .notRRD)
    }

    @Test func `a folder is refused as such`() throws {
        let error = try refusal(folder.path)
        #expect(error.kind == .notRRD)
        #expect(error.message.contains("directory"))
    }

    @Test(.timeLimit(.minutes(1))) func `a FIFO is refused without waiting for its writer`() throws {
        #expect(mkfifo(folder("a.rrd"), 0o600) == 0)
        let error = try refusal(folder("a.rrd"))
        #expect(error.kind == .notRRD)
        #expect(error.message.contains("FIFO"))
    }

    @Test func `a link to nothing is refused, and nothing is made in its place`() throws {
        #expect(symlink("nowhere", folder("a.rrd")) == 0)
        #expect(try refusal(folder("a.rrd")).kind == .notRRD)
        let error = #expect(throws: RRDError.self) { try sample(folder("a.rrd")) }
        #expect(error?.kind == .exists)
    }

    @Test func `a link to a file is followed`() throws {
        let file = try sample(folder("a.rrd"))
        #expect(symlink("a.rrd", folder("b.rrd")) == 0)
        #expect(try RRDFile(opening: folder("b.rrd")).info == file.info)
    }

    /// Offsets of the step, of the number of data sources, and of the row pointer of the first archive.
    @Test(arguments: [(40, 0), (24, 0), (24, UInt64.max), (32, 1 << 40), (1_448, 60)] as [(Int, UInt64)])
    func `a header with impossible numbers is refused`(offset: Int, value: UInt64) throws {
        _ = try sample(folder("a.rrd"))
        var bytes = try folder.read("a.rrd")
        for index in 0..<8 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8)) }
        #expect(try refusal(folder.write("bad.rrd", bytes)).kind == .notRRD)
    }

    @Test func `a file that was cut after it was opened is refused`() throws {
        let file = try sample(folder("a.rrd"))
        #expect(truncate(folder("a.rrd"), 4_000) == 0)
        let update = #expect(throws: RRDError.self) { try file.update([RRDSample(at: start + 10, values: [1, 1])]) }
        let fetch = #expect(throws: RRDError.self) {
            try file.fetch(.average, from: start, to: start + 10, resolution: 10)
        }
        #expect(update?.kind == .replaced)
        #expect(fetch?.kind == .replaced)
    }

    @Test(.timeLimit(.minutes(1))) func `a file that became a FIFO after it was opened is refused`() throws {
        let file = try sample(folder("a.rrd"))
        #expect(unlink(folder("a.rrd")) == 0 && mkfifo(folder("a.rrd"), 0o600) == 0)
        let error = #expect(throws: RRDError.self) { try file.lastUpdate() }
        #expect(error?.kind == .replaced)
    }

    @Test func `a file that was removed after it was opened is missing`() throws {
        let file = try sample(folder("a.rrd"))
        #expect(unlink(folder("a.rrd")) == 0)
        let error = #expect(throws: RRDError.self) { try file.update([RRDSample(at: start + 10, values: [1, 1])]) }
        #expect(error?.kind == .missing)
    }
}
