import Foundation
import Glibc

/// A terminal of our own with the program on it.
final class Pty {
    let process: pid_t
    private let master: Int32
    /// Kept open, so that the modes can be read after the program has ended.
    private let slave: Int32
    private var output: [UInt8] = []
    private var status: Int32?

    /// Starts a program as the leader of a session on a new terminal.
    init(_ arguments: [String], environment: [String: String], columns: UInt16 = 80, rows: UInt16 = 24) throws {
        // TIOCSPTLCK and TIOCGPTN: the C library's names for this are hidden from Swift.
        let (unlock, number) = (UInt(0x4004_5431), UInt(0x8004_5430))
        var (locked, index): (Int32, UInt32) = (0, 0)
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard master >= 0, ioctl(master, unlock, &locked) == 0, ioctl(master, number, &index) == 0 else {
            throw Broken(what: "no terminal: \(String(cString: strerror(errno)))")
        }
        let path = "/dev/pts/\(index)"
        slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a session opens becomes the session's own.
        posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let newSession: Int16 = 0x80
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | newSession)
        let words = arguments.map { strdup($0) }
        let variables = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for copy in words + variables { free(copy) } }
        var process: pid_t = 0
        guard posix_spawn(&process, arguments[0], &actions, &attributes, words + [nil], variables + [nil]) == 0 else {
            throw Broken(what: "\(arguments[0]) cannot be started")
        }
        self.process = process
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(master)
        close(slave)
    }

    struct Broken: Error {
        var what: String
    }

    /// The modes of the terminal: flags and control characters.
    var modes: [UInt32] {
        var now = termios()
        guard tcgetattr(slave, &now) == 0 else { return [] }
        let characters = withUnsafeBytes(of: now.c_cc) { $0.map { UInt32($0) } }
        return [now.c_iflag, now.c_oflag, now.c_cflag, now.c_lflag] + characters
    }

    /// Everything that was written so far.
    var text: String { String(decoding: output, as: UTF8.self) }

    /// How many bytes were written so far.
    var count: Int { output.count }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(master, bytes, bytes.count)
    }

    func resize(columns: UInt16, rows: UInt16) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Closes the user's end, as a lost connection does.
    func hangUp() { close(master) }

    /// Reads what comes within some milliseconds; false where nothing did.
    @discardableResult
    func read(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) > 0, entry.revents & Int16(POLLIN) != 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(master, &buffer, buffer.count)
        guard count > 0 else { return false }
        output += buffer[..<count]
        return true
    }

    /// Reads until something was written, counted from a place in the output.
    func wait(for words: String, after start: Int = 0, seconds: Double = 20) throws {
        let end = Date(timeIntervalSinceNow: seconds)
        while !String(decoding: output.dropFirst(start), as: UTF8.self).contains(words) {
            guard Date() < end else {
                throw Broken(what: "'\(words)' was not written; this came last: \(text.suffix(300).debugDescription)")
            }
            read(within: 100)
        }
    }

    /// Reads until the program has ended.
    ///
    /// - Returns: The exit status, or 128 plus the signal.
    func end(seconds: Double = 20) throws -> Int32 {
        let end = Date(timeIntervalSinceNow: seconds)
        var raw: Int32 = 0
        while waitpid(process, &raw, WNOHANG) == 0 {
            guard Date() < end else {
                throw Broken(what: "it did not end; this came last: \(text.suffix(300).debugDescription)")
            }
            read(within: 20)
        }
        while read(within: 0) {}
        let code = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + raw & 0x7F
        status = code
        return code
    }
}
