import BaadalModel
import BaadalStore
import Testing

@testable import BaadalCore

@Suite struct DemoLifeTests {
    @Test func `a VM is installed on the test driver and runs`() async throws {
        let world = try DemoWorld()
        let id = VM.ID.new()
        try await world.work { pool in
            let task = try #require(try await world.run([try world.install("web", id)]).first)
            #expect(task.status == .success, "\(task.message ?? "")")
            let record = try #require(try world.store.record(id))
            #expect(record.identity == "IITD_asha_web")
            #expect(record.stage == .ready)
            #expect(record.address == IPv4("10.0.0.10"))
            #expect(record.mac == MAC("52:54:0A:00:00:0A"))
            #expect(record.vncPort == 20000)
            #expect(try world.store.catalog().privateAddresses.first?.holder == id)
            let hypervisor = try await pool.hypervisor(for: try #require(record.host))
            let sight = try #require(try await hypervisor.look(at: id))
            #expect(sight.state == .running)
            #expect(sight.claim == .ours)
            #expect(sight.isPersistent)
            let xml = try DomainXML(try #require(try await hypervisor.definition(of: id)))
            #expect(xml.macs == [record.mac])
            #expect(xml.screenPort == record.vncPort)
            #expect(xml.disks.map(\.path) == ["/mnt/datastore/vm_images/IITD_asha_web.qcow2"])
            #expect(try await hypervisor.file("/mnt/datastore/vm_images/IITD_asha_web.qcow2") != nil)
            #expect(try world.store.vm(id)?.state == .running)
        }
    }

    @Test func `all hosts of the demo see its datastore`() async throws {
        let world = try DemoWorld()
        try await world.work { _ in
            let store = try world.store.catalog().datastore("datastore")
            let task = try #require(try await world.run([.checkDatastore(store.id)]).first)
            #expect(task.status == .success, "\(task.message ?? "")")
            let after = try world.store.catalog().datastore("datastore")
            #expect(after.hosts.count == 6)
            #expect(try #require(after.available) > .gibibytes(8))
        }
    }

    @Test func `sixteen installs at once share nothing, and neither do clones of one parent`() async throws {
        let world = try DemoWorld()
        let parent = VM.ID.new()
        try await world.work { _ in
            var orders = try (1...15).map { try world.install("web-\($0)") }
            orders.append(try world.install("parent", parent))
            for task in try await world.run(orders) { #expect(task.status == .success, "\(task.message ?? "")") }
            try await self.checkUnique(world, count: 16)
            _ = try await world.run([.powerOff(parent)])
            let clones = try (1...32).map {
                Command.clone(.new(), CloneOrder(parent: parent, name: try VMName("clone-\($0)")))
            }
            for task in try await world.run(clones) { #expect(task.status == .success, "\(task.message ?? "")") }
            try await self.checkUnique(world, count: 48)
        }
    }

    @Test func `a VM lives a whole life on the test driver`() async throws {
        let world = try DemoWorld()
        let (id, copy) = (VM.ID.new(), VM.ID.new())
        try await world.work { pool in
            func run(_ command: Command) async throws -> TaskRecord {
                try #require(try await world.run([command]).first)
            }
            func succeed(_ command: Command) async throws {
                let task = try await run(command)
                #expect(task.status == .success, "\(task.command.kind.rawValue): \(task.message ?? "")")
            }
            try await succeed(world.install("web", id))
            try await succeed(.snapshot(id, SnapshotOrder(.user)))
            let name = try #require(try world.store.snapshots(of: id).first?.name)
            try await succeed(.revert(id, snapshot: name, keepsPresent: true))
            try await succeed(.checkSnapshots(id))
            for snapshot in try world.store.snapshots(of: id) {
                try await succeed(.deleteSnapshot(id, snapshot: snapshot.name))
            }
            try await succeed(.powerOff(id))
            try await succeed(.edit(id, try EditOrder(vcpus: 2, memory: .mebibytes(512))))
            try await succeed(.attachDisk(id, size: .gibibytes(1), datastore: nil))
            try await succeed(.clone(copy, CloneOrder(parent: id, name: try VMName("copy"))))
            try await succeed(.detachDisk(id, target: "vdb", deletes: true))
            try await succeed(.start(copy))
            try await succeed(.delete(copy))
            try await succeed(.undelete(copy))
            try await succeed(.delete(copy))
            try await succeed(.purge(copy))
            try await succeed(.delete(id))
            try await succeed(.purge(id))
            try await succeed(world.install("web"))
        }
    }

    /// Nothing that is reserved is reserved twice, and all of it is what hosts show.
    private func checkUnique(_ world: DemoWorld, count: Int) async throws {
        let update = try await world.store.inventory(since: nil, scope: .all)
        let records = update.records
        #expect(records.count == count)
        #expect(records.allSatisfy { $0.stage == .ready })
        #expect(Set(records.compactMap(\.address)).count == count)
        #expect(Set(records.compactMap(\.mac)).count == count)
        #expect(Set(records.map(\.identity)).count == count)
        let places = records.compactMap { record in
            record.host.map { "\($0) \(record.vncPort ?? 0)" }
        }
        #expect(Set(places).count == count)
        #expect(Set(update.disks.map(\.path)).count == count)
        let shown = Set(update.vms.map(\.name))
        #expect(records.allSatisfy { shown.contains($0.identity) })
    }
}
