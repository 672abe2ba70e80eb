import BaadalModel
import Testing

@testable import BaadalStore

/// A VM goes where its files are seen.
@Suite struct BlindHostTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
        try fixture.fillCatalogue(addresses: 8)
        let change = CatalogChange.addDatastore(
            name: "second",
            path: "/second",
            capacity: .gibibytes(1 << 20),
            reserve: Bytes(0)
        )
        _ = try fixture.store.submitNow(.catalog(change), by: fixture.asha, at: fixture.start)
    }

    private func store(_ name: String) throws -> Datastore.ID { try fixture.store.catalog().datastore(name).id }

    private func show(_ name: String, to hosts: [BaadalModel.Host.ID]) throws {
        try fixture.store.noteDatastore(store(name), seenBy: hosts, available: nil, at: fixture.start)
    }

    private func reserve(
        _ size: Bytes = .gibibytes(1),
        _ change: (inout Reservation) throws -> Void = { _ in }
    ) throws -> (host: BaadalModel.Host.ID?, datastore: Datastore.ID?) {
        let catalog = try fixture.store.catalog()
        var wish = Reservation(
            vm: fixture.vm(9),
            task: TaskRecord.ID(1),
            name: try VMName("web"),
            owner: try catalog.user("asha").id,
            domain: try catalog.domain("Private").id,
            vcpus: 1,
            memory: .gibibytes(1),
            disks: [Reservation.Image(role: .system, size: size)],
            expires: fixture.start
        )
        try change(&wish)
        let record = try fixture.store.reserve(wish, policy: PlacementPolicy(), at: fixture.start)
        return (record.host, try fixture.store.disks(of: wish.vm).first?.datastore)
    }

    /// The host that would be chosen last of all.
    private func last() throws -> BaadalModel.Host.ID { try #require(try fixture.store.hosts().last?.id) }

    @Test func `a host that sees no datastore is not chosen`() throws {
        try show("ds", to: [try last()])
        #expect(try reserve() == (try last(), try store("ds")))
    }

    @Test func `nor one that does not see what the disk is copied from`() throws {
        try show("second", to: [try last()])
        #expect(try reserve { $0.preferred = try store("second") } == (try last(), try store("second")))
    }

    @Test func `nor one that sees only a datastore without room`() throws {
        try show("second", to: [try last()])
        try fixture.store.noteDatastore(
            store("ds"),
            seenBy: try fixture.store.hosts().map(\.id),
            available: .gibibytes(1),
            at: fixture.start
        )
        #expect(try reserve(.gibibytes(2)) == (try last(), try store("second")))
    }

    @Test func `nor one that does not see the datastore that was chosen`() throws {
        try show("second", to: [try last()])
        #expect(try reserve { $0.datastore = try store("second") } == (try last(), try store("second")))
    }

    @Test func `a blind host that was chosen by hand is refused, with why`() throws {
        try show("second", to: [try last()])
        let error = #expect(throws: CloudError.self) {
            try reserve { wish in
                wish.host = fixture.host
                wish.datastore = try store("second")
            }
        }
        #expect("\(try #require(error))".contains("it does not see datastore 'second'"))
        #expect(try fixture.store.record(fixture.vm(9)) == nil)
    }

    @Test func `where no host sees any, the datastores say why`() throws {
        try show("ds", to: [])
        let error = #expect(throws: CloudError.self) { try reserve() }
        guard case .noDatastoreFits(_, let reasons) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reasons == ["ds: the host does not see it", "second: the host does not see it"])
        #expect(try fixture.store.record(fixture.vm(9)) == nil)
    }
}
