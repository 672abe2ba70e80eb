import BaadalModel
import BaadalStore
import Foundation
import Logging
import Synchronization
import Testing

@testable import BaadalCore

@Suite struct DHCPKeeperTests {
    private let world: TestWorld
    private let server = ScriptedServer()
    private let plan: DHCPPlan
    private let wanted: DHCPText

    init() throws {
        world = try TestWorld(domains: [])
        let (first, second) = (try #require(MAC("52:54:00:00:00:01")), try #require(MAC("52:54:00:00:00:02")))
        plan = try DHCPPlan([
            DHCPReservation(name: "a", mac: first, address: try #require(IPv4("10.0.0.1"))),
            DHCPReservation(name: "b", mac: second, address: try #require(IPv4("10.0.0.2"))),
        ])
        wanted = DHCPText(text: plan.isc)
    }

    private func keeper(_ repair: CloudConfig.Network.Repair = .ask, _ plan: DHCPPlan? = nil) -> DHCPKeeper {
        var config = CloudConfig.Network()
        config.repair = repair
        let plan = plan ?? self.plan
        return DHCPKeeper(
            server: server,
            driver: .isc,
            file: "/etc/dhcp/baadal.conf",
            books: { plan },
            records: Records(world.store),
            config: config,
            clock: world.clock,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func status() throws -> BoxStatus? { try world.store.networkBooks(at: world.clock.now()).boxes[.dhcp] }

    @Test func `what was never told is told by a look`() async throws {
        #expect(try await keeper().settle(.look) == nil)
        #expect(server.texts == [wanted])
        #expect(try status()?.state == .sound)
        #expect(try await keeper().settle(.apply) == nil)
        #expect(server.texts.count == 1)
    }

    @Test func `what was edited by hand is shown, and mended on request`() async throws {
        server.change { look in
            look.serve(wanted)
            let extra = "host x { hardware ethernet 52:54:00:00:00:09; fixed-address 10.0.0.9; }"
            look.text = wanted.text.replacing("host a", with: "host c") + extra + "\n"
        }
        let words = try #require(try await keeper().settle(.look))
        #expect(server.texts.isEmpty)
        #expect(words.contains("/etc/dhcp/baadal.conf lacks 'host a {"), "\(words)")
        #expect(words.contains("has 2 entries that nobody asked for"), "\(words)")
        #expect(try status() == BoxStatus(state: .drifting, at: world.clock.now(), message: words))
        #expect(try await keeper().settle(.apply) == nil)
        #expect(try status()?.state == .sound)
    }

    @Test func `what was edited by hand is mended at once where that is asked for`() async throws {
        server.change { look in
            look.serve(wanted)
            look.text = ""
        }
        #expect(try await keeper(.automatic).settle(.look) == nil)
        #expect(server.texts == [wanted])
    }

    @Test func `one that does not run, or does not read our file, is shown`() async throws {
        server.change { look in
            look.serve(wanted)
            look.isRunning = false
        }
        #expect(try await keeper().settle(.look) == "it is not running")
        server.change { look in
            look.serve(wanted)
            look.isRead = false
        }
        #expect(try await keeper().settle(.look) == "dhcpd.conf does not include /etc/dhcp/baadal.conf")
        #expect(server.texts.isEmpty)
    }

    @Test func `what somebody else broke is said, and nothing is changed`() async throws {
        server.change { $0.fault = "dhcpd.conf line 5: semicolon expected." }
        let words = "its configuration is broken by somebody else: dhcpd.conf line 5: semicolon expected."
        #expect(try await keeper(.automatic).settle(.apply)?.hasPrefix(words) == true)
        #expect(server.texts.isEmpty)
        #expect(try status()?.state == .drifting)
    }

    @Test func `a change that the server did not start with is not tried at each look`() async throws {
        server.change { look in
            look.serve(DHCPText(text: "# Old.\n"))
            look.told = .failed(wanted.id, why: "no interface", isOld: false)
        }
        #expect(try await keeper(.automatic).settle(.look)?.contains("no interface") == true)
        #expect(server.texts.isEmpty)
        server.change { $0.told = .failed(wanted.id, why: "no interface", isOld: true) }
        #expect(try await keeper().settle(.look) == nil)
        #expect(server.texts == [wanted])
    }

    @Test func `a change that was cut off is finished by the next look`() async throws {
        server.change { look in
            look.serve(wanted)
            look.told = .unknown
        }
        #expect(try await keeper().settle(.look) == nil)
        #expect(server.texts == [wanted])
    }

    @Test func `one that does not answer is told when it does`() async throws {
        server.failure.withLock { $0 = BoxFailure(kind: .unreachable, description: "no route to host") }
        #expect(try await keeper().settle(.apply) == "no route to host")
        #expect(try status()?.state == .unreachable)
        server.failure.withLock { $0 = nil }
        #expect(try await keeper().settle(.look) == nil)
        #expect(server.texts == [wanted])
        #expect(try status()?.state == .sound)
    }

    @Test func `one that refuses is drifting`() async throws {
        server.failure.withLock { $0 = BoxFailure(kind: .refused, description: "dhcpd is not installed there") }
        #expect(try await keeper().settle(.apply) == "dhcpd is not installed there")
        #expect(try status()?.state == .drifting)
    }

    @Test func `an address that another machine has is shown, and is no failure of what was asked for`() async throws {
        func lease(_ address: String, _ mac: String, _ state: String) -> String {
            "lease \(address) {\n  binding state \(state);\n  hardware ethernet \(mac);\n}\n"
        }
        let given = [
            lease("10.0.0.1", "52:54:00:00:00:01", "active"), lease("10.0.0.2", "52:54:00:00:00:77", "active"),
            lease("10.0.0.3", "52:54:00:00:00:78", "active"),
        ]
        server.change { look in
            look.serve(wanted)
            look.leases = DHCPLease.isc(parsing: given.joined())
        }
        #expect(try await keeper(.automatic).settle(.apply) == nil)
        #expect(server.texts.isEmpty)
        #expect(try status()?.message == "10.0.0.2 is leased to another machine")
        #expect(try status()?.state == .drifting)
    }

    @Test func `a server that was never told anything is left alone while there is nothing to tell`() async throws {
        server.change { $0.isRunning = true }
        let none = try DHCPPlan([])
        #expect(try await keeper(.automatic, none).settle(.apply) == nil)
        #expect(server.texts.isEmpty)
        #expect(try status()?.state == .sound)
    }

    @Test func `clearing leaves a file without entries`() async throws {
        server.change { $0.serve(wanted) }
        #expect(try await keeper().settle(.clear) == nil)
        #expect(server.texts == [DHCPText(text: try DHCPPlan([]).isc)])
    }

    @Test func `names that come to the same are said`() async throws {
        let keeper = DHCPKeeper(
            server: server,
            driver: .isc,
            file: "/etc/dhcp/baadal.conf",
            books: { throw CloudError.taken(what: "DHCP name", value: "a") },
            records: Records(world.store),
            config: CloudConfig.Network(),
            clock: world.clock,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        #expect(try await keeper.settle(.apply)?.contains("'a'") == true)
        #expect(try status()?.state == .drifting)
    }
}

extension DHCPLook {
    fileprivate mutating func serve(_ text: DHCPText) {
        (self.text, told, isRead, isRunning) = (text.text, .served(text.id), true, true)
    }
}

/// A server that does what it is told.
private final class ScriptedServer: DHCPServing {
    let failure = Mutex<BoxFailure?>(nil)
    private let state = Mutex((look: DHCPLook(), texts: [DHCPText]()))

    /// All that it was told.
    var texts: [DHCPText] { state.withLock { $0.texts } }

    func change(_ body: (inout DHCPLook) throws -> Void) rethrows { try state.withLock { try body(&$0.look) } }

    func look() async throws -> DHCPLook {
        if let failure = failure.withLock({ $0 }) { throw failure }
        return state.withLock { $0.look }
    }

    func write(_ text: DHCPText) async throws {
        state.withLock {
            $0.texts.append(text)
            $0.look.serve(text)
        }
    }
}
