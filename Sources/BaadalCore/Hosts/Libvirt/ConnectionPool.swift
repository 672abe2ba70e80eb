internal import Libvirt
internal import Synchronization

/// Lends further connections to one host, each to one call at a time.
///
/// libvirt promises that threads may share a connection, and its client before 10.3 (CVE-2024-4418) breaks that: a call
/// that another one woke may leave behind an event that writes to the stack of its thread, and the process ends. So a
/// call has its connection to itself.
final class ConnectionPool: Sendable {
    /// Connections that are kept although nobody uses them.
    private static let kept = 2

    private let first: Connection
    private let idle = Mutex<[Connection]>([])
    /// Held while one is opened: an SSH server drops those that come all at once.
    private let opening = Mutex(())
    private let open: @Sendable () throws -> Connection

    /// A pool that opens what it lends.
    ///
    /// - Parameter first: The connection that polls use, which is not lent; but a host of the test driver lives in its
    ///   connection, speaks to nobody, and has no other.
    init(beside first: Connection, open: @escaping @Sendable () throws -> Connection) {
        (self.first, self.open) = (first, open)
    }

    /// Calls a body with a connection that nobody else uses meanwhile.
    ///
    /// It blocks for as long as the host takes to open one and to answer the body.
    ///
    /// - Throws: What opening and the body throw.
    func withConnection<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        guard first.hypervisorType != "TEST" else { return try body(first) }
        let connection = try idleOne() ?? opened()
        defer { giveBack(connection) }
        return try body(connection)
    }

    private func idleOne() -> Connection? {
        // Lost ones are let go of outside the lock: that talks to the host.
        let (found, lost) = idle.withLock { idle in
            var lost: [Connection] = []
            while let last = idle.popLast() {
                if last.isAlive { return (last as Connection?, lost) }
                lost.append(last)
            }
            return (nil, lost)
        }
        withExtendedLifetime(lost) {}
        return found
    }

    private func opened() throws -> Connection {
        try opening.withLock { _ in try idleOne() ?? open() }
    }

    private func giveBack(_ connection: Connection) {
        guard connection.isAlive else { return }
        idle.withLock { idle in
            if idle.count < Self.kept { idle.append(connection) }
        }
    }
}
