internal import CRRD

/// Readings of all data sources at one moment.
public struct RRDSample: Hashable, Sendable {
    /// Seconds since 1970.
    public var at: Int64
    /// In the order of the file's data sources; `nil`, and what is not a finite number, for unknown.
    public var values: [Double?]

    /// Readings at a moment.
    public init(at: Int64, values: [Double?]) {
        self.at = at
        self.values = values
    }
}

extension RRDFile {
    /// Adds samples, oldest first, in one call.
    ///
    /// The corresponding C function is `rrd_update_r`. Samples before one that is refused are kept.
    ///
    /// - Throws: `stale` for a sample that is not newer than the one before it; `replaced`, `locked`, `denied`.
    public func update(_ samples: [RRDSample]) throws(RRDError) {
        guard !samples.isEmpty else { return }
        try checkUnchanged()
        for sample in samples where sample.values.count != info.sources.count {
            throw RRDError(
                .other,
                function: "update",
                path: path,
                message: "a sample has \(sample.values.count) values, the file \(info.sources.count) data sources"
            )
        }
        let status = withArguments(samples.map(\.argument)) { count, vector in
            rrd_clear_error()
            return rrd_update_r(path, nil, count, vector)
        }
        guard status == 0 else { throw failure("rrd_update_r") }
    }
}

extension RRDSample {
    /// As `1700000010:12.5:U`.
    ///
    /// Swift writes a number with a point in every locale, and librrd 1.7 reads it so in every locale.
    var argument: String {
        var text = "\(at)"
        for value in values {
            if let value, value.isFinite { text += ":\(value)" } else { text += ":U" }
        }
        return text
    }
}
