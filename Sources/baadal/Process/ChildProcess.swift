internal import Glibc
internal import Synchronization

/// A program that runs beside this one, and ends with it.
enum ChildProcess {
    /// Runs a program until it ends, or this one is told to.
    ///
    /// It has the terminal's outputs, and reads nothing. Keys that interrupt come to this program alone, which passes them
    /// on: nobody has to guess who ended first.
    ///
    /// - Returns: Its exit status, or 128 plus the signal that ended it; 0 where it was ended because this program was
    ///   told to end.
    /// - Throws: ``Failure`` where it cannot be started.
    static func run(_ arguments: [String]) throws -> Int32 {
        running.store(0, ordering: .sequentiallyConsistent)
        isStopped.store(false, ordering: .sequentiallyConsistent)
        let before = signals.map { ($0, handle($0, by: passOn)) }
        defer { for (number, action) in before { restore(number, action) } }
        let process = try spawn(arguments)
        running.store(process, ordering: .sequentiallyConsistent)
        // Told to end before there was anybody to tell.
        if isStopped.load(ordering: .sequentiallyConsistent) { kill(process, SIGTERM) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        running.store(0, ordering: .sequentiallyConsistent)
        if isStopped.load(ordering: .sequentiallyConsistent) { return 0 }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    private static func spawn(_ arguments: [String]) throws -> pid_t {
        guard let program = arguments.first else { throw Failure(.refused, "there is nothing to start") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var process: pid_t = 0
        let status = withArguments(arguments) { argv in
            posix_spawnp(&process, program, &actions, &attributes, argv, environ)
        }
        guard status == 0 else {
            throw Failure(.noAnswer, "\(program) cannot be started: \(String(cString: strerror(status)))")
        }
        return process
    }

    private static func handle(_ number: Int32, by handler: @escaping @convention(c) (Int32) -> Void) -> sigaction {
        var (action, before) = (sigaction(), sigaction())
        action.__sigaction_handler.sa_handler = handler
        sigemptyset(&action.sa_mask)
        sigaction(number, &action, &before)
        return before
    }

    private static func restore(_ number: Int32, _ action: sigaction) {
        var action = action
        sigaction(number, &action, nil)
    }
}

/// The program that runs; 0 for none.
private let running = Atomic<Int32>(0)
/// Whether this program was told to end.
private let isStopped = Atomic<Bool>(false)

/// Ends the child, from the handler of a signal: whoever waits for it goes on then.
private func passOn(_ number: Int32) {
    isStopped.store(true, ordering: .sequentiallyConsistent)
    let process = running.load(ordering: .sequentiallyConsistent)
    if process > 0 { kill(process, SIGTERM) }
}
