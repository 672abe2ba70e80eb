import BaadalModel
import Foundation
import GRDB
import Synchronization
import Testing

@testable import BaadalStore

@Suite struct ReservationLoadTests {
    private let fixture: StoreFixture
    private static let (writers, each, rounds) = (8, 250, 5)

    init() throws {
        fixture = try StoreFixture()
        try fixture.fillCatalogue(addresses: Self.writers * Self.each)
    }

    @Test func `ten thousand reservations by eight processes give nothing twice`() throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(fileURLWithPath: program).deletingLastPathComponent()
        for round in 0..<Self.rounds {
            let processes = try (0..<Self.writers).map { writer in
                let process = Process()
                process.executableURL = folder.appendingPathComponent("LifeBench")
                let first = (round * Self.writers + writer) * Self.each + 1
                process.arguments = [fixture.folder, "writer", "\(first)", "\(Self.each)"]
                try process.run()
                return process
            }
            for process in processes {
                process.waitUntilExit()
                #expect(process.terminationStatus == 0)
            }
            try checkUnique(count: Self.writers * Self.each)
            // All of it is given back, so that the next ones fight for the same again.
            try fixture.store.execute(
                "DELETE FROM disk; DELETE FROM place; DELETE FROM record; UPDATE private_address SET holder = NULL"
            )
        }
    }

    @Test func `one name, one identifier and one last address go to one of eight`() throws {
        let (folder, start) = (fixture.folder, fixture.start)
        let catalog = try fixture.store.catalog()
        let (owner, domain) = (try catalog.user("asha").id, try catalog.domain("Narrow").id)
        let outcomes = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { writer in
            func attempt(_ vm: UInt64, _ name: String, _ what: String) {
                do {
                    let store = try CloudStore.open(StateDirectory(path: folder), role: .client)
                    let wish = Reservation(
                        vm: VM.ID(UniqueID(high: 8, low: vm)),
                        task: TaskRecord.ID(Int64(vm)),
                        name: try VMName(name),
                        owner: owner,
                        domain: domain,
                        vcpus: 1,
                        memory: .mebibytes(64),
                        disks: [],
                        expires: start
                    )
                    _ = try store.reserve(wish, policy: PlacementPolicy(), at: start)
                    outcomes.withLock { $0.append("\(what) kept") }
                } catch CloudError.taken {
                    outcomes.withLock { $0.append("\(what) taken") }
                } catch CloudError.addressesExhausted {
                    outcomes.withLock { $0.append("\(what) exhausted") }
                } catch {
                    outcomes.withLock { $0.append("\(error)") }
                }
            }
            attempt(UInt64(writer + 1), "same", "name")
            attempt(UInt64(writer + 100), "other-\(writer)", "address")
        }
        let counts = Dictionary(grouping: outcomes.withLock { $0 }) { $0 }.mapValues(\.count)
        // There are two addresses, one of which the name took or found gone.
        #expect((counts["name kept"] ?? 0) + (counts["address kept"] ?? 0) == 2)
        #expect((counts["name kept"] ?? 0) <= 1)
        #expect(counts.values.reduce(0, +) == 16)
        #expect(
            Set(counts.keys).isSubset(of: [
                "name kept", "name taken", "name exhausted", "address kept", "address exhausted",
            ])
        )
        try checkUnique(count: 2)
    }

    private func checkUnique(count: Int) throws {
        func number(_ sql: String) throws -> Int { try fixture.store.read { try Int.fetchOne($0, sql: sql) ?? -1 } }
        #expect(try number("SELECT count(*) FROM record") == count)
        #expect(try number("SELECT count(DISTINCT identity) FROM record") == count)
        #expect(try number("SELECT count(DISTINCT address) FROM record") == count)
        let macs = "FROM record r JOIN private_address a ON a.id = r.address AND a.holder = r.vm"
        #expect(try number("SELECT count(DISTINCT a.mac) \(macs)") == count)
        #expect(try number("SELECT count(DISTINCT a.address) \(macs)") == count)
        #expect(try number("SELECT count(*) FROM private_address WHERE holder IS NOT NULL") == count)
        #expect(try number("SELECT count(*) FROM (SELECT DISTINCT host, port FROM place)") == count)
        #expect(try number("SELECT count(*) FROM place p JOIN record r ON r.vm = p.vm AND r.host = p.host") == count)
        #expect(try number("SELECT count(DISTINCT path) FROM disk") == number("SELECT count(*) FROM disk"))
    }
}

extension StoreFixture {
    /// Opens the hosts for VMs, and fills a catalogue: a person, two security domains, a datastore.
    func fillCatalogue(addresses: Int) throws {
        func change(_ change: CatalogChange) throws { _ = try store.submitNow(.catalog(change), by: asha, at: start) }
        for number in 3...8 as ClosedRange<UInt64> {
            let id = BaadalModel.Host.ID(UniqueID(high: 7, low: number))
            let (name, uri) = ("kvm\(number)", "test:///kvm\(number)")
            try store.addHost(BaadalModel.Host(id: id, name: name, uri: uri, state: .unknown, since: start))
        }
        try store.execute("UPDATE host SET state = 'up', cpus = 100000, memory = \(Bytes.gibibytes(1 << 20).count)")
        try change(.addOrganisation(name: "IITD", details: "", adminMail: nil))
        let organisation = try store.catalog().organisation("IITD").id
        try change(.addUser(username: "asha", fullName: "", email: nil, organisation: organisation))
        for (tag, name) in ["Private", "Narrow"].enumerated() {
            try change(.addVLAN(name: "vlan\(tag)", tag: tag, network: nil))
            let vlan = try store.catalog().vlan("vlan\(tag)").id
            try change(.addDomain(name: name, vlan: vlan, attachment: .bridge("br\(tag)"), organisations: nil))
            let first = UInt32(10) << 24 | UInt32(tag) << 16
            let last = first + UInt32(tag == 0 ? addresses : 2) - 1
            let range = try IPv4Range(from: IPv4(bits: first), to: IPv4(bits: last))
            try change(.addPrivate(range, vlan: vlan, macs: .random(prefix: "52:54:00")))
        }
        try change(.addDatastore(name: "ds", path: "/ds", capacity: .gibibytes(1 << 20), reserve: Bytes(0)))
        let datastore = try store.catalog().datastore("ds").id
        try store.noteDatastore(datastore, seenBy: store.hosts().map(\.id), available: nil, at: start)
    }
}
