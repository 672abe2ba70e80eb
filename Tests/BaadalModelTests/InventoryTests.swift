import BaadalModel
import Testing

@Suite struct InventoryTests {
    private let kvm1 = Host(
        id: Host.ID(UniqueID(high: 1, low: 1)),
        name: "kvm1",
        uri: "qemu:///system",
        state: .up,
        since: Timestamp(seconds: 0)
    )
    private let kvm2 = Host(
        id: Host.ID(UniqueID(high: 1, low: 2)),
        name: "kvm2",
        uri: "qemu:///system",
        state: .up,
        since: Timestamp(seconds: 0)
    )

    private func vm(_ number: UInt64, _ name: String, on host: Host?) -> VM {
        VM(
            id: VM.ID(UniqueID(high: 0, low: number)),
            name: name,
            state: .running,
            host: host?.id,
            vcpus: 1,
            memory: .gibibytes(1),
            since: Timestamp(seconds: 0),
            seen: Timestamp(seconds: 0)
        )
    }

    private func inventory(_ vms: [VM]) -> Inventory {
        var inventory = Inventory()
        inventory.apply(update(isFull: true, vms: vms))
        return inventory
    }

    private func update(isFull: Bool, vms: [VM] = [], removed: [VM.ID] = []) -> InventoryUpdate {
        InventoryUpdate(
            isFull: isFull,
            revision: Revision(1),
            cloud: CloudInfo(uuid: UniqueID(high: 0, low: 0), name: "lab", step: 10, limits: TaskLimits()),
            controller: .stopped,
            hosts: [kvm1, kvm2],
            vms: vms,
            removedVMs: removed
        )
    }

    @Test func `a VM is found by name, by name and host, and by UUID`() throws {
        let one = vm(1, "web@1", on: kvm1)
        let cloud = inventory([one, vm(2, "db", on: kvm2)])
        #expect(try cloud.vm("web@1").id == one.id)
        #expect(try cloud.vm("db@kvm2").name == "db")
        #expect(try cloud.vm("00000000-0000-0000-0000-000000000001").id == one.id)
    }

    @Test func `a name that two VMs have is refused with the choices`() {
        let cloud = inventory([vm(1, "web", on: kvm1), vm(2, "web", on: kvm2)])
        #expect(throws: CloudError.ambiguousVM("web", choices: ["web@kvm1", "web@kvm2"])) { try cloud.vm("web") }
    }

    @Test func `two of one name on one host are told apart by UUID`() {
        let cloud = inventory([vm(1, "web", on: kvm1), vm(2, "web", on: kvm1)])
        #expect(
            throws: CloudError.ambiguousVM(
                "web@kvm1",
                choices: ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"]
            )
        ) { try cloud.vm("web@kvm1") }
    }

    @Test func `a name that nobody has is refused`() {
        #expect(throws: CloudError.noSuchVM("ghost")) { try inventory([]).vm("ghost") }
    }

    @Test func `an update adds, replaces and removes`() throws {
        var cloud = inventory([vm(1, "web", on: kvm1), vm(2, "db", on: kvm1)])
        cloud.apply(update(isFull: false, vms: [vm(1, "web-new", on: kvm1)], removed: [vm(2, "", on: nil).id]))
        #expect(cloud.vms.values.map(\.name) == ["web-new"])
        cloud.apply(update(isFull: true))
        #expect(cloud.vms.isEmpty)
    }
}
