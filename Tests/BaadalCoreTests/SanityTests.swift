import BaadalModel
import BaadalStore
import Synchronization
import Testing

@testable import BaadalCore

/// VMs that are on a host and not in the books, and the other way round.
@Suite struct SanityTests {
    private let vm = FaultMatrixTests.vm

    /// A VM that a host has, with its disk in a datastore, and the books have not.
    private func orphan(running: Bool = false, snapshots: Int = 0) async throws -> ScriptedCloud {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.makeOrphan(cloud, running: running, snapshots: snapshots)
        return cloud
    }

    private func inventory(_ cloud: ScriptedCloud) async throws -> Inventory {
        var inventory = Inventory()
        inventory.apply(try await cloud.store.inventory(since: nil, scope: .all))
        return inventory
    }

    private func refusal(_ command: Command, _ cloud: ScriptedCloud) async throws -> String {
        do {
            let task = try await cloud.run(command)
            #expect(task.status == .failed)
            #expect(task.cause == .refused)
            return task.message ?? ""
        } catch let error as CloudError {
            return "\(error)"
        }
    }

    /// Gives the VM's definition other text in place of some.
    private func rewrite(_ cloud: ScriptedCloud, _ old: String, _ new: String) throws {
        let home = try #require(cloud.home(of: vm))
        home.change { $0.domains[vm]?.xml?.replace(old, with: new) }
    }

    @Test func `an orphan that was adopted is as one that was made here`() async throws {
        let cloud = try await orphan(snapshots: 1)
        #expect(try await inventory(cloud).sanity().map(\.finding).first == .orphan)

        try await cloud.must(.adopt(vm, AdoptOrder()))

        let known = try await inventory(cloud)
        let record = try #require(known.records[vm])
        #expect(known.catalog.users.first { $0.id == record.owner }?.username == "System")
        #expect(record.host == cloud.home(of: vm)?.id)
        #expect((record.vcpus, record.memory) == (1, .mebibytes(512)))
        #expect(known.disks(of: vm).map(\.role) == [.system])
        #expect(known.snapshots(of: vm).map(\.presence) == [.present])
        #expect(known.sanity().map(\.finding) == [.expected])
        #expect(try await cloud.audit() == [])
        let cluster = known.cluster(now: cloud.clock.now())
        #expect(cluster.vms.first { $0.id == vm }?.stays == nil)

        try await cloud.must(.clone(FaultMatrixTests.copy, CloneOrder(parent: vm, name: try VMName("copy"))))
        try await cloud.must(.snapshot(vm, SnapshotOrder(.user)))
        let there = try #require(cloud.hosts.first { $0.id != record.host })
        try await cloud.must(.migrate(vm, MigrateOrder(host: there.id)))
        #expect(cloud.content(of: vm) == "mine")
        try await cloud.must(.delete(vm))
        try await cloud.must(.undelete(vm))
        #expect(try await cloud.audit() == [])
        #expect(cloud.content(of: vm) == "mine")
    }

    @Test func `an adopted VM has the owner and the part of the network that was said`() async throws {
        let cloud = try await orphan()
        try rewrite(cloud, "br0", "nobodys")
        try rewrite(cloud, "52:54:0a:00:00:01", "52:54:ff:ff:ff:01")
        let why = try await refusal(.adopt(vm, AdoptOrder(owner: RowID(1))), cloud)
        #expect(why.contains("--domain"))
        try await cloud.must(.adopt(vm, AdoptOrder(owner: RowID(1), domain: RowID(2))))
        let record = try #require(try cloud.store.record(vm))
        #expect((record.owner, record.domain, record.address) == (RowID(1), RowID(2), nil))
        // What has no address of the pool goes the same ways.
        let there = try #require(cloud.hosts.first { $0.id != record.host })
        try await cloud.must(.migrate(vm, MigrateOrder(host: there.id)))
        try await cloud.must(.delete(vm))
        try await cloud.must(.undelete(vm))
        #expect(cloud.content(of: vm) == "mine")
        try await cloud.must(.delete(vm))
        try await cloud.must(.purge(vm))
        #expect(cloud.files.all["/ds/vm_images/IITD_asha_web.qcow2"] == nil)
    }

