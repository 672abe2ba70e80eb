/// Why something over SSH did not happen.
public struct SSHError: Error, Hashable, Sendable {
    /// What a failure means to a caller who must decide what to do next.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// The host's name has no address, or nothing answers there.
        case unreachable
        /// The host answers, but serves no SSH there, or none that we can speak.
        case refused
        /// The host's key is in no list of known hosts.
        case unknownHostKey
        /// The host's key is not the one that is known, or was revoked.
        case changedHostKey
        /// The host does not accept who we are, or our key cannot be used.
        case authentication
        /// The deadline passed.
        case timedOut
        /// The connection was lost, or is of no use any more.
        case closed
        /// The caller wanted no more.
        case cancelled
        /// The words of a command cannot be sent.
        case invalidCommand
        /// None of these; the message says what.
        case other
    }

    /// What the failure means.
    public let kind: Kind
    /// What failed, on what, why, and what would be accepted: one line without control characters.
    public let message: String

    /// An error of that kind, made safe for one line of a screen.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = singleLine(message)
    }
}

extension SSHError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}

/// Text from elsewhere as one line that cannot move a terminal's cursor or turn its writing around.
func singleLine(_ text: String) -> String {
    var line = ""
    var gap = false
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator:
            gap = gap || scalar.properties.isWhitespace
        default:
            if gap, !line.isEmpty { line.append(" ") }
            gap = false
            line.unicodeScalars.append(scalar)
        }
    }
    return line
}
