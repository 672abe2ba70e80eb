/// What librrd, or the check before it, refused.
public struct RRDError: Error, Hashable, Sendable {
    /// What went wrong, as far as a caller may act on it.
    public enum Kind: Hashable, Sendable {
        /// There is no file.
        case missing
        /// A new file was asked for, and something has its name.
        case exists
        /// Empty, truncated, not a regular file, or written by another program.
        case notRRD
        /// The file is another one, or of another size, than when it was opened. Open it again.
        case replaced
        /// A sample is not newer than the last one.
        case stale
        /// Another process writes the file at this moment.
        case locked
        case noSpace
        /// The account may not read or write it, or the file system is read-only.
        case denied
        case other
    }

    /// What went wrong.
    public var kind: Kind
    /// The C function that failed; the system call where the file was refused before.
    public var function: String
    /// The file.
    public var path: String
    /// Why, in lower case.
    public var message: String

    /// A refusal with everything known.
    public init(_ kind: Kind, function: String, path: String, message: String) {
        self.kind = kind
        self.function = function
        self.path = path
        self.message = message
    }
}

extension RRDError: CustomStringConvertible {
    /// The path and the reason.
    public var description: String { "\(path): \(message)" }
}
