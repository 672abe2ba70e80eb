internal import CLibvirt
internal import Glibc

/// What the libvirt library needs once a process.
public enum Libvirt {
    private static let outcome: Result<Void, LibvirtError> = setUp()

    /// Prepares the library: errors stay off the terminal, and a thread serves events and keep-alive for ever.
    ///
    /// `SIGPIPE` is ignored from then on, unless the process handles it: a host that dies while libvirt writes to it
    /// would end the process. Later calls do nothing. ``Connection`` calls it before it opens.
    public static func start() throws(LibvirtError) {
        try outcome.get()
    }

    /// The version of the client library that this process runs with; `nil` if the library cannot say.
    public static var version: LibvirtVersion? {
        var number: UInt = 0
        guard virGetVersion(&number, nil, nil) == 0 else { return nil }
        return LibvirtVersion(rawValue: number)
    }

    private static func setUp() -> Result<Void, LibvirtError> {
        ignoreBrokenPipes()
        guard virInitialize() == 0 else { return .failure(.last("virInitialize")) }
        virSetErrorFunc(nil) { _, _ in }
        guard virEventRegisterDefaultImpl() == 0 else { return .failure(.last("virEventRegisterDefaultImpl")) }
        return runEvents()
    }

    private static func ignoreBrokenPipes() {
        var present = sigaction()
        sigaction(SIGPIPE, nil, &present)
        guard present.__sigaction_handler.sa_handler == nil else { return }
        present.__sigaction_handler.sa_handler = SIG_IGN
        sigaction(SIGPIPE, &present, nil)
    }

    /// Starts the thread that runs libvirt's event loop.
    ///
    /// It takes no signals: those belong to whoever reads them, and the thread must never end because of one.
    private static func runEvents() -> Result<Void, LibvirtError> {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        let failure = startThread()
        pthread_sigmask(SIG_SETMASK, &before, nil)
        guard failure != 0 else { return .success(()) }
        let reason = String(cString: strerror(failure))
        return .failure(LibvirtError(code: .systemError, function: "pthread_create", message: reason))
    }

    private static func startThread() -> Int32 {
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, serveEvents, nil)
        if failure == 0 { pthread_detach(thread) }
        return failure
    }
}

private func serveEvents(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // A loop that fails at once must not take a whole processor; `poll` on nothing waits, and gives zero.
    while virEventRunDefaultImpl() == 0 || poll(nil, 0, 100) <= 0 {}
    return nil
}

/// A version of libvirt or of a hypervisor, as libvirt numbers them.
public struct LibvirtVersion: RawRepresentable, Hashable, Comparable, Sendable {
    /// Major × 1,000,000 + minor × 1,000 + release.
    public let rawValue: UInt

    /// A version by libvirt's number for it.
    public init(rawValue: UInt) { self.rawValue = rawValue }

    /// A version by its parts.
    public init(_ major: UInt, _ minor: UInt, _ release: UInt = 0) {
        self.init(rawValue: major * 1_000_000 + minor * 1000 + release)
    }

    /// Orders from old to new.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension LibvirtVersion: CustomStringConvertible {
    /// The version as people write it, such as `9.0.0`.
    public var description: String {
        "\(rawValue / 1_000_000).\(rawValue / 1000 % 1000).\(rawValue % 1000)"
    }
}
