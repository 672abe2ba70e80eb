internal import BaadalModel
internal import BaadalStore

/// Takes a libvirt host as it is, with all its domains.
enum AddHost {
    /// The steps: reach it, see what it is, record it, see its domains.
    static func steps(uri: String, name: String?) -> [Step] {
        [
            Step(
                name: "record",
                run: { context in
                    if context.isRepeated, let host = try await recorded(uri: uri, context) { return "\(host.id)" }
                    let host = try await identify(uri: uri, name: name, context)
                    try await context.records { try $0.addHost(host) }
                    return "\(host.id)"
                },
                undo: { context in try await forget(uri: uri, context) }
            ),
            Step(
                name: "read its domains",
                run: { context in
                    guard let host = try await recorded(uri: uri, context) else {
                        throw CloudError.noSuchHost(name ?? uri)
                    }
                    await context.hosts.add(host)
                    try await context.hosts.refresh(host.id)
                    return nil
                },
                undo: nil
            ),
            Step(
                name: "see what it is made of",
                run: { context in
                    guard let host = try await recorded(uri: uri, context) else { return nil }
                    // A host without SSH is a host as well.
                    return try await ReadInventory.read(host, context)
                },
                undo: nil
            ),
        ]
    }

    private static func identify(uri: String, name: String?, _ context: StepContext) async throws -> Host {
        try await context.tell("connecting to \(uri)")
        let hypervisor = try await context.hosts.opener.open(uri)
        let facts = try await hypervisor.facts()
        let now = context.clock.now()
        return Host(
            id: facts.id,
            name: name ?? facts.hostname,
            uri: uri,
            state: .unknown,
            cpus: facts.cpus,
            memory: facts.memory,
            libvirtVersion: facts.libvirtVersion,
            hypervisor: facts.hypervisor,
            features: facts.features,
            seen: now,
            since: now,
            isSimulated: facts.isSimulated
        )
    }

    private static func recorded(uri: String, _ context: StepContext) async throws -> Host? {
        try await context.records { try $0.hosts() }.first { $0.uri == uri }
    }

    private static func forget(uri: String, _ context: StepContext) async throws {
        guard let host = try await recorded(uri: uri, context) else { return }
        await context.hosts.remove(host.id)
        try await context.records { try $0.removeHost(host.id, at: context.clock.now()) }
    }
}
