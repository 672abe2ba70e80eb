/// Why no screen can be opened.
public enum CursesError: Error, Hashable, Sendable {
    /// Standard input or output is no terminal.
    case noTerminal
    /// `TERM` is empty, or nothing is known of a terminal of that name.
    case unknownTerminal(String)
    /// The terminal cannot place its cursor.
    case tooSimple(String)
    /// ncurses refused for a reason that it does not tell.
    case refused(String)
}

extension CursesError: CustomStringConvertible {
    /// What is wrong, and what would be accepted.
    public var description: String {
        switch self {
        case .noTerminal: "standard input and output are no terminal; 'baadal screen' prints one frame without one"
        case .unknownTerminal(""): "TERM is not set; the name of a terminal, as xterm-256color, is accepted"
        case .unknownTerminal(let name):
            "nothing is known of the terminal '\(name)'; set TERM to one that 'toe -a' lists, as xterm-256color"
        case .tooSimple(let name):
            "a '\(name)' terminal cannot place its cursor; 'baadal screen' prints one frame on it"
        case .refused(let name): "the terminal '\(name)' could not be opened"
        }
    }
}
