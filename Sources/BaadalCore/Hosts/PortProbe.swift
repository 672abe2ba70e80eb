@preconcurrency internal import Dispatch
internal import Glibc
internal import Synchronization

/// Asks whether a TCP port answers, without giving it a thread.
///
/// Opening a libvirt connection has no time limit of its own, and a dead address holds its caller for minutes. All
/// probes of the process share one queue and use non-blocking connects.
final class PortProbe: Sendable {
    private let queue = DispatchQueue(label: "baadal.probe")

    /// Waits until a port accepts a connection.
    ///
    /// - Throws: ``HostFailure/noAnswer(address:why:)``.
    func check(host: String, port: Int, within timeout: Duration) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async {
                Attempt.start(host: host, port: port, queue: self.queue, timeout: timeout) { why in
                    if let why {
                        continuation.resume(throwing: HostFailure.noAnswer(address: "\(host):\(port)", why: why))
                    } else {
                        continuation.resume()
                    }
                }
            }
        }
    }
}

/// One non-blocking connect.
///
/// Unchecked: it is made, called back and ended on the probe's serial queue, and nowhere else.
private final class Attempt: @unchecked Sendable {
    private let descriptor: Int32
    private let source: any DispatchSourceWrite
    private var done: ((String?) -> Void)?

    private init(descriptor: Int32, source: any DispatchSourceWrite, done: @escaping (String?) -> Void) {
        self.descriptor = descriptor
        self.source = source
        self.done = done
    }

    static func start(
        host: String,
        port: Int,
        queue: DispatchQueue,
        timeout: Duration,
        done: @escaping @Sendable (String?) -> Void
    ) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, "\(port)", &hints, &found)
        defer { if let found { freeaddrinfo(found) } }
        guard code == 0, let address = found?.pointee else { return done(String(cString: gai_strerror(code))) }
        let descriptor = socket(
            address.ai_family,
            Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
            0
        )
        guard descriptor >= 0 else { return done(String(cString: strerror(errno))) }
        if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 {
            close(descriptor)
            return done(nil)
        }
        guard errno == EINPROGRESS else {
            let why = String(cString: strerror(errno))
            close(descriptor)
            return done(why)
        }
        let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
        let attempt = Attempt(descriptor: descriptor, source: source, done: done)
        source.setEventHandler { attempt.connected() }
        source.activate()
        queue.asyncAfter(deadline: .now() + timeout.seconds) {
            attempt.finish("it did not answer within \(Int(timeout.seconds.rounded(.up))) s")
        }
    }

    private func connected() {
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        finish(error == 0 ? nil : String(cString: strerror(error)))
    }

    private func finish(_ why: String?) {
        guard let report = done else { return }
        done = nil
        let descriptor = descriptor
        source.setCancelHandler { close(descriptor) }
        source.cancel()
        report(why)
    }
}
