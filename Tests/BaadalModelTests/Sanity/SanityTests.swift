import BaadalModel
import Testing

@Suite struct SanityTests {
    private let moment = Timestamp(seconds: 0)

    private func host(_ number: UInt64, _ state: Host.State = .up) -> Host {
        Host(id: hostID(number), name: "kvm\(number)", uri: "qemu:///system", state: state, since: moment)
    }

    private func hostID(_ number: UInt64) -> Host.ID { Host.ID(UniqueID(high: 1, low: number)) }
    private func vmID(_ number: UInt64) -> VM.ID { VM.ID(UniqueID(high: 0, low: number)) }

    private func vm(_ number: UInt64, on hosts: UInt64..., state: VM.State = .running) -> VM {
        VM(
            id: vmID(number),
            name: "vm\(number)",
            state: state,
            host: hosts.first.map(hostID),
            placements: hosts.map { VM.Placement(host: hostID($0), state: state, seen: moment) },
            vcpus: 1,
            memory: .gibibytes(1),
            since: moment,
            seen: moment
        )
    }

    private func record(_ number: UInt64, on host: UInt64, _ stage: VMRecord.Stage = .ready) -> VMRecord {
        VMRecord(
            id: vmID(number),
            name: "vm\(number)",
            identity: "vm\(number)",
            owner: RowID(1),
            organisation: RowID(1),
            domain: RowID(1),
            stage: stage,
            host: hostID(host),
            vcpus: 1,
            memory: .gibibytes(1),
            created: moment
        )
    }

    private func snapshot(_ number: Int64, of vm: UInt64, _ presence: Snapshot.Presence) -> Snapshot {
        Snapshot(
            id: RowID(number),
            vm: vmID(vm),
            name: "s\(number)",
            kind: .user,
            created: moment,
            hasMemory: true,
            presence: presence
        )
    }

    private func inventory(
        hosts: [Host]? = nil,
        vms: [VM] = [],
        records: [VMRecord] = [],
        snapshots: [Snapshot] = [],
        tasks: [TaskRecord] = []
    ) -> Inventory {
        var update = InventoryUpdate(
            isFull: true,
            revision: Revision(1),
            cloud: CloudInfo(uuid: UniqueID(high: 0, low: 0), name: "lab", step: 10, limits: TaskLimits()),
            controller: .stopped,
            hosts: hosts ?? [host(1), host(2)],
            vms: vms,
            tasks: tasks
        )
        (update.records, update.snapshots) = (records, snapshots)
        var inventory = Inventory()
        inventory.apply(update)
        return inventory
    }

    private func task(_ command: Command, _ status: TaskRecord.Status = .processing) -> TaskRecord {
        TaskRecord(
            id: TaskRecord.ID(7),
            command: command,
            status: status,
            requester: "asha",
            subject: "vm",
            created: moment
        )
    }

