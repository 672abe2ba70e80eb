internal import BaadalModel
internal import Libvirt
internal import Synchronization

/// A host that is itself a guest, switched by its parent.
///
/// The connection to the parent is kept for as long as calls return. One that hangs is left behind with its queue, and
/// the next call opens another.
final class GuestSwitch: PowerSwitch {
    private let guest: PowerDriver.Guest
    private let calls: BlockingCalls
    private let config: CloudConfig.Libvirt
    private let probe = PortProbe()
    private let parent = Mutex<Parent?>(nil)

    init(guest: PowerDriver.Guest, calls: BlockingCalls, config: CloudConfig.Libvirt) {
        (self.guest, self.calls, self.config) = (guest, calls, config)
    }

    var name: String { "libvirt, \(guest.domain) at \(guest.uri)" }

    func turnOn() async throws {
        try await act { domain in
            if try !domain.isActive() { try domain.start() }
        }
    }

    func shutDown() async throws {
        try await act { domain in
            if try domain.isActive() { try domain.shutdown() }
        }
    }

    func cut() async throws {
        let name = name
        try await act { domain in
            let status = try domain.status()
            // A definition stays behind where a guest moved to another parent, and runs there.
            if status.state == .shutOff, status.reasonText == "migrated" {
                throw PowerFailure(.failed, "\(name): it moved to another parent; name that in the driver")
            }
            guard try domain.isPersistent() else {
                let why = "it is transient, and once it is off nothing tells that it is; define it there"
                throw PowerFailure(.failed, "\(name): \(why)")
            }
            if try domain.isActive() { try domain.destroy() }
        }
    }

    /// Whether a guest is in memory: a crashed one that is kept there counts as on.
    func isOn() async throws -> Bool? {
        try await act { domain in try domain.isActive() }
    }

    private func act<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Domain) throws -> Value
    ) async throws -> Value {
        let parent = try await opened()
        let domain = guest.domain
        do {
            return try await CallLane(calls: calls)
                .run(.task, deadline: .seconds(config.callTimeout)) {
                    try body(try parent.connection.domain(named: domain))
                }
        } catch let error as HostFailure {
            self.parent.withLock { if $0 === parent { $0 = nil } }
            throw failure(.unreachable, "\(error)")
        } catch let error as LibvirtError {
            guard error.code != .noDomain else { throw failure(.failed, "the parent has no guest of that name") }
            throw failure(TaskFailure(error).cause == .unreachable ? .unreachable : .failed, TaskFailure(error).message)
        }
    }

    private func opened() async throws -> Parent {
        if let parent = parent.withLock({ $0 }), parent.connection.isAlive { return parent }
        do {
            let target = try ConnectionURI(guest.uri)
            guard !target.skipsVerification else {
                throw failure(.unusable, "the URI turns the check of the parent's key off; give it without no_verify")
            }
            if let host = target.host, let port = target.port {
                try await probe.check(host: host, port: Int(port), within: .seconds(config.connectTimeout))
            }
            let (interval, count) = (config.keepAliveInterval, config.keepAliveCount)
            let lane = CallLane(calls: calls)
            let connection = try await lane.run(.task, deadline: .seconds(config.openTimeout)) {
                let connection = try Connection(opening: target.text)
                try connection.setKeepAlive(interval: interval, count: count)
                return connection
            }
            let opened = Parent(connection: connection, lane: lane)
            parent.withLock { $0 = opened }
            return opened
        } catch let error as ConnectionURIError {
            throw failure(.unusable, "\(error)")
        } catch let error as PowerFailure {
            throw error
        } catch {
            throw failure(.unreachable, TaskFailure(error).message)
        }
    }

    /// A connection that is closed on the queue it was opened on: closing talks to the parent.
    private final class Parent: Sendable {
        let connection: Connection
        private let lane: CallLane

        init(connection: Connection, lane: CallLane) { (self.connection, self.lane) = (connection, lane) }

        deinit { lane.release(connection) }
    }
}
