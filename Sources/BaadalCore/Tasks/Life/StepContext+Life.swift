internal import BaadalModel
internal import BaadalStore
internal import Libvirt

extension StepContext {
    /// What the cloud knows of a VM that was made here.
    func record(_ id: VM.ID) async throws -> VMRecord {
        guard let record = try await records({ try $0.record(id) }) else { throw CloudError.noSuchVM(task.subject) }
        return record
    }

    /// A host as the store has it.
    func host(_ id: Host.ID) async throws -> Host {
        guard let host = try await records({ try $0.hosts() }).first(where: { $0.id == id }) else {
            throw CloudError.noSuchHost("\(id)")
        }
        return host
    }

    /// A way to the host that is kept for a VM, whether it shows the VM or not.
    func keptHypervisor(_ record: VMRecord) async throws -> any Hypervisor {
        guard let host = record.host else { throw CloudError.noHost(vm: record.identity) }
        return try await hosts.hypervisor(for: host)
    }

    /// The datastore of a number.
    func datastore(_ id: Datastore.ID) async throws -> Datastore {
        guard let found = try await records({ try $0.catalog() }).datastores.first(where: { $0.id == id }) else {
            throw CloudError.noSuch("datastore", "\(id)")
        }
        return found
    }

    /// Keeps room in a datastore until the task ends.
    ///
    /// - Throws: ``CloudError/noDatastoreFits(size:reasons:)``.
    func holdSpace(_ size: Bytes, in store: Datastore) async throws {
        try await records { [task = task.id] in try $0.holdSpace(size, in: store.id, for: task) }
    }

    /// Where files lie in a datastore.
    func layout(of datastore: Datastore) async throws -> DatastoreLayout {
        DatastoreLayout(datastore.path, constants: try await records { try $0.constantValues() })
    }

    /// How a security domain plugs a VM in.
    func interface(_ domain: SecurityDomain.ID, mac: MAC) async throws -> DomainInterface {
        let catalog = try await records { try $0.catalog() }
        guard let domain = catalog.domains.first(where: { $0.id == domain }) else {
            throw CloudError.noSuch("security domain", "\(domain)")
        }
        let tag = catalog.vlans.first { $0.id == domain.vlan }?.tag ?? 0
        return DomainInterface(mac: mac, attachment: domain.attachment, tag: tag)
    }

    /// Refuses a VM that other clouds or other hosts have a say in.
    ///
    /// - Returns: The domain as its host shows it now.
    @discardableResult
    func checkOurs(_ id: VM.ID) async throws -> DomainSight {
        let vm = try await vm(id)
        if vm.conflict == .activeTwice { throw CloudError.activeTwice(vm: vm.name) }
        let sight = try await sight(of: id)
        if case .other(let name, _) = sight.claim { throw CloudError.claimed(vm: vm.name, cloud: name) }
        if task.command.kind.disturbsSavedMemory, !sight.state.isActive {
            try await refuseSaved(id, named: vm.name, on: try await hypervisor(of: id))
        }
        try await followRecord(id, to: vm.host)
        if let accepted = task.command.kind.acceptedStates, !accepted.contains(sight.state), !isRepeated {
            throw CloudError.wrongState(vm: vm.name, state: sight.state, accepted: accepted)
        }
        return sight
    }

    /// Keeps a place for a VM where it is: somebody may have moved it by hand.
    private func followRecord(_ id: VM.ID, to host: Host.ID?) async throws {
        guard let host, let record = try await records({ try $0.record(id) }), record.host != host,
            record.stage == .ready, try await records({ try $0.hostsShowing(id) }) == [host]
        else { return }
        let port = try await definition(id, on: try await hypervisor(of: id)).screenPort
        _ = try await records { [task = task.id] in try $0.holdPlace(of: id, on: host, at: port, for: task) }
        try await records { try $0.settlePlace(of: id, on: host) }
    }

