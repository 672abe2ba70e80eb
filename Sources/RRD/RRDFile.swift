internal import CRRD
internal import Glibc

/// A round-robin file that was found whole when it was opened.
///
/// A value: it holds no descriptor, and librrd opens and locks the file for each call. Every call blocks. One file is
/// written by one thread at a time: librrd's lock is between processes, not between threads. Times are whole seconds
/// since 1970.
public struct RRDFile: Sendable {
    /// Where the file is.
    public let path: String
    /// What it is made of.
    public let info: RRDInfo
    let identity: RRDIdentity

    /// Reads and checks the header of a file.
    ///
    /// - Throws: `missing`, `denied`, or `notRRD` for what is empty, cut, not a regular file or a link to nothing.
    public init(opening path: String) throws(RRDError) {
        let header = try RRDHeader(path: path)
        self.path = path
        info = header.info
        identity = header.identity
    }

    /// When the file was last updated, or its start where it never was.
    ///
    /// The corresponding C function is `rrd_last_r`.
    public func lastUpdate() throws(RRDError) -> Int64 {
        try checkUnchanged()
        rrd_clear_error()
        let moment = rrd_last_r(path)
        guard moment >= 0 else { throw failure("rrd_last_r") }
        return Int64(moment)
    }

    /// The readings of the last update, by data source; `nil` for unknown.
    ///
    /// The corresponding C function is `rrd_lastupdate_r`.
    public func lastReadings() throws(RRDError) -> [Double?] {
        try checkUnchanged()
        var moment: time_t = 0
        var count: UInt = 0
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var readings: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        rrd_clear_error()
        guard rrd_lastupdate_r(path, &moment, &count, &names, &readings) == 0 else {
            throw failure("rrd_lastupdate_r")
        }
        defer {
            release(names, Int(count))
            release(readings, Int(count))
        }
        return (0..<Int(count)).map { index in
            readings?[index].flatMap { Double(String(cString: $0)) }
        }
    }

    /// Refuses a file that is no longer the one that was opened.
    func checkUnchanged() throws(RRDError) {
        guard let now = RRDIdentity(path) else { throw .system("stat", path: path) }
        guard now == identity else {
            throw RRDError(.replaced, function: "stat", path: path, message: "replaced or cut since it was opened")
        }
    }

    /// librrd's error of this thread, taken right after a call that failed.
    func failure(_ function: String) -> RRDError { .library(function, path: path) }
}

/// Frees an array of texts that librrd made.
func release(_ texts: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int) {
    guard let texts else { return }
    for index in 0..<count { rrd_freemem(texts[index]) }
    rrd_freemem(texts)
}
