internal import CRRD
internal import Glibc

/// Evenly spaced rows of a file, oldest first.
public struct RRDRows: Sendable {
    /// The moment before the first row: row 0 covers the step that begins here.
    public var start: Int64
    /// Seconds that one row covers.
    public var step: Int64
    /// The data sources.
    public var names: [String]
    /// Row by row, `names.count` in each; NaN for unknown.
    public var values: [Double]

    /// The number of rows.
    public var count: Int { names.isEmpty ? 0 : values.count / names.count }

    /// One value; `nil` for unknown.
    public subscript(row: Int, source: Int) -> Double? {
        let value = values[row * names.count + source]
        return value.isNaN ? nil : value
    }

    /// All values of one data source; `nil` for unknown.
    public func column(_ source: Int) -> [Double?] { (0..<count).map { self[$0, source] } }
}

extension RRDFile {
    /// Reads the archive that fits a window best.
    ///
    /// The rows end after `start` and not after the first row boundary at or after `end`. The step is that of the
    /// archive which librrd chose, and may differ from the one asked for.
    ///
    /// The corresponding C function is `rrd_fetch_r`.
    ///
    /// - Parameter resolution: The wished seconds per row.
    public func fetch(
        _ consolidation: RRDConsolidation,
        from start: Int64,
        to end: Int64,
        resolution: Int64
    ) throws(RRDError) -> RRDRows {
        guard start < end, resolution >= 1 else {
            throw RRDError(.other, function: "fetch", path: path, message: "the window \(start) to \(end) is empty")
        }
        try checkUnchanged()
        var first = time_t(start)
        // librrd adds a row after an end that lies on a row boundary.
        var last = time_t(end - 1)
        var step = UInt(resolution)
        var sources: UInt = 0
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var data: UnsafeMutablePointer<Double>?
        rrd_clear_error()
        guard rrd_fetch_r(path, consolidation.rawValue, &first, &last, &step, &sources, &names, &data) == 0 else {
            throw failure("rrd_fetch_r")
        }
        defer {
            release(names, Int(sources))
            rrd_freemem(data)
        }
        let rows = step > 0 ? max(0, last - first) / Int(step) : 0
        return RRDRows(
            start: Int64(first),
            step: Int64(step),
            names: (0..<Int(sources)).map { index in names?[index].map { String(cString: $0) } ?? "" },
            values: Array(UnsafeBufferPointer(start: data, count: rows * Int(sources)))
        )
    }
}
