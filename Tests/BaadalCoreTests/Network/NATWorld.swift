import BaadalModel
import Foundation
import Logging
import Synchronization

@testable import BaadalCore
@testable import BaadalStore

/// A store with VMs that have addresses, and a NAT box that is kept to it.
final class NATWorld: Sendable {
    static let files = (rules: "/etc/iptables/rules.v4", addresses: "/etc/network/interfaces.d/baadal")
    let folder = NSTemporaryDirectory() + "baadal-nat-\(UUID().uuidString)"
    let store: CloudStore
    let box = ScriptedNATBox()
    let seconds = Mutex<Int64>(1_800_000_000)
    let hosts: [BaadalModel.Host.ID]
    let owner: User.ID
    let domains: [SecurityDomain.ID]
    private let device: NetworkDevice
    let driver: NATDriver
    private let current: Mutex<NATKeeper>

    init(_ driver: NATDriver = .iptables) throws {
        self.driver = driver
        device = try NetworkDevice(ScriptedNATBox.device)
        var config = CloudConfig()
        config.network.natType = .software
        config.network.screenAddress = "\(ScriptedNATBox.own)"
        store = try CloudStore.open(StateDirectory(path: folder), role: .controller, config: config)
        let start = Timestamp(seconds: 1_800_000_000)
        let asha = Requester(name: "asha", via: "test")
        let store = store
        current = Mutex(Self.keeper(driver, store, box, device, .ask) { start })
        func change(_ change: CatalogChange) throws { _ = try store.submitNow(.catalog(change), by: asha, at: start) }
        hosts = (1...2).map { BaadalModel.Host.ID(UniqueID(high: 7, low: $0)) }
        for (number, id) in hosts.enumerated() {
            let (name, uri) = ("kvm\(number)", "test:///kvm\(number)")
            try store.addHost(
                BaadalModel.Host(
                    id: id,
                    name: name,
                    uri: uri,
                    state: .up,
                    cpus: 1000,
                    memory: .gibibytes(64),
                    since: start
                )
            )
        }
        try change(.addOrganisation(name: "IITD", details: "", adminMail: nil))
        let organisation = try store.catalog().organisation("IITD").id
        try change(.addUser(username: "asha", fullName: "", email: nil, organisation: organisation))
        owner = try store.catalog().user("asha").id
        for tag in 0..<2 {
            try change(.addVLAN(name: "vlan\(tag)", tag: tag, network: nil))
            let vlan = try store.catalog().vlan("vlan\(tag)").id
            try change(.addDomain(name: "d\(tag)", vlan: vlan, attachment: .bridge("br\(tag)"), organisations: nil))
            let first = IPv4(bits: UInt32(10) << 24 | UInt32(tag) << 16 | 1)
            let range = try IPv4Range(from: first, to: IPv4(bits: first.bits + 6))
            try change(.addPrivate(range, vlan: vlan, macs: .random(prefix: "52:54:00")))
        }
        domains = try store.catalog().domains.map(\.id)
        try change(.addPublic(try IPv4Range(from: IPv4(bits: 0xCB00_710A), to: IPv4(bits: 0xCB00_710D))))
        try change(.addDatastore(name: "ds", path: "/ds", capacity: .gibibytes(1 << 20), reserve: Bytes(0)))
        let datastore = try store.catalog().datastore("ds").id
        try store.noteDatastore(datastore, seenBy: store.hosts().map(\.id), available: nil, at: start)
        restart()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Time goes by.
    func wait(_ amount: Int64) { seconds.withLock { $0 += amount } }

    var now: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }
    var keeper: NATKeeper { current.withLock { $0 } }

    /// A new controller takes over, with another way of writing rules where one is given.
    func restart(_ driver: NATDriver? = nil, repair: CloudConfig.Network.Repair = .ask) {
        let keeper = Self.keeper(driver ?? self.driver, store, box, device, repair) { [unowned self] in now }
        current.withLock { $0 = keeper }
    }

    private static func keeper(
        _ driver: NATDriver,
        _ store: CloudStore,
        _ box: ScriptedNATBox,
        _ device: NetworkDevice,
        _ repair: CloudConfig.Network.Repair,
        _ now: @escaping @Sendable () -> Timestamp
    ) -> NATKeeper {
        var config = CloudConfig.Network()
        config.repair = repair
        let fenced = FencedBox(box)
        return NATKeeper(
            driver: driver.box(fenced, device, rulesFile: driver.defaultFile),
            others: driver.others(fenced, device),
            device: device,
            addressFile: files.addresses,
            records: Records(store),
            config: config,
            clock: CoreClock(now: now, monotonic: { 0 }, sleep: { _ in }),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    static func vm(_ number: Int) -> VM.ID { VM.ID(UniqueID(high: 1, low: UInt64(number))) }

    /// Makes a VM with addresses; nothing where there is no room for it.
    func make(_ number: Int, isPublic: Bool = false) throws {
        var wish = Reservation(
            vm: Self.vm(number),
            task: TaskRecord.ID(Int64(number)),
            name: try VMName("vm\(number)"),
            owner: owner,
            domain: domains[number % 2],
            vcpus: 1,
            memory: .mebibytes(64),
            disks: [],
            expires: now
        )
        wish.wantsPublicAddress = isPublic
        _ = try store.reserve(wish, policy: PlacementPolicy(), at: now)
    }

    /// Opens a way to a VM's screen for some seconds.
    func grant(_ number: Int, seconds: Int) throws {
        guard let record = try store.record(Self.vm(number)), let host = record.host, let port = record.vncPort else {
            return
        }
        let place = ScreenPlace(host: host, address: address(of: host), port: port)
        let task = TaskRecord.ID(Int64.random(in: 1_000_000...9_000_000))
        let order = try GrantOrder(seconds: seconds)
        let grant = try store.openGrant(
            of: Self.vm(number),
            to: place,
            order,
            secret: "s",
            for: task,
            by: "asha",
            at: now
        )
        try store.releaseGrant(grant.id, until: now.advanced(byMilliseconds: Int64(seconds) * 1000))
    }

    func address(of host: BaadalModel.Host.ID) -> IPv4 {
        IPv4(bits: 0x0A63_0000 + UInt32(hosts.firstIndex(of: host) ?? 9))
    }

    /// What the box does that it must never do, whatever happened before.
    func wrongs() throws -> [String] {
        let (catalog, books) = (try store.catalog(), try store.networkBooks(at: now))
        let outer = Dictionary(uniqueKeysWithValues: catalog.publicAddresses.map { ($0.address, $0.holder) })
        let inner = Dictionary(uniqueKeysWithValues: catalog.privateAddresses.map { ($0.address, $0.holder) })
        let records = try (1...8).compactMap { try store.record(Self.vm($0)) }
        return box.leads.compactMap { lead -> String? in
            let (outside, inside) = (lead.outside, lead.inside)
            if let port = lead.port {
                let holder = records.first { record in
                    record.host.map { self.address(of: $0) } == inside && record.vncPort == port
                }
                guard let holder, books.openGrant(of: holder.id) == nil else { return nil }
                return "the screen of \(holder.identity) is open to others at \(outside)"
            }
            let (has, gets) = (outer[outside] ?? nil, inner[inside] ?? nil)
            if let has, let gets, has != gets { return "\(outside) of \(has) leads to \(gets)" }
            let isKnown = books.mappings.contains { $0.outside == outside && $0.vm == gets }
            return has == nil && gets != nil && !isKnown ? "\(outside) is nobody's, and leads to a VM" : nil
        }
    }
}
