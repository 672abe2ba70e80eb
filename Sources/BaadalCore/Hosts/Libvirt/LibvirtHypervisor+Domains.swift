internal import BaadalModel
internal import BaadalStore
internal import Libvirt

extension LibvirtHypervisor {
    func define(_ xml: String) async throws {
        try await act { connection in _ = try connection.define(xml: xml) }
    }

    func undefine(_ domain: VM.ID) async throws {
        try await act { connection in
            do {
                let found = try connection.domain(DomainUUID(domain))
                guard try found.isPersistent() else { return }
                // Saved memory is the guest's, and libvirt refuses: only its owner throws it away.
                let flags: UndefineFlags = [.snapshotsMetadata, .keepNVRAM]
                try found.undefine(flags: connection.hypervisorType == "TEST" ? [.snapshotsMetadata] : flags)
            } catch let error as LibvirtError where error.code == .noDomain {
                return
            }
        }
    }

    func definition(of domain: VM.ID) async throws -> String? {
        try await xml(of: domain, inactive: true, secure: true)
    }

    func save(_ domain: VM.ID) async throws {
        try await actLong { try $0.domain(DomainUUID(domain)).managedSave() }
    }

    func isSaved(_ domain: VM.ID) async throws -> Bool {
        try await act { try $0.domain(DomainUUID(domain)).hasManagedSave() }
    }

    func users(of path: String) async throws -> [(id: VM.ID, name: String)] {
        try await actLong { connection in
            var users: [(id: VM.ID, name: String)] = []
            for summary in try connection.domains() {
                do {
                    let domain = try connection.domain(summary.uuid)
                    let isActive = try domain.isActive()
                    let texts = try [true, false].filter { $0 || isActive }.map { try domain.xml(inactive: $0) }
                    guard try texts.contains(where: { try DomainXML($0).files.contains(path) }) else { continue }
                    users.append((VM.ID(summary.uuid), summary.name))
                } catch let error as LibvirtError where error.code == .noDomain {
                    continue
                }
            }
            return users
        }
    }

    func presentXML(of domain: VM.ID) async throws -> String? {
        try await xml(of: domain, inactive: false, secure: false)
    }

    func movableXML(of domain: VM.ID) async throws -> String? {
        try await act { connection in
            let found = try connection.domain(DomainUUID(domain))
            guard try found.isActive() else { return nil }
            return try found.xml(secure: true, migratable: true)
        }
    }

    private func xml(of domain: VM.ID, inactive: Bool, secure: Bool) async throws -> String? {
        try await act { connection in
            do {
                return try connection.domain(DomainUUID(domain)).xml(inactive: inactive, secure: secure)
            } catch let error as LibvirtError where error.code == .noDomain {
                return nil
            }
        }
    }

    func attach(_ device: String, to domain: VM.ID) async throws {
        try await act { connection in
            let found = try connection.domain(DomainUUID(domain))
            if connection.hypervisorType == "TEST" {
                return try Self.redefine(found, on: connection) { xml throws(CloudError) in try xml.plug(device) }
            }
            try found.attachDevice(xml: device, affecting: try found.isActive() ? [.live, .config] : [.config])
        }
    }

    func detach(_ device: String, from domain: VM.ID) async throws {
        try await act { connection in
            let found = try connection.domain(DomainUUID(domain))
            if connection.hypervisorType == "TEST" {
                return try Self.redefine(found, on: connection) { xml throws(CloudError) in try xml.unplug(device) }
            }
            try found.detachDevice(xml: device, affecting: try found.isActive() ? [.live, .config] : [.config])
        }
    }

    func resizeDisk(_ path: String, to size: Bytes, of domain: VM.ID) async throws {
        try await act { try $0.domain(DomainUUID(domain)).resizeDisk(path, to: UInt64(size.count)) }
    }

    func updateLive(_ device: String, of domain: VM.ID) async throws {
        try await act { try $0.domain(DomainUUID(domain)).updateDevice(xml: device, affecting: [.live]) }
    }

    func setLive(vcpus: Int, of domain: VM.ID) async throws -> String? {
        try await live { try $0.domain(DomainUUID(domain)).setVCPUs(vcpus, affecting: [.live]) }
    }

    func setLive(memory: Bytes, of domain: VM.ID) async throws -> String? {
        try await live { try $0.domain(DomainUUID(domain)).setMemory(UInt64(memory.count), affecting: [.live]) }
    }

