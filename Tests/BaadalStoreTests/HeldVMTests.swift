import BaadalModel
import Testing

@testable import BaadalStore

/// What a task has half done stays its own until that is settled.
@Suite struct HeldVMTests {
    private func fixture() throws -> (StoreFixture, TaskRecord.ID) {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .stopped)])
        try fixture.order(.start, 1)
        let id = try #require(try fixture.claim()?.id)
        try fixture.store.beginStep(id, index: 0, name: "act", note: nil, at: fixture.start)
        let later = fixture.start.advanced(byMilliseconds: 60_000)
        try fixture.store.requeue(id, notBefore: later, message: "try 1")
        return (fixture, id)
    }

    @Test func `a task that has begun is not cancelled without taking back what it did`() throws {
        let (fixture, id) = try fixture()
        _ = try fixture.store.submitNow(.cancel(id), by: fixture.asha, at: fixture.start)
        #expect(try fixture.task(id).status == .pending)
        #expect(try fixture.claim()?.id == id)
        #expect(try fixture.store.isCancelRequested(id))
    }

    @Test func `nothing more urgent is done to its VM meanwhile`() throws {
        let (fixture, id) = try fixture()
        try fixture.order(.claim, 1, priority: .urgent)
        #expect(try fixture.claim() == nil)
        let later = fixture.start.advanced(byMilliseconds: 60_000)
        #expect(try fixture.store.claimTask(limits: TaskLimits(), now: later, blockedHosts: [])?.id == id)
    }

    @Test func `a look at snapshots that comes while a task is at work changes nothing`() throws {
        let fixture = try StoreFixture()
        try fixture.report([fixture.domain(1, .running)])
        let sight = SnapshotSight(
            name: "one",
            parent: nil,
            created: fixture.start,
            hasMemory: true,
            isExternal: false,
            isCurrent: true,
            xml: "<domainsnapshot/>"
        )
        let vm = fixture.vm(1)
        try fixture.store.reconcileSnapshots(of: vm, with: [sight], at: fixture.start)
        try fixture.order(.powerOff, 1)
        try fixture.store.reconcileSnapshots(of: vm, with: [], unlessBusy: true, at: fixture.start)
        #expect(try fixture.store.keptSnapshots(of: vm).map(\.name) == ["one"])
        try fixture.store.reconcileSnapshots(of: vm, with: [], at: fixture.start)
        #expect(try fixture.store.keptSnapshots(of: vm).isEmpty)
    }

    @Test func `a reservation that its task has left is given back once it has expired`() throws {
        let fixture = try StoreFixture()
        try fixture.fillCatalogue(addresses: 2)
        let catalog = try fixture.store.catalog()
        let wish = Reservation(
            vm: fixture.vm(9),
            task: TaskRecord.ID(1),
            name: try VMName("web"),
            owner: try catalog.user("asha").id,
            domain: try catalog.domain("Private").id,
            vcpus: 1,
            memory: .gibibytes(1),
            disks: [],
            expires: fixture.start.advanced(byMilliseconds: 1000)
        )
        _ = try fixture.store.reserve(wish, policy: PlacementPolicy(), at: fixture.start)
        func overdue(_ second: Int64) throws -> [VM.ID] {
            let now = fixture.start.advanced(byMilliseconds: second * 1000)
            return try fixture.store.overdue(at: now, unlessTriedSince: fixture.start).map(\.id)
        }
        #expect(try overdue(0) == [])
        #expect(try overdue(2) == [fixture.vm(9)])
        try fixture.order(.purge, 9)
        #expect(try overdue(2) == [])
    }

    @Test(arguments: [
        "/ds//vm_images/a.qcow2", "/ds/vm_images/../b.qcow2", "/ds/vm_templates/tiny.qcow2", "/elsewhere/a.qcow2",
    ])
    func `an image is named in one way, and is no template`(path: String) throws {
        let fixture = try StoreFixture()
        try fixture.fillCatalogue(addresses: 2)
        let catalog = try fixture.store.catalog()
        let order = try InstallOrder(
            name: try VMName("web"),
            owner: try catalog.user("asha").id,
            source: .image(path: path, datastore: try catalog.datastore("ds").id),
            domain: try catalog.domain("Private").id,
            vcpus: 1,
            memory: .gibibytes(1)
        )
        #expect(throws: CloudError.self) {
            try fixture.store.submitNow(.order([.install(fixture.vm(9), order)]), by: fixture.asha, at: fixture.start)
        }
    }

    @Test(arguments: ["/ds/vm_images", "/", "/ds/"])
    func `a datastore lies apart from the others`(path: String) throws {
        let fixture = try StoreFixture()
        try fixture.fillCatalogue(addresses: 2)
        let change = CatalogChange.addDatastore(name: "two", path: path, capacity: .gibibytes(1), reserve: Bytes(0))
        #expect(throws: CloudError.self) {
            try fixture.store.submitNow(.catalog(change), by: fixture.asha, at: fixture.start)
        }
    }

    @Test func `room that a task is about to fill is promised to no other, until it ends`() throws {
        let fixture = try StoreFixture()
        try fixture.fillCatalogue(addresses: 2)
        try fixture.report([fixture.domain(1, .stopped)])
        try fixture.order(.start, 1)
        let (task, other) = (try #require(try fixture.claim()?.id), TaskRecord.ID(77))
        let store = try fixture.store.catalog().datastore("ds")
        try fixture.store.holdSpace(store.free, in: store.id, for: task)
        try fixture.store.holdSpace(store.free, in: store.id, for: task)
        #expect(try fixture.store.catalog().datastore("ds").free == Bytes(0))
        #expect(throws: CloudError.noDatastoreFits(size: Bytes(1), reasons: ["ds: \(Bytes(0).exact) free"])) {
            try fixture.store.holdSpace(Bytes(1), in: store.id, for: other)
        }
        #expect(throws: CloudError.inUse(what: "datastore 'ds'", by: "1 task(s) write to it")) {
            try fixture.store.submitNow(.catalog(.remove(.datastore(store.id))), by: fixture.asha, at: fixture.start)
        }
        try fixture.store.finish(task, status: .failed, message: "", cause: nil, at: fixture.start)
        #expect(try fixture.store.catalog().datastore("ds").free == store.free)
    }

    @Test func `what VMs are plugged into keeps its tag and its VLAN`() throws {
        let fixture = try StoreFixture()
        try fixture.fillCatalogue(addresses: 2)
        let catalog = try fixture.store.catalog()
        var (domain, vlan) = (try catalog.domain("Private"), try catalog.vlan("vlan0"))
        domain.attachment = .bridge("br7")
        func change() throws {
            _ = try fixture.store.submitNow(.catalog(.editDomain(domain)), by: fixture.asha, at: fixture.start)
            _ = try fixture.store.submitNow(.catalog(.editVLAN(vlan)), by: fixture.asha, at: fixture.start)
        }
        try change()
        let wish = Reservation(
            vm: fixture.vm(9),
            task: TaskRecord.ID(1),
            name: try VMName("web"),
            owner: try catalog.user("asha").id,
            domain: domain.id,
            vcpus: 1,
            memory: .gibibytes(1),
            disks: [],
            expires: fixture.start
        )
        _ = try fixture.store.reserve(wish, policy: PlacementPolicy(), at: fixture.start)
        try change()
        domain.attachment = .bridge("br8")
        #expect(throws: CloudError.self) { try change() }
        domain.attachment = .bridge("br7")
        vlan.tag = 77
        #expect(throws: CloudError.self) { try change() }
    }
}
