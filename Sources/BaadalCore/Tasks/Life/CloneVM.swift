internal import BaadalModel
internal import BaadalStore

/// Copies a VM that is off into a new one, whole or on top of the parent's frozen disks.
struct CloneVM {
    let id: VM.ID
    let order: CloneOrder

    var steps: [Step] {
        var steps = [Step(name: "look", repetition: .everyTime, run: look, undo: nil)]
        if order.isLinked {
            steps.append(Step(name: "freeze the parent's disks", remains: .undone, run: freeze, undo: thaw))
        }
        return steps + [
            Step(
                name: "reserve",
                remains: .undone,
                run: reserve,
                undo: { context in try await context.records { try $0.release(id, at: context.clock.now()) } }
            ),
            Step(name: "copy the disks", remains: .undone, run: copy, undo: removeDisks),
            Step(name: "let go of the parent", run: letGo, undo: nil),
            Step(name: "reset the guest's identity", run: resetIdentity, undo: nil),
            Step(name: "define", remains: .undone, run: define, undo: { try await undefine(id, $0) }),
            Step(name: "verify", run: verify, undo: nil),
            Step(
                name: "register the address",
                run: { try await $0.tellAddresses(try await $0.record(id).address) },
                undo: nil
            ),
        ]
    }

    private var parent: VM.ID { order.parent }

    // MARK: - Parent

    private func look(_ context: StepContext) async throws -> String? {
        let (vm, record) = (try await context.vm(parent), try await context.record(parent))
        if vm.conflict != nil { throw CloudError.refused("'\(vm.name)' is defined on two hosts") }
        // Once it was let go it may do as it likes.
        guard try await context.records({ [task = context.task.id] in try $0.holdsSource(task) }) else { return nil }
        guard record.stage == .ready else { throw CloudError.refused("'\(vm.name)' is \(record.stage.rawValue)") }
        let sight = try await context.sight(of: parent)
        if case .other(let name, _) = sight.claim { throw CloudError.claimed(vm: vm.name, cloud: name) }
        guard sight.state == .stopped || sight.state == .crashed else {
            throw TaskFailure(cause: .refused, message: "VM is not shutoff. Check vm status.")
        }
        let hypervisor = try await context.hypervisor(of: parent)
        try await context.refuseSaved(parent, named: vm.name, on: hypervisor)
        let xml = try await context.definition(parent, on: hypervisor)
        // On its own new files it may be already, before that was recorded.
        let known = Set(try await parentDisks(context).flatMap { [$0.path, liveFile(of: $0, context)] })
        if let foreign = xml.disks.first(where: { !known.contains($0.path) && !$0.isReadOnly }) {
            throw CloudError.refused("its disk \(foreign.target) was not made here, and the two would share it")
        }
        if xml.hasForeignDisks {
            throw CloudError.refused("it has disks that are no files, and the two would share them")
        }
        if xml.macs.count > 1 {
            throw CloudError.refused("it has \(xml.macs.count) network interfaces, and one address is given to a clone")
        }
        if order.isLinked, try await !context.hypervisor(of: parent).snapshots(of: parent).isEmpty {
            throw CloudError.refused(
                "'\(vm.name)' has snapshots, which its frozen disks would lose; make a full clone"
            )
        }
        return nil
    }

    /// The disks that the clone gets copies of, the one to boot from first.
    private func parentDisks(_ context: StepContext) async throws -> [Disk] {
        let disks = try await context.records { try $0.disks(of: parent) }
            .filter { $0.stage == .attached && $0.role != .base && $0.target != nil }
        guard disks.contains(where: { $0.role == .system }) else {
            throw CloudError.refused("the parent has no disk to boot from that was made here")
        }
        return disks.sorted { ($0.role == .system ? 0 : 1, $0.id) < ($1.role == .system ? 0 : 1, $1.id) }
    }

