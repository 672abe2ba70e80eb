internal import Glibc

/// A program of this machine that runs beside the test, ended with its owner.
final class Program {
    let process: pid_t

    /// Starts a program; what it says goes into a file, or nowhere.
    init(_ arguments: [String], output: String = "/dev/null") throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this process blocks or ignores is no concern of the program's.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var process: pid_t = 0
        let failure = posix_spawnp(&process, arguments[0], &actions, &attributes, words, environ)
        guard failure == 0 else { throw Failure("\(arguments[0]): \(String(cString: strerror(failure)))") }
        self.process = process
    }

    private var isOver = false

    /// Waits for its end, and gives its status.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        isOver = true
        return status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f)
    }

    deinit {
        guard !isOver else { return }
        kill(process, SIGKILL)
        _ = wait()
    }
}

/// Runs a program until its end.
@discardableResult
func run(_ arguments: [String], output: String = "/dev/null") throws -> Int32 {
    try Program(arguments, output: output).wait()
}

/// Asks again until it is so, or ten seconds have passed.
func waitUntil(_ what: String, _ isSo: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(10)
    while try !isSo() {
        guard end > .now else { throw Failure("\(what) did not come") }
        poll(nil, 0, 10)
    }
}
