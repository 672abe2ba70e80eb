import BaadalModel
import Testing

@Suite struct TaskQueueTests {
    private let a = VM.ID(UniqueID(high: 0, low: 1))
    private let b = VM.ID(UniqueID(high: 0, low: 2))
    private let host = Host.ID(UniqueID(high: 1, low: 0))
    private let now = Timestamp(seconds: 1000)

    private func task(
        _ number: Int64,
        _ vm: VM.ID,
        _ status: TaskRecord.Status = .pending,
        priority: TaskRecord.Priority = .normal,
        notBefore: Timestamp? = nil
    ) -> TaskRecord {
        TaskRecord(
            id: TaskRecord.ID(number),
            command: .start(vm),
            status: status,
            priority: priority,
            requester: "asha",
            subject: "vm\(vm.uuid.low)",
            host: host,
            created: now,
            notBefore: notBefore
        )
    }

    private func reason(
        _ task: TaskRecord,
        among others: [TaskRecord],
        limits: TaskLimits = TaskLimits(),
        down: Bool = false,
        hasController: Bool = true
    ) -> WaitReason? {
        TaskQueue(
            others + [task],
            limits: limits,
            downHosts: down ? [host: "kvm1"] : [:],
            hasController: hasController
        ).waitReason(task, now: now)
    }

    @Test func `a task that nothing holds up does not wait`() {
        #expect(reason(task(1, a), among: []) == nil)
    }

    @Test func `one task at a time works on a VM`() {
        #expect(reason(task(2, a), among: [task(1, a, .processing)]) == .vm(TaskRecord.ID(1), subject: "vm1"))
    }

    @Test func `an older task for the same VM goes first, unless a newer one is more urgent`() {
        #expect(reason(task(2, a), among: [task(1, a)]) == .behind(TaskRecord.ID(1)))
        #expect(reason(task(2, a, priority: .urgent), among: [task(1, a)]) == nil)
    }

    @Test func `a host takes so many tasks at once`() {
        let working = [task(1, b, .processing)]
        #expect(reason(task(2, a), among: working, limits: TaskLimits(workers: 9, perHost: 1)) == .hostLimit(1))
    }

    @Test func `the cloud takes so many tasks at once`() {
        let working = [task(1, b, .processing)]
        #expect(reason(task(2, a), among: working, limits: TaskLimits(workers: 1, perHost: 9)) == .workers(1))
    }

    @Test func `a retry waits for its moment, a down host for its answer, all for a controller`() {
        let later = now.advanced(byMilliseconds: 1)
        #expect(reason(task(1, a, notBefore: later), among: []) == .retry(at: later))
        #expect(reason(task(1, a), among: [], down: true) == .hostDown(name: "kvm1"))
        #expect(reason(task(1, a), among: [], hasController: false) == .noController)
    }

    @Test func `the transitions are those of the specification and no others`() {
        let allowed: Set<[Int]> = [
            [1, 2], [1, 4], [2, 3], [2, 4], [2, 7], [2, 1], [4, 5], [4, 6], [7, 5], [7, 6],
        ]
        for from in TaskRecord.Status.allCases {
            for to in TaskRecord.Status.allCases {
                #expect(from.mayBecome(to) == allowed.contains([from.rawValue, to.rawValue]))
            }
        }
    }
}

@Suite struct CommandTests {
    @Test func `a command is put together again from its stored parts`() throws {
        let vm = VM.ID(UniqueID(high: 3, low: 4))
        let host = Host.ID(UniqueID(high: 5, low: 6))
        let other = VM.ID(UniqueID(high: 7, low: 8))
        let template = try TemplateOrder(
            name: ShortName("debian"),
            datastore: RowID(1),
            file: FileName("debian.qcow2"),
            form: .iso,
            system: .windows,
            release: "12 é",
            tag: "t"
        )
        let small = try InstallOrder(
            name: VMName("web"),
            owner: RowID(1),
            source: .template(RowID(2)),
            domain: RowID(3),
            vcpus: 1,
            memory: .mebibytes(96)
        )
        let large = try InstallOrder(
            name: VMName("web"),
            owner: RowID(1),
            source: .image(path: "/a/b.qcow2", datastore: RowID(2)),
            domain: RowID(3),
            vcpus: 64,
            memory: .gibibytes(4),
            extraDisk: .gibibytes(10),
            host: host,
            datastore: RowID(5),
            wantsPublicAddress: true,
            purpose: "a, b = c\"",
            group: "!apart"
        )
        let commands: [Command] = [
            .start(vm), .shutDown(vm), .powerOff(vm), .reboot(vm), .suspend(vm), .resume(vm), .claim(vm),
            .adopt(vm, AdoptOrder(owner: RowID(1))), .undefine(vm), .forget(vm),
            .addHost(uri: "qemu:///system", name: nil), .addHost(uri: "test:///a", name: "b"), .removeHost(host),
            .bulk(.start), .checkSnapshots(vm), .delete(vm), .undelete(vm), .purge(vm), .migrate(vm, MigrateOrder()),
            .migrate(vm, MigrateOrder(host: host, bandwidth: .mebibytes(10), autoConverges: false)),
            .attachDisk(vm, size: .gibibytes(2), datastore: nil),
            .attachDisk(vm, size: .gibibytes(2), datastore: RowID(4)),
            .detachDisk(vm, target: "vdb", deletes: true), .resizeDisk(vm, target: "vda", size: .gibibytes(9)),
            .edit(vm, try EditOrder(vcpus: 2, memory: .gibibytes(1), publicAddress: false, domain: RowID(2))),
            .edit(vm, try EditOrder(memory: .gibibytes(1))), .snapshot(vm, SnapshotOrder(.weekly)),
            .snapshot(vm, try SnapshotOrder(kind: .user, isDiskOnly: true, note: "before; 'it'")),
            .revert(vm, snapshot: "a b", keepsPresent: true), .deleteSnapshot(vm, snapshot: "a"),
            .clone(vm, CloneOrder(parent: other, name: try VMName("c-1"), isLinked: true, host: host)),
            .moveDisks(vm, to: RowID(3)), .saveTemplate(vm, template), .addTemplate(template),
            .deleteTemplate(RowID(8)), .checkDatastore(RowID(9)), .install(vm, small), .install(vm, large),
            .cordon(host), .uncordon(host), .switchOn(host), .switchOff(host), .fence(host), .restart(vm, on: nil),
            .restart(vm, on: host), .save(vm), .restore(vm), .job(.hostPower),
            .grant(vm, try GrantOrder(seconds: 60, sources: [IPv4Network("10.0.0.0/8"), IPv4Network("192.0.2.7")])),
            .grant(vm, try GrantOrder()), .repair(.nat), .repair(.dhcp), .clearNAT,
        ]
        for command in commands {
            let again = Command(
                kind: command.kind,
                vm: command.vm,
                host: command.host,
                parameters: command.parameters
            )
            #expect(again == command)
        }
        #expect(Set(commands.map(\.kind)) == Set(Command.Kind.allCases))
    }
}
