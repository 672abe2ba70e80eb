internal import Foundation
internal import Glibc

/// A controller in a session of its own, which goes on when its parent ends.
struct ControllerProcess {
    /// The process.
    let id: pid_t

    /// `POSIX_SPAWN_SETSID` of glibc's `spawn.h`, which the module does not show.
    private static let newSession: Int16 = 0x80

    /// Starts the program that is running once more, as a controller.
    ///
    /// It reads nothing, writes to the log and has no file of ours open.
    ///
    /// - Parameter log: The path of its log.
    /// - Throws: ``Failure`` where it cannot be started.
    init(arguments: [String], log: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o640)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        for descriptor in try Self.openDescriptors() where descriptor > STDERR_FILENO {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | Self.newSession
        )

        var process: pid_t = 0
        let status = withArguments(["baadal"] + arguments) { argv in
            posix_spawn(&process, "/proc/self/exe", &actions, &attributes, argv, environ)
        }
        guard status == 0 else {
            throw Failure(.noAnswer, "no controller can be started: \(String(cString: strerror(status)))")
        }
        id = process
    }

    private static func openDescriptors() throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
    }

    /// Whether it has ended with an error by now.
    func hasFailed() -> Bool {
        var status: Int32 = 0
        guard waitpid(id, &status, WNOHANG) == id else { return false }
        return status != 0
    }
}

/// Replaces this process by another program.
///
/// - Throws: ``Failure``; it comes back only where the program cannot be started.
func replaceProcess(_ arguments: [String]) throws -> Never {
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    guard let program = arguments.first else { throw Failure(.refused, "there is nothing to start") }
    withArguments(arguments) { argv in _ = execvp(program, argv) }
    let why = String(cString: strerror(errno))
    throw Failure(.noAnswer, "\(program) cannot be started: \(why)")
}

/// Arguments as C has them, for the time of a call.
func withArguments<Result>(
    _ arguments: [String],
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let copies = arguments.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
}
