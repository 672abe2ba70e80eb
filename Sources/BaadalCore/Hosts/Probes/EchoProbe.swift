internal import BaadalModel
@preconcurrency internal import Dispatch
internal import Glibc

/// Sends echoes to hosts.
protocol EchoSending: Sendable {
    /// Sends one echo, and waits for its reply.
    func ask(_ place: HostResolver.Place, within timeout: Duration) async -> EchoProbe.Outcome
}

/// Sends ICMP echoes through sockets that need no privilege, without giving any of them a thread.
///
/// The kernel opens them for the groups of `net.ipv4.ping_group_range`, IPv6 included. It fills in identifier and
/// checksum, and gives each socket its own replies only; see `icmp(7)`.
final class EchoProbe: EchoSending {
    /// What came of one echo.
    enum Outcome: Hashable, Sendable {
        case answered
        case failed(HostHealth.Failure)
        /// The kernel opens no such socket for us.
        case notAllowed
    }

    private let queue = DispatchQueue(label: "baadal.echo")
    private let open: @Sendable (_ family: Int32) -> Int32

    /// - Parameter open: Opens a non-blocking datagram socket for ICMP, or gives -1 and sets `errno`.
    init(open: @escaping @Sendable (_ family: Int32) -> Int32 = EchoProbe.openSocket) { self.open = open }

    static let openSocket: @Sendable (Int32) -> Int32 = { family in
        let kind = SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        return socket(family, Int32(kind), Int32(family == AF_INET6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
    }

    func ask(_ place: HostResolver.Place, within timeout: Duration) async -> Outcome {
        await withCheckedContinuation { continuation in
            queue.async { [queue, open] in
                Echo.start(to: place, open, queue: queue, timeout: timeout) { continuation.resume(returning: $0) }
            }
        }
    }
}

/// One echo under way.
///
/// Unchecked: it is made, called back and ended on the probe's serial queue, and nowhere else.
private final class Echo: @unchecked Sendable {
    private let descriptor: Int32
    private let source: any DispatchSourceRead
    private let isSix: Bool
    /// What tells the reply from any other.
    private let token: [UInt8]
    private var done: ((EchoProbe.Outcome) -> Void)?

    private init(
        _ descriptor: Int32,
        _ source: any DispatchSourceRead,
        isSix: Bool,
        token: [UInt8],
        done: @escaping (EchoProbe.Outcome) -> Void
    ) {
        (self.descriptor, self.source, self.isSix, self.token, self.done) = (descriptor, source, isSix, token, done)
    }

    static func start(
        to place: HostResolver.Place,
        _ open: (Int32) -> Int32,
        queue: DispatchQueue,
        timeout: Duration,
        done: @escaping @Sendable (EchoProbe.Outcome) -> Void
    ) {
        let descriptor = open(place.family)
        guard descriptor >= 0 else {
            return done([EACCES, EPERM].contains(errno) ? .notAllowed : .failed(failure(errno)))
        }
        let token = (0..<16).map { _ in UInt8.random(in: 0...255) }
        let isSix = place.family == AF_INET6
        // Type, code, checksum, identifier, sequence.
        let packet: [UInt8] = [isSix ? 128 : 8, 0, 0, 0, 0, 0, 0, 1] + token
        // Only what comes from there is read then.
        let isSent = place.withAddress { address, size in
            connect(descriptor, address, size) == 0 && send(descriptor, packet, packet.count, 0) == packet.count
        }
        guard isSent else {
            let failure = failure(errno)
            close(descriptor)
            return done(.failed(failure))
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        let echo = Echo(descriptor, source, isSix: isSix, token: token, done: done)
        source.setEventHandler { echo.read() }
        source.activate()
        queue.asyncAfter(deadline: .now() + timeout.seconds) {
            let seconds = Int(timeout.seconds.rounded(.up))
            echo.finish(.failed(HostHealth.Failure(.timedOut, "no echo came back within \(seconds) s")))
        }
    }

    private func read() {
        var bytes = [UInt8](repeating: 0, count: 256)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count >= 0 else {
                if errno == EINTR { continue }
                if errno != EAGAIN { finish(.failed(Self.failure(errno))) }
                return
            }
            guard count >= 8 + token.count, bytes[0] == (isSix ? 129 : 0), Array(bytes[8..<8 + token.count]) == token
            else { continue }
            return finish(.answered)
        }
    }

    /// An error on our side, as a missing route, says nothing of the host.
    private static func failure(_ number: Int32) -> HostHealth.Failure {
        let kind: HostHealth.Failure.Kind =
            switch number {
            case EHOSTUNREACH, EHOSTDOWN: .unreachable
            case ETIMEDOUT: .timedOut
            case ECONNREFUSED: .refused
            default: .other
            }
        return HostHealth.Failure(kind, String(cString: strerror(number)))
    }

    private func finish(_ outcome: EchoProbe.Outcome) {
        guard let report = done else { return }
        done = nil
        let descriptor = descriptor
        source.setCancelHandler { close(descriptor) }
        source.cancel()
        report(outcome)
    }
}
