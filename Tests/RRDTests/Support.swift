internal import Glibc
internal import RRD
internal import Testing

/// A folder of its own for one test, removed with all that is in it.
final class Folder {
    let path: String

    init() throws {
        var template = Array("/tmp/rrd-tests-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        let pointer = opendir(path)
        while let pointer, let entry = readdir(pointer) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            unlink(path + "/" + name)
        }
        if let pointer { closedir(pointer) }
        rmdir(path)
    }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// Writes a file and returns its path.
    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let file = try #require(fopen(self(name), "w"))
        defer { fclose(file) }
        let bytes = Array(bytes)
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        return self(name)
    }

    func read(_ name: String) throws -> [UInt8] {
        let file = try #require(fopen(self(name), "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        return bytes
    }
}

let start: Int64 = 1_700_000_000

/// A file of two columns at steps of 10 s: 60 rows of 10 s, 20 rows of a minute.
func sample(_ path: String) throws -> RRDFile {
    try RRDFile.create(
        path,
        step: 10,
        start: start,
        sources: [RRDSource("cpu", heartbeat: 30, minimum: 0), RRDSource("ram", heartbeat: 30, minimum: 0)],
        archives: [
            RRDArchive(.average, stepsPerRow: 1, rows: 60), RRDArchive(.average, stepsPerRow: 6, rows: 20),
            RRDArchive(.maximum, stepsPerRow: 6, rows: 20),
        ]
    )
}
