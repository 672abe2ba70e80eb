import BaadalModel
import BaadalStore
import Testing

@testable import BaadalCore

@Suite struct PowerVMTests {
    @Test(arguments: [
        (VM.State.stopped, Command.Kind.start, VM.State.running, "vm1 is started successfully"),
        (.running, .shutDown, .stopped, "vm1 is shut down successfully"),
        (.running, .powerOff, .stopped, "vm1 is destroyed successfully"),
        (.running, .suspend, .paused, "vm1 is suspend successfully"),
        (.paused, .resume, .running, "vm1 is resumed successfully"),
        (.running, .reboot, .running, "vm1 is rebooted successfully"),
    ])
    func `an action changes the domain and says so`(
        before: VM.State,
        kind: Command.Kind,
        after: VM.State,
        message: String
    ) async throws {
        let world = try TestWorld(domains: [before])
        try await world.work {
            let task = try await world.run(try #require(Command(kind, vm: world.vm)))
            #expect(task.status == .success)
            #expect(task.message == message)
            #expect(world.host.state(of: world.vm) == after)
            #expect(try world.store.vm(world.vm)?.state == after)
            #expect(try world.store.vm(world.vm)?.claim == .ours)
        }
    }

    @Test func `a guest that does not obey is left running, with power off offered`() async throws {
        let world = try TestWorld(domains: [.running])
        world.host.change { $0.guestObeys = false }
        try await world.work {
            let task = try await world.run(.shutDown(world.vm))
            #expect(task.status == .failed)
            #expect(task.cause == .deadline)
            #expect(task.message == "vm1 did not shut down within 120 s; power off cuts its power")
        }
        #expect(world.host.state(of: world.vm) == .running)
    }

    @Test func `what changed behind the store's back is refused in its words`() async throws {
        let world = try TestWorld(domains: [.stopped])
        try await world.work {
            world.host.change { $0.domains[world.vm]?.state = .running }
            let task = try await world.run(.start(world.vm))
            #expect(task.message == "VM is already running. Check vm status on host.")
            #expect(world.host.actions.isEmpty)
        }
    }

    @Test func `a VM of another cloud is left alone`() async throws {
        let world = try TestWorld(domains: [.stopped])
        world.host.change { script in
            script.domains[world.vm]?.claim = .other(name: "rival", cloud: UniqueID(high: 8, low: 8))
        }
        try await world.work {
            await #expect(throws: CloudError.claimed(vm: "vm1", cloud: "rival")) {
                try await world.run(.start(world.vm))
            }
        }
        #expect(world.host.actions.isEmpty)
    }

    @Test func `an answer that is lost leads to another look, not to another action`() async throws {
        let world = try TestWorld(domains: [.stopped])
        world.host.change { $0.fault = .losesAnswers }
        try await world.work {
            let task = try await world.run(.start(world.vm))
            #expect(task.status == .success)
            #expect(task.attempts == 2)
        }
        #expect(world.host.actions == [.start])
        #expect(world.host.state(of: world.vm) == .running)
    }

    @Test func `a reboot that a dead controller had begun is not done again`() async throws {
        let world = try TestWorld(domains: [.running])
        var id: TaskRecord.ID?
        try await world.work {}
        let ids = try await world.store.submit(
            .order([.reboot(world.vm)]),
            by: Requester(name: "asha", via: "test")
        )
        id = ids.first
        let task = try #require(
            try world.store.claimTask(limits: TaskLimits(), now: world.clock.now(), blockedHosts: [])
        )
        for (index, name) in ["look", "claim"].enumerated() {
            try world.store.beginStep(task.id, index: index, name: name, note: nil, at: world.clock.now())
            try world.store.endStep(task.id, index: index, state: .done, note: nil, at: world.clock.now())
        }
        try world.store.beginStep(task.id, index: 2, name: "reboot", note: nil, at: world.clock.now())
        try await world.work {
            let ended = try await world.ended(try #require(id))
            #expect(ended.cause == .interrupted)
        }
        #expect(world.host.actions.isEmpty)
    }

    @Test func `a start that a dead controller had done is found done`() async throws {
        let world = try TestWorld(domains: [.stopped])
        try await world.work {}
        _ = try await world.store.submit(.order([.start(world.vm)]), by: Requester(name: "asha", via: "test"))
        let task = try #require(
            try world.store.claimTask(limits: TaskLimits(), now: world.clock.now(), blockedHosts: [])
        )
        for (index, name) in ["look", "claim"].enumerated() {
            try world.store.beginStep(task.id, index: index, name: name, note: nil, at: world.clock.now())
            try world.store.endStep(task.id, index: index, state: .done, note: nil, at: world.clock.now())
        }
        try world.store.beginStep(task.id, index: 2, name: "start", note: nil, at: world.clock.now())
        world.host.change { $0.domains[world.vm]?.state = .running }
        try await world.work {
            let ended = try await world.ended(task.id)
            #expect(ended.status == .success)
        }
        #expect(world.host.actions.isEmpty)
    }

    @Test func `a bulk order is one parent with its children`() async throws {
        let world = try TestWorld(domains: [.stopped, .stopped, .running])
        let vms = (0..<3).map { VM.ID(UniqueID(high: 1, low: world.vm.uuid.low + UInt64($0))) }
        try await world.work {
            let ids = try await world.store.submit(
                .order(vms.map { .start($0) }),
                by: Requester(name: "asha", via: "test")
            )
            let parent = try await world.ended(try #require(ids.first))
            #expect(parent.status == .partial)
            #expect(parent.message == "start: 2 done, 1 failed")
        }
    }
}