    @Test func `a VM that two hosts have is neither adopted nor undefined`() async throws {
        let cloud = try await orphan()
        let home = try #require(cloud.home(of: vm))
        let there = try #require(cloud.hosts.first { $0 !== home })
        let domain = try #require(cloud.domain(vm, on: home))
        there.change { $0.domains[vm] = domain }
        #expect(try await refusal(.adopt(vm, AdoptOrder()), cloud).contains("undefine it on all but one"))
        #expect(try await refusal(.undefine(vm), cloud).contains("undefine it on all but one"))
        #expect(cloud.domain(vm, on: home) != nil && cloud.domain(vm, on: there) != nil)
    }

    @Test func `a VM that would be gone when it stops is not adopted`() async throws {
        let cloud = try await orphan()
        try #require(cloud.home(of: vm)).change { $0.domains[vm]?.isPersistent = false }
        #expect(try await refusal(.adopt(vm, AdoptOrder()), cloud).contains("transient"))
    }

    @Test func `a dry run says what would be refused, and changes nothing`() async throws {
        let cloud = try await orphan()
        func refusal() async throws -> String? {
            let commands = [Command.adopt(vm, AdoptOrder())]
            let admin = Requester(name: "asha", via: "test")
            return try await cloud.store.rehearse(commands, policy: PlacementPolicy(), by: admin).first?.refusal
        }
        #expect(try await refusal() == nil)
        try rewrite(cloud, "/ds/vm_images/", "/home/")
        let home = try #require(cloud.home(of: vm))
        let xml = try #require(cloud.domain(vm, on: home)?.xml)
        try cloud.store.apply(
            HostReport(
                host: home.id,
                at: cloud.clock.now(),
                domains: [
                    DomainReport(
                        uuid: vm,
                        name: "IITD_asha_web",
                        state: .stopped,
                        vcpus: 1,
                        memory: .mebibytes(512),
                        xml: xml
                    )
                ],
                isComplete: true
            )
        )
        #expect(try await refusal()?.contains("/home/IITD_asha_web.qcow2") == true)
        #expect(try cloud.store.record(vm) == nil)
    }

    @Test func `a disk outside of all datastores is named, and nothing is recorded`() async throws {
        let cloud = try await orphan()
        let home = try #require(cloud.home(of: vm))
        let xml = try DomainXML(try #require(cloud.domain(vm, on: home)?.xml))
        let path = try #require(xml.disks.first?.path)
        cloud.files["/home/me.qcow2"] = cloud.files[path]
        try rewrite(cloud, path, "/home/me.qcow2")

        let why = try await refusal(.adopt(vm, AdoptOrder()), cloud)

        #expect(why.contains("/home/me.qcow2"))
        #expect(why.contains("lies in no datastore; a file below /other or /ds is accepted"))
        #expect(try cloud.store.record(vm) == nil)
    }

    @Test func `a disk that stands on somebody's file is not taken`() async throws {
        let cloud = try await orphan()
        let path = "/ds/vm_images/IITD_asha_web.qcow2"
        cloud.files["/ds/base.qcow2"] = ScriptedFiles.File(content: "base")
        cloud.files.change(path) { $0.backing = "/ds/base.qcow2" }
        let why = try await refusal(.adopt(vm, AdoptOrder()), cloud)
        #expect(why.contains("stands on /ds/base.qcow2"))
    }

    @Test func `a disk that another VM has as well is not taken`() async throws {
        let cloud = try await orphan()
        let home = try #require(cloud.home(of: vm))
        let domain = try #require(cloud.domain(vm, on: home))
        let text = try #require(domain.xml).replacing("\(vm)", with: "\(FaultMatrixTests.copy)")
        home.change { script in
            script.domains[FaultMatrixTests.copy] = domain
            script.domains[FaultMatrixTests.copy]?.xml = text
            script.domains[FaultMatrixTests.copy]?.name = "twin"
        }
        let why = try await refusal(.adopt(vm, AdoptOrder()), cloud)
        #expect(why.contains("twin"))
    }

    @Test func `another cloud's VM is taken only where that is said`() async throws {
        let cloud = try await orphan()
        let home = try #require(cloud.home(of: vm))
        home.change { $0.domains[vm]?.claim = .other(name: "far", cloud: UniqueID(high: 9, low: 9)) }
        // The books learn of it when the definition is read again.
        try cloud.store.setClaim(vm, .other(name: "far", cloud: UniqueID(high: 9, low: 9)))
        #expect(try await refusal(.adopt(vm, AdoptOrder()), cloud).contains("cloud far"))
        #expect(try await refusal(.undefine(vm), cloud).contains("cloud far"))
        #expect(cloud.domain(vm, on: home)?.claim == .other(name: "far", cloud: UniqueID(high: 9, low: 9)))
        try await cloud.must(.adopt(vm, AdoptOrder(takesOver: true)))
        #expect(cloud.domain(vm, on: home)?.claim == .ours)
    }

    @Test(arguments: [false, true])
    func `an orphan is undefined, and its disk stays`(running: Bool) async throws {
        let cloud = try await orphan(running: running, snapshots: 1)
        let files = cloud.files.all.keys.sorted()

        let task = try await cloud.run(.undefine(vm))

        #expect(task.status == .success)
        #expect(task.message?.contains("its disks stay") == true)
        #expect(cloud.home(of: vm) == nil)
        #expect(cloud.files.all.keys.sorted() == files)
        #expect(try await inventory(cloud).vms[vm] == nil)
        let notes = try cloud.store.stepRows(of: task.id).compactMap(\.note)
        #expect(notes.contains { $0.contains("<domain") })
    }

    @Test func `an orphan whose memory is saved is left alone`() async throws {
        let cloud = try await orphan()
        try #require(cloud.home(of: vm)).change { $0.domains[vm]?.isSaved = true }
        #expect(try await refusal(.undefine(vm), cloud).contains("saved"))
        #expect(cloud.home(of: vm) != nil)
    }

    @Test func `what is in the books is neither adopted nor undefined`() async throws {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: true)
        #expect(try await refusal(.adopt(vm, AdoptOrder()), cloud).contains("in the database already"))
        #expect(try await refusal(.undefine(vm), cloud).contains("in the database already"))
        #expect(try await refusal(.forget(vm), cloud).contains("is not lost"))
    }

