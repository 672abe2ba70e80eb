/// How an archive makes one value of several.
public enum RRDConsolidation: String, CaseIterable, Hashable, Sendable {
    case average = "AVERAGE"
    case minimum = "MIN"
    case maximum = "MAX"
    case last = "LAST"
}

/// One column of a file.
public struct RRDSource: Hashable, Sendable {
    /// How readings become values.
    ///
    /// Files may hold further kinds; `name` keeps what the file says.
    public struct Kind: Hashable, Sendable {
        /// The librrd name.
        public var name: String
        /// A kind by its librrd name.
        public init(name: String) { self.name = name }
        /// The reading is the value.
        public static let gauge = Kind(name: "GAUGE")
        /// The value is the change per second.
        public static let derive = Kind(name: "DERIVE")
    }

    /// 1 to 19 letters, digits, `-` and `_`.
    public var name: String
    /// How readings become values.
    public var kind: Kind
    /// Seconds after which, without a sample, the value is unknown.
    public var heartbeat: Int64
    /// Values below are stored as unknown; `nil` for no bound.
    public var minimum: Double?
    /// Values above are stored as unknown; `nil` for no bound.
    public var maximum: Double?

    /// A column.
    public init(
        _ name: String,
        kind: Kind = .gauge,
        heartbeat: Int64,
        minimum: Double? = nil,
        maximum: Double? = nil
    ) {
        self.name = name
        self.kind = kind
        self.heartbeat = heartbeat
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// One archive of a file.
public struct RRDArchive: Hashable, Sendable {
    /// The librrd name, as `AVERAGE`.
    public var consolidation: String
    /// Steps of the file that make one row.
    public var stepsPerRow: Int64
    /// How many rows it keeps.
    public var rows: Int64
    /// The share of the steps of a row that may be unknown, 0 to below 1.
    public var unknownShare: Double

    /// An archive of a known consolidation.
    public init(_ consolidation: RRDConsolidation, stepsPerRow: Int64, rows: Int64, unknownShare: Double = 0.5) {
        self.init(named: consolidation.rawValue, stepsPerRow: stepsPerRow, rows: rows, unknownShare: unknownShare)
    }

    /// An archive of any consolidation, as a file names it.
    init(named consolidation: String, stepsPerRow: Int64, rows: Int64, unknownShare: Double) {
        self.consolidation = consolidation
        self.stepsPerRow = stepsPerRow
        self.rows = rows
        self.unknownShare = unknownShare
    }
}

/// What a file is made of.
public struct RRDInfo: Hashable, Sendable {
    /// Seconds that one primary value covers.
    public var step: Int64
    /// The columns, in order.
    public var sources: [RRDSource]
    /// The archives, in order.
    public var archives: [RRDArchive]
}
