internal import BaadalModel
@preconcurrency internal import Dispatch
internal import Glibc

/// An advisory lock on a file, given back by the kernel when its process dies.
///
/// The descriptor is closed on exec, so that no child keeps the lock of a dead controller.
struct FileLock: ~Copyable {
    fileprivate let descriptor: Int32

    deinit { close(descriptor) }

    /// Takes the lock at once; `nil` where another process holds it.
    ///
    /// - Throws: ``CloudError/unusableState(path:why:)`` where the file cannot be opened.
    static func tryToTake(_ path: String) throws -> FileLock? {
        let descriptor = try openFile(path)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return FileLock(descriptor: descriptor) }
        let code = errno
        close(descriptor)
        guard code == EWOULDBLOCK || code == EINTR else {
            throw CloudError.unusableState(path: path, why: String(cString: strerror(code)))
        }
        return nil
    }

    /// Takes the lock once its holder gives it back, however long that takes.
    ///
    /// Blocks a thread of its own.
    static func take(_ path: String) async throws -> FileLock {
        let descriptor = try openFile(path)
        let code = await withCheckedContinuation { (continuation: CheckedContinuation<Int32, Never>) in
            DispatchQueue(label: "baadal.standby").async {
                while flock(descriptor, LOCK_EX) != 0 {
                    guard errno == EINTR else { return continuation.resume(returning: errno) }
                }
                continuation.resume(returning: 0)
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw CloudError.unusableState(path: path, why: String(cString: strerror(code)))
        }
        return FileLock(descriptor: descriptor)
    }

    /// Whether anybody holds the lock, shared or not.
    static func isHeld(_ path: String) throws -> Bool {
        try tryToTake(path) == nil
    }

    private static func openFile(_ path: String) throws -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw CloudError.unusableState(path: path, why: String(cString: strerror(errno)))
        }
        return descriptor
    }
}
