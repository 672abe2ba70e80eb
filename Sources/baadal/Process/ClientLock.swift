internal import Glibc

/// A shared lock that says that a client is attached.
///
/// The kernel gives it back when the process ends.
final class ClientLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the lock; `nil` where the file is missing or was replaced meanwhile.
    ///
    /// The file is opened for reading: an account that may write nothing can still be attached.
    static func take(_ path: String) -> ClientLock? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        let lock = ClientLock(descriptor: descriptor)
        while flock(descriptor, LOCK_SH) != 0 {
            guard errno == EINTR else { return nil }
        }
        var (held, named) = (stat(), stat())
        guard fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino else { return nil }
        return lock
    }

    /// Runs a body while no client is attached and none can attach; false where one is.
    static func whileNobody(_ path: String, _ body: () throws -> Void) rethrows -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
        try body()
        return true
    }
}
