internal import CRRD
internal import Glibc

extension RRDFile {
    /// Makes a new file and opens it.
    ///
    /// What is there already is never replaced.
    ///
    /// The corresponding C function is `rrd_create_r2`. It gives the file mode 0644 whatever the umask says, so the
    /// mode is set afterwards.
    ///
    /// - Parameters:
    ///   - step: Seconds that one primary value covers. At least 1.
    ///   - start: The moment before the first sample.
    ///   - mode: The permissions of the file.
    /// - Throws: `exists`, `missing` for a folder that is not there, `noSpace`, `denied`, or `other`.
    public static func create(
        _ path: String,
        step: Int64,
        start: Int64,
        sources: [RRDSource],
        archives: [RRDArchive],
        mode: UInt32 = 0o640
    ) throws(RRDError) -> RRDFile {
        var facts = stat()
        guard lstat(path, &facts) != 0 else {
            throw RRDError(.exists, function: "lstat", path: path, message: "there is something of that name already")
        }
        guard step >= 1, start >= 0 else {
            throw RRDError(.other, function: "create", path: path, message: "the step must be at least 1 second")
        }
        try checkSpace(path, rows: archives.reduce(0) { $0 + $1.rows }, sources: sources.count)
        let arguments = sources.map(\.definition) + archives.map(\.definition)
        let status = withArguments(arguments) { count, vector in
            rrd_clear_error()
            return rrd_create_r2(path, UInt(step), time_t(start), 1, nil, nil, count, vector)
        }
        guard status == 0 else {
            let error = RRDError.library("rrd_create_r2", path: path)
            guard access(folder(of: path), W_OK) == 0 else { throw .system("access", path: path) }
            throw error
        }
        // librrd answers with success where it could not even write the first page.
        guard lstat(path, &facts) == 0 else {
            throw RRDError(.other, function: "rrd_create_r2", path: path, message: "librrd did not write the file")
        }
        guard chmod(path, mode) == 0 else { throw .system("chmod", path: path) }
        return try RRDFile(opening: path)
    }

    /// Refuses where the new file does not fit: librrd would write past what is there, and the kernel end the process.
    static func checkSpace(_ path: String, rows: Int64, sources: Int) throws(RRDError) {
        let folder = folder(of: path)
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { throw .system("statvfs", path: folder) }
        let needed = UInt64(max(0, rows)) * UInt64(sources) * 8 + 65_536
        let free = UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
        guard free >= needed else {
            throw RRDError(
                .noSpace,
                function: "statvfs",
                path: path,
                message: "\(free) bytes are free, and the file needs \(needed)"
            )
        }
    }
}

private func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "." }

/// Calls with texts as an `argv`.
func withArguments(
    _ texts: [String],
    _ body: (Int32, UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> Int32
) -> Int32 {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
        starts.append(bytes.count)
        bytes.append(contentsOf: text.utf8.lazy.map { CChar(bitPattern: $0) })
        bytes.append(0)
    }
    return bytes.withUnsafeBufferPointer { buffer in
        var vector = starts.map { start in buffer.baseAddress.map { $0 + start } }
        vector.append(nil)
        return vector.withUnsafeMutableBufferPointer { body(Int32(texts.count), $0.baseAddress) }
    }
}

extension RRDSource {
    /// As `DS:cpu:GAUGE:30:0:U`.
    var definition: String {
        func bound(_ value: Double?) -> String { value.map { "\($0)" } ?? "U" }
        return "DS:\(name):\(kind.name):\(heartbeat):\(bound(minimum)):\(bound(maximum))"
    }
}

extension RRDArchive {
    /// As `RRA:AVERAGE:0.5:6:1600`.
    var definition: String { "RRA:\(consolidation):\(unknownShare):\(stepsPerRow):\(rows)" }
}
