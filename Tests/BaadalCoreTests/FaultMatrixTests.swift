import BaadalModel
import BaadalStore
import Foundation
import Synchronization
import Testing

@testable import BaadalCore

/// Each kind of task, each call that it makes, each thing that can go wrong there.
///
/// After it the books and the hosts must agree, nothing may be left over, and what the guest wrote must be there.
@Suite struct FaultMatrixTests {
    /// A kind of task, with what has to be there before.
    struct Scenario: Sendable, CustomTestStringConvertible {
        var name: String
        /// Makes what has to be there, and answers the order.
        var prepare: @Sendable (ScriptedCloud) async throws -> Request
        /// What the VM's disk must hold afterwards; `nil` where it may be gone, or anything.
        var content: String?
        /// What is not so though the task says it; and what has to follow, before all is looked at.
        var check: Check

        typealias Check = @Sendable (ScriptedCloud, TaskRecord) async throws -> [String]

        init(
            name: String,
            prepare: @escaping @Sendable (ScriptedCloud) async throws -> Command,
            content: String? = nil,
            check: @escaping Check = { _, _ in [] }
        ) {
            self.init(name: name, order: { .order([try await prepare($0)]) }, content: content, check: check)
        }

        init(
            name: String,
            order: @escaping @Sendable (ScriptedCloud) async throws -> Request,
            content: String? = nil,
            check: @escaping Check = { _, _ in [] }
        ) {
            (self.name, self.content) = (name, content)
            (self.prepare, self.check) = (order, check)
        }

        var testDescription: String { name }
    }

    static let vm = VM.ID(UniqueID(high: 1, low: 1))
    static let copy = VM.ID(UniqueID(high: 1, low: 2))

    static func install(_ extra: Bytes? = nil) throws -> Command {
        .install(
            vm,
            try InstallOrder(
                name: VMName("web"),
                owner: RowID(1),
                source: .template(RowID(1)),
                domain: RowID(1),
                vcpus: 1,
                memory: .mebibytes(512),
                extraDisk: extra
            )
        )
    }

    /// A VM that is there, with something written to its disk.
    static func make(_ cloud: ScriptedCloud, running: Bool, snapshots: Int = 0) async throws {
        try await cloud.must(try install())
        cloud.write("mine", to: vm)
        for _ in 0..<snapshots { try await cloud.must(.snapshot(vm, SnapshotOrder(.user))) }
        if !running { try await cloud.must(.powerOff(vm)) }
    }

    /// The same, and the books know nothing of it.
    static func makeOrphan(_ cloud: ScriptedCloud, running: Bool, snapshots: Int = 0) async throws {
        try await make(cloud, running: running, snapshots: snapshots)
        let paths = try cloud.store.disks(of: vm).map(\.path)
        try cloud.store.release(vm, at: cloud.clock.now())
        cloud.foreign.withLock { $0.formUnion(paths) }
        cloud.found.withLock { _ = $0.insert(vm) }
        try await cloud.work {}
    }

