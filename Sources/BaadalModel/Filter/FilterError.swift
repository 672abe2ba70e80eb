/// A filter that cannot be read.
public struct FilterError: Error, Hashable, Sendable {
    /// The character at which it goes wrong, from 1.
    public let column: Int
    /// What is wrong, and what is accepted.
    public let problem: String

    /// A problem at a character.
    public init(column: Int, problem: String) {
        self.column = column
        self.problem = problem
    }
}

extension FilterError: CustomStringConvertible {
    /// Where, what, and what is accepted.
    public var description: String { "column \(column): \(problem)" }
}
