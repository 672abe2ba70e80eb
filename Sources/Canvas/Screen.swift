/// A key that was pressed, or a signal of the terminal that comes the same way.
public enum Key: Hashable, Sendable {
    /// A printable character, as typed: `s` and `S` differ.
    case character(Character)
    /// Control with a letter, as `.control("c")`. Tab, enter and escape are themselves.
    case control(Character)
    case up, down, left, right, home, end, pageUp, pageDown
    case enter, escape, tab, backTab, backspace, delete, insert
    /// F1 is `.function(1)`.
    case function(Int)
}

/// What a terminal tells its program.
public enum ScreenEvent: Hashable, Sendable {
    case key(Key)
    /// The size changed, in cells.
    case resize(columns: Int, rows: Int)
    /// The terminal, or somebody with a signal, wants the program to end.
    case quit
    /// The program was stopped and goes on.
    case resumed
}

/// A place where frames are shown and keys come from.
@MainActor
public protocol Screen: AnyObject {
    /// The size in cells.
    var size: (columns: Int, rows: Int) { get }
    /// Shows a frame of that size; only what changed is written.
    func present(_ frame: Frame)
    /// Keys and signals, in order. Called once.
    func events() -> AsyncStream<ScreenEvent>
    /// Repaints everything at the next `present`.
    func repaint()
    /// Stops the program as Ctrl-Z does, and comes back.
    func suspend()
    /// Puts a text on the clipboard of the terminal, where it has one.
    func copy(_ text: String)
    /// Gives the terminal to a child program until it ends.
    ///
    /// - Returns: The exit status, or 128 plus the signal; `nil` where it could not be started.
    func run(_ arguments: [String]) async -> Int32?
}