    /// Moves the parent onto new files, so that nobody writes what the clone will stand on.
    ///
    /// A file of the parent's that nothing was written to yet is good as it is: its base is taken.
    private func freeze(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.hypervisor(of: parent)
        var files: [String: String] = [:]
        for disk in try await parentDisks(context) {
            guard let target = disk.target else { continue }
            if disk.path.hasSuffix(suffix(context)) {
                files[target] = disk.path
                continue
            }
            let taken = try await hypervisor.file(disk.path)?.taken ?? Bytes(.max)
            if disk.backing != nil, taken <= Self.emptyImage { continue }
            let file = FileSight(
                path: liveFile(of: disk, context),
                format: "qcow2",
                size: disk.size,
                backing: disk.path,
                backingFormat: disk.format
            )
            try await context.make(file.path, on: hypervisor) { try await hypervisor.createFile(file) }
            files[target] = file.path
        }
        guard !files.isEmpty else { return nil }
        var xml = try await context.definition(parent, on: hypervisor)
        xml.set(files: files)
        try await hypervisor.define(xml.text)
        let (task, moved) = (context.task.id, files)
        try await context.records { try $0.freezeDisks(of: parent, onto: moved, for: task) }
        return nil
    }

    private func suffix(_ context: StepContext) -> String { ".live-\(context.task.id.number).qcow2" }

    /// The file that the parent goes on in, on top of a disk.
    private func liveFile(of disk: Disk, _ context: StepContext) -> String {
        (disk.path.hasSuffix(".qcow2") ? String(disk.path.dropLast(6)) : disk.path) + suffix(context)
    }

    /// What an image of qcow2 takes that nothing was written to.
    private static let emptyImage = Bytes.kibibytes(200)

    /// Takes the parent off its new files again, which is possible while nobody can have written to them.
    private func thaw(_ context: StepContext) async throws {
        let hypervisor = try await context.hypervisor(of: parent)
        let isHeld = try await context.records { [task = context.task.id] in try $0.holdsSource(task) }
        let isOff = try await hypervisor.look(at: parent).map { !$0.state.isActive } ?? false
        guard isHeld, isOff, try await hypervisor.snapshots(of: parent).isEmpty else { return }
        var xml = try await context.definition(parent, on: hypervisor)
        // It may have been started meanwhile and be off again: what it wrote since is in the new files, which stay then.
        for disk in xml.disks where try await context.mayHaveMade(disk.path) {
            guard try await hypervisor.file(disk.path)?.taken ?? Bytes(.max) <= Self.emptyImage else { return }
        }
        let disks = try await context.records { try $0.disks(of: parent) }
        var files: [String: String] = [:]
        var made: [String] = []
        for disk in xml.disks where try await context.mayHaveMade(disk.path) {
            let base = disks.first { $0.path == disk.path }?.backing
            guard let old = disks.first(where: { $0.id == base || liveFile(of: $0, context) == disk.path }) else {
                continue
            }
            files[disk.target] = old.path
            made.append(disk.path)
        }
        if !files.isEmpty {
            xml.set(files: files)
            try await hypervisor.define(xml.text)
        }
        let now = context.clock.now()
        try await context.records { [made] in try $0.thawDisks(of: parent, from: made, at: now) }
        let mine = suffix(context)
        for line in try await context.written()?.split(separator: "\n") ?? [] where line.hasSuffix(mine) {
            try await hypervisor.deleteFile(String(line.dropFirst("making ".count)))
        }
    }

    // MARK: - Clone

    private func reserve(_ context: StepContext) async throws -> String? {
        let record = try await context.record(parent)
        let disks = try await parentDisks(context)
        var wish = Reservation(
            vm: id,
            task: context.task.id,
            name: order.name,
            owner: record.owner,
            domain: record.domain,
            vcpus: record.vcpus,
            memory: record.memory,
            disks: disks.map { disk in
                Reservation.Image(
                    role: disk.role,
                    size: disk.size,
                    backing: order.isLinked ? disk.backing : nil
                )
            },
            expires: context.clock.now().advanced(byMilliseconds: Int64(context.config.tasks.deadline) * 1000)
        )
        wish.template = record.template
        wish.parent = parent
        wish.host = order.host
        wish.group = record.group
        wish.purpose = record.purpose
        wish.preferred = disks.first?.datastore
        if order.isLinked { wish.datastore = disks.first?.datastore }
        let made = try await reserve(wish, beside: record, context)
        guard let host = made.record.host else { throw CloudError.noHost(vm: made.record.identity) }
        try await context.records { [task = context.task.id] in try $0.setHost(of: task, host) }
        return made.isChosen ? nil : Self.beside
    }

