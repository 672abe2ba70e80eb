internal import CNcurses
internal import Glibc

/// The descriptors and modes of the terminal that the program was started on.
///
/// The screen uses copies, so that standard output and error can go to a log while it is up.
struct Terminal {
    let input: Int32
    let output: Int32
    private let error: Int32
    private let modes: termios

    /// Takes copies of standard input, output and error.
    init() throws(CursesError) {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .noTerminal }
        input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        var now = termios()
        guard input >= 0, output >= 0, tcgetattr(input, &now) == 0 else { throw .noTerminal }
        modes = now
    }

    /// Asks the terminal database whether a screen can be drawn.
    func check() throws(CursesError) {
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        var status: Int32 = 0
        // With a place for the status an unknown name does not end the process.
        guard !name.isEmpty, setupterm(nil, output, &status) == OK else { throw .unknownTerminal(name) }
        guard Self.capability("cup") != nil else { throw .tooSimple(name) }
    }

    /// A string that the terminal understands, without the pauses of old ones; `nil` where it has none.
    static func capability(_ name: String) -> [UInt8]? {
        guard let text = tigetstr(name), Int(bitPattern: text) != -1 else { return nil }
        var bytes: [UInt8] = []
        var rest = Array(String(cString: text).utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "$"), rest.first == UInt8(ascii: "<") {
                rest = rest.drop { $0 != UInt8(ascii: ">") }.dropFirst()
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// The size in cells; `nil` where the terminal does not say.
    var size: (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Whether the other end of the terminal is gone.
    var isGone: Bool {
        var entry = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 0) > 0 else { return false }
        if entry.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { return true }
        var waiting: Int32 = 0
        return ioctl(input, UInt(FIONREAD), &waiting) == 0 && waiting == 0
    }

    /// What puts the terminal back as it was: bytes to write, and the modes.
    var restoration: (bytes: [UInt8], modes: termios) {
        (["rmkx", "cnorm", "sgr0", "rmcup"].compactMap { Self.capability($0) }.flatMap { $0 }, modes)
    }

    /// Sends standard output and error to a file.
    func silence(into log: String?) {
        var file = log.map { open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640) } ?? -1
        if file < 0 { file = open("/dev/null", O_WRONLY | O_CLOEXEC) }
        guard file >= 0 else { return }
        dup2(file, STDOUT_FILENO)
        dup2(file, STDERR_FILENO)
        Glibc.close(file)
    }

    /// Puts modes and standard output and error back.
    func restore() {
        var modes = modes
        tcsetattr(input, TCSANOW, &modes)
        dup2(output, STDOUT_FILENO)
        if error >= 0 { dup2(error, STDERR_FILENO) }
    }

    /// Writes bytes that ncurses knows nothing of.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
