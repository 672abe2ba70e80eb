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
        // Rules, connections, the address, a look and two files that are read come before that of rules.
        world.box.arm(.refused, after: 6)
        #expect(try await world.keeper.settle(.apply)?.contains("does not bring back") == true)
        #expect(world.box.ours.isEmpty && world.box.file(NATWorld.files.rules)?.contains("DNAT") == true)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == mapping.outside)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == nil)
        #expect(world.box.file(NATWorld.files.rules)?.contains("DNAT") == false)
    }

    @Test(arguments: NATDriver.allCases)
    func `what another driver has left is taken away`(driver: NATDriver) async throws {
        let world = try NATWorld(driver)
        let foreign = world.box.foreign
        try world.make(1, isPublic: true)
        try world.grant(1, seconds: 3600)
        _ = try world.store.wantMapping(of: NATWorld.vm(1))
        #expect(try await world.keeper.settle(.apply) == nil)
        let (other, file) = (driver == .iptables ? NATDriver.nftables : .iptables, driver.defaultFile)
        world.restart(other)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(world.box.leads.count == 2 && world.box.file(file)?.contains("dnat") != true)
        #expect(world.box.file(file)?.contains("DNAT") != true)
        try world.store.unwantAllMappings(at: world.now, by: "asha")
        #expect(try await world.keeper.settle(.clear) == nil)
        #expect(world.box.ours.isEmpty && world.box.entries.isEmpty && world.box.foreign == foreign)
        #expect(try world.store.openGrant(of: NATWorld.vm(1)) == nil)
    }

    @Test(arguments: NATDriver.allCases)
    func `what cannot be cut off is held off, and not called closed`(driver: NATDriver) async throws {
        let world = try NATWorld(driver)
        try world.make(1)
        try world.grant(1, seconds: 60)
        #expect(try await world.keeper.settle(.apply) == nil)
        world.box.hasConntrack = false
        world.wait(61)
        // Somebody takes all rules away: it is held off again.
        world.box.edit { chains, _ in chains["filter BAADAL-PASS"] = chains["filter BAADAL-PASS"].map { _ in [] } }
        for _ in 0..<2 { #expect(try await world.keeper.settle(.look)?.contains("conntrack is missing") == true) }
        let grant = try #require(try world.store.openGrant(of: NATWorld.vm(1)))
        #expect(grant.standing == .leaving)
        let about = world.box.ours.filter { $0.contains("\(grant.forward.hostPort)") }
        #expect(about.count == 1 && about[0].lowercased().hasSuffix("drop"))
        world.box.hasConntrack = true
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(try world.store.openGrant(of: NATWorld.vm(1)) == nil)
        #expect(!world.box.ours.contains { $0.contains("\(grant.forward.hostPort)") })
    }

    @Test func `a VM that stops loses its way, at once`() async throws {
        try world.make(1)
        func report(_ state: VM.State) throws {
            let domain = DomainReport(
                uuid: NATWorld.vm(1),
                name: "vm1",
                state: state,
                vcpus: 1,
                memory: .mebibytes(64)
            )
            try world.store.apply(HostReport(host: world.hosts[0], at: world.now, domains: [domain], isComplete: false))
        }
        try report(.running)
        try world.grant(1, seconds: 3600)
        #expect(try await world.keeper.settle(.apply) == nil)
        world.wait(1)
        try report(.paused)
        #expect(try world.store.openGrant(of: NATWorld.vm(1))?.standing == .present)
        world.wait(1)
        try report(.stopped)
        #expect(try world.store.openGrant(of: NATWorld.vm(1))?.standing == .leaving)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(world.box.ours.isEmpty)
    }

    @Test(arguments: [
        ("-d 10.0.0.0/8 -j DROP", true), ("-j DROP", true), ("-s 192.0.2.1/32 -j DROP", true),
        ("-d 192.0.2.1/32 -j DROP", false), ("-s 192.0.2.1/32 -j ACCEPT", false), ("! -d 10.9.9.9/32 -j DROP", true),
    ])
    func `a rule of nobody that may refuse what is let through leaves it not present`(
        rule: String,
        isTouching: Bool
    ) async throws {
        _ = try await makePublic(1)
        world.box.edit { chains, _ in chains["filter BAADAL-PASS"]?.insert("-A BAADAL-PASS \(rule)", at: 0) }
        _ = try await world.keeper.settle(.look)
        #expect(try standing(1) == (isTouching ? .drifting : .present))
    }

    @Test func `others' rules that let through before ours are told of, and ours put first again`() async throws {
        _ = try await makePublic(1)
        let letting = "-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT"
        world.box.edit { chains, _ in chains["filter FORWARD"]?.insert(letting, at: 0) }
        let foreign = world.box.foreign
        #expect(try await world.keeper.settle(.look)?.contains("BAADAL-PASS is entered after a rule") == true)
        #expect(try standing(1) == .present)
        #expect(try await world.keeper.settle(.apply) == nil)
        #expect(world.box.foreign == foreign && world.box.entries.count == 3)
    }

    @Test func `a box that takes no addresses lets go of what is to be closed`() async throws {
        _ = try await makePublic(1)
        try world.make(2, isPublic: true)
        try world.grant(1, seconds: 3600)
        #expect(try await world.keeper.settle(.apply) == nil)
        world.box.refuseAddresses(true)
        _ = try world.store.wantMapping(of: NATWorld.vm(2))
        try world.store.revokeGrant(of: NATWorld.vm(1), at: world.now)
        #expect(try await world.keeper.settle(.look)?.contains("no room") == true)
        #expect(!world.box.ours.contains { $0.contains("--dport") })
        #expect(try world.store.openGrant(of: NATWorld.vm(1)) == nil)
        world.box.refuseAddresses(false)
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(try standing(2) == .present)
    }

    @Test func `a file that is no text stands in the way only while it holds ours`() async throws {
        let (other, own) = (NATDriver.nftables.defaultFile, NATWorld.files.rules)
        world.box.garble(other, true, with: "somebody's")
        let mapping = try await makePublic(1)
        world.box.garble(own, true)
        try world.store.unwantMapping(of: NATWorld.vm(1), releasing: true)
        #expect(try await world.keeper.settle(.look)?.contains("no text") == true)
        #expect(world.box.ours.isEmpty)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == mapping.outside)
        world.box.garble(own, true, with: "nothing of ours")
        _ = try await world.keeper.settle(.look)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == nil)
    }

    @Test func `a chain of ours that somebody else's rule enters is emptied`() async throws {
        _ = try await makePublic(1)
        let entering = "-A FORWARD -i eth7 -j BAADAL-PASS"
        world.box.edit { chains, _ in chains["filter FORWARD"]?.append(entering) }
        try world.store.unwantAllMappings(at: world.now, by: "asha")
        #expect(try await world.keeper.settle(.clear) == nil)
        #expect(world.box.ours.isEmpty && world.box.entries == [entering])
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(world.box.entries == [entering])
    }

    @Test func `a file of addresses that is somebody else's is left as it is`() async throws {
        let text = "auto eth0\niface eth0 inet dhcp\n"
        world.box.garble(NATWorld.files.addresses, false, with: text)
        try world.make(1, isPublic: true)
        _ = try world.store.wantMapping(of: NATWorld.vm(1))
        #expect(try await world.keeper.settle(.apply)?.contains("is not ours; network.nat-addresses") == true)
        #expect(try world.box.file(NATWorld.files.addresses) == text && standing(1) == .present)
        try world.store.unwantMapping(of: NATWorld.vm(1), releasing: true)
        _ = try await world.keeper.settle(.apply)
        #expect(world.box.file(NATWorld.files.addresses) == text)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == nil)
    }

    @Test func `a password of a way that was never opened is forgotten`() throws {
        try world.make(1)
        let place = ScreenPlace(host: world.hosts[0], address: world.address(of: world.hosts[0]), port: 5900)
        let (vm, task) = (NATWorld.vm(1), TaskRecord.ID(77))
        let grant = try world.store.openGrant(
            of: vm,
            to: place,
            try GrantOrder(seconds: 60),
            secret: "s",
            for: task,
            by: "asha",
            at: world.now
        )
        try world.store.revokeGrant(of: vm, at: world.now)
        let file = StateDirectory(path: world.folder).secrets + "/screen-\(grant.id)"
        #expect(FileManager.default.fileExists(atPath: file))
        try world.store.forgetStraySecrets()
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func `an address that the box has in another way is not waited for`() async throws {
        let mapping = try await makePublic(1)
        try world.store.unwantMapping(of: NATWorld.vm(1), releasing: true)
        world.box.others = [mapping.outside]
        #expect(try await world.keeper.settle(.look) == nil)
        #expect(try world.store.record(NATWorld.vm(1))?.publicAddress == nil)
    }

    @Test(arguments: ["0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255", "126.255.255.250-127.0.0.1"])
    func `what no machine can have is in no pool`(text: String) async throws {
        let ends = text.split(separator: "-").compactMap { IPv4($0) }
        let range = try IPv4Range(from: ends[0], to: ends[ends.count - 1])
        await #expect(throws: CloudError.self) {
            try await world.store.submit(.catalog(.addPublic(range)), by: asha)
        }
    }

    @Test func `an address by which a host is reached is in no pool`() async throws {
        let uri = "qemu+ssh://root@198.51.100.7:2222/system"
        let id = BaadalModel.Host.ID(UniqueID(high: 7, low: 99))
        try world.store.addHost(BaadalModel.Host(id: id, name: "kvm9", uri: uri, state: .up, since: world.now))
        for last in [7, 9] {
            let range = try IPv4Range(from: IPv4(bits: 0xC633_6407), to: IPv4(bits: 0xC633_6400 + UInt32(last)))
            await #expect(throws: CloudError.refused("198.51.100.7 is not added: host kvm9 is reached at it")) {
                try await world.store.submit(.catalog(.addPublic(range)), by: asha)
            }
        }
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