    /// What the reservation notes where no host was found and the clone stays with its parent.
    private static let beside = "beside its parent"

    /// What is said of the clone's host.
    private func words(_ record: VMRecord, _ context: StepContext) async throws -> String? {
        let notes = try await context.records { [task = context.task.id] in try $0.stepRows(of: task) }
        let define = notes.first { $0.name == "define" }?.note
        guard order.host == nil, PartialResult.words(of: define) == nil else { return nil }
        if notes.first(where: { $0.name == "reserve" })?.note == Self.beside {
            return "Could not find host to migrate cloned vm."
        }
        return record.host == (try await context.record(parent)).host
            ? "New host selected to migrate cloned vm is same as the host on which it currently resides."
            : "Found new host and migrated successfully."
    }

    /// Reserves on the best host; where none is found that suits all wishes, on the parent's own.
    private func reserve(
        _ wish: Reservation,
        beside parent: VMRecord,
        _ context: StepContext
    ) async throws -> (record: VMRecord, isChosen: Bool) {
        let (policy, now) = (context.config.placement.policy, context.clock.now())
        do {
            return (try await context.records { try $0.reserve(wish, policy: policy, at: now) }, true)
        } catch CloudError.noHostFits(let reasons) {
            var beside = wish
            (beside.host, beside.group) = (parent.host, nil)
            guard order.host == nil, wish.group != nil,
                let record = try? await context.records({ [beside] in try $0.reserve(beside, policy: policy, at: now) })
            else {
                throw TaskFailure(
                    cause: .refused,
                    message: "Host resources exhausted. Migrate the host vms and then try. "
                        + reasons.joined(separator: "; ")
                )
            }
            return (record, false)
        }
    }

    /// The parent's disks beside the clone's, in the same order.
    private func pairs(_ context: StepContext) async throws -> [(from: Disk, to: Disk)] {
        let own = try await context.records { try $0.disks(of: id) }
        return zip(try await parentDisks(context), own).map { (from: $0, to: $1) }
    }

    private func copy(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.keptHypervisor(try await context.record(id))
        let all = try await context.records { try $0.disks(of: parent) }
        for (from, to) in try await pairs(context) {
            try context.checkMayGoOn()
            do {
                try await context.make(to.path, on: hypervisor) {
                    if let base = to.backing.flatMap({ backing in all.first { $0.id == backing } }) {
                        let file = FileSight(
                            path: to.path,
                            format: "qcow2",
                            size: to.size,
                            backing: base.path,
                            backingFormat: base.format
                        )
                        try await hypervisor.createFile(file)
                    } else {
                        let file = FileSight(path: to.path, format: "qcow2", size: to.size)
                        try await context.copy(from.path, to: file, on: hypervisor, "copying \(from.fileName)")
                    }
                }
            } catch CloudError.taken {
                throw TaskFailure(cause: .refused, message: "Directory with same name as vmname already exists.")
            }
        }
        return nil
    }

    /// Keeps what the parent is like, with the clone's files in it; from then on it is not needed, and may be started.
    private func letGo(_ context: StepContext) async throws -> String? {
        guard try await context.records({ [task = context.task.id] in try $0.holdsSource(task) }) else { return nil }
        var xml = try await context.definition(parent, on: try await context.hypervisor(of: parent))
        var files: [String: String] = [:]
        for (from, to) in try await pairs(context) { if let target = from.target { files[target] = to.path } }
        xml.set(files: files)
        let own = Set(files.values)
        if let shared = xml.disks.first(where: { !own.contains($0.path) && !$0.isReadOnly }) {
            throw CloudError.refused("the clone would share \(shared.path) with '\(context.task.subject)'")
        }
        try await context.records { [text = xml.text, task = context.task.id] store in
            try store.recordTargets(of: id, like: parent)
            try store.keepXML(text, of: id)
            try store.releaseSource(of: task)
        }
        return nil
    }

