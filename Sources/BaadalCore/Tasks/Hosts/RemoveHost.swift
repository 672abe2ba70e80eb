internal import BaadalModel
internal import BaadalStore

/// Forgets a host.
///
/// Nothing on it is changed.
enum RemoveHost {
    /// The one step.
    static func steps(_ host: Host.ID) -> [Step] {
        [
            Step(
                name: "forget",
                run: { context in
                    let known = try await context.records { try $0.hosts() }.first { $0.id == host }
                    await context.hosts.remove(host)
                    do {
                        try await context.records { try $0.removeHost(host, at: context.clock.now()) }
                    } catch {
                        // It stays, as where a VM was given a place on it meanwhile, and is watched on.
                        if let known { await context.hosts.add(known) }
                        throw error
                    }
                    return nil
                },
                undo: nil
            )
        ]
    }
}
