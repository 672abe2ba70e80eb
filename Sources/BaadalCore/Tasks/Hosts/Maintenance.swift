internal import BaadalModel
internal import BaadalStore

/// Keeps new VMs off a host, or lets them on again.
enum Maintenance {
    /// The one step.
    static func steps(_ host: Host.ID, mode: Host.Mode) -> [Step] {
        [
            Step(
                name: mode == .maintenance ? "cordon" : "uncordon",
                run: { context in
                    let (who, now) = (context.task.requester, context.clock.now())
                    try await context.records { try $0.setMode(mode, of: host, by: who, at: now) }
                    return nil
                },
                undo: nil
            )
        ]
    }
}
