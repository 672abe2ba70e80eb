import BaadalModel
import Foundation
import Testing

@testable import BaadalCore
@testable import BaadalStore

/// What must not happen to a NAT box and its books, case by case.
@Suite struct NATGuardTests {
    private let world: NATWorld
    private let asha = Requester(name: "asha", via: "test")

    init() throws { world = try NATWorld() }

    private func standing(_ number: Int) throws -> Standing? {
        try world.store.networkBooks(at: world.now).mapping(of: NATWorld.vm(number))?.standing
    }

    private func makePublic(_ number: Int) async throws -> AddressMapping {
        try world.make(number, isPublic: true)
        let mapping = try #require(try world.store.wantMapping(of: NATWorld.vm(number)))
        #expect(try await world.keeper.settle(.apply) == nil)
        return mapping
    }

    @Test func `a rule before ours that leads an address away leaves it not present`() async throws {
        let mapping = try await makePublic(1)
        let stray = "-A BAADAL-IN -d \(mapping.outside)/32 -i eth1 -j DNAT --to-destination 198.18.0.9"
        world.box.edit { chains, _ in chains["nat BAADAL-IN"]?.insert(stray, at: 0) }
        _ = try await world.keeper.settle(.look)
        #expect(try standing(1) == .drifting)
        #expect(try await world.keeper.settle(.apply) == nil)
        #expect(try standing(1) == .present && !world.box.ours.contains(stray))
    }

    @Test func `what a file brings back when the box starts is not let go of`() async throws {
        let mapping = try await makePublic(1)
        try world.store.unwantMapping(of: NATWorld.vm(1), releasing: true)
        // Connections, rules, connections, the address, a look and two files that are read come before that of rules.
        world.box.arm(.refused, after: 7)
        #expect(try await world.keeper.settle(.apply)?.contains("does not bring back") == true)
        #expect(world.box.ours.isEmpty && world.box.file(NATWorld.files.rules)?.contains("DNAT") == true)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == mapping.outside)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == nil)
        #expect(world.box.file(NATWorld.files.rules)?.contains("DNAT") == false)
    }

    @Test func `a way that was ended is not opened again by a clock that steps back`() async throws {
        try world.make(1)
        try world.grant(1, seconds: 3600)
        #expect(try await world.keeper.settle(.apply) == nil)
        try world.store.revokeGrant(of: NATWorld.vm(1), at: world.now)
        world.wait(-600)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(world.box.ours.isEmpty)
        #expect(try world.store.openGrant(of: NATWorld.vm(1)) == nil)
    }

    @Test func `a chain that is entered twice is taken away as well`() async throws {
        let foreign = world.box.foreign
        _ = try await makePublic(1)
        world.box.edit { chains, _ in chains["nat PREROUTING"]?.append("-A PREROUTING -j BAADAL-IN") }
        try world.store.unwantAllMappings(at: world.now, by: "asha")
        #expect(try await world.keeper.settle(.clear) == nil)
        #expect(world.box.foreign == foreign && world.box.entries.isEmpty)
    }

    @Test func `the type of a box is not changed while it leads something`() async throws {
        _ = try await makePublic(1)
        #expect(throws: CloudError.self) {
            try CloudStore.open(StateDirectory(path: world.folder), role: .controller, config: CloudConfig())
        }
        try world.store.unwantAllMappings(at: world.now, by: "asha")
        #expect(try await world.keeper.settle(.clear) == nil)
        let other = try CloudStore.open(StateDirectory(path: world.folder), role: .controller, config: CloudConfig())
        #expect(try other.networkBooks(at: world.now).natType == nil)
    }

    @Test func `the address of screens is in no pool`() async throws {
        let range = try IPv4Range(from: ScriptedNATBox.own, to: ScriptedNATBox.own)
        await #expect(throws: CloudError.self) {
            try await world.store.submit(.catalog(.addPublic(range)), by: asha)
        }
    }

    @Test func `a password is read by who may change, and kept where nobody else looks`() async throws {
        try world.make(1)
        try world.grant(1, seconds: 60)
        let grant = try #require(try world.store.openGrant(of: NATWorld.vm(1)))
        #expect(try await world.store.secret(of: grant.id) == "s")
        let reader = try CloudStore.open(StateDirectory(path: world.folder), role: .reader)
        #expect(try await reader.secret(of: grant.id) == nil)
        let file = StateDirectory(path: world.folder).secrets + "/screen-\(grant.id)"
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        world.wait(61)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(try await world.store.secret(of: grant.id) == nil)
        #expect(try world.store.spentGrants().map(\.id) == [grant.id])
        try world.store.forgetSecret(of: grant.id)
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(try world.store.spentGrants().isEmpty)
    }

    @Test func `a VM has ten ways a day, and what was never opened does not count`() async throws {
        try world.make(1)
        for _ in 0..<10 {
            try world.grant(1, seconds: 60)
            try world.store.revokeGrant(of: NATWorld.vm(1), at: world.now)
            #expect(try await world.keeper.settle(.look) == nil)
        }
        #expect(throws: CloudError.self) { try world.grant(1, seconds: 60) }
        world.wait(86_401)
        try world.grant(1, seconds: 60)
    }
}
