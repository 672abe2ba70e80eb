import Libvirt
import Testing

@Suite(.timeLimit(.minutes(1))) struct EventTests {
    @Test func `what happens to a domain is told in order`() async throws {
        let node = try TestNode(domains: 1)
        let connection = try node.connect()
        let (events, continuation) = AsyncStream.makeStream(of: DomainEvent.self)
        try connection.onLifecycle { continuation.yield($0) }

        let domain = try connection.domain(TestNode.uuid(0))
        try domain.suspend()
        try domain.resume()
        try domain.destroy()
        try domain.start()
        try domain.destroy()
        try domain.undefine()
        _ = try connection.define(xml: TestNode.domain(1, isRunning: false))

        var seen: [DomainEvent] = []
        for await event in events {
            seen.append(event)
            if event.kind == .defined { break }
        }
        #expect(seen.map(\.kind) == [.suspended, .resumed, .stopped, .started, .stopped, .undefined, .defined])
        #expect(seen.dropLast().allSatisfy { $0.uuid == TestNode.uuid(0) && $0.name == "vm-0" })
        #expect(seen.last?.name == "vm-1")
        #expect(!seen.contains { $0.isMigration })
    }

    @Test func `a connection takes one listener for its domains`() async throws {
        let node = try TestNode(domains: 1)
        let connection = try node.connect()
        let (events, continuation) = AsyncStream.makeStream(of: DomainEvent.self)
        try connection.onLifecycle { continuation.yield($0) }

        #expect(throws: LibvirtError.self) { try connection.onLifecycle { _ in } }

        try connection.domain(named: "vm-0").suspend()
        #expect(await events.first { _ in true }?.kind == .suspended)
    }

    @Test func `a connection that goes lets its listeners go`() async throws {
        let node = try TestNode(domains: 1)
        let (released, continuation) = AsyncStream.makeStream(of: Void.self)
        let (closes, closeContinuation) = AsyncStream.makeStream(of: Void.self)

        try listen(to: node, Witness { continuation.yield() }, Witness { closeContinuation.yield() })

        #expect(await released.first { true } != nil)
        #expect(await closes.first { true } != nil)
    }

    @Test func `a connection takes one listener for its end`() throws {
        let node = try TestNode(domains: 0)
        let connection = try node.connect()

        try connection.onClose { _ in }

        #expect(throws: LibvirtError.self) { try connection.onClose { _ in } }
    }

    private func listen(to node: TestNode, _ lifecycle: Witness, _ close: Witness) throws {
        let connection = try node.connect()
        try connection.onLifecycle { _ in _ = lifecycle }
        try connection.onClose { _ in _ = close }
    }
}

/// Tells when it goes.
private final class Witness: Sendable {
    private let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    deinit { body() }
}
