import BaadalModel
import Testing

@Suite struct PlacementWishTests {
    private static func host(_ name: String, uri: String) -> Host {
        Host(id: Host.ID(UniqueID(naming: name)), name: name, uri: uri, state: .up, since: Timestamp(seconds: 0))
    }

    private let here = Self.host("kvm1", uri: "qemu+ssh://root@kvm1/system")
    private let near = Self.host("kvm2", uri: "qemu+tcp://kvm2/system")
    private let local = Self.host("kvm3", uri: "qemu:///system")
    private let demo = Self.host("kvm4", uri: "test:///tmp/kvm4.xml")
    private var hosts: [Host] { [here, near, local, demo] }

    private func vm(_ state: VM.State) -> VM {
        VM(
            id: VM.ID(UniqueID(naming: "web")),
            name: "web",
            state: state,
            host: here.id,
            vcpus: 2,
            memory: .gibibytes(1),
            since: Timestamp(seconds: 0),
            seen: Timestamp(seconds: 0)
        )
    }

    private func wish(_ state: VM.State, on stores: [Datastore] = [], moving: Bool = true) -> PlacementWish {
        let disks = stores.map { store in
            Disk(
                id: RowID(1),
                vm: vm(state).id,
                datastore: store.id,
                path: "\(store.path)/web.qcow2",
                role: .system,
                target: "vda",
                size: .gibibytes(1),
                stage: .attached
            )
        }
        return PlacementWish(for: vm(state), record: nil, disks: disks, stores: stores, hosts: hosts, moving: moving)
    }

    @Test func `a running VM moves only to hosts that other hosts reach`() {
        let excluded = wish(.running).excluded
        #expect(excluded[here.id] == "it is there already")
        #expect(excluded[near.id] == nil)
        #expect(excluded[local.id] == "other hosts do not reach it by qemu:///system")
        #expect(excluded[demo.id] == "other hosts do not reach it by test:///tmp/kvm4.xml")
        #expect(Set(wish(.stopped).excluded.keys) == [here.id])
    }

    @Test func `nor to one that does not see its disks`() {
        let store = Datastore(
            id: RowID(1),
            name: "fast",
            path: "/srv/fast",
            capacity: .gibibytes(10),
            hosts: [here.id, local.id]
        )
        #expect(wish(.stopped, on: [store]).excluded[near.id] == "it does not see datastore 'fast'")
        #expect(wish(.stopped, on: [store], moving: false).excluded[here.id] == nil)
    }

    @Test func `a host that is wanted puts the others out of the question, and is the one that is told of`() {
        let capacities = hosts.map { HostCapacity(host: $0.id, name: $0.name, cpus: 8, memory: .gibibytes(8)) }
        let choice = HostChoice(wish(.running).only(local.id, among: capacities), among: capacities)
        #expect(choice.host == nil)
        #expect(choice.reasons(for: local.id) == ["kvm3: other hosts do not reach it by qemu:///system"])
        #expect(choice.reasons().count == 4)
        #expect(HostChoice(wish(.running), among: capacities).host == near.id)
    }
}
