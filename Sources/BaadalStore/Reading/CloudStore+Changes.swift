@preconcurrency internal import Dispatch
internal import Foundation
internal import GRDB
internal import Glibc

extension CloudStore {
    /// A value each time the store may have changed, at most four a second.
    ///
    /// The first comes at once.
    public func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watch = ChangeWatch(directory.path) { continuation.yield() }
        continuation.onTermination = { _ in watch.stop() }
        continuation.yield()
        watch.start()
        return stream
    }
}

/// Watches the folder of the database: the write-ahead log changes with each commit, of any process.
///
/// Unchecked: everything after `init` happens on its serial queue.
private final class ChangeWatch: @unchecked Sendable {
    private let folder: String
    private let tell: @Sendable () -> Void
    private let queue = DispatchQueue(label: "baadal.changes")
    private var source: (any DispatchSourceRead)?
    private var backstop: (any DispatchSourceTimer)?
    private var isWaiting = false
    private var seen: [UInt64] = []
    private var isStopped = false

    init(_ folder: String, _ tell: @escaping @Sendable () -> Void) {
        self.folder = folder
        self.tell = tell
    }

    func start() {
        queue.async {
            self.arm()
            let timer = DispatchSource.makeTimerSource(queue: self.queue)
            timer.schedule(deadline: .now() + 2, repeating: 2, leeway: .milliseconds(500))
            timer.setEventHandler {
                if self.source == nil, !self.isWaiting { self.arm() }
                self.report()
            }
            timer.activate()
            self.backstop = timer
        }
    }

    func stop() {
        queue.async {
            self.isStopped = true
            // A source that is let go while it is suspended ends the process.
            if self.isWaiting { self.source?.resume() }
            self.source?.cancel()
            self.backstop?.cancel()
            self.source = nil
            self.backstop = nil
        }
    }

    private func arm() {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { return }
        let mask = UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_CLOSE_WRITE)
        guard inotify_add_watch(descriptor, folder, mask) >= 0 else {
            close(descriptor)
            return
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while read(descriptor, &buffer, buffer.count) > 0 {}
            self?.look()
        }
        source.setCancelHandler { close(descriptor) }
        source.activate()
        self.source = source
    }

    /// Tells of a change where there is one, and then sleeps for a quarter of a second.
    ///
    /// A commit is many writes, and each would wake this process.
    private func look() {
        guard !isStopped, !isWaiting else { return }
        if source == nil { arm() }
        report()
        isWaiting = true
        source?.suspend()
        queue.asyncAfter(deadline: .now() + .milliseconds(250)) {
            guard !self.isStopped else { return }
            self.isWaiting = false
            self.source?.resume()
            self.report()
        }
    }

    private func report() {
        let now = stamps()
        guard !isStopped, now != seen else { return }
        seen = now
        tell()
    }

    /// The log file's inode, size and time tell whether anybody has committed, without opening it.
    private func stamps() -> [UInt64] {
        ["baadal.db-wal", "baadal.db", "run.json"].flatMap { name -> [UInt64] in
            var info = stat()
            guard stat("\(folder)/\(name)", &info) == 0 else { return [0, 0, 0] }
            let time = UInt64(info.st_mtim.tv_sec) &* 1_000_000_000 &+ UInt64(info.st_mtim.tv_nsec)
            return [UInt64(info.st_ino), UInt64(bitPattern: Int64(info.st_size)), time]
        }
    }
}