    /// Cuts the power of a domain where it runs, and sees that it is off.
    func cutPower(_ id: VM.ID, on hypervisor: any Hypervisor) async throws {
        for _ in 0..<50 {
            guard let sight = try await hypervisor.look(at: id), sight.state.isActive else { return }
            do {
                try await hypervisor.perform(.powerOff, on: id)
            } catch {
                // It may have stopped by itself meanwhile.
                guard let now = try await hypervisor.look(at: id), now.state.isActive else { return }
                throw error
            }
            try await clock.sleep(.milliseconds(200))
        }
        throw TaskFailure(cause: .host, message: "\(task.subject) runs on though its power was cut")
    }

    /// Reads a host anew, and the definition of the task's VM there, so that the store has what a step did.
    func refresh(_ host: Host.ID) async throws { try await hosts.refresh(host, describing: task.command.vm) }

    /// The domain of a VM as its definition says.
    func definition(_ id: VM.ID, on hypervisor: any Hypervisor) async throws -> DomainXML {
        guard let text = try await hypervisor.definition(of: id) else { throw CloudError.noHost(vm: task.subject) }
        return try DomainXML(text)
    }

    /// The SHA-256 of a file in hexadecimal digits; `nil` where no program can be run on the host.
    func checksum(of path: String, on hypervisor: any Hypervisor) async throws -> String? {
        try await tell("reading \(FilePlace(path).name) for its checksum")
        let deadline = Duration.seconds(config.tasks.deadline)
        guard let result = try await hypervisor.run(["sha256sum", "--", path], within: deadline) else { return nil }
        let digits = result.output.prefix { $0.isHexDigit }
        guard result.status == 0, digits.count == 64 else {
            throw TaskFailure(cause: .host, message: "the checksum of \(path) cannot be read: \(result.errors)")
        }
        return String(digits)
    }

    /// Copies an image, and says how far it is.
    func copy(_ source: String, to file: FileSight, on hypervisor: any Hypervisor, _ words: String) async throws {
        let size = try await hypervisor.file(source)?.taken?.count ?? 0
        try await tell(words, progress: 0)
        let began = clock.monotonic()
        defer { control.grant(clock.monotonic() - began) }
        try await watching {
            try await hypervisor.copyFile(source, to: file)
        } look: {
            let done = try await hypervisor.file(file.path)?.taken?.count ?? 0
            try await tell(words, progress: size > 0 ? min(1, Double(done) / Double(size)) : nil)
        }
    }

    /// Makes an image where none is, or makes it anew where an earlier try left one.
    ///
    /// - Throws: ``CloudError/taken(what:value:)`` where somebody else's file is in its place.
    func make(_ path: String, on hypervisor: any Hypervisor, _ body: () async throws -> Void) async throws {
        let before = try await written()
        if try await hypervisor.file(path) != nil {
            guard try await mayHaveMade(path) else { throw CloudError.taken(what: "file", value: path) }
            try await hypervisor.deleteFile(path)
        }
        try await write((before.map { $0 + "\n" } ?? "") + "making \(path)")
        try await body()
    }

    /// Whether the step, now or in an earlier try, has begun to make a file.
    func mayHaveMade(_ path: String) async throws -> Bool {
        try await written()?.split(separator: "\n").contains { $0 == "making \(path)" } ?? false
    }
}

extension Host {
    /// How libvirt runs a VM there: `kvm`, `qemu` or `test`.
    var domainType: String {
        if hypervisor?.hasPrefix("TEST") ?? false { return "test" }
        return features.contains("kvm") ? "kvm" : "qemu"
    }

    /// The address on which screens of VMs listen: the one by which the host is managed.
    var screenAddress: String { (try? ConnectionURI(uri))?.host ?? "127.0.0.1" }

    /// The URI by which another host opens it, for a migration.
    ///
    /// Keys and lists of known hosts lie here and not there: the hosts have their own.
    var peerURI: String? {
        guard let uri = try? ConnectionURI(uri), let address = uri.host else { return nil }
        let place = address.contains(":") ? "[\(address)]" : address
        return switch uri.kind {
        case .tcp: "qemu+tcp://\(place)/system"
        case .tls: "qemu+tls://\(place)/system"
        case .ssh, .libssh, .libssh2: "qemu+ssh://\(uri.user ?? "root")@\(place)/system?no_tty=1"
        case .local, .test: nil
        }
    }
}
