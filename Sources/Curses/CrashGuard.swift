internal import Glibc

/// Puts the terminal back when the process dies of a signal: a fault of its own, or an end that comes too early to be
/// noticed in another way.
///
/// The handler does nothing but write, set modes and die of the same signal again.
enum CrashGuard {
    private static let signals = [
        SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGTERM, SIGHUP, SIGINT, SIGQUIT,
    ]

    /// Prepares for the worst.
    static func arm(_ terminal: Terminal) {
        let (bytes, modes) = terminal.restoration
        let text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = text.initialize(from: bytes)
        let copy = UnsafeMutablePointer<termios>.allocate(capacity: 1)
        copy.initialize(to: modes)
        (crashText, crashModes) = (UnsafeRawBufferPointer(text), copy)
        (crashInput, crashOutput) = (terminal.input, terminal.output)
        // A fault may be a full stack.
        let size = 65_536
        var stack = stack_t(ss_sp: .allocate(byteCount: size, alignment: 16), ss_flags: 0, ss_size: size)
        sigaltstack(&stack, nil)
        for signal in signals {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = putBackAndDie
            action.sa_flags = Int32(bitPattern: UInt32(SA_ONSTACK) | UInt32(SA_RESETHAND) | UInt32(SA_NODEFER))
            sigaction(signal, &action, nil)
        }
    }

    /// Leaves the terminal to whoever has it now.
    static func disarm() { crashOutput = -1 }

    /// Is prepared again after ``disarm()``.
    static func rearm(_ terminal: Terminal) { crashOutput = terminal.output }
}

// Read by the handler alone once they are written; a handler can be given nothing else.
nonisolated(unsafe) private var crashText = UnsafeRawBufferPointer(start: nil, count: 0)
nonisolated(unsafe) private var crashModes: UnsafeMutablePointer<termios>?
nonisolated(unsafe) private var crashInput: Int32 = -1
nonisolated(unsafe) private var crashOutput: Int32 = -1

private func putBackAndDie(_ number: Int32) {
    if crashOutput >= 0 {
        _ = write(crashOutput, crashText.baseAddress, crashText.count)
        if let modes = crashModes { tcsetattr(crashInput, TCSANOW, modes) }
    }
    signal(number, SIG_DFL)
    raise(number)
}
