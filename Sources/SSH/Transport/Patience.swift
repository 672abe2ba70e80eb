internal import Glibc

/// A moment by which a call ends.
struct Deadline {
    static let never = Deadline(within: .seconds(3_000_000_000))

    let moment: ContinuousClock.Instant
    let length: Duration

    init(within length: Duration) {
        // A century is as good as for ever, and does not overflow.
        self.length = min(max(length, .zero), .seconds(3_000_000_000))
        moment = .now + self.length
    }

    var isOver: Bool { moment <= .now }

    /// The milliseconds that are left, rounded up, as `poll` takes them.
    var milliseconds: Int32 {
        let left = moment - .now
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    /// That moment on the clock that POSIX calls monotonic.
    var time: timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let left = Int(milliseconds)
        let nanoseconds = now.tv_nsec + left % 1000 * 1_000_000
        let seconds = now.tv_sec + left / 1000 + nanoseconds / 1_000_000_000
        return timespec(tv_sec: seconds, tv_nsec: nanoseconds % 1_000_000_000)
    }
}

/// How long a call goes on: until its deadline, or until its caller wants no more.
struct Patience {
    let deadline: Deadline
    let target: SSHTarget
    var isCancelled: (@Sendable () -> Bool)?

    /// Throws where there is no reason to wait any longer for what the words say.
    func check(_ action: String) throws(SSHError) {
        if isCancelled?() == true { throw SSHError(.cancelled, "\(action) on \(target) was cancelled") }
        guard deadline.isOver else { return }
        let seconds = deadline.length.formattedSeconds
        throw SSHError(.timedOut, "\(action) on \(target) took longer than \(seconds) s, which was its limit")
    }

    /// Waits until the socket is ready, for as long as there is no reason to look at anything else.
    func wait(for events: Int32, on socket: Int32, _ action: String) throws(SSHError) {
        try check(action)
        // Nothing tells of a cancel: it is asked for.
        let longest: Int32 = isCancelled == nil ? 10_000 : 50
        var descriptor = pollfd(fd: socket, events: Int16(events), revents: 0)
        poll(&descriptor, 1, min(deadline.milliseconds, longest))
        try check(action)
    }
}

extension Duration {
    /// The seconds with up to three digits after the point.
    var formattedSeconds: String {
        let (seconds, attoseconds) = components
        let thousandths = Int(attoseconds / 1_000_000_000_000_000)
        guard thousandths != 0 else { return "\(seconds)" }
        let digits = String(String(thousandths + 1000).dropFirst())
        return "\(seconds).\(digits.reversed().drop { $0 == "0" }.reversed().map(String.init).joined())"
    }
}
