/// How much is asked before a command is sent.
public enum Confirmation: Int, Comparable, Sendable {
    /// Nothing: it can be reversed.
    case none
    /// `y` on the status line.
    case yes
    /// A dialog that lists what is hit, with the focus on Cancel.
    case dialog
    /// The name, or the count, typed.
    case typed

    /// Orders from none to typed.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}