    static let scenarios: [Scenario] = [
        Scenario(
            name: "save a VM and stop it",
            prepare: { cloud in
                try await make(cloud, running: true)
                return .save(vm)
            },
            content: "mine"
        ),
        Scenario(
            name: "bring a saved VM back",
            prepare: { cloud in
                try await make(cloud, running: true)
                try await cloud.must(.save(vm))
                return .restore(vm)
            },
            content: "mine"
        ),
        Scenario(name: "install with an extra disk") { _ in try install(.gibibytes(2)) },
        Scenario(
            name: "attach a disk to a VM that runs",
            prepare: { cloud in
                try await make(cloud, running: true)
                return .attachDisk(vm, size: .gibibytes(1), datastore: nil)
            },
            content: "mine"
        ),
        Scenario(
            name: "detach and delete a disk",
            prepare: { cloud in
                try await make(cloud, running: true)
                try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))
                return .detachDisk(vm, target: "vdb", deletes: true)
            },
            content: "mine"
        ),
        Scenario(
            name: "resize a disk",
            prepare: { cloud in
                try await make(cloud, running: false)
                return .resizeDisk(vm, target: "vda", size: .gibibytes(3))
            },
            content: "mine"
        ),
        Scenario(
            name: "edit the size of a VM that runs",
            prepare: { cloud in
                try await make(cloud, running: true)
                return .edit(vm, try EditOrder(vcpus: 2, memory: .gibibytes(1)))
            },
            content: "mine"
        ),
        Scenario(
            name: "edit size and security domain",
            prepare: { cloud in
                try await make(cloud, running: false)
                return .edit(vm, try EditOrder(vcpus: 2, memory: .gibibytes(1), domain: RowID(2)))
            },
            content: "mine"
        ),
        Scenario(
            name: "daily snapshot that drops yesterday's",
            prepare: { cloud in
                try await make(cloud, running: true)
                try await cloud.must(.snapshot(vm, SnapshotOrder(.daily)))
                return .snapshot(vm, SnapshotOrder(.daily))
            },
            content: "mine"
        ),
        Scenario(
            name: "revert, with the present state kept",
            prepare: { cloud in
                try await make(cloud, running: true, snapshots: 1)
                let name = try cloud.store.snapshots(of: vm)[0].name
                return .revert(vm, snapshot: name, keepsPresent: true)
            },
            content: "mine"
        ),
        Scenario(
            name: "delete a snapshot",
            prepare: { cloud in
                try await make(cloud, running: false, snapshots: 2)
                let name = try cloud.store.snapshots(of: vm)[0].name
                return .deleteSnapshot(vm, snapshot: name)
            },
            content: "mine"
        ),
        Scenario(
            name: "full clone",
            prepare: { cloud in
                try await make(cloud, running: false)
                return .clone(copy, CloneOrder(parent: vm, name: try VMName("copy")))
            },
            content: "mine"
        ),
        Scenario(
            name: "linked clone",
            prepare: { cloud in
                try await make(cloud, running: false)
                return .clone(copy, CloneOrder(parent: vm, name: try VMName("copy"), isLinked: true))
            },
            content: "mine"
        ),
        Scenario(
            name: "live migration with two snapshots",
            prepare: { cloud in
                try await make(cloud, running: true, snapshots: 2)
                return .migrate(vm, MigrateOrder(host: cloud.hosts[1].id))
            },
            content: "mine"
        ),
        Scenario(
            name: "offline migration with a snapshot",
            prepare: { cloud in
                try await make(cloud, running: false, snapshots: 1)
                return .migrate(vm, MigrateOrder(host: cloud.hosts[1].id))
            },
            content: "mine"
        ),
        Scenario(
            name: "disks to another datastore",
            prepare: { cloud in
                try await make(cloud, running: false)
                return .moveDisks(vm, to: RowID(2))
            },
            content: "mine"
        ),
        Scenario(name: "delete a VM that runs, with a snapshot") { cloud in
            try await make(cloud, running: true, snapshots: 1)
            return .delete(vm)
        },
        Scenario(name: "undelete") { cloud in
            try await make(cloud, running: true, snapshots: 1)
            try await cloud.must(.delete(vm))
            return .undelete(vm)
        },
        Scenario(name: "purge") { cloud in
            try await make(cloud, running: true)
            try await cloud.must(.delete(vm))
            return .purge(vm)
        },
        Scenario(
            name: "save as template",
            prepare: { cloud in
                try await make(cloud, running: false)
                return .saveTemplate(
                    vm,
                    try TemplateOrder(name: ShortName("gold"), datastore: RowID(1), file: FileName("gold.qcow2"))
                )
            },
            content: "mine"
        ),
    ]

    static let catalogueAndDisks: [Scenario] = [
        Scenario(
            name: "snapshot of the disks alone",
            prepare: { cloud in
                try await make(cloud, running: true)
                try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))
                return .snapshot(vm, try SnapshotOrder(isDiskOnly: true))
            },
            content: "mine"
        ),
        Scenario(
            name: "back to a snapshot of the disks alone",
            prepare: { cloud in
                try await make(cloud, running: true)
                try await cloud.must(.attachDisk(vm, size: .gibibytes(1), datastore: nil))
                try await cloud.must(.snapshot(vm, SnapshotOrder(isDiskOnly: true)))
                try await cloud.must(.powerOff(vm))
                return .revert(vm, snapshot: try cloud.store.snapshots(of: vm)[0].name, keepsPresent: false)
            },
            content: "mine"
        ),
        Scenario(name: "delete a template") { _ in .deleteTemplate(RowID(1)) },
        Scenario(name: "add a template") { cloud in
            let path = "\(ScriptedCloud.root)/vm_templates/new.qcow2"
            cloud.files[path] = ScriptedFiles.File(content: "new")
            cloud.foreign.withLock { _ = $0.insert(path) }
            return .addTemplate(
                try TemplateOrder(name: ShortName("new"), datastore: RowID(1), file: FileName("new.qcow2"))
            )
        },
        Scenario(
            name: "adopt a VM that was found",
            prepare: { cloud in
                try await makeOrphan(cloud, running: true, snapshots: 1)
                try #require(cloud.home(of: vm)).change { $0.domains[vm]?.claim = .none }
                return .adopt(vm, AdoptOrder())
            },
            content: "mine"
        ),
        Scenario(name: "undefine a VM that was found") { cloud in
            try await makeOrphan(cloud, running: true, snapshots: 1)
            return .undefine(vm)
        },
        Scenario(name: "check a datastore") { _ in .checkDatastore(RowID(1)) },
    ]

    @Test(arguments: scenarios + catalogueAndDisks)
    func `nothing is lost, doubled or left over`(scenario: Scenario) async throws { try await meetFaults(scenario) }

    /// Lets each call of a scenario meet each fault.
    func meetFaults(_ scenario: Scenario, hasBox: Bool = false) async throws {
        let calls = try await outcome(of: scenario, nil, hasBox).calls
        try #require(!calls.isEmpty)
        for number in 1...calls.count {
            for kind in Self.faults(of: calls[number - 1], hasBox: hasBox) {
                let run = try await outcome(of: scenario, (number, kind), hasBox)
                let place = "\(scenario.name): \(kind.rawValue) at \(number) (\(calls[number - 1]))"
                #expect(run.faults.isEmpty, "\(place): \(run.task.status.word), \(run.task.message ?? "")")
                #expect(run.task.message?.isEmpty == false, "\(place) says nothing")
                if let content = scenario.content { #expect(run.content == content, "\(place)") }
                record(scenario, number, calls[number - 1], kind, run)
            }
        }
    }

    /// What is worth trying at a call: of scenarios with a box the box's calls, since those of hosts are tried without one.
    private static func faults(of call: String, hasBox: Bool) -> [ScriptedCloud.Fault] {
        guard hasBox else { return ScriptedCloud.Fault.allCases }
        guard call.hasPrefix("box ") else { return [] }
        if call == "box reads" { return [.killedBefore, .cutBefore] }
        return [.fails, .killedBefore, .killedAfter, .cutBefore, .cutAfter]
    }

    private struct Run {
        var calls: [String]
        var task: TaskRecord
        var faults: [String]
        var content: String?
    }

    private func outcome(
        of scenario: Scenario,
        _ fault: (number: Int, kind: ScriptedCloud.Fault)?,
        _ hasBox: Bool
    ) async throws -> Run {
        let cloud = try ScriptedCloud(hasBox: hasBox)
        try await cloud.prepare()
        let order = try await scenario.prepare(cloud)
        cloud.arm(fault)
        let task = try await cloud.run(order)
        let calls = cloud.calls
        let faults = try await scenario.check(cloud, task) + cloud.audit()
        if fault == nil {
            #expect(task.status == .success, "\(scenario.name): \(task.message ?? "")")
            #expect(faults.isEmpty, "\(scenario.name) without a fault")
        }
        return Run(calls: calls, task: task, faults: faults, content: cloud.content(of: Self.vm))
    }

    /// Adds a line to the table of cases and outcomes where one is asked for.
    private func record(
        _ scenario: Scenario,
        _ number: Int,
        _ call: String,
        _ kind: ScriptedCloud.Fault,
        _ run: Run
    ) {
        guard let path = ProcessInfo.processInfo.environment["FAULT_TABLE"] else { return }
        let line = [
            scenario.name, "\(number) \(call)", kind.rawValue, run.task.status.word, run.task.message ?? "",
            run.faults.joined(separator: "; "),
        ].joined(separator: "\t")
        guard let file = fopen(path, "a") else { return }
        fputs(line + "\n", file)
        fclose(file)
    }
}
