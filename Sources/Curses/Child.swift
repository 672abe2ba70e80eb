@preconcurrency internal import Dispatch
internal import Glibc

/// A program that has the terminal for a while.
enum Child {
    /// Runs a program on a terminal until it ends.
    ///
    /// It stays in our process group, or it could not read the terminal; keys that interrupt go to it alone meanwhile.
    ///
    /// - Returns: The exit status, or 128 plus the signal; `nil` where it could not be started.
    static func run(_ arguments: [String], on terminal: Terminal) async -> Int32? {
        let interrupt = signal(SIGINT, SIG_IGN)
        let quit = signal(SIGQUIT, SIG_IGN)
        defer {
            signal(SIGINT, interrupt)
            signal(SIGQUIT, quit)
        }
        guard let process = spawn(arguments, on: terminal) else { return nil }
        let status = await withCheckedContinuation { continuation in
            DispatchQueue(label: "baadal.child").async { continuation.resume(returning: wait(for: process)) }
        }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private static func spawn(_ arguments: [String], on terminal: Terminal) -> pid_t? {
        guard let program = arguments.first else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, terminal.input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, terminal.output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, terminal.output, STDERR_FILENO)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let copies = arguments.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var process: pid_t = 0
        guard posix_spawnp(&process, program, &actions, &attributes, copies + [nil], environ) == 0 else { return nil }
        return process
    }
}
