import BaadalModel
import Foundation
import GRDB
import Testing

@testable import BaadalStore

@Suite struct ImportTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
        try fixture.showOriginals()
    }

    /// The path of the fixture in a form.
    private func path(_ isSQLite: Bool) throws -> String {
        guard isSQLite else { return OriginalFixture.dump }
        let path = fixture.folder + "/original.db"
        if !FileManager.default.fileExists(atPath: path) { try OriginalFixture.sqlite(path) }
        return path
    }

    private func take(_ path: String, isRehearsal: Bool = false) throws -> ImportReport {
        try fixture.store.importOriginal(path, isRehearsal: isRehearsal, by: fixture.asha, at: fixture.start)
    }

    @Test(arguments: [false, true])
    func `what the original knows is taken over`(isSQLite: Bool) throws {
        let report = try take(try path(isSQLite))
        let counts = report.tables.filter { $0.left == nil }.map { "\($0.name) \($0.read) \($0.taken)" }
        #expect(
            counts == [
                "constants 5 2", "organisation 3 2", "user 3 2", "vlan 3 2", "security_domain 2 2",
                "public_ip_pool 2 1", "private_ip_pool 5 3", "host 1 0", "datastore 1 1", "template 2 1", "vm_data 3 2",
                "attached_disks 3 2", "snapshot 4 2",
            ]
        )
        for table in report.tables where table.left == nil { #expect(table.read == table.taken + table.skippedCount) }
        let catalog = try fixture.store.catalog()
        #expect(try catalog.organisation("IITD").details == #"It's "IIT", Delhi"#)
        #expect(try catalog.organisation("IITD").adminMail == "admin@iitd.example")
        #expect(try catalog.user("asha").fullName == "Asha Rao")
        #expect(try !catalog.user("ravi").isActive)
        #expect(try catalog.domain("Research").attachment == .portgroup(network: "ovs-net", portgroup: "vlan1"))
        #expect(try catalog.domain("Infrastructure").organisations == [try catalog.organisation("ADMIN").id])
        #expect(catalog.privateAddresses.map(\.isActive) == [true, true, false])
        #expect(try catalog.datastore("filer01").path == "/mnt/datastore")
        #expect(try catalog.datastore("filer01").capacity == .gibibytes(10))
        let template = try catalog.template("ubuntu-14.04")
        #expect(template.release == "Ubuntu 14.04")
        #expect(template.owners == [try catalog.user("asha").id])
        #expect(try fixture.store.constantValues()["vncport_start_range"] == "21000")
    }

    @Test(arguments: [false, true])
    func `VMs that a host shows get their records, disks and snapshots`(isSQLite: Bool) throws {
        let report = try take(try path(isSQLite))
        let catalog = try fixture.store.catalog()
        let web = try #require(try fixture.store.record(fixture.vm(1)))
        #expect(web.identity == "IITD_asha_web")
        #expect(web.stage == .ready)
        #expect(web.memory == .gibibytes(2))
        #expect(web.vcpus == 2)
        #expect(web.host == fixture.host)
        #expect(web.address == IPv4("10.0.1.20"))
        #expect(web.publicAddress == IPv4("203.0.113.10"))
        #expect(web.vncPort == 20003)
        #expect(web.owner == (try catalog.user("asha").id))
        #expect(web.parent == fixture.vm(2))
        #expect(web.schedule == [.daily, .weekly])
        #expect(web.created.iso8601 == "2015-01-20T09:12:30Z")
        // A purpose of two lines is no purpose here.
        #expect(web.purpose.isEmpty)
        #expect(try fixture.store.record(fixture.vm(2))?.domain == (try catalog.domain("Research").id))
        let disks = try fixture.store.disks(of: fixture.vm(1))
        #expect(
            disks.map { "\($0.role.rawValue) \($0.target ?? "-") \($0.size.exact) \($0.stage.rawValue)" } == [
                "system vda 10G attached", "extra vdb 5G attached", "extra - 7G detached",
            ]
        )
        #expect(try fixture.store.disks(of: fixture.vm(2)).isEmpty)
        let snapshots = try fixture.store.snapshots(of: fixture.vm(1))
        #expect(Set(snapshots.map { "\($0.name) \($0.kind.word)" }) == ["1421745150 daily", "before user"])
        let vms = try #require(report.table("vm_data"))
        #expect(vms.skipped == [ImportReport.Reason(why: "not found on any host", names: ["IITD_asha_lost"])])
    }

    @Test(arguments: [false, true])
    func `what is not known is listed, and no password is read`(isSQLite: Bool) throws {
        let path = try path(isSQLite)
        let report = try take(path)
        #expect(report.table("user")?.unknownColumns == ["shoe_size"])
        #expect(report.table("weather")?.left == "the original has no such table")
        #expect(report.table("weather")?.read == 2)
        #expect(report.table("task_queue")?.left == "what was not done is to be asked for again")
        #expect(!"\(report)".contains("SECRET"))
        #expect(!"\(try OldDatabase(path: path))".contains("SECRET"))
        var stored = Data()
        for file in try FileManager.default.contentsOfDirectory(atPath: fixture.folder) where file.contains("baadal.") {
            stored += try Data(contentsOf: URL(fileURLWithPath: "\(fixture.folder)/\(file)"))
        }
        #expect(stored.range(of: Data("SECRET".utf8)) == nil)
        #expect(stored.range(of: Data("IITD_asha_web".utf8)) != nil)
    }

    @Test func `both forms give the same report`() throws {
        #expect(try take(try path(true), isRehearsal: true) == take(try path(false), isRehearsal: true))
    }

    @Test func `a second time takes nothing, and a rehearsal writes nothing`() async throws {
        let before = try await fixture.update()
        let rehearsed = try take(OriginalFixture.dump, isRehearsal: true)
        let after = try await fixture.update()
        #expect(after.revision == before.revision)
        #expect(after.records.isEmpty)
        #expect(after.catalog == before.catalog)
        var first = try take(OriginalFixture.dump)
        #expect(rehearsed.isRehearsal)
        first.isRehearsal = true
        #expect(first == rehearsed)
        let taken = try await fixture.update()
        let second = try take(OriginalFixture.dump)
        #expect(second.tables.map(\.taken).allSatisfy { $0 == 0 })
        #expect(second.table("vm_data")?.skipped.map(\.why) == ["is there already", "not found on any host"])
        let again = try await fixture.update()
        #expect(again.catalog == taken.catalog)
        #expect(again.records == taken.records)
        #expect(again.disks == taken.disks)
        #expect(again.snapshots == taken.snapshots)
    }

    @Test func `what is there already keeps what it is`() throws {
        let change = CatalogChange.addOrganisation(name: "IITD", details: "ours", adminMail: nil)
        _ = try fixture.store.submitNow(.catalog(change), by: fixture.asha, at: fixture.start)
        let report = try take(OriginalFixture.dump)
        #expect(report.table("organisation")?.taken == 1)
        let catalog = try fixture.store.catalog()
        #expect(try catalog.organisation("IITD").details == "ours")
        #expect(try catalog.user("asha").organisation == catalog.organisation("IITD").id)
    }

    @Test func `a file that is neither form is refused`() throws {
        let path = fixture.folder + "/file"
        for text in ["", "hello", "SQLite format 3\u{0}and nothing"] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: CloudError.self) { try take(path) }
        }
        #expect(throws: CloudError.self) { try take(fixture.folder + "/none") }
        #expect(throws: CloudError.self) { try take(fixture.folder) }
    }
}
