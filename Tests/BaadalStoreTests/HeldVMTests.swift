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
}
