/// The number of a row of the catalogue, told apart by what the row is of.
public struct RowID<Subject>: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Rises with every row of its table.
    public let number: Int64
    /// The row of that number.
    public init(_ number: Int64) { self.number = number }
    /// The number.
    public var description: String { "\(number)" }
    /// Orders by age.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.number < rhs.number }
}
