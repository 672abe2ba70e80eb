/// What a command on a host wrote, and how it ended.
public struct RemoteResult: Hashable, Sendable {
    /// How a command ended.
    public enum End: Hashable, Sendable {
        /// By itself, with that status; 0 also where the host told neither status nor signal.
        case exited(Int32)
        /// By a signal, named without `SIG`, such as `KILL`.
        case signalled(String)
    }

    /// What it wrote to its standard output, up to the limit.
    public let output: [UInt8]
    /// What it wrote to its standard error, up to the limit.
    public let errors: [UInt8]
    /// How it ended.
    public let end: End
    /// True where more was written than the limit, which was read and dropped.
    public let isTruncated: Bool

    /// True where the command ended with status 0.
    public var succeeded: Bool { end == .exited(0) }
    /// The output as text; bytes that are not UTF-8 become replacement characters.
    public var outputText: String { String(decoding: output, as: UTF8.self) }
    /// The errors as text; bytes that are not UTF-8 become replacement characters.
    public var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// Bytes up to a limit.
struct Collected {
    let limit: Int
    private(set) var bytes: [UInt8] = []
    private(set) var isTruncated = false

    init(limit: Int) { self.limit = max(limit, 0) }

    mutating func append(_ more: ArraySlice<UInt8>) {
        let room = limit - bytes.count
        bytes.append(contentsOf: more.prefix(room))
        if more.count > room { isTruncated = true }
    }
}
