internal import BaadalModel
internal import Glibc

/// A program on this machine, run by its arguments until its end or a deadline.
///
/// It has no terminal, no input and an environment of three variables. It leads a session of
/// its own, so that whatever it started ends with it at the deadline.
struct LocalProgram: Sendable {
    /// How a program ended.
    struct Result: Hashable, Sendable {
        /// What it printed, up to ``LocalProgram/limit`` bytes of it.
        var output: String
        /// What it complained of, as much of it.
        var errors: String
        /// The exit status; `nil` where a signal ended it.
        var status: Int32?
    }

    /// Bytes of each of its outputs that are kept; the rest is read and dropped, so that it is not held up.
    static let limit = 65_536

    let arguments: [String]

    /// Runs it on a thread of its own.
    ///
    /// - Throws: ``ProgramFailure`` where it cannot be run, or does not end in time.
    func run(_ calls: BlockingCalls, within deadline: Duration) async throws -> Result {
        let lane = CallLane(calls: calls)
        // The program is ended at its deadline; the rest is for one that even the kernel cannot end.
        return try await lane.run(.task, deadline: deadline + .seconds(5)) { try run(within: deadline) }
    }

    private var name: String { arguments.first ?? "" }

    private func run(within deadline: Duration) throws -> Result {
        let end = ContinuousClock.now + deadline
        var output = try Capture()
        var errors = try Capture()
        let process = try spawn(output: output.writer, errors: errors.writer)
        output.closeWriter()
        errors.closeWriter()
        while !Self.hasEnded(process) {
            output.drain()
            errors.drain()
            guard end > .now else {
                kill(-process, SIGKILL)
                kill(process, SIGKILL)
                _ = Self.reap(process)
                let seconds = Int(deadline.seconds.rounded(.up))
                throw ProgramFailure(.failed, "'\(name)' did not end within \(seconds) s and was stopped")
            }
            // What it left running may hold its outputs open: its end is looked for, not theirs.
            var waiting = [output.poll, errors.poll]
            poll(&waiting, 2, 10)
        }
        output.drain()
        errors.drain()
        return Result(output: output.text, errors: errors.text, status: Self.reap(process))
    }

    /// Whether it has ended; its number stays taken until it is reaped.
    private static func hasEnded(_ process: pid_t) -> Bool {
        var info = siginfo_t()
        while waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) < 0 {
            guard errno == EINTR else { return true }
        }
        return info.si_signo == SIGCHLD
    }

    private static func reap(_ process: pid_t) -> Int32? {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        return status & 0x7f == 0 ? status >> 8 & 0xff : nil
    }

    private func spawn(output: Int32, errors: Int32) throws -> pid_t {
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw ProgramFailure(.unusable, "an argument of '\(name)' holds a NUL byte; give it without")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | Self.newSession
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let words = arguments.map { strdup($0) }
        let variables = Self.environment.map { strdup($0) }
        defer { for copy in words + variables { free(copy) } }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, name, &actions, &attributes, words + [nil], variables + [nil])
        guard failure == 0 else {
            let why = failure == ENOENT ? "it is not installed here" : String(cString: strerror(failure))
            throw ProgramFailure(.unusable, "'\(name)' cannot be run: \(why)")
        }
        return process
    }

    private static let environment = [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/",
    ]
    /// `POSIX_SPAWN_SETSID`, which the header hides.
    private static let newSession: Int32 = 0x80
}

/// One output of a program: a pipe that is read without waiting.
private struct Capture: ~Copyable {
    private let reader: Int32
    private(set) var writer: Int32
    private var bytes: [UInt8] = []
    private var isOver = false

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw ProgramFailure(.unusable, "no pipe: \(String(cString: strerror(errno)))")
        }
        // A program started elsewhere in between may hold an end: nothing here waits for the pipe's end.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reader, writer) = (ends[0], ends[1])
        _ = fcntl(reader, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(reader)
        if writer >= 0 { close(writer) }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// A negative descriptor is passed over by `poll`.
    var poll: pollfd { pollfd(fd: isOver ? -1 : reader, events: Int16(POLLIN), revents: 0) }

    mutating func closeWriter() {
        close(writer)
        writer = -1
    }

    /// Takes what is there, at most a few hundred KiB: one that never stops must not keep us from its deadline.
    mutating func drain() {
        var part = [UInt8](repeating: 0, count: 65_536)
        for _ in 0..<8 where !isOver {
            let count = read(reader, &part, part.count)
            if count == 0 { isOver = true }
            guard count > 0 else { return }
            bytes.append(contentsOf: part[..<min(count, LocalProgram.limit - bytes.count)])
        }
    }
}

extension LocalProgram.Result {
    /// The first line of its complaint, or of its output, as much as a message takes.
    var complaint: String {
        for text in [errors, output] {
            let line = text.unicodeScalars.split(whereSeparator: \.isLineEnd).lazy.map(plain).first { !$0.isEmpty }
            if let line { return line }
        }
        return status.map { "exit status \($0)" } ?? "a signal ended it"
    }
}

/// A text as one line of a message: what is not printable is left out.
func plain(_ text: some Sequence<Unicode.Scalar>) -> String {
    var line = String.UnicodeScalarView()
    for scalar in text.prefix(200) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: continue
        default: line.append(scalar)
        }
    }
    return String(line)
}

extension Unicode.Scalar {
    fileprivate var isLineEnd: Bool { self == "\n" || self == "\r" }
}

/// Why a program of this machine has no result.
struct ProgramFailure: Error, Hashable, Sendable, CustomStringConvertible {
    enum Kind: Hashable, Sendable {
        /// It cannot be run here.
        case unusable
        /// It did not end in time.
        case failed
    }

    var kind: Kind
    var message: String

    init(_ kind: Kind, _ message: String) { (self.kind, self.message) = (kind, message) }

    var description: String { message }
}
