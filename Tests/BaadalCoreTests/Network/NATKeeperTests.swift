import BaadalModel
import Testing

@testable import BaadalCore
@testable import BaadalStore

/// The NAT box is kept to the books, whatever happens on the way.
@Suite struct NATKeeperTests {
    private let world: NATWorld

    init() throws { world = try NATWorld() }

    private func standing(_ number: Int) throws -> Standing? {
        try world.store.networkBooks(at: world.now).mapping(of: NATWorld.vm(number))?.standing
    }

    @Test func `a mapping is wanted, then present, then gone with its address`() async throws {
        let foreign = world.box.foreign
        try world.make(1, isPublic: true)
        let mapping = try #require(try world.store.wantMapping(of: NATWorld.vm(1)))
        #expect(mapping.standing == .wanted)
        #expect(try await world.keeper.settle(.apply) == nil)
        #expect(try standing(1) == .present)
        #expect(world.box.addresses.contains(mapping.outside))
        #expect(world.box.ours.contains { $0.hasSuffix("-j DNAT --to-destination \(mapping.inside)") })
        #expect(world.box.file(NATWorld.files.rules)?.contains("--to-destination \(mapping.inside)") == true)
        #expect(world.box.file(NATWorld.files.addresses)?.contains("address \(mapping.outside)/32") == true)
        try world.store.unwantMapping(of: NATWorld.vm(1), releasing: true)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == mapping.outside)
        #expect(try await world.keeper.settle(.apply) == nil)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == nil)
        #expect(world.box.ours.isEmpty && !world.box.addresses.contains(mapping.outside))
        #expect(Set(world.box.cuts) == ["\(mapping.outside) 0 \(mapping.inside)"])
        #expect(world.box.foreign == foreign)
    }

    @Test func `an address that the box had by itself is not taken from it`() async throws {
        try world.make(1, isPublic: true)
        let outside = try #require(try world.store.wantMapping(of: NATWorld.vm(1))).outside
        world.box.edit { $1.insert(outside) }
        _ = try await world.keeper.settle(.apply)
        try world.store.unwantMapping(of: NATWorld.vm(1), releasing: true)
        #expect(try await world.keeper.settle(.apply) == nil)
        #expect(world.box.addresses.contains(outside))
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == nil)
    }

    @Test func `what a box that does not answer may still do is nobody else's`() async throws {
        try world.make(1, isPublic: true)
        let first = try #require(try world.store.wantMapping(of: NATWorld.vm(1)))
        _ = try await world.keeper.settle(.apply)
        world.box.arm(.lostBefore, after: 0)
        try world.store.release(NATWorld.vm(1), at: world.now)
        #expect(try await world.keeper.settle(.apply) == "the line broke")
        for number in [3, 5, 7, 9, 11] { try world.make(number) }
        #expect(
            !(try world.store.catalog().privateAddresses.contains { $0.address == first.inside && $0.holder != nil })
        )
        let other = try #require(try world.store.wantMapping(of: NATWorld.vm(3), takingAddress: true))
        #expect(other.outside != first.outside)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(world.box.ours.filter { $0.contains("DNAT") }.count == 1)
        #expect(try world.wrongs() == [])
    }

    @Test func `a box edited by hand is told of and mended when somebody asks`() async throws {
        try world.make(1, isPublic: true)
        let mapping = try #require(try world.store.wantMapping(of: NATWorld.vm(1)))
        _ = try await world.keeper.settle(.apply)
        world.box.edit { chains, _ in chains["nat BAADAL-IN"]?.removeAll() }
        #expect(try await world.keeper.settle(.look) == "1 rule missing")
        #expect(try standing(1) == .drifting)
        #expect(try world.store.networkBooks(at: world.now).boxes[.nat]?.state == .drifting)
        #expect(try await world.keeper.settle(.apply) == nil)
        #expect(try standing(1) == .present)
        world.box.edit { chains, addresses in
            chains["filter FORWARD"]?.removeAll { $0.contains("BAADAL") }
            chains["filter BAADAL-PASS"]?.append("-A BAADAL-PASS -s 198.51.100.1/32 -j ACCEPT")
            addresses.remove(mapping.outside)
        }
        let words = try await world.keeper.settle(.look)
        #expect(words == "1 rule of nobody in our chains; BAADAL-PASS not entered; it lacks \(mapping.outside)")
        world.restart(repair: .automatic)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(try standing(1) == .present)
    }

    @Test func `one more is made by what was seen last, and the box looked at once`() async throws {
        for number in 1...2 { try world.make(number, isPublic: true) }
        _ = try world.store.wantMapping(of: NATWorld.vm(1))
        #expect(try await world.keeper.settle(.apply) == nil)
        _ = try world.store.wantMapping(of: NATWorld.vm(2))
        let before = world.box.calls
        #expect(try await world.keeper.settle(.look) == nil)
        // The address, the rules, the look, and two files that are read and written.
        #expect(world.box.calls - before == 7)
        #expect(try standing(2) == .present && world.box.leads.count == 2)
    }

    @Test func `what somebody has changed since it was seen is made whole with the next change`() async throws {
        for number in 1...2 { try world.make(number, isPublic: true) }
        let first = try #require(try world.store.wantMapping(of: NATWorld.vm(1)))
        #expect(try await world.keeper.settle(.apply) == nil)
        let lines = world.box.ours
        world.box.edit { chains, addresses in
            chains["nat BAADAL-IN"] = []
            addresses.remove(first.outside)
        }
        try world.store.unwantMapping(of: NATWorld.vm(1), releasing: false)
        _ = try world.store.wantMapping(of: NATWorld.vm(2))
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(world.box.leads.count == 1 && world.box.ours.count == lines.count)
        world.box.edit { chains, _ in chains["filter BAADAL-PASS"]?.removeLast() }
        _ = try world.store.wantMapping(of: NATWorld.vm(1))
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(try world.wrongs().isEmpty && world.box.leads.count == 2)
        #expect(world.box.ours.count == 2 * lines.count)
    }

    @Test func `a box that started again is what it was`() async throws {
        try world.make(1, isPublic: true)
        _ = try world.store.wantMapping(of: NATWorld.vm(1))
        _ = try await world.keeper.settle(.apply)
        let rules = world.box.ours
        world.box.reboot(keeping: NATWorld.files)
        #expect(world.box.ours == rules)
        #expect(try await world.keeper.settle(.look) == nil)
        world.box.reboot(keeping: ("", ""))
        #expect(try await world.keeper.settle(.look) != nil)
        #expect(try await world.keeper.settle(.apply) == nil)
        #expect(Set(world.box.ours) == Set(rules))
    }

    @Test func `a way ends on the box by itself, and in the books once it was seen to`() async throws {
        try world.make(1)
        try world.grant(1, seconds: 60)
        #expect(try await world.keeper.settle(.apply) == nil)
        let grant = try #require(try world.store.openGrant(of: NATWorld.vm(1)))
        #expect(grant.standing == .present && grant.seconds(at: world.now) == 60)
        let stop = "--datestop \(grant.expires.iso8601.dropLast())"
        #expect(world.box.ours.filter { $0.contains(stop) }.count == 3)
        world.wait(60)
        world.box.arm(.lostAfter, after: 1)
        #expect(try await world.keeper.settle(.look) == "the line broke")
        #expect(try world.store.openGrant(of: NATWorld.vm(1))?.closed == nil)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(try world.store.openGrant(of: NATWorld.vm(1)) == nil)
        #expect(world.box.ours.isEmpty)
        #expect(world.box.cuts.contains("\(grant.forward.outside) \(grant.forward.port) \(grant.forward.host)"))
    }

    @Test func `rates are those between two looks, and none where rules were made anew`() async {
        let (address, meter) = (IPv4(bits: 1), NATMeter(step: 10))
        func traffic(_ received: Int64, _ sent: Int64) -> [IPv4: (received: Bytes, sent: Bytes)] {
            [address: (Bytes(received), Bytes(sent))]
        }
        #expect(await meter.samples(traffic(1000, 0), at: Timestamp(seconds: 100)).isEmpty)
        let next = await meter.samples(traffic(7000, 600), at: Timestamp(seconds: 160))
        #expect(next.map(\.usage.received) == [100] && next.map(\.usage.sent) == [10])
        #expect(next.map(\.covers) == [6] && next.map(\.subject) == [.address(address)])
        #expect(await meter.samples(traffic(10, 0), at: Timestamp(seconds: 220)).isEmpty)
        #expect(await meter.samples(traffic(20, 0), at: Timestamp(seconds: 220)).isEmpty)
    }

    @Test func `nothing of ours is left where all is cleared`() async throws {
        let foreign = world.box.foreign
        try world.make(1, isPublic: true)
        _ = try world.store.wantMapping(of: NATWorld.vm(1))
        try world.grant(1, seconds: 60)
        _ = try await world.keeper.settle(.apply)
        try world.store.unwantAllMappings(at: world.now, by: "asha")
        #expect(try await world.keeper.settle(.clear) == nil)
        #expect(world.box.ours.isEmpty && world.box.foreign == foreign)
        #expect(world.box.addresses == [ScriptedNATBox.own])
        #expect(world.box.file(NATWorld.files.rules)?.contains("BAADAL") == false)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == nil)
        #expect(try world.store.openGrant(of: NATWorld.vm(1)) == nil)
        #expect(try await world.keeper.settle(.look) == nil)
    }

    @Test(arguments: NATDriver.allCases, ScriptedNATBox.Fault.allCases)
    func `each call of a change meets each fault, and the next one makes it whole`(
        _ driver: NATDriver,
        _ fault: ScriptedNATBox.Fault
    ) async throws {
        let world = try NATWorld(driver)
        try world.make(1, isPublic: true)
        try world.make(2, isPublic: true)
        _ = try world.store.wantMapping(of: NATWorld.vm(1))
        _ = try await world.keeper.settle(.apply)
        let foreign = world.box.foreign
        for call in 0..<12 {
            // One address goes and another comes in the same change.
            let (going, coming) = call.isMultiple(of: 2) ? (1, 2) : (2, 1)
            try world.store.unwantMapping(of: NATWorld.vm(going))
            _ = try world.store.wantMapping(of: NATWorld.vm(coming))
            world.box.arm(fault, after: call)
            _ = try await world.keeper.settle(.apply)
            #expect(try world.wrongs() == [])
            world.box.disarm()
            world.restart()
            #expect(try await world.keeper.settle(.look) == nil)
            let mappings = try world.store.networkBooks(at: world.now).mappings
            #expect(mappings.map(\.vm) == [NATWorld.vm(coming)] && mappings[0].standing == .present)
            #expect(world.box.leads.count == 1)
            #expect(world.box.addresses.count == 2)
            #expect(world.box.foreign == foreign)
        }
    }
}
