/// What became of an original Baadal database.
public struct ImportReport: Hashable, Sendable {
    /// What became of one of its tables.
    public struct Table: Hashable, Sendable {
        /// Its name there.
        public var name: String
        /// Rows that were read, or counted where the table is not taken.
        public var read = 0
        /// Rows that were written here.
        public var taken = 0
        /// Rows that were left, by why.
        public var skipped: [Reason] = []
        /// Rows that were taken, and what was left out of them.
        public var notes: [Reason] = []
        /// Columns that are not known and were not read.
        public var unknownColumns: [String] = []
        /// Why none of it is taken; `nil` for a table that is.
        public var left: String?

        /// A table of which nothing is known yet.
        public init(name: String) { self.name = name }

        /// How many rows were left.
        public var skippedCount: Int { skipped.reduce(0) { $0 + $1.names.count } }

        mutating func skip(_ name: String, _ why: String) { Self.add(name, why, to: &skipped) }
        mutating func note(_ name: String, _ why: String) { Self.add(name, why, to: &notes) }

        private static func add(_ name: String, _ why: String, to reasons: inout [Reason]) {
            if let index = reasons.firstIndex(where: { $0.why == why }) {
                reasons[index].names.append(name)
            } else {
                reasons.append(Reason(why: why, names: [name]))
            }
        }
    }

    /// Rows that share a fate.
    public struct Reason: Hashable, Sendable {
        /// In words.
        public var why: String
        /// The rows, by name; from the database, not to be trusted.
        public var names: [String]

        /// Rows with why.
        public init(why: String, names: [String]) {
            self.why = why
            self.names = names
        }
    }

    /// The tables in the order in which they were taken, then those that were left.
    public var tables: [Table] = []
    /// True where nothing was written.
    public var isRehearsal = false

    /// A report of nothing.
    public init() {}

    /// The table of a name; `nil` where the database has none.
    public func table(_ name: String) -> Table? { tables.first { $0.name == name } }
}