    @Test func `each VM is told of in the specified words`() {
        let rows = inventory(
            vms: [vm(1, on: 1), vm(2, on: 2), vm(3, on: 1)],
            records: [record(1, on: 1), record(2, on: 1), record(4, on: 2)]
        ).sanity()
        #expect(
            rows.map(\.message) == [
                "VM is on expected host kvm1", "Moved from kvm1 to kvm2", "Orphan, VM is not in database",
                "VM not found",
            ]
        )
        #expect(rows.map(\.finding) == [.expected, .moved, .orphan, .missing])
        #expect(rows.map(\.remedies) == [[], [], [.adopt, .undefine], [.forget]])
        #expect(rows.map(\.hostName) == ["kvm1", "kvm2", "kvm1", "kvm2"])
        #expect(SanityTotals(rows).words == "1 as expected, 1 moved, 1 orphan, 1 not found")
    }

    @Test(arguments: [Host.State.down, .unknown, .poweringUp, .poweringDown])
    func `a VM is not called lost while a host that may have it is silent`(state: Host.State) {
        let rows = inventory(hosts: [host(1), host(2, state)], records: [record(1, on: 1)]).sanity()
        #expect(rows.map(\.finding) == [.unheard])
        #expect(rows[0].remedies == [])
        #expect(rows[0].message == "VM not found so far; no answer from kvm2")
        #expect(rows[0].state == .unknown)
    }

    @Test func `where there is no host nothing is lost`() {
        let rows = inventory(hosts: [], records: [record(1, on: 1)]).sanity()
        #expect(rows.map(\.finding) == [.unheard])
        #expect(rows[0].remedies == [])
    }

    @Test func `a VM that its host does not show any more counts as not found at once`() {
        let rows = inventory(vms: [vm(1, on: 1, state: .gone)], records: [record(1, on: 1)]).sanity()
        #expect(rows.map(\.finding) == [.missing])
    }

    @Test func `nothing is to be done about an orphan of which not enough is known`() {
        var foreign = vm(1, on: 1)
        foreign.claim = .other(name: "far", cloud: UniqueID(high: 9, low: 9))
        var arriving = vm(4, on: 1)
        arriving.placements.append(VM.Placement(host: hostID(2), state: .paused, seen: moment, isInbound: true))
        let rows = inventory(vms: [foreign, vm(2, on: 1, 2), vm(3, on: 1, state: .unknown), arriving]).sanity()
        #expect(rows.map(\.finding) == [.orphan, .orphan, .orphan, .orphan])
        #expect(rows.allSatisfy { $0.remedies.isEmpty && $0.message.hasPrefix("Orphan, VM is not in database; ") })
        #expect(rows[0].message.hasSuffix("it belongs to cloud far"))
        #expect(rows[1].message.hasSuffix("defined on kvm1 and kvm2"))
    }

    @Test func `a transient orphan cannot be adopted`() {
        var passing = vm(1, on: 1)
        passing.isPersistent = false
        #expect(inventory(vms: [passing]).sanity().map(\.remedies) == [[.undefine]])
    }

    @Test func `what a task is at work on is neither moved nor lost`() {
        let rows = inventory(
            vms: [vm(1, on: 2)],
            records: [record(1, on: 1)],
            tasks: [task(.migrate(vmID(1), MigrateOrder(host: nil)))]
        ).sanity()
        #expect(rows.map(\.finding) == [.changing])
        #expect(rows[0].message == "#7 migrate is at work on it")
        let parent = inventory(
            records: [record(1, on: 1)],
            tasks: [task(.forget(vmID(1)), .pending)]
        ).sanity()
        #expect(parent.map(\.remedies) == [[]])
    }

    @Test func `what is being made or lies in the trash is no row, unless a host shows it`() {
        let rows = inventory(
            vms: [vm(2, on: 1), vm(3, on: 1)],
            records: [record(1, on: 1, .trashed), record(2, on: 1, .trashed), record(3, on: 1, .installing)]
        ).sanity()
        #expect(rows.map(\.finding) == [.revived])
        #expect(rows[0].message == "VM is in the trash, and on host kvm1")
    }

    @Test func `two definitions of one VM are told of`() {
        let rows = inventory(vms: [vm(1, on: 1, 2, state: .stopped)], records: [record(1, on: 1)]).sanity()
        #expect(rows.map(\.message) == ["VM is defined on kvm1 and kvm2"])
        #expect(rows[0].isFaulty)
    }

    @Test func `snapshots are told of where the sides differ, and all of one VM`() {
        let cloud = inventory(
            vms: [vm(1, on: 1)],
            records: [record(1, on: 1)],
            snapshots: [snapshot(1, of: 1, .present), snapshot(2, of: 1, .absent), snapshot(3, of: 1, .orphan)]
        )
        #expect(cloud.sanity().dropFirst().map(\.message) == ["Snapshot not present", "Orphan Snapshot"])
        let all = cloud.sanity(of: vmID(1))
        #expect(all.map(\.snapshot) == [nil, "s1", "s2", "s3"])
        #expect(all[1].message == "Snapshot present")
        #expect(all.map(\.remedies) == [[], [], [.deleteSnapshot], [.deleteSnapshot]])
    }
}
