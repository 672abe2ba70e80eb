internal import CSSH2
internal import Glibc

/// What the SSH library needs once a process.
enum SSH {
    private static let outcome: Int32 = setUp()

    /// Prepares libssh2; later calls do nothing.
    ///
    /// `SIGPIPE` is ignored from then on, unless the process handles it: an agent that dies while it is written to
    /// would end the process. The C function is `libssh2_init`.
    static func start() throws(SSHError) {
        guard outcome != 0 else { return }
        throw SSHError(.other, "libssh2 cannot be prepared: its error \(outcome)")
    }

    private static func setUp() -> Int32 {
        var present = sigaction()
        sigaction(SIGPIPE, nil, &present)
        if present.__sigaction_handler.sa_handler == nil {
            present.__sigaction_handler.sa_handler = SIG_IGN
            sigaction(SIGPIPE, &present, nil)
        }
        return libssh2_init(0)
    }
}
