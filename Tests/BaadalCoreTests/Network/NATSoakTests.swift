import BaadalModel
import Testing

@testable import BaadalCore
@testable import BaadalStore

/// Anything in any order, with faults between: a public address or an open screen never leads to somebody else's VM.
@Suite struct NATSoakTests {
    @Test(arguments: NATDriver.allCases, [1, 2, 3] as [UInt64])
    func `a thousand changes with faults lead nobody astray`(_ driver: NATDriver, _ seed: UInt64) async throws {
        let world = try NATWorld(driver)
        var dice = SplitMix(seed: seed)
        let foreign = world.box.foreign
        for turn in 0..<1000 {
            try await change(world, &dice)
            try #require(try world.wrongs() == [], "turn \(turn) of seed \(seed)")
            try #require(world.box.foreign == foreign)
        }
        world.box.disarm()
        world.wait(10_000)
        world.restart()
        #expect(try await world.keeper.settle(.apply) == nil)
        try checkEnd(world)
    }

    private func change(_ world: NATWorld, _ dice: inout SplitMix) async throws {
        let number = Int.random(in: 1...8, using: &dice)
        let vm = NATWorld.vm(number)
        let record = try world.store.record(vm)
        switch Int.random(in: 0..<16, using: &dice) {
        case 0, 1:
            if record == nil { try allowing { try world.make(number, isPublic: .random(using: &dice)) } }
        case 2: if record != nil { try world.store.release(vm, at: world.now) }
        case 3, 4: if record != nil { try allowing { _ = try world.store.wantMapping(of: vm, takingAddress: true) } }
        case 5: try world.store.unwantMapping(of: vm, releasing: .random(using: &dice))
        case 6: if let record { try moveToOtherDomain(world, vm, record) }
        case 7: if record != nil { try allowing { try world.grant(number, seconds: 30) } }
        case 8: try world.store.revokeGrant(of: vm, at: world.now)
        case 9: if let record { try moveToOtherHost(world, vm, record) }
        case 10: world.wait(10)
        case 11:
            world.box.arm(
                ScriptedNATBox.Fault.allCases.randomElement(using: &dice) ?? .refused,
                after: .random(in: 0...5, using: &dice)
            )
        case 12: world.restart(repair: .random(using: &dice) ? .automatic : .ask)
        case 13: break_(world, &dice)
        case 14: _ = try await world.keeper.settle(.look)
        default: _ = try await world.keeper.settle(.apply)
        }
    }

    /// Somebody works on the box by hand, or it starts again.
    private func break_(_ world: NATWorld, _ dice: inout SplitMix) {
        switch Int.random(in: 0..<4, using: &dice) {
        case 1... where world.driver == .nftables: breakTable(world, &dice)
        case 0: world.box.reboot(keeping: .random(using: &dice) ? NATWorld.files : ("", ""))
        case 1:
            world.box.edit { chains, _ in
                chains["filter BAADAL-PASS"] = chains["filter BAADAL-PASS"].map { Array($0.dropFirst()) }
            }
        case 2: world.box.edit { chains, _ in chains["nat PREROUTING"]?.removeAll { $0.contains("BAADAL") } }
        default:
            world.box.edit { chains, _ in chains["nat BAADAL-OUT"]?.append("-A BAADAL-OUT -s 198.18.0.1/32 -j ACCEPT") }
        }
    }

    private func breakTable(_ world: NATWorld, _ dice: inout SplitMix) {
        let (set, turn) = (NFTSet.allCases.randomElement(using: &dice) ?? .inward, Int.random(in: 0..<5, using: &dice))
        world.box.editTable { table in
            switch turn {
            case 0: table = ScriptedNFT()
            case 1: table.rules["forward"]?.reverse()
            case 2: table.rules["prerouting"]?.removeAll()
            case 3: table.elements[set.rawValue]?.removeAll()
            default: if table.isThere { table.rules["other"] = ["drop"] }
            }
        }
    }

    /// As the task does it: the new address is taken, then it is the VM's, then the public one leads there.
    private func moveToOtherDomain(_ world: NATWorld, _ vm: VM.ID, _ record: VMRecord) throws {
        let domain = try #require(try world.store.catalog().domains.first { $0.id != record.domain })
        try allowing {
            let address = try world.store.takeAddress(of: vm, in: domain)
            try world.store.settleAddress(address.id, in: domain.id, of: vm)
            _ = try world.store.wantMapping(of: vm)
        }
    }

    /// As a migration does it: a place there, then the way, then the old place is given back.
    private func moveToOtherHost(_ world: NATWorld, _ vm: VM.ID, _ record: VMRecord) throws {
        guard let host = world.hosts.first(where: { $0 != record.host }) else { return }
        let port = try world.store.holdPlace(of: vm, on: host, for: TaskRecord.ID(1))
        if let grant = try world.store.openGrant(of: vm) {
            try world.store.moveGrant(
                grant.id,
                to: ScreenPlace(host: host, address: world.address(of: host), port: port)
            )
        }
        try world.store.settlePlace(of: vm, on: host)
    }

    /// What cannot be had at the moment is no fault.
    private func allowing(_ body: () throws -> Void) throws {
        do { try body() } catch is CloudError {}
    }

    private func checkEnd(_ world: NATWorld) throws {
        let books = try world.store.networkBooks(at: world.now)
        #expect(books.mappings.allSatisfy { $0.isWanted && $0.standing == .present })
        #expect(books.grants.allSatisfy { $0.closed != nil })
        let wanted = books.mappings.map { NATMapping.address(public: $0.outside, private: $0.inside) }
        let device = try NetworkDevice(ScriptedNATBox.device)
        switch world.driver {
        case .iptables:
            let rules = NATRules(wanted, outsideOn: device).rules
            #expect(Set(world.box.ours) == Set(rules.map(\.line)) && world.box.ours.count == rules.count)
        case .nftables:
            var table = ScriptedNFT()
            let isApplied = table.apply(NFTTable(wanted, outsideOn: device).whole)
            #expect(isApplied && world.box.ours == table.lines)
        }
        #expect(world.box.addresses == Set(books.mappings.map(\.outside)).union([ScriptedNATBox.own]))
        #expect(try world.store.natOrders(at: world.now).cuts.isEmpty)
        let held = try world.store.catalog().publicAddresses.compactMap(\.holder)
        for vm in held { #expect(try world.store.record(vm) != nil) }
    }
}

/// Numbers that are the same for the same seed.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
