@preconcurrency internal import Dispatch
internal import Glibc

/// Runs programs of this machine by their arguments, on threads that may block.
struct ProbeProgram: Sendable {
    /// How a program ended.
    struct Result: Hashable, Sendable {
        /// What it wrote to both of its streams, up to 64 KiB.
        var output: String
        /// The exit status; `nil` where a signal ended it.
        var status: Int32?
    }

    let calls: BlockingCalls

    /// Runs a program until its end; at the deadline it is killed, with all that it began.
    ///
    /// - Throws: ``HostFailure/timedOut(after:)``; ``HostFailure/noAnswer(address:why:)`` where it cannot be started;
    ///   ``HostFailure/tooManyCalls(_:)``.
    func run(_ arguments: [String], within deadline: Duration) async throws -> Result {
        let queue = DispatchQueue(label: "baadal.program")
        // It ends by itself; the second deadline is for what cannot be killed.
        return try await calls.run(on: queue, priority: .poll, deadline: deadline + .seconds(2)) {
            let child = try Self.start(arguments)
            defer { close(child.output) }
            let (bytes, isOver) = Self.read(child.output, until: .now + deadline)
            if !isOver { kill(-child.process, SIGKILL) }
            var status: Int32 = 0
            while waitpid(child.process, &status, 0) < 0, errno == EINTR {}
            guard isOver else { throw HostFailure.timedOut(after: deadline) }
            let text = String(decoding: bytes, as: UTF8.self)
            return Result(output: text, status: status & 0x7f == 0 ? status >> 8 & 0xff : nil)
        }
    }

    private static func start(_ arguments: [String]) throws -> (process: pid_t, output: Int32) {
        let program = arguments.first ?? ""
        func refuse(_ number: Int32) -> HostFailure {
            .noAnswer(address: "program '\(program)'", why: String(cString: strerror(number)))
        }
        var ends: [Int32] = [-1, -1]
        // A pipe cannot be kept from programs that other threads start meanwhile; Swift does not see pipe2.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw refuse(errno) }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this process blocks or ignores is no concern of the program's; a group of its own can be killed whole.
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, program, &actions, &attributes, words + [nil], environ)
        guard failure == 0 else {
            close(ends[0])
            throw refuse(failure)
        }
        return (process, ends[0])
    }

    /// Reads to the end, or the deadline.
    private static func read(_ descriptor: Int32, until end: ContinuousClock.Instant) -> ([UInt8], isOver: Bool) {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let left = (end - .now).seconds * 1000
            guard left > 0 else { return (bytes, false) }
            var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&state, 1, Int32(min(left.rounded(.up), 60_000))) > 0 else { continue }
            let count = Glibc.read(descriptor, &part, part.count)
            if count == 0 || (count < 0 && errno != EINTR) { return (bytes, true) }
            if count > 0 { bytes += part.prefix(min(count, max(0, 65_536 - bytes.count))) }
        }
    }
}
