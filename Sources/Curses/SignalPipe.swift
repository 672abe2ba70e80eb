@preconcurrency internal import Dispatch
internal import Glibc

/// Signals as numbers on the main queue.
///
/// A handler writes them into a pipe, so that none is lost from the moment it is installed; a signal source of Dispatch
/// is registered some time after it is activated, and what comes between is gone.
@MainActor
final class SignalPipe {
    private let source: any DispatchSourceRead

    /// Watches signals until cancelled.
    ///
    /// `nil` where the process has no descriptor left.
    init?(_ numbers: [Int32], _ body: @escaping @MainActor (Int32) -> Void) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        let end = ends[0]
        signalPipe = ends[1]
        source = DispatchSource.makeReadSource(fileDescriptor: end, queue: .main)
        source.setEventHandler {
            MainActor.assumeIsolated {
                var number: UInt8 = 0
                while read(end, &number, 1) == 1 { body(Int32(number)) }
            }
        }
        source.activate()
        for number in numbers {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = passOn
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
    }

    func cancel() { source.cancel() }
}

/// The writing end; a handler can be given nothing else.
nonisolated(unsafe) private var signalPipe: Int32 = -1

private func passOn(_ number: Int32) {
    let before = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe, &byte, 1)
    errno = before
}
