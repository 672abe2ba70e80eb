import BaadalModel
import Testing

@testable import BaadalCore
@testable import BaadalStore

/// A NAT box with nftables is kept to the books as well; each call with each fault is tried for both drivers elsewhere.
@Suite struct NFTBoxTests {
    private static let file = NATDriver.nftables.defaultFile
    private let world: NATWorld

    init() throws { world = try NATWorld(.nftables) }

    @Test func `a mapping is present, comes back with the box, and goes`() async throws {
        let foreign = world.box.foreign
        try world.make(1, isPublic: true)
        let mapping = try #require(try world.store.wantMapping(of: NATWorld.vm(1)))
        #expect(try await world.keeper.settle(.apply) == nil)
        let there = try #require(try world.store.networkBooks(at: world.now).mapping(of: NATWorld.vm(1)))
        #expect(there.standing == .present && there.received == Bytes(60))
        #expect(world.box.leads.map(\.inside) == [mapping.inside])
        let lines = world.box.ours
        world.box.reboot(keeping: NATWorld.files)
        #expect(world.box.ours == lines)
        #expect(try await world.keeper.settle(.look) == nil)
        try world.store.unwantMapping(of: NATWorld.vm(1), releasing: true)
        #expect(try await world.keeper.settle(.apply) == nil)
        #expect(world.box.leads.isEmpty && !world.box.addresses.contains(mapping.outside))
        #expect(world.box.file(Self.file)?.contains("\(mapping.inside)") == false)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == nil)
        #expect(world.box.foreign == foreign)
    }

    @Test func `a table edited by hand is told of, and made whole`() async throws {
        try world.make(1, isPublic: true)
        _ = try world.store.wantMapping(of: NATWorld.vm(1))
        _ = try await world.keeper.settle(.apply)
        let lines = world.box.ours
        typealias Edit = @Sendable (inout ScriptedNFT) -> Void
        let edits: [(edit: Edit, words: String)] = [
            ({ @Sendable in $0.rules["prerouting"] = [] }, "1 rule missing"),
            ({ @Sendable in $0.rules["forward"]?.reverse() }, "rules in an order in which they do not work"),
            ({ @Sendable in $0.elements["inward"] = [:] }, "1 address missing in our sets"),
            ({ @Sendable in $0.elements["sent"]?["10.9.9.9"] = "" }, "1 address of nobody in our sets"),
            ({ @Sendable in $0.rules["other"] = [] }, "not as we make it: chain other"),
            (
                { @Sendable in $0.elements["sent"] = nil },
                "1 address missing in our sets; not as we make it: no set sent"
            ),
            ({ @Sendable in $0 = ScriptedNFT() }, "table ip baadal is not there"),
        ]
        for (edit, words) in edits {
            world.box.editTable(edit)
            let told = try await world.keeper.settle(.look)
            #expect(told == words)
            #expect(try await world.keeper.settle(.apply) == nil)
            #expect(world.box.ours == lines)
        }
    }

    @Test func `a way carries its end, and nothing of it is left`() async throws {
        try world.make(1)
        try world.grant(1, seconds: 60)
        #expect(try await world.keeper.settle(.apply) == nil)
        let grant = try #require(try world.store.openGrant(of: NATWorld.vm(1)))
        #expect(grant.standing == .present)
        #expect(world.box.ours.filter { $0.contains("meta time < \(grant.expires.seconds) ") }.count == 2)
        world.wait(60)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(try world.store.openGrant(of: NATWorld.vm(1)) == nil)
        #expect(!world.box.ours.contains { $0.contains("\(grant.forward.hostPort)") })
    }

    @Test func `nothing of ours is left where all is cleared`() async throws {
        try world.make(1, isPublic: true)
        _ = try world.store.wantMapping(of: NATWorld.vm(1))
        _ = try await world.keeper.settle(.apply)
        try world.store.unwantAllMappings(at: world.now, by: "asha")
        #expect(try await world.keeper.settle(.clear) == nil)
        #expect(world.box.ours.isEmpty)
        #expect(world.box.file(Self.file) == NFTTable.heading)
        #expect(try await world.keeper.settle(.look) == nil)
    }

    @Test func `a file that is somebody else's is left as it is`() async throws {
        let text = "#!/usr/sbin/nft -f\nflush ruleset\n"
        try await world.box.replace(Self.file, with: text)
        try world.make(1, isPublic: true)
        _ = try world.store.wantMapping(of: NATWorld.vm(1))
        #expect(try await world.keeper.settle(.apply)?.contains("is not ours") == true)
        #expect(world.box.file(Self.file) == text)
        let message = try world.store.networkBooks(at: world.now).boxes[.nat]?.message
        #expect(message?.contains("\(Self.file) is not ours") == true)
    }

    @Test func `the driver chooses the box, and the file where nobody named one`() throws {
        var network = CloudConfig.Network()
        #expect(network.natRulesFile == "/etc/iptables/rules.v4")
        network.natDriver = .nftables
        #expect(network.natRulesFile == "/etc/nftables.d/baadal.nft")
        network.natRules = "/etc/our.nft"
        #expect(network.natRulesFile == "/etc/our.nft")
        network.natRules = nil
        #expect(network.natRulesFile == nil)
        let device = try NetworkDevice("eth1")
        #expect(NATDriver.nftables.box(FencedBox(world.box), device, rulesFile: nil) is NFTBox)
        #expect(NATDriver.iptables.box(FencedBox(world.box), device, rulesFile: nil) is IPTablesBox)
    }
}