    /// Takes from the copy what one machine only may have: host keys, machine-id, leases.
    ///
    /// Done where the host has `virt-sysprep` and programs can be run there; noted otherwise.
    private func resetIdentity(_ context: StepContext) async throws -> String? {
        let hypervisor = try await context.keptHypervisor(try await context.record(id))
        let disks = try await context.records { try $0.disks(of: id) }.map(\.path)
        let present = try await hypervisor.run(["test", "-x", Self.sysprep], within: .seconds(10))
        var words = "guest identity not reset: the host has no virt-sysprep, or runs no programs for us"
        if present?.status == 0 {
            try await context.tell("resetting the guest's identity")
            let deadline = Duration.seconds(context.config.tasks.deadline)
            let result = try await hypervisor.run(Self.sysprepArguments(disks), within: deadline)
            words = result?.status == 0 ? "guest identity reset" : "guest identity not reset: \(result?.errors ?? "")"
        }
        return words.split(separator: "\n").joined(separator: " ")
    }

    static let sysprep = "/usr/bin/virt-sysprep"

    /// What resets the identity of a guest that is off, by the images of its disks.
    ///
    /// One that an earlier controller began may still be at work on them: it is waited for.
    static func sysprepArguments(_ disks: [String]) -> [String] {
        ["flock", "--wait", "600", disks.first ?? ""] + [sysprep, "--quiet", "--operations", "defaults,-ssh-userdir"]
            + disks.flatMap { ["--add", $0] }
    }

    private func removeDisks(_ context: StepContext) async throws {
        guard let record = try await context.records({ try $0.record(id) }) else { return }
        for disk in try await context.records({ try $0.disks(of: id) }) where try await context.mayHaveMade(disk.path) {
            try await context.keptHypervisor(record).deleteFile(disk.path)
        }
    }

    private func define(_ context: StepContext) async throws -> String? {
        let record = try await context.record(id)
        guard let mac = record.mac, let hostID = record.host else { throw CloudError.noHost(vm: record.identity) }
        guard let kept = try await context.records({ try $0.keptXML(of: id) }) else {
            throw CloudError.refused("the parent's definition was not kept")
        }
        var xml = try DomainXML(kept)
        xml.become(id, named: record.identity)
        xml.set(vcpus: record.vcpus)
        xml.set(memory: record.memory)
        xml.set(interface: try await context.interface(record.domain, mac: mac))
        do {
            try await define(xml, record, on: hostID, context)
            return nil
        } catch let error where !error.leavesTheTask && !TaskFailure(error).cause.passes && order.host == nil {
            guard let beside = try await context.record(parent).host, beside != hostID else { throw error }
            try await context.hosts.hypervisor(for: hostID).undefine(id)
            let port = try await context.records { [task = context.task.id] in
                try $0.holdPlace(of: id, on: beside, for: task)
            }
            try await context.records { try $0.settlePlace(of: id, on: beside) }
            var moved = record
            (moved.host, moved.vncPort) = (beside, port)
            try await define(xml, moved, on: beside, context)
            return PartialResult.also("Found new host but not migrated successfully.")
        }
    }

    private func define(
        _ xml: DomainXML,
        _ record: VMRecord,
        on host: Host.ID,
        _ context: StepContext
    ) async throws {
        var (xml, generator) = (xml, SystemRandomNumberGenerator())
        let listen = try await context.host(host).screenAddress
        let secret = DomainScreen.secret(using: &generator)
        xml.set(screen: DomainScreen(port: record.vncPort ?? -1, listen: listen, password: secret))
        let hypervisor = try await context.hosts.hypervisor(for: host)
        try await hypervisor.define(xml.text)
        let cloud = try await context.records { try $0.cloudInfo() }
        _ = try await hypervisor.claim(id, for: cloud)
    }

    private func verify(_ context: StepContext) async throws -> String? {
        let record = try await context.record(id)
        guard try await context.keptHypervisor(record).look(at: id) != nil else {
            throw TaskFailure(cause: .host, message: "the clone is not on its host though it was defined there")
        }
        try await context.records { store in
            try store.completeRecord(id)
            try store.keepXML(nil, of: id)
        }
        if let host = record.host { try await context.refresh(host) }
        return try await words(record, context).map(PartialResult.also)
    }
}
