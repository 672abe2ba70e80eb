/// A file that a person wrote, and why it is refused.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path of the file, as it was given.
    public var file: String
    /// The line, from 1; `nil` where the file as a whole is refused.
    public var line: Int?
    /// The column, from 1; `nil` where the file as a whole is refused.
    public var column: Int?
    /// What is wrong, and what would be accepted.
    public var problem: String

    /// A refusal at a place in a file.
    public init(file: String, line: Int? = nil, column: Int? = nil, problem: String) {
        self.file = file
        self.line = line
        self.column = column
        self.problem = problem
    }

    /// As `baadal.yaml:3:5: …`, the form that editors jump to.
    public var description: String {
        let place = line.map { line in column.map { ":\(line):\($0)" } ?? ":\(line)" } ?? ""
        return "\(file)\(place): \(problem)"
    }
}