    @Test func `a VM that no host has is forgotten, and its file stays`() async throws {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: false)
        try cloud.forget(vm)
        try await cloud.work {}
        #expect(try await inventory(cloud).sanity().map(\.message) == ["VM not found"])
        let files = cloud.files.all.keys.sorted()

        let task = try await cloud.run(.forget(vm))

        #expect(task.status == .success)
        #expect(task.message?.contains("/ds/vm_images/IITD_asha_web.qcow2") == true)
        #expect(cloud.files.all.keys.sorted() == files)
        let known = try await inventory(cloud)
        #expect(known.records.isEmpty && known.disks.isEmpty)
        #expect(known.catalog.privateAddresses.allSatisfy { $0.holder == nil })
    }

    @Test func `a VM that came back is not forgotten`() async throws {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: false)
        let home = try #require(cloud.home(of: vm))
        let there = try #require(cloud.hosts.first { $0 !== home })
        let domain = try #require(cloud.domain(vm, on: home))
        try cloud.forget(vm)
        try await cloud.work {}
        let ids = try await cloud.store.submit(.order([.forget(vm)]), by: Requester(name: "asha", via: "test"))
        there.change { $0.domains[vm] = domain }
        let task = try await cloud.ended(try #require(ids.first))
        #expect(task.status == .failed)
        #expect(task.message?.contains("\(there.name) has it") == true)
        #expect(try cloud.store.record(vm) != nil)
    }

    @Test func `nothing is forgotten while a host cannot be asked`() async throws {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: false)
        let home = try #require(cloud.home(of: vm))
        try cloud.forget(vm)
        try await cloud.work {}
        let silent = try #require(cloud.hosts.first { $0 !== home })
        silent.change { $0.fault = .unreachable }
        let task = try await cloud.run(.forget(vm))
        #expect(task.status == .failed)
        #expect(task.message?.contains("\(silent.name) may have") == true)
        #expect(try cloud.store.record(vm) != nil)
    }

    @Test func `the job follows what was moved, and notes what nobody knows of`() async throws {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: true)
        let home = try #require(cloud.home(of: vm))
        let there = try #require(cloud.hosts.first { $0 !== home })
        let domain = try #require(cloud.domain(vm, on: home))
        try cloud.forget(vm)
        there.change { script in
            script.domains[vm] = domain
            script.domains[FaultMatrixTests.copy] = ScriptedHost.Domain(name: "stray", state: .stopped)
        }

        let task = try await cloud.run(.job(.vmSanity))

        #expect(task.status == .success)
        #expect(task.message?.contains("0 as expected, 1 moved, 1 orphan, 0 not found") == true)
        #expect(try cloud.store.record(vm)?.host == there.id)
        let events = try await cloud.store.details(of: FaultMatrixTests.copy).events
        #expect(events.contains { $0.text == "Orphan, VM is not in database" })
    }
}