    /// A guest that cannot do it says why; a host that does not answer is a failure.
    private func live(_ body: @escaping @Sendable (Connection) throws -> Void) async throws -> String? {
        try await act { connection in
            do {
                try body(connection)
                return nil
            } catch let error as LibvirtError where !error.isUnreachable {
                return error.message
            }
        }
    }

    // MARK: - Snapshots

    func snapshots(of domain: VM.ID) async throws -> [SnapshotSight] {
        try await act { connection in
            try connection.domain(DomainUUID(domain)).snapshots().map { found in
                let note = (try? SnapshotXML.note(of: found.xml)) ?? ""
                return SnapshotSight(
                    name: found.name,
                    parent: found.parent,
                    created: Timestamp(seconds: found.created),
                    hasMemory: found.state == "running" || found.state == "paused",
                    isExternal: found.isExternal,
                    isCurrent: found.isCurrent,
                    note: note,
                    xml: found.xml
                )
            }
        }
    }

    func takeSnapshot(_ xml: String, of domain: VM.ID, diskOnly: Bool, quiesced: Bool) async throws {
        var flags: SnapshotFlags = diskOnly ? [.diskOnly, .atomic] : []
        if diskOnly, quiesced { flags.insert(.quiesce) }
        try await actLong { [flags] connection in
            _ = try connection.domain(DomainUUID(domain)).createSnapshot(xml: xml, flags: flags)
        }
    }

    func revert(_ domain: VM.ID, to snapshot: String) async throws {
        try await actLong { try $0.domain(DomainUUID(domain)).revert(toSnapshot: snapshot) }
    }

    func deleteSnapshot(_ snapshot: String, of domain: VM.ID, memoryOnly: Bool) async throws {
        try await actLong { connection in
            _ = try connection.domain(DomainUUID(domain))
                .deleteSnapshot(snapshot, flags: memoryOnly ? [.metadataOnly] : [])
        }
    }

    func redefineSnapshot(_ xml: String, isCurrent: Bool, of domain: VM.ID) async throws {
        let flags: SnapshotFlags = isCurrent ? [.redefine, .current] : [.redefine]
        try await act { _ = try $0.domain(DomainUUID(domain)).createSnapshot(xml: xml, flags: flags) }
    }

    func agentAnswers(in domain: VM.ID) async throws -> Bool {
        try await act { connection in
            do {
                return try connection.domain(DomainUUID(domain)).guestAgentAnswers()
            } catch let error as LibvirtError where !error.isUnreachable {
                return false
            }
        }
    }

    // MARK: - Migration

    func migrate(_ domain: VM.ID, _ request: MigrationRequest) async throws {
        var flags: MigrationFlags = [.peerToPeer, .persistDestination, .undefineSource]
        switch request.mode {
        case .live: flags.formUnion([.live, .unsafe, .abortOnError])
        case .paused: flags.formUnion([.live, .unsafe, .paused])
        case .offline: flags.insert(.offline)
        }
        if request.mode == .live, request.autoConverges { flags.insert(.autoConverge) }
        let options = MigrationOptions(
            flags,
            bandwidth: request.bandwidth.map { UInt64(max(1, $0.count >> 20)) },
            destinationXML: request.runningXML,
            persistentXML: request.definedXML
        )
        try await act(within: .seconds(migrationDeadline)) { connection in
            try connection.domain(DomainUUID(domain)).migrate(toURI: request.uri, options: options)
        }
    }

    func job(of domain: VM.ID) async throws -> JobSight? {
        try await act { connection in
            do {
                return try connection.domain(DomainUUID(domain)).job().map { job in
                    func bytes(_ count: UInt64?) -> Bytes? { count.map { Bytes(Int64(clamping: $0)) } }
                    return JobSight(
                        isMigration: job.isMigration,
                        total: bytes(job.total),
                        done: bytes(job.processed),
                        remaining: bytes(job.remaining),
                        rate: bytes(job.memoryRate),
                        downtime: job.downtime.map { Int64(clamping: $0) }
                    )
                }
            } catch let error as LibvirtError where [.noDomain, .operationInvalid, .noSupport].contains(error.code) {
                return nil
            }
        }
    }

    func abortJob(of domain: VM.ID) async throws {
        try await act { try $0.domain(DomainUUID(domain)).abortJob() }
    }
}
